# What the applicant's program says, in English. The Chinese file has the same messages.

## the four last sentences
sentence-registered = { $number }: registered
sentence-refused = { $number }: refused
sentence-refused-offer = refused
sentence-delivered = { $number }: delivered; the centre is still checking, do NOT send again
sentence-incomplete = not delivered, safe to run again

## phases
phase-check = Checking
phase-send = Sending
phase-verify = Centre: verifying
phase-backup = Centre: backing up
phase-register = Centre: registering
phase-pack = Sealing
phase-sample = Writing

## notices
notice-number = Number: { $number }
notice-resumed = Going on where it stopped: the centre already has { $have } of { $total }.
notice-known = The centre already has this dossier; these are its receipts.
notice-planned-again = A file has changed since the last try, so a new package is made and sent from the beginning.
notice-reconnect = No connection to the centre ({ $reason }). Trying again in { $seconds } s.
notice-stalled = Nothing has arrived at the centre for { $seconds } s: making a new connection.
notice-over-tcp = Connected over TCP: UDP does not get through, or too little of it.
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

## results
enrol-done = Enrolled with { $centre } as { $organisation } ({ $id }).
enrol-certificates = Connection certificate until { $tls } (renews itself), signing certificate until { $signing }.
enrol-next = Next: sealpost submit DIR
check-result = { $files } files, { $bytes }; profile { $profile } ({ $edition }): { $errors } errors, { $warnings } warnings; rules evaluated: { $evaluated }, in part { $partly }, not { $not_evaluated }
check-good = Nothing stands against filing it.
check-bad = The centre would object to this dossier.
check-page = The page is written: { $file }
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

status-offered = offered    { $time }
status-delivered = delivered  { $time }
status-closed = closed     { $time }
status-receiving = the centre has { $have } of { $all } segments; run the same submit again to go on
status-safe = safe to send again
status-not-again = do NOT send again

