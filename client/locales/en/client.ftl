# What the applicant's program says, in English. The Chinese file has the same messages.

## the four last sentences
sentence-registered = { $number }: registered
sentence-refused = { $number }: refused
sentence-refused-offer = refused
sentence-delivered = { $number }: delivered; the centre is still checking, do NOT send again
sentence-incomplete = not delivered, safe to run again

## phases
phase-check = Checking
phase-plan = Reading
phase-send = Sending
phase-verify = Centre: verifying
phase-backup = Centre: backing up
phase-register = Centre: registering
phase-pack = Sealing
phase-sample = Writing

## notices
notice-number = Number: { $number }
notice-resumed = Going on where it stopped: the centre already has { $have } of { $total }.
notice-known = This dossier was filed before; these are its receipts.
notice-planned-again = A file has changed since the last try, so a new package is made and sent from the beginning.
notice-reconnect = Connection lost ({ $reason }). Trying again in { $seconds } s.
notice-stalled = Nothing has moved for { $seconds } s: making a new connection.
notice-paused = The centre asks to wait: { $message }
notice-superseded = A newer package of this dossier took the place of this one.
notice-taken-over = Another session of the same dossier is sending now; waiting for its receipts.
notice-receipt = { $kind }: { $file }
notice-interrupted = Interrupted. What the centre has is kept: run the same command again and it goes on from there.
notice-remark-clear = Note: the reason given with --accept-findings stands unencrypted in the signed statement.
notice-skew = The clock of this machine differs from the centre's by { $seconds } s. The centre's clock decides.
notice-expiry = The { $certificate } certificate of this applicant runs out in { $days ->
    [one] 1 day
   *[other] { $days } days
} ({ $date }).
notice-expiry-signing = Ask the centre for a new invitation code and enrol again before that day.
notice-renewed = The connection certificate was renewed; it is now good until { $date }.
notice-renewal-failed = The connection certificate could not be renewed now ({ $reason }); it will be tried again.
notice-card = The centre published a new card (serial { $serial }).
notice-all-done = Centre: { $files } files, { $bytes } bytes verified.

certificate-tls = connection
certificate-signing = signing

receipt-offer = Offer (R0)
receipt-delivered = Delivered (R1)
receipt-verified = Verified (R2)
receipt-registered = Registered (R3)
receipt-refused = Refused (R3)

severity-error = error
severity-warning = warning
severity-info = info

## results
enrol-done = Enrolled with { $centre } as { $organisation } ({ $id }).
enrol-certificates = Connection certificate until { $tls } (renews itself), signing certificate until { $signing }.
enrol-next = Next: sealpost submit DIR
check-result = { $files } files, { $bytes }; profile { $profile } ({ $edition }): { $errors } errors, { $warnings } warnings
check-good = Nothing stands against filing it.
check-bad = The centre would object to this dossier.
check-more = … and { $count } more; see all with: sealpost check DIR
pack-done = { $file }: { $bytes }, { $files } files, manifest root { $root }
pack-again = The package of the interrupted submit was made again.
status-line = { $number }  { $state }  { $application } / { $sequence }
status-unknown-to-home = This home knows no submission yet.
receipts-done = { $count ->
    [one] 1 receipt
   *[other] { $count } receipts
} of { $number } in { $dir }
receipts-none = The centre holds no receipt of { $number } yet.
history-empty = Nothing has been submitted from this home yet.
history-unfinished = not finished: run sealpost submit { $dir }
clean-done = { $removed ->
    [0] Nothing to remove.
    [one] 1 job removed.
   *[other] { $removed } jobs removed.
}
clean-kept = { $kept ->
    [one] 1 interrupted job kept; run its submit again, or remove it with --abandon.
   *[other] { $kept } interrupted jobs kept; run their submit again, or remove them with --abandon.
}
clean-warning = The centre may hold part of { $dir }; it will be sent from the beginning if you submit it again.
sample-done = { $dir }: { $files } files, { $bytes }
submit-summary = { $files } files, { $bytes }; { $sent } sent in { $duration } over { $transport }

state-offered = offered
state-receiving = receiving
state-delivered = delivered, the centre is checking
state-verified = verified
state-registered = registered
state-refused = refused
state-superseded = superseded by a newer package
state-expired = expired
state-acceptance = acceptance
state-review = review
state-approval = approval
state-closed = closed
