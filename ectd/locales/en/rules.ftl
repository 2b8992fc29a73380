# Messages of the findings: what is wrong, and how to mend it. $place is the file or folder.

bag-name = { $place } cannot be carried: { $reason ->
    [encoding] its name is not UTF-8
    [empty] an empty name in the path
    [dots] “.” or “..” in the path
    [long-name] a name of { $detail } bytes, more than 255
    [long-path] a path of { $detail } bytes, more than 1024
    [end] a name that ends in a space or a dot
    [device] “{ $detail }” is a device name of Windows
   *[character] the character “{ $detail }” in its name
}. Rename it, also in the backbone.
bag-link = { $place } is a symbolic link. Put the file itself there.
bag-device = { $place } is a device, a pipe or a socket. Remove it.
bag-clash = { $place } and { $other } are the same name where case and Unicode form are ignored. Rename one of them.
bag-no-file = The folder holds no file. Check that it is the sequence folder.
bag-too-many-files = The folder holds more than 1,000,000 files. Check that it is the sequence folder; { $place } is one too many.
unreadable = { $place } cannot be read: { $cause }. Check permissions and the disk.
changed = { $place } changed while the dossier was checked. Wait until whatever writes it is done, and check again.

empty-folder = The folder { $place } is empty and will not be carried. Remove it or put its files there.
unreferenced = No leaf of the backbone refers to { $place }. Add a leaf, or remove the file.

characters = The name “{ $name }” has characters that the authority does not allow: { $characters }. Rename { $place }, also in the backbone.
long-name = The name of { $place } has { $length } characters, more than { $most }. Shorten it, also in the backbone.
long-path = { $place } is { $length } characters long with its sequence folder, more than { $most }. Shorten names or use fewer folders.
case = { $backbone } refers to “{ $href }”, but the file is named { $file }: only case or Unicode form differ. Write both alike.

backbone-missing = { $place } is missing. Export the sequence again, or choose another profile.
backbone-checksum-missing = { $place } is missing: the checksum of { $file } cannot be compared. Export the sequence again.
backbone-checksum-unreadable = { $place } holds no checksum of { $digits } hexadecimal digits. Export the sequence again.
backbone-checksum-wrong = { $file } has the checksum { $actual }, but { $place } says { $stated }. The backbone was changed afterwards: export the sequence again.
xml-encoding = { $place } is not UTF-8 ({ $encoding }). Save it as UTF-8.
xml-entity = { $place } uses the entity “{ $entity }”, which would have to be looked up in a document type. Write the text itself.
xml-limit = { $place } exceeds what is read of a backbone: { $limit ->
    [depth] elements nested more than 200 deep
    [attributes] an element with more than 64 attributes
    [event] a tag or text of more than 1 MiB
    [leaves] more than 1,000,000 leaves
    [ids] more than 2,000,000 IDs
   *[file] a file of more than 1 GiB
}. Export the sequence again.
xml-malformed = { $place } is not well-formed XML at byte { $offset }: { $cause }. Export the sequence again.

checksum-missing = The leaf of { $place } states no checksum. Enter { $actual }.
checksum-wrong = The file of { $place } has the checksum { $actual }, its leaf says { $stated }. Put the right file there, or export the backbone again.
leaf-without-file = { $backbone } refers to { $path }, but there is no such file. Add the file, or correct the link.

not-evaluated = The rule { $criterion } was not evaluated: { $because ->
    [history] the earlier sequences are not in hand. Check again with --history and the folder that holds them
    [earlier-backbone] the backbone of an earlier sequence cannot be read
    [backbone] the backbone cannot be read
    [no-worker] the files are not looked into here. Check with a program that does, such as sealpost check
    [worker-not-started] the process that looks into { $place } could not be started
    [too-large] { $place } is larger than what is looked into
    [too-long] looking into { $place } took too long
    [worker-broke] { $place } broke the process that looked into it, or needed too much memory
    [unpacks-too-large] { $place } unpacks to more than is read
    [not-readable] { $place } cannot be read
    [not-opened] { $place } does not open
   *[source] this version does not have what the authority compares with
}. That is not a pass.

# PDF and XPT files

pdf-broken = { $place } { $fault ->
    [not-pdf] is no PDF: it does not begin as one
    [truncated] is cut off: its end is missing
    [page-tree] has a damaged list of pages: it leads in a circle, or to pages that are not there
    [no-page] has no page
   *[damaged] cannot be opened: { $cause }
}. Create the PDF again from its source.
pdf-locked = { $place } opens only with a password. Save it without security.
pdf-secured = { $place } has security settings ({ $handler }). Save it without security; only an authority's own forms may have them.
pdf-version = { $place } is PDF { $version }; PDF 1.4 to 1.7, PDF/A-1 and PDF/A-2 are taken. Save it as one of these.
pdf-attachment = { $place } has { $total } embedded files: { $examples }. Take them out; a file is submitted as a leaf of its own.
pdf-annotation = { $place } has { $total } annotations besides links, on pages { $examples }. Remove them, or make them part of the page.
pdf-script = { $place } has { $total } JavaScript actions, in objects { $examples }. Remove them.
pdf-media = { $place } has { $total } items of 3D, audio or video, on pages { $examples }. Remove them.
pdf-opening = { $place } does not open as it should: { $setting ->
    [mode] it has bookmarks, and its page mode is { $value }. Set it to show bookmarks
    [layout] its page layout is { $value }. Set it to default
    [action] it runs the action { $value }. Remove it
   *[zoom] its magnification is set. Set it to default
}.
pdf-slow = { $place } is not made for Fast Web View. Save it again optimised (linearized).
pdf-without-bookmarks = { $place } has { $pages } pages and no bookmarks; with more than five it needs them. Add bookmarks.
pdf-image = { $place } has { $pages } pages of images without text. Make it searchable by text recognition (OCR).
pdf-font = { $place } uses { $total } fonts that are neither standard nor embedded (page): { $examples }. Embed them.
pdf-jump = { $place }: { $total } { $side ->
    [link] links
   *[bookmark] bookmarks
} { $flaw ->
    [absolute] lead to another file by an absolute path. Use relative paths
    [external] lead out of the dossier, to the web or to mail. Remove the jumps
    [unknown-action] have an action other than going to a page or a file. Replace or remove them
    [inactive] do nothing. Give them a target, or remove them
    [corrupt] are malformed. Make them again
    [missing] lead to a page or a named destination that does not exist. Correct the target
    [multiple] have more than one action. Leave one
    [zoom] change the magnification. Set it to Inherit Zoom
   *[no-file] lead to files that neither the dossier nor an earlier sequence has. Correct the path, or add the file
} ({ $side ->
    [link] page
   *[bookmark] title
}: { $examples }).
xpt-broken = { $place } is no sound SAS transport file: { $fault ->
    [not-transport] it does not begin as one
    [truncated] it ends within its headers
    [length] its size is no multiple of 80 bytes
    [header] a header is missing or impossible
    [no-member] it holds no data set
   *[variable] the description of a variable is impossible
}. Export the data set again.
xpt-version = { $place } is a SAS transport file of version { $version }; authorities take version 5. Export it as version 5.
