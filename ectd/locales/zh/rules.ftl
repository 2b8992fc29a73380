# 检查结果的说明：哪里有问题，如何改正。$place 为文件或文件夹。

bag-name = { $place } 无法装入申报包：{ $reason ->
    [encoding] 名称不是 UTF-8 编码
    [empty] 路径中有空名称
    [dots] 路径中有“.”或“..”
    [long-name] 名称有 { $detail } 字节，超过 255 字节
    [long-path] 路径有 { $detail } 字节，超过 1024 字节
    [end] 名称以空格或点结尾
    [device] “{ $detail }”是 Windows 的设备名
   *[character] 名称中有字符“{ $detail }”
}。请改名，并同步修改骨架文件。
bag-link = { $place } 是符号链接。请换成文件本身。
bag-device = { $place } 是设备、管道或套接字。请删除。
bag-clash = 忽略大小写和 Unicode 形式时，{ $place } 与 { $other } 同名。请改动其中一个名称。
bag-no-file = 文件夹中没有文件。请确认所选的是序列文件夹。
bag-too-many-files = 文件夹中的文件超过 1,000,000 个，{ $place } 已超出。请确认所选的是序列文件夹。
unreadable = 无法读取 { $place }：{ $cause }。请检查权限和磁盘。
changed = 检查期间 { $place } 发生了变化。请等写入结束后重新检查。

empty-folder = 文件夹 { $place } 是空的，不会随申报包传送。请删除，或放入相应文件。
unreferenced = 骨架文件中没有引用 { $place }。请补充叶元素，或删除该文件。

characters = 名称“{ $name }”含有不允许的字符：{ $characters }。请将 { $place } 改名，并同步修改骨架文件。
long-name = { $place } 的名称有 { $length } 个字符，超过 { $most } 个。请缩短名称，并同步修改骨架文件。
long-path = { $place } 连同序列文件夹共 { $length } 个字符，超过 { $most } 个。请缩短名称或减少文件夹层级。
case = { $backbone } 引用“{ $href }”，而文件名为 { $file }：仅大小写或 Unicode 形式不同。请改为一致。

backbone-missing = 缺少 { $place }。请重新导出该序列，或选择其他验证标准。
backbone-checksum-missing = 缺少 { $place }，无法核对 { $file } 的校验值。请重新导出该序列。
backbone-checksum-unreadable = { $place } 中没有 { $digits } 位十六进制校验值。请重新导出该序列。
backbone-checksum-wrong = { $file } 的校验值为 { $actual }，而 { $place } 记载为 { $stated }。骨架文件事后被改动：请重新导出该序列。
xml-encoding = { $place } 不是 UTF-8 编码（{ $encoding }）。请以 UTF-8 保存。
xml-entity = { $place } 使用了实体“{ $entity }”，须查阅文档类型才能解析。请直接写出文字。
xml-limit = { $place } 超出骨架文件的读取限度：{ $limit ->
    [depth] 元素嵌套超过 200 层
    [attributes] 一个元素的属性超过 64 个
    [event] 一个标记或一段文字超过 1 MiB
    [leaves] 叶元素超过 1,000,000 个
    [ids] ID 超过 2,000,000 个
   *[file] 文件超过 1 GiB
}。请重新导出该序列。
xml-malformed = { $place } 不是格式良好的 XML，位置在第 { $offset } 字节：{ $cause }。请重新导出该序列。

checksum-missing = { $place } 的叶元素没有校验值。应填写 { $actual }。
checksum-wrong = { $place } 所指文件的校验值为 { $actual }，叶元素记载为 { $stated }。请放入正确的文件，或重新导出骨架文件。
leaf-without-file = { $backbone } 引用 { $path }，但没有这个文件。请补充文件，或更正链接。

