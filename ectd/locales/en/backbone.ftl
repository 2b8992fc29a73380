# What the backbone says of headings, leaves and their life cycle. $place is the backbone file, then #ID of the leaf.

doctype-reference = The DOCTYPE of { $place } names “{ $written }”, not { $expected }. Write the relative path to that file.
style-reference = The style sheet of { $place } is “{ $written }”, not { $expected }. Write the relative path to that file.
schema-reference = { $place } names the Schema “{ $written }”, which is not the one below util/dtd. Write in xsi:schemaLocation: cn_ectd ../../util/dtd/ and the name of the Schema.
xlink-namespace = { $place } declares xlink as “{ $written }”; its DTD or Schema fixes “{ $expected }”. Write exactly that.

module-1-element-missing = { $place } has no element { $element }. Add it, with a leaf that leads to the regional file.
module-1-without-regional = { $element } in { $place } has no leaf that leads to the regional file. Add the leaf.
heading-empty = { $place }, line { $line }: { $element } holds no leaf, neither itself nor below. Remove the heading or put its leaves there.
attribute-empty = { $place }, line { $line }: { $attribute } of { $element } is missing or empty. Enter it.
attribute-blanks = { $place }, line { $line }: { $attribute } of { $element } is “{ $value }”, with a blank at an end. Remove the blank.
extension-forbidden = { $place }, line { $line }: a node extension is not allowed here. Put its leaves into the heading itself.
extension-needed = { $place }, line { $line }: in 3.2.R of a biological product, leaves belong into node extensions. Put them there.

leaf-no-id = { $place }, line { $line }: a leaf without an ID. Give it one.
leaf-id-no-name = { $place }: the ID “{ $id }” is no XML name: it must start with a letter or “_” and hold no spaces. Choose another, also where it is referred to.
leaf-id-twice = { $place }: the ID “{ $id }” is also that of the leaf in line { $line }. Choose another, also where it is referred to.
leaf-no-operation = { $place } has no operation. Write new, append, replace or delete.
leaf-operation = { $place } has the operation “{ $operation }”. Write new, append, replace or delete.
leaf-checksum-type = { $place } has the checksum type “{ $written }”. Write MD5.
leaf-no-link = { $place } has the operation { $operation } but no xlink:href. Enter the path of its file.
leaf-delete-link = { $place } deletes an earlier leaf, yet links to “{ $href }”. Remove xlink:href.
leaf-not-relative = { $attribute } of { $place } is “{ $written }”. Write a relative path to a file, with “/” between the folders.
leaf-outside = { $attribute } of { $place } is “{ $written }”, which leads out of the application. Refer only to sequences of this application.
leaf-no-fragment = modified-file of { $place } is “{ $written }”, without the ID of a leaf. Write the path of the earlier backbone file, “#”, and the leaf's ID.
leaf-no-title = { $place } has no title. Enter one.
leaf-title-blanks = The title of { $place } is “{ $title }”, with a blank at an end. Remove the blank.

life-initial = { $place } has the operation { $operation } in the first sequence, which has nothing to work on. Write new.
life-no-target = { $place } has the operation { $operation } but does not say on which leaf. Enter modified-file.
life-own-sequence = { $place } works on “{ $target }”, a leaf of this very sequence. Refer to the leaf of an earlier one.
life-target-missing = { $place } works on “{ $target }”, but that sequence has no such leaf. Correct modified-file.
life-not-earlier = { $place } works on “{ $target }”, which is no earlier sequence. Correct modified-file.
life-twice = { $place } works on { $target }, and so does the leaf { $other } of this sequence. Leave one of them.
life-same-content = { $place } has the same content as { $target }, on which it works. Put the new file there, or leave the earlier one as it is.
life-branch = { $place } has the operation { $operation } on { $target }, which { $newer } replaced already. Refer to the newer leaf.
life-deleted = { $place } works on { $target }, which { $by } deleted. File it as new.
life-append-on-append = { $place } is appended to { $target }, which was appended itself. Append to the first leaf, or replace.
life-older-study = { $place } is appended to { $target }, although { $newer } is newer. Append to the newest study tagging file.
life-moved = { $place } stands under another heading than { $target }, on which it works: “{ $here }”, there “{ $there }”. Move it back, or delete there and file new here.
life-title = { $place } deletes a leaf titled “{ $there }” under the title “{ $here }”. Write the title of the deleted leaf.
life-language = { $place } has the language “{ $here }”, the replaced leaf “{ $there }”. Keep the language.
life-append = { $place } is appended. Outside of study tagging files, replace instead, or say why in the cover letter.

# Why a rule is not evaluated, or only in part.
reason-region = Without a region it is not known which regional file there should be.
