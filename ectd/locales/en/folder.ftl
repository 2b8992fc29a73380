# Messages of the rules on folders, sizes, the authority's files under util, and sequences. $place is the file or folder.

count-files = The dossier holds { $files } files.
count-bytes = The files of the dossier have { $bytes } bytes together ({ $size } MB).
count-absent = { $place } has no entry under { $number } headings of the table of contents: { $sections }. Check that this is intended.

large-file = { $place } has { $bytes } bytes, more than { $most } MB. Split it, and say in the titles which part is which.
large-dossier = The dossier has { $bytes } bytes. From 10 GB on it is not taken over the network: send it on disc or drive.

extension-missing = { $place } has no extension. Name it with the one of its format, also in the backbone.
extension-several = { $place } has more than one dot in its name. Leave only the one before the extension, also in the backbone.
extension-unknown = { $place } has the extension “{ $extension }”; allowed are { $allowed }. Convert the file.

stranger-at-top = { $place } does not belong beside the backbone: there, only index.xml, index-md5.txt, m1 to m5 and util may stand. Remove it, or move it into its module.
module-1-missing = The folder { $place } is missing. Add module 1 with the regional backbone.
file-in-module-1 = { $place } lies directly in m1, which may hold folders only. Move it into the folder of its region.
stranger-in-module-1 = { $place } is not in the layout of module 1: m1/cn holds cn-regional.xml and the folders 00 and 02 to 12. Rename it or move its content, also in the backbone.
single-file = The submission consists of { $place } only. Send the whole sequence folder.
no-content = The submission has a backbone, but no file in its modules. Add the documents.

util-missing = { $place } is missing. Add the file as the authority publishes it.
util-misplaced = { $place } lies in the wrong folder. Move it to { $path }.
util-altered = { $place } is not the published file: its checksum is { $actual }, that of the published one { $published }. Take it unchanged from the authority's site.
util-line-ends = { $place } differs from the published file only in its line ends: Git or an editor has changed them. Take the file again from the authority's site and keep it as binary.

sequence-folder = The folder “{ $name }” is not named by four digits. Name it by the sequence number, such as 0000.
sequence-gap = { $number ->
    [1] The sequence { $first } is missing
   *[other] { $number } sequences are missing, from { $first } to { $last }
} before this one. Sequences begin with 0000 and leave nothing out: use the next free number, or give all earlier sequences with --history.
sequence-differs = The folder is named “{ $name }”, but the envelope has the sequence number { $sequence }. Make both alike.
application-folder = The folder of the application is named “{ $name }”, but the envelope has the number { $application }. Make both alike.

reason-checksums = The checksums that the authority publishes for these files are not publicly available in readable form: that the files are there is checked, not their content.
reason-file-types = The list of allowed file types was not available: only the number of extensions is checked.
reason-layout = Chapter 4 of the technical specification was not available: only the folders m1/cn/00 and 02 to 12 are checked.
