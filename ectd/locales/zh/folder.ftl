# 文件夹、大小、util 中的官方文件以及序列的检查说明。$place 为文件或文件夹。

count-files = 该序列共有 { $files } 个文件。
count-bytes = 该序列的文件共 { $bytes } 字节（{ $size } MB）。
count-absent = { $place } 中有 { $number } 个章节空缺：{ $sections }。请确认是否属实。

large-file = { $place } 有 { $bytes } 字节，超过 { $most } MB。请拆分文件，并在标题中注明各部分。
large-dossier = 该序列共 { $bytes } 字节。达到 10 GB 的资料不能通过网络传输：请以光盘或移动存储介质提交。

extension-missing = { $place } 没有扩展名。请按文件格式补充扩展名，并同步修改骨架文件。
extension-several = { $place } 的文件名中有多个点。请只保留扩展名前的一个点，并同步修改骨架文件。
extension-unknown = { $place } 的扩展名为“{ $extension }”，允许的扩展名为：{ $allowed }。请转换文件格式。

stranger-at-top = { $place } 不应放在序列根文件夹中：此处只能有 index.xml、index-md5.txt、m1 至 m5 和 util。请删除，或移入相应模块。
module-1-missing = 缺少文件夹 { $place }。请补充含区域骨架文件的模块一。
file-in-module-1 = { $place } 直接位于 m1 之下，而 m1 只能包含子文件夹。请移入相应区域的文件夹。
stranger-in-module-1 = { $place } 不符合模块一的目录结构：m1/cn 只包含 cn-regional.xml 以及文件夹 00、02 至 12。请改名或移动其内容，并同步修改骨架文件。
single-file = 申报资料只有一个文件 { $place }。请提交整个序列文件夹。
no-content = 申报资料有骨架文件，但各模块中没有文件。请补充申报文件。

util-missing = 缺少 { $place }。请放入监管机构发布的原文件。
util-misplaced = { $place } 所在的文件夹不对。请移至 { $path }。
util-altered = { $place } 不是发布的原文件：其校验值为 { $actual }，发布文件的校验值为 { $published }。请从监管机构网站重新下载，不要改动。
util-line-ends = { $place } 与发布的文件只有换行符不同，是 Git 或编辑器改动所致。请从监管机构网站重新下载，并按二进制文件保存。

sequence-folder = 文件夹名“{ $name }”不是四位数字。请以序列号命名，例如 0000。
sequence-gap = 此前{ $number ->
    [1] 缺少序列 { $first }
   *[other] 缺少 { $number } 个序列（{ $first } 至 { $last }）
}。序列号须从 0000 开始并且连续：请改用下一个序列号，或用 --history 给出此前的全部序列。
sequence-differs = 文件夹名为“{ $name }”，信封中的序列号为 { $sequence }。请改为一致。
application-folder = 申请文件夹名为“{ $name }”，信封中的申请编号为 { $application }。请改为一致。

reason-checksums = 未能取得这些文件的官方校验值：只检查文件是否存在，不检查其内容。
reason-file-types = 未能取得允许的文件类型清单：只检查扩展名的个数。
reason-layout = 未能取得技术规范第 4 章全文：只检查文件夹 m1/cn/00 及 02 至 12。
