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
case = { $backbone } refers to “{ $href }”, but the file is named { $place }: only case or Unicode form differ. Write both alike.

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
    [limits] { $place } is beyond what is looked into
   *[source] this version does not have what the authority compares with
}. That is not a pass.
