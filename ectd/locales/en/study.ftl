# Messages of the findings about study tagging files: what is wrong, and how to mend it. $place is the STF and its leaf,
# or a file and its leaf.

study-reference-missing = { $place } refers to “{ $href }”, but no index.xml has that leaf. Write the path from the STF to index.xml, “#” and the ID of a leaf.
study-reference-study = { $place } refers to “{ $href }”, which is a study tagging file itself. Refer to the documents of the study only.
study-backslash = { $place } refers to “{ $href }”. Write “/” for each “\”.
study-block = { $place } has content-block elements ({ $count }), which are no longer to be used. Put their doc-content elements directly into study-document.
study-category-empty = The category “{ $name }” in { $place } has no value. Enter one, or remove the category.
study-category-unknown = { $place } has a category “{ $name }”, which is none of: { $expected }. Choose one of them.
study-category-missing = { $place } has no category, but studies in { $section } need one. Add the categories to study-identifier.
study-id-empty = { $place } has no study-id. Enter the number of the study.
study-id-changed = { $place } has the study-id “{ $id }”, but the STF that it continues has “{ $earlier }”. Write the earlier one, or submit a new STF for another study.
study-title = { $place } calls the study “{ $title }”, its leaf “{ $leaf }”. Write the same title in both.
study-append-target = { $place } is appended to “{ $target }”, which is no study tagging file. Let modified-file name the leaf of the study's earlier STF.
study-no-content = { $place } refers to no leaf. Add a doc-content for each document of the study, or remove the STF.
study-section = { $place } is a study tagging file in { $section ->
    [none] a section without number
   *[other] section { $section }
}. STFs may stand in the headings below 4.2 and 5.3.1 to 5.3.5 only: move it there.
study-file-tags = In { $place }, the doc-content of “{ $href }” has { $count } file tags. Give it exactly one.
study-case-reports = { $place } stands in 5.3.7, which is not to be used together with study tagging files. Move it to its study, and refer to it from the study's STF.
study-untagged = No study tagging file refers to { $place }. Add a doc-content for it to the STF of its study.
study-dataset-tag = In { $place }, the file tag of { $file } is “{ $tag }”, which is none of: { $expected }. Choose one of them.
study-dataset-missing = { $place } has datasets, but no { $file } with them. Add the file, and refer to it with the file tag “{ $tag }”.
study-dataset-twice = { $place } refers to two datasets named { $file }: the leaves { $first } and { $second }. Rename one of them, or let the later one replace the earlier.

reason-valid-values = The values of categories and tags stand in valid-values.xml, which was not available: only the names of categories are checked.
