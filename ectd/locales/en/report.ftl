# Words of reports: text for a terminal and the HTML page.

report-error = error
report-warning = warning
report-info = info
report-more-places = … and { $count } more places; all stand in --report and --json
report-more-rules = … and { $count } more
report-gap = Not or not wholly evaluated ({ $count }): { $rules }. Reason: { $reason }

report-title = Check of an application dossier
report-good = No error was found.
report-bad = The authority would object to this dossier.
report-folder = Folder
report-application = Application
report-sequence = Sequence
report-profile = Profile
report-edition = Rules
report-history = Earlier sequences
report-no-history = not given
report-time = Checked
report-tool = Program
report-files = Files
report-bytes = Bytes
report-counts = Errors / warnings / infos
report-coverage = Rules evaluated / in part / not
report-accepted = Accepted with a reason
report-accepted-note = The applicant files the dossier in spite of the errors below, for this reason:
report-disposition = accepted
report-findings = Findings
report-no-finding = None.
report-place = Place
report-message = What is wrong, and how to mend it
report-gaps = Rules that were not or not wholly evaluated
report-gaps-note = None of them counts as passed. A file that is named could not be looked at under that rule.
report-rule = Rule
report-reason = Extent and reason
report-partly = in part
report-not = not evaluated

because-history = the earlier sequences were not given
because-earlier-backbone = the backbone of an earlier sequence cannot be read
because-backbone = the backbone of this dossier cannot be read
because-source = this version does not have what the authority compares with
because-limits = files beyond the limits of inspection
