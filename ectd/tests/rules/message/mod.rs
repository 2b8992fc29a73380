//! The message of eCTD v4.0: each rule finds what it is for, under its number, at its place, and nothing else.

pub(crate) mod later;
pub(crate) mod package;
mod unit;

use unit::Edit::{Before, Double, Drop, Replace, Set, Unset};
use unit::{Edit, Unit, at, component, finds, uuid};

tests! {
    composed_units_are_sound,
    the_unit_itself,
    submission_application_and_contact,
    what_is_grouped,
    contexts_of_use,
    documents,
    key_words_and_studies,
    data_sets,
    names_with_capitals_are_only_mentioned,
}

/// A change in the n-th element of that name breaks a rule at a place.
type Case<'a> = (&'a str, &'a str, usize, Edit<'a>, &'a str);

const MESSAGE: &str = "submissionunit.xml";

fn breaks_each(cases: &[Case<'_>]) {
    for (number, element, nth, edit, place) in cases {
        let unit = Unit::first();
        unit.edit(element, *nth, *edit);
        finds(&unit.check(), &[(number, place)]);
    }
}

fn composed_units_are_sound() {
    finds(&Unit::first().check(), &[]);
    finds(&Unit::second().check_with_history(), &[]);
    finds(&Unit::second().check(), &[]);
}

fn the_unit_itself() {
    let long = "x".repeat(129);
    let second = "<submissionUnit><id root=\"00000000-0000-4000-8000-000000000001\"/><code code=\"c\" codeSystem=\"1.2\"/>\
                  <statusCode code=\"active\"/></submissionUnit>";
    breaks_each(&[
        ("eCTD4-001", "PORP_IN000001UV", 0, Replace("</PORP_IN000001UV>", ""), MESSAGE),
        ("eCTD4-002", "PORP_IN000001UV", 0, Replace("\"urn:hl7-org:v3\"", "\"urn:hl7-org:v2\""), MESSAGE),
        ("US-eCTD4-501", "submissionUnit", 0, Set("title", "value", &long), MESSAGE),
        ("US-eCTD4-558", "receiver", 0, Replace(".5.1.2.2.1.18.", ".5.1.2.2.1.19."), MESSAGE),
        ("eCTD4-003", "submissionUnit", 0, Unset("id", "root"), MESSAGE),
        ("eCTD4-003", "submissionUnit", 0, Double("id"), MESSAGE),
        ("eCTD4-004", "submissionUnit", 0, Set("id", "root", "1.2.3"), MESSAGE),
        ("eCTD4-005", "controlActProcess", 0, Before("<submissionUnit>", second), MESSAGE),
        ("eCTD4-006", "submissionUnit", 0, Unset("code", "code"), MESSAGE),
        ("eCTD4-008", "submissionUnit", 0, Unset("code", "codeSystem"), MESSAGE),
        ("eCTD4-009", "submissionUnit", 0, Set("code", "codeSystem", "2.016"), MESSAGE),
        ("eCTD4-010", "submissionUnit", 0, Set("statusCode", "code", "suspended"), MESSAGE),
        ("eCTD4-012", "submissionUnit", 0, Drop("sequenceNumber"), MESSAGE),
        ("eCTD4-016", "submissionUnit", 0, Double("sequenceNumber"), MESSAGE),
    ]);
}

fn submission_application_and_contact() {
    let reference = "<reference><applicationReference><id><item root=\"1.2\" extension=\"ind123456\"/></id>\
                     </applicationReference></reference>";
    let address = format!("mailto:{}@example.org", "x".repeat(64));
    let (application, contact) = (at("999001"), at(&Unit::first().id("contactParty", 0)));
    let submission = at(&Unit::first().id("submission", 0));
    breaks_each(&[
        ("eCTD4-033", "submission", 0, Unset("item", "root"), MESSAGE),
        ("eCTD4-077", "submission", 0, Set("item", "root", "s1"), MESSAGE),
        ("eCTD4-034", "submission", 0, Unset("code", "code"), MESSAGE),
        ("eCTD4-036", "submission", 0, Unset("code", "codeSystem"), MESSAGE),
        ("eCTD4-037", "submission", 0, Set("code", "codeSystem", "fda"), MESSAGE),
        ("eCTD4-038", "application", 0, Unset("item", "root"), &application),
        ("eCTD4-039", "application", 0, Unset("code", "code"), &application),
        ("eCTD4-041", "application", 0, Unset("code", "codeSystem"), &application),
        ("eCTD4-042", "application", 0, Set("code", "codeSystem", "3.1"), &application),
        ("US-eCTD4-510", "application", 0, Set("item", "extension", "9990011"), &at("9990011")),
        ("US-eCTD4-513", "application", 0, Set("part", "value", " "), &application),
        ("US-eCTD4-514", "application", 0, Before("<component>", reference), &application),
        ("US-eCTD4-515", "submission", 0, Replace("mailto:contact@example.org", &address), &contact),
        ("US-eCTD4-524", "submission", 0, Drop("callBackContact"), &submission),
    ]);
}

fn what_is_grouped() {
    let grouped = |number: &str, kind: &str, application: &str, application_kind: &str| {
        let unit = Unit::first();
        let message = unit.message();
        let contact =
            &message[message.find("<callBackContact>").unwrap()..message.find("<componentOf>").unwrap()];
        let holder = &message[message.find("<holder>").unwrap()..];
        let holder = &holder[..holder.find("</holder>").unwrap()];
        let other = format!(
            "<componentOf1><sequenceNumber value=\"{number}\"/><submission><id><item root=\"{}\"/></id>\
             <code code=\"us_submission_type_{kind}\" codeSystem=\"1.2\"/>{contact}<componentOf><application><id>\
             <item root=\"1.2\" extension=\"{application}\"/></id><code code=\"us_application_type_{application_kind}\" \
             codeSystem=\"1.2\"/>{holder}</holder></application></componentOf></submission></componentOf1>",
            uuid(1)
        );
        unit.edit("submissionUnit", 0, Before("</submissionUnit>", &other));
        unit.check()
    };
    finds(&grouped("1", "1", "999002", "1"), &[]);
    finds(&grouped("2", "1", "999001", "1"), &[("US-eCTD4-504", MESSAGE)]);
    finds(&grouped("1", "2", "999002", "1"), &[("US-eCTD4-507", MESSAGE)]);
    finds(&grouped("1", "1", "999002", "2"), &[("US-eCTD4-509", MESSAGE)]);
}

fn contexts_of_use() {
    let unit = Unit::first();
    let [form, cover, report] = [0, 1, 3].map(|nth| at(&unit.id("contextOfUse", nth)));
    let cover_id = unit.id("contextOfUse", 1);
    let second_type = "<referencedBy><keyword><code code=\"us_form_type_3\" \
                       codeSystem=\"2.16.840.1.113883.3.989.5.1.2.2.1.5.5\"/></keyword></referencedBy>";
    let without = component(&uuid(1), "", 7000).replace(" root=\"\"", "");
    let unknown = component(&uuid(1), &uuid(2), 7000);
    breaks_each(&[
        ("eCTD4-017", "component", 0, Unset("priorityNumber", "value"), &form),
        ("eCTD4-018", "component", 0, Set("priorityNumber", "value", "1000000"), &form),
        ("eCTD4-019", "component", 0, Double("priorityNumber"), &form),
        ("US-eCTD4-505", "component", 3, Set("priorityNumber", "value", "1000"), &report),
        ("eCTD4-020", "contextOfUse", 0, Unset("id", "root"), MESSAGE),
        ("eCTD4-021", "contextOfUse", 0, Set("id", "root", "2.16.840"), &at("2.16.840")),
        ("eCTD4-021", "contextOfUse", 0, Set("id", "root", &cover_id), &cover),
        ("eCTD4-075", "contextOfUse", 0, Unset("code", "code"), &form),
        ("eCTD4-022", "contextOfUse", 0, Drop("statusCode"), &form),
        ("eCTD4-023", "contextOfUse", 0, Set("statusCode", "code", "obsolete"), &form),
        ("eCTD4-081", "contextOfUse", 0, Set("code", "codeSystem", "us"), &form),
        ("eCTD4-027", "submissionUnit", 0, Before("<componentOf1>", &without), &at(&uuid(1))),
        ("eCTD4-076", "submissionUnit", 0, Before("<componentOf1>", &unknown), &at(&uuid(1))),
        ("eCTD4-029", "contextOfUse", 0, Replace(" code=\"us_form_type_2\"", ""), &form),
        ("eCTD4-072", "contextOfUse", 0, Before("</contextOfUse>", second_type), &form),
        ("eCTD4-032", "contextOfUse", 3, Replace("STUDY_IV_001", "STUDY_IV_002"), &report),
    ]);
    let keyword = unit.message();
    let keyword = &keyword[keyword.find("<code code=\"us_form_type_2\"").unwrap()..];
    let keyword = &keyword[..keyword.find("/>").unwrap()];
    breaks_each(&[
        ("eCTD4-030", "contextOfUse", 0, Replace(keyword, "<code code=\"us_form_type_2\""), &form),
        (
            "eCTD4-031",
            "contextOfUse",
            0,
            Replace(keyword, "<code code=\"us_form_type_2\" codeSystem=\"x\""),
            &form,
        ),
    ]);
}

fn documents() {
    let unit = Unit::first();
    let form = at(&unit.id("document", 0));
    let id = unit.id("document", 0);
    let sum = unit.message();
    let sum = &sum[sum.find("<integrityCheck>").unwrap()..sum.find("</integrityCheck>").unwrap()];
    breaks_each(&[
        ("eCTD4-047", "document", 0, Unset("title", "value"), &form),
        ("US-eCTD4-501", "document", 0, Set("title", "value", &"题".repeat(513)), &form),
        ("eCTD4-048", "document", 0, Drop("integrityCheck"), &form),
        ("eCTD4-049", "document", 0, Set("text", "integrityCheckAlgorithm", "MD5"), &form),
        ("eCTD4-049", "document", 0, Replace(sum, &sum[..sum.len() - 1]), &form),
    ]);
    let added = |document: &str| {
        let unit = Unit::first();
        unit.add_document(document, "m1/form-356h.pdf", "again");
        unit.check()
    };
    finds(&added(" "), &[("eCTD4-044", &at("m1/form-356h.pdf"))]);
    finds(&added(&id), &[("eCTD4-046", &form)]);
    finds(&added(&uuid(1)), &[("eCTD4-082", &at(&uuid(1)))]);

    let unit = Unit::first();
    unit.add_document("none", "m1/form-356h.pdf", "again").edit(
        "application",
        0,
        Replace(" root=\"none\"", ""),
    );
    finds(&unit.check(), &[("eCTD4-043", &at("m1/form-356h.pdf"))]);
    let unit = Unit::first();
    finds(&unit.rename(&id, "d1").check(), &[("eCTD4-045", &at("d1"))]);
    let unit = Unit::first();
    unit.edit("document", 0, Drop("reference")).remove("m1/form-356h.pdf");
    finds(&unit.check(), &[("eCTD4-050", &form)]);
}

fn key_words_and_studies() {
    let study = at("STUDY_IV_001");
    let definition = |item: &str| {
        format!(
            "<referencedBy><keywordDefinition><code code=\"ich_keyword_type_1\" codeSystem=\"1.2\"/>\
             <statusCode code=\"active\"/>{item}</keywordDefinition></referencedBy>"
        )
    };
    let item = "<item code=\"K2\" codeSystem=\"1.2\"><displayName value=\"second\"/></item>";
    let [no_code, no_value, two_items, no_name] = [
        definition("<value><item codeSystem=\"1.2\"><displayName value=\"second\"/></item></value>"),
        definition(""),
        definition(&format!("<value>{item}{}</value>", item.replace("K2", "K3"))),
        definition("<value><item code=\"K2\" codeSystem=\"1.2\"><displayName/></item></value>"),
    ];
    breaks_each(&[
        ("eCTD4-052", "keywordDefinition", 0, Unset("code", "code"), &study),
        ("eCTD4-083", "keywordDefinition", 0, Set("code", "codeSystem", "ich"), &study),
        ("eCTD4-073", "keywordDefinition", 0, Set("displayName", "value", "iv-001"), &study),
        ("eCTD4-054", "application", 0, Before("</application>", &no_code), &at("second")),
        ("eCTD4-056", "application", 0, Before("</application>", &no_value), MESSAGE),
        ("eCTD4-057", "application", 0, Before("</application>", &two_items), &at("K2")),
        ("eCTD4-058", "application", 0, Before("</application>", &no_name), &at("K2")),
    ]);

    let again = definition(
        "<value><item code=\"K2\" codeSystem=\"1.2\"><displayName value=\"iv-001_$Other\"/></item></value>",
    )
    .replace("type_1", "type_8");
    let unit = Unit::first();
    unit.edit("application", 0, Before("</application>", &again));
    finds(&unit.check(), &[]);
    unit.edit("contextOfUse", 3, Replace("STUDY_IV_001", "K2"));
    finds(&unit.check(), &[("US-eCTD4-555", &at("ich_5.3.1.3"))]);
}

fn data_sets() {
    let unit = Unit::first();
    unit.add(1, "m5/531-biopharm/iv-001/dm.xpt", "DM");
    finds(&unit.check(), &[("US-eCTD4-516", &at("STUDY_IV_001"))]);
    unit.add(2, "m5/531-biopharm/iv-001/ts.xpt", "TS");
    finds(&unit.check(), &[]);
    unit.add(3, "m5/531-biopharm/iv-001/other/dm.xpt", "DM, second");
    finds(&unit.check(), &[]);
    unit.add(4, "m5/531-biopharm/iv-001/third/dm.xpt", "DM");
    finds(&unit.check(), &[("US-eCTD4-519", &at(&uuid(104)))]);
}

fn names_with_capitals_are_only_mentioned() {
    let unit = Unit::first();
    unit.add(1, "m3/A.pdf", "added");
    finds(&unit.check(), &[("ICH v4 IG 5.2", "m3/A.pdf")]);
}
