# 研究标签文件（STF）相关检查结果：问题所在及如何修正。$place 是 STF 及其叶元素，或文件及其叶元素。

study-reference-missing = { $place } 引用了“{ $href }”，但没有任何 index.xml 含有该叶元素。请写明从 STF 到 index.xml 的相对路径，加“#”和叶元素的 ID。
study-reference-study = { $place } 引用的“{ $href }”本身就是一个 STF。STF 只应引用该研究的文件。
study-backslash = { $place } 引用了“{ $href }”。请将其中的“\”全部改为“/”。
study-block = { $place } 含有 content-block 元素（{ $count } 个），该元素已不建议使用。请将其中的 doc-content 直接放入 study-document。
study-category-empty = { $place } 中的类别“{ $name }”没有值。请填写，或删除该类别。
study-category-unknown = { $place } 中的类别“{ $name }”不在允许的范围内：{ $expected }。请从中选择。
study-category-missing = { $place } 没有类别，而 { $section } 中的研究必须提供类别。请在 study-identifier 中补充。
study-id-empty = { $place } 没有 study-id。请填写研究编号。
study-id-changed = { $place } 的 study-id 为“{ $id }”，而它所延续的 STF 中为“{ $earlier }”。请改用原来的编号；若是另一项研究，请提交新的 STF。
study-title = { $place } 中的研究标题为“{ $title }”，而其叶元素的标题为“{ $leaf }”。请使两者一致。
study-append-target = { $place } 增补的对象“{ $target }”不是 STF。请让 modified-file 指向该研究此前 STF 的叶元素。
study-no-content = { $place } 没有引用任何叶元素。请为该研究的每个文件添加 doc-content，或删除该 STF。
study-section = { $place } 是 STF，却位于{ $section ->
    [none] 没有编号的章节
   *[other] 章节 { $section }
}。STF 只能放在 4.2 以及 5.3.1 至 5.3.5 的下级标题中，请移到相应位置。
study-file-tags = { $place } 中引用“{ $href }”的 doc-content 有 { $count } 个 file-tag。请保证恰好一个。
study-case-reports = { $place } 位于 5.3.7，而使用 STF 时不得使用该章节。请将其移到所属研究中，并由该研究的 STF 引用。
study-untagged = 没有任何 STF 引用 { $place }。请在其所属研究的 STF 中为它添加 doc-content。
study-dataset-tag = { $place } 中 { $file } 的 file-tag 为“{ $tag }”，不在允许的范围内：{ $expected }。请从中选择。
study-dataset-missing = { $place } 含有数据集，却缺少 { $file }。请补充该文件，并以 file-tag“{ $tag }”引用它。
study-dataset-twice = { $place } 引用了两个名为 { $file } 的数据集：叶元素 { $first } 和 { $second }。请重命名其中一个，或用后者替换前者。

reason-valid-values = 类别和标签的取值载于 valid-values.xml，该文件未能取得：仅检查类别的名称。
