# Messages on dossiers that are no eCTD. $place is the file or folder.

plain-characters = The name “{ $name }” has characters beside a-z, 0-9, -, _ and Chinese ones: { $characters }. Rename { $place }.
plain-long-name = The name of { $place } counts { $length } characters (a Chinese one as two), more than { $most }. Shorten it.
plain-large-file = { $place } has { $size } MiB, more than { $most }. Split it, and say in the titles which part each file is.
plain-large-dossier = The dossier has { $size } MiB, more than the { $most } MiB that may be handed in over the network. Hand it in on disc, or leave out what is not needed.
plain-kind = { $place } has the extension “{ $extension }”, which is no usual kind of document or data. Convert or remove it; unpack an archive.

list-encoding = { $place } is not UTF-8, so its paths cannot be compared. Save it as UTF-8.
list-line = Line { $number } of { $place } is not a digest of 64 hexadecimal digits with a path, or names a file again: “{ $line }”. Make the list again.
list-digest = { $place } has the SM3 { $actual }, but index-sm3.txt says { $stated }. Put the right file there, or make the list again.
list-missing = index-sm3.txt lists { $place }, but there is no such file. Add the file, or make the list again.
list-unlisted = { $place } does not stand in index-sm3.txt. Make the list again, or remove the file.
