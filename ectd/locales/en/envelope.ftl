# Messages of the rules on envelopes, module 1 and forms. $place is the regional backbone.

envelope-field = { $field ->
    [application-id] the application id
    [application-type] the application type
    [product-type] the product type
    [product-number] the product number
    [related-sequence] the related sequence
    [regulatory-activity-type] the type of the regulatory activity
    [sequence-number] the sequence number
    [sequence-type] the sequence type
    [sequence-description] the description of the sequence
    [application-number] the application number
   *[identifier] the identifier
} ({ $field })
envelope-missing = The envelope in { $place } lacks { envelope-field }. Enter it.
envelope-code = In the envelope in { $place }, { envelope-field } is “{ $value }”, which the code list does not have: { $codes }. Choose one of them.
envelope-digits = In the envelope in { $place }, { envelope-field } is “{ $value }”. Enter four digits, such as 0000.
envelope-combination = In the envelope in { $place }, application type { $application }, regulatory activity { $activity } and sequence type { $sequence } do not go together. Correct the one that is wrong.
envelope-changed = In the envelope in { $place }, { envelope-field } is “{ $value }”; sequence { $sequence } has “{ $before }”, and it must not change. Enter the earlier value, or check that the sequence belongs to this application.
application-id = The application id in { $place } is “{ $value }”. It is one of the letters { $letters }, followed by the year and five digits, such as x202600001: enter the one that was assigned.
long-description = The description of the sequence in { $place } is { $characters } Chinese characters long, more than 120. Shorten it.

related-later = The related sequence { $value } in { $place } comes after this one. Enter the sequence that opened the regulatory activity.
related-to-itself = The related sequence { $value } in { $place } is the sequence itself, which opens no regulatory activity. Enter the sequence that opened it.
related-to-another = The related sequence in { $place } is { $value }, but the sequence opens a regulatory activity. Enter its own number, { $sequence }.
related-circle = The submission ids in { $place } and in earlier sequences lead in a circle: { $sequences }. Enter the sequence that opened the submission.

identifier-no-uuid = The identifier “{ $value }” of the envelope for { $country } in { $place } is no UUID. Enter the UUID of the application.
identifier-differs = The identifier of the envelope for { $country } in { $place } differs from that of the first envelope. Enter the same in all.

module-1-lacks = { $place } lacks section { $section } ({ $element }), which a submission of this kind must have. Add it with its documents.
module-1-excess = { $place } has section { $section } ({ $element }), which a submission of this kind must not have. Remove it, or correct the types in the envelope.
safety-report-missing = { $place } has neither section 1.8.1 nor 1.8.2, of which a safety report during development must have one. Add the report.
safety-report-twice = { $place } has both sections 1.8.1 and 1.8.2, of which a safety report during development has only one. Remove the other, or send it in a sequence of its own.
several-leaves = Section { $section } in { $place } has { $leaves } leaves; one at most is advised. Put the documents together.

regional-missing = { $place } is missing. Export the sequence again with module 1.
regional-version = { $place } is made for DTD version “{ $version }”; only { $expected } is taken. Export the sequence again with the current DTD.
form-of-another-application = The form { $form } in { $place } does not fit applications of type { $type }: form 1571 (fdaft1) goes with an IND (fdaat4), form 356h (fdaft2) with the others. Correct form or type.
form-missing = { $place } has no form in section 1.1. Add the fillable form 356h, 1571 or 2252.
labeling-missing = { $place } has form 2253, but no labeling in section 1.14.6. Add the current labeling.
form-not-2253 = { $place } has promotional material in section 1.15.2 together with the form { $form }. Only form 2253 (fdaft5) may come with it.

cover-letter-not-new = The cover letter { $place } has the operation “{ $operation }”. Each sequence brings a cover letter of its own: make it “new”.
form-not-new = The application form { $place } has the operation “{ $operation }”. A first submission brings a new one: make it “new”.
version-goes-back = { $place } is made for version { $version }, but sequence { $sequence } for { $before } already. Export it again with the version used before or a later one.

study-without-ts = The study { $study } in { $place } has no { $dataset }. Add the trial summary with the start date of the study.
study-lacks-dataset = The study { $study } in { $place } has no { $dataset }. Add the file, with its file tag.
dataset-tag = The leaf { $place } ({ $name }) has no file tag for its kind in the study tagging file. Tag datasets as data-tabulation-dataset-… or analysis-dataset-…, define.xml as …-data-definition.

reason-list = The list of headings was cut off in the source: those known are checked.
reason-form = What is written in a form is not read (the authority's forms are encrypted PDFs): only what the backbone says of it is checked.
reason-content = What stands in the datasets is not read: only that they are there is checked.
reason-later = Later sequences do not exist yet when a sequence is checked.
reason-submission-type = The code of the submission type was not available: the headings tell what the submission is.
