# 骨架文件中的标题、叶元素及其生命周期。$place 为骨架文件，其后 # 为叶元素 ID。

doctype-reference = { $place } 的 DOCTYPE 指向“{ $written }”，而不是 { $expected }。请写出该文件的相对路径。
style-reference = { $place } 的样式表为“{ $written }”，而不是 { $expected }。请写出该文件的相对路径。
schema-reference = { $place } 引用的 Schema“{ $written }”不是 util/dtd 下的那一个。请在 xsi:schemaLocation 中写：cn_ectd ../../util/dtd/ 加 Schema 文件名。
xlink-namespace = { $place } 将 xlink 声明为“{ $written }”，而其 DTD 或 Schema 规定为“{ $expected }”。请照此书写。

module-1-element-missing = { $place } 中没有元素 { $element }。请添加，并在其中加入指向区域骨架文件的叶元素。
module-1-without-regional = { $place } 的 { $element } 中没有指向区域骨架文件的叶元素。请添加。
heading-empty = { $place } 第 { $line } 行：{ $element } 及其下级均无叶元素。请删除该标题或补充叶元素。
attribute-empty = { $place } 第 { $line } 行：{ $element } 的属性 { $attribute } 缺失或为空。请填写。
attribute-blanks = { $place } 第 { $line } 行：{ $element } 的属性 { $attribute } 为“{ $value }”，首尾有空格。请去除空格。
extension-forbidden = { $place } 第 { $line } 行：此处不允许使用扩展节点。请将其中的叶元素直接放在标题下。
extension-needed = { $place } 第 { $line } 行：生物制品 3.2.R 的叶元素应放在扩展节点中。请调整。

leaf-no-id = { $place } 第 { $line } 行：叶元素没有 ID。请补充。
leaf-id-no-name = { $place }：ID“{ $id }”不是合法的 XML 名称，须以字母或“_”开头且不含空格。请更换，并同时修改引用处。
leaf-id-twice = { $place }：ID“{ $id }”与第 { $line } 行的叶元素重复。请更换，并同时修改引用处。
leaf-no-operation = { $place } 没有操作属性。请写 new、append、replace 或 delete。
leaf-operation = { $place } 的操作属性为“{ $operation }”。请写 new、append、replace 或 delete。
leaf-checksum-type = { $place } 的校验和类型为“{ $written }”。请写 MD5。
leaf-no-link = { $place } 的操作为 { $operation }，但没有 xlink:href。请填写文件路径。
leaf-delete-link = { $place } 删除先前的叶元素，却链接到“{ $href }”。请去除 xlink:href。
leaf-not-relative = { $place } 的 { $attribute } 为“{ $written }”。请写指向文件的相对路径，文件夹之间用“/”。
leaf-outside = { $place } 的 { $attribute } 为“{ $written }”，超出了本申请。只能引用本申请的序列。
leaf-no-fragment = { $place } 的 modified-file 为“{ $written }”，缺少叶元素 ID。请写先前骨架文件的路径，加“#”和叶元素 ID。
leaf-no-title = { $place } 没有标题。请填写。
leaf-title-blanks = { $place } 的标题为“{ $title }”，首尾有空格。请去除空格。

life-initial = { $place } 在初始序列中的操作为 { $operation }，但此前没有可操作的内容。请写 new。
life-no-target = { $place } 的操作为 { $operation }，但没有说明针对哪个叶元素。请填写 modified-file。
life-own-sequence = { $place } 针对的“{ $target }”是本序列的叶元素。请引用先前序列的叶元素。
life-target-missing = { $place } 针对“{ $target }”，但该序列中没有这个叶元素。请更正 modified-file。
life-not-earlier = { $place } 针对“{ $target }”，它不是先前的序列。请更正 modified-file。
life-twice = { $place } 针对 { $target }，本序列的叶元素 { $other } 也针对它。请只保留一个。
life-same-content = { $place } 与其针对的 { $target } 内容相同。请放入新文件，或保留先前的文件。
life-branch = { $place } 对 { $target } 进行 { $operation } 操作，但它已被 { $newer } 替换。请引用较新的叶元素。
life-deleted = { $place } 针对的 { $target } 已被 { $by } 删除。请作为新建提交。
life-append-on-append = { $place } 增补到 { $target }，而后者本身就是增补。请增补到最初的叶元素，或改用替换。
life-older-study = { $place } 增补到 { $target }，但 { $newer } 更新。请增补到最新的研究标签文件。
life-moved = { $place } 与其针对的 { $target } 不在同一标题下：此处为“{ $here }”，彼处为“{ $there }”。请移回原处，或在原处删除并在此处新建。
life-title = { $place } 以标题“{ $here }”删除标题为“{ $there }”的叶元素。请写被删除叶元素的标题。
life-language = { $place } 的语言为“{ $here }”，被替换的叶元素为“{ $there }”。请保持语言不变。
life-append = { $place } 为增补。除研究标签文件外，请改用替换，或在说明函中说明原因。

# 规则未评估或仅部分评估的原因。
reason-region = 未确定地区，无法得知应有的区域骨架文件。
