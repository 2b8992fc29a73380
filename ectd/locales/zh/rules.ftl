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
case = { $backbone } 引用“{ $href }”，而文件名为 { $place }：仅大小写或 Unicode 形式不同。请改为一致。

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
    [limits] { $place } 超出检查的范围
   *[source] 本版本没有监管机构用于比对的资料
}。这不等于通过。
