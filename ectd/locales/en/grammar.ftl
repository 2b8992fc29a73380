# Departures from the DTD or Schema of a backbone: what is wrong, and how to mend it. $place is the file.

grammar-doctype = { $place }, line { $line }: the DOCTYPE announces “{ $found }”, but the root element is { $element }. Write the DOCTYPE of the right DTD.
grammar-root = { $place }, line { $line }: the root element is { $element }, not { $expected }. Check that this is the right file, and export it again.
grammar-unknown = { $place }, line { $line }: there is no element { $element }. Correct its name or remove it.
grammar-misplaced = { $place }, line { $line }: { $element } may not stand in { $parent }. Move it to where it belongs.
grammar-disorder = { $place }, line { $line }: { $element } comes too late in { $parent }. Put the elements in { $parent } into their order.
grammar-repeated = { $place }, line { $line }: { $parent } may hold { $element } only once. Put the content of both into one.
grammar-lacks = { $place }, line { $line }: { $element } lacks { $child }. Add it.
grammar-text = { $place }, line { $line }: { $element } holds text, but may only hold elements. Remove the text.
grammar-not-empty = { $place }, line { $line }: { $element } must be empty, without so much as a space. Remove what it holds.
grammar-unknown-attribute = { $place }, line { $line }: { $element } has no attribute { $attribute }. Correct its name or remove it.
grammar-lacks-attribute = { $place }, line { $line }: { $element } lacks the attribute { $attribute }. Add it.
grammar-fixed = { $place }, line { $line }: { $attribute } of { $element } is “{ $found }” and must be “{ $expected }”. Write it exactly so.
grammar-unlisted = { $place }, line { $line }: { $attribute } of { $element } is “{ $found }”, which is none of: { $expected }. Choose one of them.
grammar-not-name = { $place }, line { $line }: the ID “{ $found }” of { $element } is no XML name: it must start with a letter or “_” and hold no spaces. Choose another, also where it is referred to.
grammar-duplicate = { $place }, line { $line }: the ID “{ $found }” of { $element } is also that of an element in line { $first }. Choose another, also where it is referred to.
grammar-more = { $place } departs from its DTD or Schema in { $count } more places. Mend those that are named, and check again.
