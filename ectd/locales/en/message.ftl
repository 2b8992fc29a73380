# Messages on submissionunit.xml of eCTD v4.0. $place is the file, then the identifier meant.

message-root = The root element of { $place } is “{ $element }” in the namespace “{ $namespace }”; it has to be PORP_IN000001UV in urn:hl7-org:v3. Export the unit as an eCTD v4.0 message.
message-guide = The header of { $place } does not name the implementation guide of FDA: no receiver/device/id/item begins with { $oid }. Enter its OID.
message-lacks = { $place }: { $path } is missing or empty. Enter it and export the unit again.
message-repeats = { $place }: { $path } stands { $number } times where only one may stand. Remove the others.
message-system = { $place }: the code “{ $code }” of { $path } names no code system. Enter the OID of its vocabulary as codeSystem.
message-oid = { $place }: the code system “{ $value }” of { $path } is not an OID. Enter the OID of the vocabulary, such as 2.16.840.1.113883.3.989.2.2.1.1.4.
message-uuid = { $place }: “{ $value }” in { $path } is not a UUID. Enter one of the form 8-4-4-4-12 hexadecimal digits.
message-duplicate = { $place }: the identifier in { $path } stands more than once in this unit. Give each element its own UUID.
message-status = { $place }: the status of { $path } is “{ $value }”; allowed is: { $allowed }. Correct statusCode/@code.
message-number = { $place }: “{ $value }” in { $path } is not a whole number between 1 and 999999. Correct it.
message-long = { $place }: { $path } has { $length } characters, more than { $most }. Shorten it: the authority cuts off the rest.

message-first = { $place }: the sequence number is { $number }, but no earlier unit of the application is there. The first one is 1.
message-used = { $place }: the sequence number { $number } was used already, by the unit in { $sequence }. Choose the next free number.
message-folder = { $place } says the sequence number { $number }, but its folder is named { $folder }. Name the folder by the number.
message-grouped-sequence = { $place }: the application { $application } stands under different sequence numbers: { $numbers }. Use one number for it.
message-grouped-types = { $place }: the grouped elements { $path } are of different types: { $codes }. Group only those of one type.
message-type-changed = { $place }: the submission was of the type { $was } in the unit { $sequence } and is now { $now }. A regulatory activity keeps its type.

message-priority-taken = { $place }: the priority number { $number } is already taken by { $other } under the same heading and key words. Choose another number.
message-suspended-document = { $place }: the context of use is suspended and must refer to no document. Remove documentReference.
message-document-unknown = { $place }: the document { $document } was sent neither with this unit nor with an earlier one. Add the document, or correct the reference.
message-context-unknown = { $place }: the context of use { $context } was not sent with an earlier unit. Correct the identifier.
message-context-obsolete = { $place }: the context of use { $context } is no longer active, because it was replaced or suspended. Refer to the one that is active.
message-other-group = { $place }: it replaces { $context }, which stands under { $was }, but itself stands under { $now }. Use the same heading and key words.

message-keyword-undefined = { $place }: the key word “{ $code }” is defined neither in this unit nor in an earlier one. Add its keywordDefinition.
message-keyword-twice = { $place }: the key word “{ $code }” is the second of the type { $kind }. Leave only one of each type.
message-keyword-renamed = { $place }: the key word “{ $code }” was named “{ $was }” and is now “{ $now }”. Add updateMode="R" to displayName, or leave the name as it was.
message-study-format = { $place }: “{ $value }” does not follow the pattern studyID_$studyTitle of the guide. Write number and title of the study with _$ between them.
message-study-twice = { $place }: the key words { $codes } under one heading mean the same study { $study }. Use one key word for it.

message-application-number = { $place }: the application number “{ $value }” does not have exactly six digits. Correct application/id/item/@extension.
message-application-reference = { $place }: the referenced application “{ $value }” is not written as a prefix in capitals and six digits, such as IND123456. Correct applicationReference.
message-no-primary = { $place } groups several applications, but brings no file. Add the form or the cover letter, so that the primary application can be told.
message-no-contact = { $place }: this submission starts a regulatory activity, but names no contact. Add a callBackContact.
message-contact-changed = { $place }: the person was a contact of the type { $was } and is now { $now }. Keep the type, or give the person a new identifier.

message-document-again = { $place }: a document with this identifier was sent already, with the unit { $sequence }. Give the new document its own UUID; to change a title, add updateMode="R".
message-document-unused = { $place }: no context of use refers to this document. Add one, or remove the document.
message-checksum-form = { $place }: “{ $value }” with the algorithm “{ $algorithm }” is no SHA-256 checksum. Enter SHA256 and 64 hexadecimal digits.
message-no-trial-summary = { $place }: the study { $study } under { $heading } has data sets, but no ts.xpt. Add ts.xpt with the start of the study.
message-dataset-twice = { $place }: the study { $study } has another active data set { $name } with the same title: { $other }. Withdraw one of them.

message-second = { $place } is a second submissionunit.xml. Only the one in the sequence folder may be there; remove it.
message-misplaced = { $place } has to lie directly in the sequence folder. Move it there, or choose the right folder.
message-unassociated = No document of submissionunit.xml refers to { $place }. Add a document and a context of use, or remove the file.
message-folder-characters = { $place }: the folders “{ $name }” have characters that are not allowed: { $characters }. Use letters, digits and $ - _ + ! ' ( ).
message-extension = The name of { $place } does not end in an extension of three or four characters (found: “{ $extension }”). Rename it, also in submissionunit.xml.
message-archive = { $place } is an archive; modules 2 to 5 must hold the files themselves. Unpack it, and list its files in submissionunit.xml.
message-depth = { $place } lies below { $depth } folders, more than { $most }. Use fewer levels.
characters-tolerated = The name “{ $name }” has capitals or blanks ({ $characters }). Lower case without blanks is recommended for { $place }.

reason-registry = That it is an OID is checked; which OIDs are registered is not publicly listed.
reason-leaf-reference = What refers to leaves of eCTD v3.2.2 cannot be compared with them here.
reason-study-data = What the data sets themselves say, and which studies have to bring them, is not evaluated; the rest is.
