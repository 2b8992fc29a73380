# The page that shows one receipt to people. Placeables are plain text; the page escapes them.

title = Receipt { $number }: { $headline }
number = Submission number

headline-offer = Offered
headline-delivered = Delivered
headline-verified = Verified
headline-registered = Registered
headline-refused = Refused

meaning-offer = The centre was offered this dossier at this time, gave it this number and reserved the space for it. It has not received the content yet.
meaning-delivered = The centre holds every byte of the sealed package on durable storage. It has not opened it yet.
meaning-verified = The centre opened the package, found every file equal to the manifest, checked it, and keeps copies that were written and read back.
meaning-registered = The centre registered the submission under this number. Nothing more is needed.
meaning-refused-offer = The centre refused the offer. Nothing was sent.
meaning-refused-delivery = The centre refused the package before it was complete.
meaning-refused-verification = The centre received the whole package and refused it when checking it.
meaning-refused-registration = The centre checked the package and refused to register it.

resend-title = Send it again?
resend-offer = If sending was interrupted: yes, run the same command again. It goes on where it stopped.
resend-delivered = No. Do NOT send it again; the centre is still checking. Ask with “sealpost status { $number }”.
resend-verified = No. Do NOT send it again; the registration follows.
resend-registered = No. The same dossier sent again gets the same number and these same receipts.
resend-refused-yes = Yes. The same dossier may be sent again.
resend-refused-no = No. Sending the same dossier again will not help; remove the reasons first.

when = When
time-local = Local time
time-utc = UTC
registered-at = Registered at
what = What
centre = Centre
organisation = Applicant
application = Application
sequence = Sequence
carrier = Came by
carrier-quic = network (QUIC)
carrier-tcp = network (TCP)
carrier-disc = disc or USB medium
package-len = Package length
segments = Segments
bytes = { $count } bytes
files = Files
content = Content

findings = Findings
finding-error = Errors
finding-warning = Warnings
finding-info = Notes
findings-sha256 = SHA-256 of the findings file
malware = Malware
malware-clean = Nothing found ({ $engine }, signatures { $signatures })
malware-infected = Infected ({ $engine }, signatures { $signatures })
malware-not-checked = Not checked
copies = Copies
copy = Read back at { $time }
same-as = The same dossier in other packages

reasons = Reasons
place = Place: { $place }
earlier = This application and sequence are already held by
earlier-receipt = SHA-256 of that receipt

evidence = Evidence
package = Package id
manifest-root = Manifest root
package-digest = Package digest
files-root = Files root
header-sha256 = SHA-256 of the header
statement-sha256 = SHA-256 of the statement
receipt-sha256 = SHA-256 of this receipt
after = SHA-256 of the receipt before
none = none
signed-by = Signed under the certificate
certificate = { $role } of { $name }, serial { $serial }
log-proof = Proof of the log
log-proof-present = attached
log-proof-absent = none yet
note = This page is for reading. The evidence is the signed file { $file }; “sealpost-verify receipt { $file } --trust CA.pem” checks it without any network.
