# 骨架文件不符合 DTD 或 Schema 之处：问题与改正办法。$place 为文件。

grammar-doctype = { $place } 第 { $line } 行：DOCTYPE 声明的根元素为“{ $found }”，实际根元素为 { $element }。请写明正确 DTD 的 DOCTYPE。
grammar-root = { $place } 第 { $line } 行：根元素为 { $element }，应为 { $expected }。请确认文件无误并重新导出。
grammar-unknown = { $place } 第 { $line } 行：不存在元素 { $element }。请更正名称或删除。
grammar-misplaced = { $place } 第 { $line } 行：{ $element } 不得位于 { $parent } 之下。请移至正确位置。
grammar-disorder = { $place } 第 { $line } 行：{ $element } 在 { $parent } 中的位置过于靠后。请按规定顺序排列 { $parent } 的下级元素。
grammar-repeated = { $place } 第 { $line } 行：{ $parent } 之下只能有一个 { $element }。请合并为一个。
grammar-lacks = { $place } 第 { $line } 行：{ $element } 缺少 { $child }。请补充。
grammar-text = { $place } 第 { $line } 行：{ $element } 只能包含元素，却含有文字。请删除文字。
grammar-not-empty = { $place } 第 { $line } 行：{ $element } 必须为空，连空格也不得有。请删除其内容。
grammar-unknown-attribute = { $place } 第 { $line } 行：{ $element } 没有属性 { $attribute }。请更正名称或删除。
grammar-lacks-attribute = { $place } 第 { $line } 行：{ $element } 缺少属性 { $attribute }。请补充。
grammar-fixed = { $place } 第 { $line } 行：{ $element } 的属性 { $attribute } 为“{ $found }”，必须为“{ $expected }”。请原样填写。
grammar-unlisted = { $place } 第 { $line } 行：{ $element } 的属性 { $attribute } 为“{ $found }”，不在可选值之内：{ $expected }。请选用其一。
grammar-not-name = { $place } 第 { $line } 行：{ $element } 的 ID“{ $found }”不是 XML 名称：须以字母或“_”开头，且不含空格。请更换，引用之处一并更改。
grammar-duplicate = { $place } 第 { $line } 行：{ $element } 的 ID“{ $found }”与第 { $first } 行的元素相同。请更换，引用之处一并更改。
grammar-more = { $place } 另有 { $count } 处不符合 DTD 或 Schema。请先改正已列出之处，再重新检查。