not-evaluated = 规则 { $criterion } 未能评估：{ $because ->
    [history] 没有此前各序列的资料。请用 --history 给出存放它们的文件夹后重新检查
    [earlier-backbone] 此前某一序列的骨架文件无法读取
    [backbone] 骨架文件无法读取
    [no-worker] 此处不检查文件内部。请使用能够检查的程序，例如 sealpost check
    [worker-not-started] 检查 { $place } 的进程无法启动
    [too-large] { $place } 超过所检查文件的大小上限
    [too-long] 检查 { $place } 用时过长
    [worker-broke] { $place } 使检查进程中断，或所需内存过多
    [unpacks-too-large] { $place } 解压后超出读取上限
    [not-readable] { $place } 无法读取
    [not-opened] { $place } 无法打开
   *[source] 本版本没有监管机构用于比对的资料
}。这不等于通过。

# PDF 和 XPT 文件

pdf-broken = { $place } { $fault ->
    [not-pdf] 不是 PDF：开头不符合 PDF 格式
    [truncated] 不完整：缺少文件结尾
    [page-tree] 的页面列表已损坏：形成循环，或指向不存在的页面
    [no-page] 没有页面
   *[damaged] 无法打开：{ $cause }
}。请从源文件重新生成 PDF。
pdf-locked = { $place } 需要密码才能打开。请保存为无安全设置的文件。
pdf-secured = { $place } 带有安全设置（{ $handler }）。请取消安全设置后保存；只有监管机构自己的表格可以保留。
pdf-version = { $place } 的版本为 PDF { $version }；可接受 PDF 1.4 至 1.7、PDF/A-1 和 PDF/A-2。请另存为其中之一。
pdf-attachment = { $place } 嵌有 { $total } 个附件：{ $examples }。请删除；文件应作为单独的叶元素提交。
pdf-annotation = { $place } 除链接外还有 { $total } 个注释，页码：{ $examples }。请删除，或使其成为页面内容。
pdf-script = { $place } 含有 { $total } 个 JavaScript 动作，对象号：{ $examples }。请删除。
pdf-media = { $place } 含有 { $total } 个 3D、音频或视频内容，页码：{ $examples }。请删除。
pdf-opening = { $place } 的初始视图不符合要求：{ $setting ->
    [mode] 文件有书签，而页面模式为 { $value }。请设为显示书签
    [layout] 页面布局为 { $value }。请设为默认
    [action] 打开时执行动作 { $value }。请删除
   *[zoom] 设置了缩放比例。请设为默认
}。
pdf-slow = { $place } 未启用快速 Web 查看。请优化（线性化）后重新保存。
pdf-without-bookmarks = { $place } 有 { $pages } 页，但没有书签；超过 5 页必须有书签。请添加书签。
pdf-image = { $place } 的 { $pages } 页为图像，没有文本。请用文字识别（OCR）使其可搜索。
pdf-font = { $place } 使用了 { $total } 种既非标准也未嵌入的字体（页码）：{ $examples }。请嵌入字体。
pdf-jump = { $place }：{ $total } 个{ $side ->
    [link] 链接
   *[bookmark] 书签
}{ $flaw ->
    [absolute] 以绝对路径指向其他文件。请使用相对路径
    [external] 指向申报资料之外的网页或邮件。请删除
    [unknown-action] 的动作不是转到页面或文件。请更换或删除
    [inactive] 没有动作。请设定目标，或删除
    [corrupt] 格式有误。请重新制作
    [missing] 指向不存在的页面或命名目标。请更正目标
    [multiple] 有多个动作。请只保留一个
    [zoom] 会改变缩放比例。请设为承前缩放
   *[no-file] 指向申报资料及此前各序列中都没有的文件。请更正路径，或补充文件
}（{ $side ->
    [link] 页码
   *[bookmark] 标题
}：{ $examples }）。
xpt-broken = { $place } 不是有效的 SAS 传输文件：{ $fault ->
    [not-transport] 开头不符合格式
    [truncated] 在文件头内中断
    [length] 大小不是 80 字节的整数倍
    [header] 缺少某个文件头，或其中的数值不可能
    [no-member] 不含数据集
   *[variable] 某个变量的描述不可能
}。请重新导出数据集。
xpt-version = { $place } 是第 { $version } 版的 SAS 传输文件；监管机构接受第 5 版。请导出为第 5 版。