## errors
error-io = { $what }
error-disk-full = The disk is full: { $what }
error-disk-full-hint = Free some space, then run the same command again.
error-no-home = The data folder of this user cannot be found.
error-no-home-hint = Name a folder with --home DIR.
error-not-in-this-version = { $what }: not in this version
error-not-a-folder = { $path } is not a folder.
error-not-a-folder-hint = Give the sequence folder, the one that holds index.xml or m1.
error-folder-unreadable = { $path } cannot be read: { $what }
error-no-sequences = { $path } holds no sequence.
error-no-sequences-hint = Give the application's folder, the one that holds 0000, 0001 and so on, each with its index.xml.
error-edition-unknown = There is no edition { $edition } of the rules { $profile }.
error-edition-unknown-hint = The editions are: { $editions }.
error-report-in-dossier = { $path } lies inside the dossier.
error-report-in-dossier-hint = Name a file outside the sequence folder: what lies in it is filed.
error-not-carried = A package cannot carry this dossier: { $what }{ $count ->
    [one] {""}
   *[other] {" "}(and { $count } in all)
}
error-not-carried-hint = Rename or remove what is named, then run the same command again; sealpost check lists everything.
error-unreadable = Cannot be read: { $what }{ $count ->
    [one] {""}
   *[other] {" "}({ $count } in all)
}
error-unreadable-hint = Check the permissions, then run the same command again. Nothing is left out silently.
error-not-a-sequence = “{ $what }” is no sequence: 1 to 32 letters, digits, dots, hyphens or underscores.
error-not-an-application = “{ $what }” is no application number: 1 to 64 characters, no space at either end.
error-not-a-profile = “{ $what }” is no profile; there are cn, us, eu, ich, v4 and generic.
error-sample-too-few-bytes = { $files } files need at least { $least } bytes.
error-sample-files = { $files } files: a sample of this profile has { $least } to 999,999.
error-sample-not-empty = The folder is not empty.
error-sample-not-empty-hint = Name a folder that is empty or does not exist yet.
error-no-application = The dossier does not say its application number.
error-no-application-hint = Give it with --application ID.
error-no-sequence = The dossier does not say its sequence.
error-no-sequence-hint = Give it with --sequence S, for example --sequence 0000.
error-job-busy = Another sealpost is working on this dossier.
error-job-busy-hint = Wait until it has ended, then run the same command again.
error-journal = The journal of the job cannot be used: { $what }
error-journal-hint = Run sealpost clean --abandon, then submit again.
error-findings = The check found { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}; nothing was sent.
error-findings-hint = Mend the dossier, or file it as it is with --accept-findings REASON.
error-not-sealed = The package cannot be sealed: { $what }
error-card-no-key = The centre's card names no key to seal to.
error-card-no-key-hint = Ask the centre.
error-package-too-large = The package would have { $bytes } bytes; the centre takes at most { $most }.
error-package-too-large-hint = Ask the centre how to file a dossier of this size.
error-source-changed = The file { $path } changed while it was being filed.
error-source-changed-hint = Make sure nobody writes to the folder, then run the same command again: a new package is made.
error-file-exists = { $path } exists already.
error-file-exists-hint = Choose another name; a package never replaces a file.
error-bad-remark = The reason has { $bytes } bytes; 1 to 2000 are possible.
error-receipt-not-believed = The centre sent a receipt that is not believed: { $what }
error-receipt-not-believed-hint = Do not rely on it. Call the centre; sealpost status shows what it says now.
error-key-open-to-others = { $path } can be read by others.
error-key-open-to-others-hint = Run: chmod 600 { $path }
error-identity-damaged = The identity in this home cannot be used: { $what }
error-identity-damaged-hint = Restore the home from a copy, or ask the centre for a new invitation and enrol in another --home.
error-not-enrolled = This home is not enrolled with a centre.
error-not-enrolled-hint = Run sealpost enrol CODE with the code the centre sent.
error-home-in-use = This home is enrolled with another centre (as { $organisation }).
error-home-in-use-hint = Use another home for the other centre: --home DIR.
error-home-busy = Another sealpost is enrolling in this home.
error-home-busy-hint = Wait until it has ended, then run the same command again.
error-not-an-invitation = This is no invitation code: { $what }
error-not-an-invitation-hint = Copy the whole word as the centre sent it, without spaces.
error-enrolment-not-believed = What the centre sent back is not believed: { $what }
error-enrolment-not-believed-hint = Call the centre and compare the code with them.
error-card-older = The centre showed an older card than the one known here: { $what }
error-card-older-hint = Somebody may be playing back an old card. Call the centre.
error-card-ended = The centre's card has run out: { $what }
error-card-ended-hint = Check the clock of this machine, then call the centre.
error-card-not-believed = The centre's card is not believed: { $what }
error-card-not-believed-hint = Call the centre.
error-centre-not-reached = The centre cannot be reached: { $what }
error-centre-not-reached-hint = Check the network: UDP or TCP must be allowed to the centre's port, or an HTTP proxy must lead there (HTTPS_PROXY, or --proxy URL). Then run the same command again.
error-proxy-login = { $what }
error-proxy-login-hint = Put user and password into the proxy's URL: http://USER:PASSWORD@HOST:PORT, in HTTPS_PROXY or with --proxy; write special characters as %40 and so on.
error-proxy-refused = { $what }
error-proxy-refused-hint = Ask whoever runs the proxy to allow CONNECT to the centre's address and port, then run the same command again.
error-proxy-not-reached = { $what }
error-proxy-not-reached-hint = Check the proxy's address (HTTPS_PROXY, ALL_PROXY, or --proxy URL), or name the centre in NO_PROXY to go without it. Then run the same command again.
error-proxy-setting = { $what }
error-proxy-setting-hint = Name an HTTP proxy with --proxy http://HOST:PORT, go without one by naming the centre in NO_PROXY, or use UDP alone with --transport quic.
error-not-a-proxy = { $what }
error-not-a-proxy-hint = Write it as http://[USER:PASSWORD@]HOST:PORT.
error-not-a-rate = “{ $what }” is no rate: write bytes a second, such as 500K or 2M.
error-proxy-without-tcp = --proxy and --transport quic exclude each other: an HTTP proxy carries TCP only.
error-centre-not-believed = Who answers is not this centre: { $what }
error-centre-not-believed-hint = Do not go on. Check the address and the clock of this machine, then call the centre.
error-said = The centre says: { $message }
error-revoked-hint = The centre revoked this certificate. Call the centre.
error-expired-hint = The certificate has run out: ask the centre for a new invitation code and enrol again.
error-certificate-refused-hint = The certificate is not one of this centre: enrol with it first.
error-version-hint = Update sealpost, or ask the centre which version it needs.
error-invitation-hint = A code works once and for a limited time: ask the centre for a new one.
error-occupied-hint = Another dossier is registered under this application and sequence. Check the sequence number.
error-no-space-hint = The centre lacks space and was told. Run the same command again later.
error-recipients-hint = The centre has new keys: run the same command again, and the package is sealed anew.
error-clock-hint = Set the clock of this machine, then run the same command again.
error-not-permitted-hint = Ask the centre to extend your permission to this application.
error-superseded-hint = A newer offer of the same dossier took its place. Run the same command again if this one is right.
error-unknown-hint = Check the number; only submissions of this organisation are shown.

view-heading = { $element }{ $attributes ->
    [none] {""}
   *[other] {" "}({ $attributes })
}
view-replaced = replaces { $earlier }
view-result = { $leaves } documents stand after { $sequences } sequences
error-log-inconsistent = The centre's evidence log does not follow from the one it showed before: { $what }. Something was taken back or changed there, or you are shown another log than others.
error-log-inconsistent-hint = Send nothing more. Ask the centre, and show both checkpoints to whoever supervises it; they lie in { $path }. Your receipts keep their worth.
error-log-memory = The checkpoint of the centre's log that is remembered here cannot be used: { $path }: { $what }
error-log-memory-hint = If this file was damaged here, restore it from a backup of this home, or move it away: then the log is remembered anew from the next contact on. If it was not, ask the centre why its card names another log.
