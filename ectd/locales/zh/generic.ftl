# 非 eCTD 申报资料的检查说明。$place 为文件或文件夹。

plain-characters = 名称“{ $name }”含有 a-z、0-9、-、_ 和汉字以外的字符：{ $characters }。请将 { $place } 改名。
plain-long-name = { $place } 的名称计 { $length } 个字符（一个汉字按两个计），超过 { $most } 个。请缩短名称。
plain-large-file = { $place } 有 { $size } MiB，超过 { $most } MiB。请拆分，并在标题中注明各部分。
plain-large-dossier = 申报资料共 { $size } MiB，超过网络传输的上限 { $most } MiB。请改用光盘提交，或去掉不需要的文件。
plain-kind = { $place } 的扩展名为“{ $extension }”，不是常用的文档或数据格式。请转换或删除；压缩包请解压。

list-encoding = { $place } 不是 UTF-8 编码，无法核对其中的路径。请以 UTF-8 保存。
list-line = { $place } 第 { $number } 行不是“64 位十六进制摘要加路径”，或重复列出同一文件：“{ $line }”。请重新生成清单。
list-digest = { $place } 的 SM3 摘要为 { $actual }，而 index-sm3.txt 记载为 { $stated }。请放入正确的文件，或重新生成清单。
list-missing = index-sm3.txt 列有 { $place }，但没有这个文件。请补充文件，或重新生成清单。
list-unlisted = { $place } 未列入 index-sm3.txt。请重新生成清单，或删除该文件。
