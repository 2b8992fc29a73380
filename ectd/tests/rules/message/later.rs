//! Rules on what a unit does to earlier ones.

use super::MESSAGE;
use super::unit::Edit::{Before, Drop, Replace, Set, Unset};
use super::unit::{Unit, at, finds, uuid};
use ectd::application::History;
use ectd::check::Check;
use ectd::profile::Profile;

tests! {
    sequence_numbers,
    without_history_it_is_said_what_was_not_evaluated,
    replaced_and_suspended_contexts,
    what_was_replaced_is_not_replaced_again,
    references_to_leaves_of_v3_are_not_evaluated,
    what_stays_over_the_units,
    documents_are_sent_once,
    grouped_applications_need_a_file,
    an_earlier_message_that_cannot_be_read_is_named,
}

/// Positions in the composed unit 2.
const REPLACING: usize = 2;
const SUSPENDING: usize = 3;

fn sequence_numbers() {
    let renumbered = |number: &str, folder: &str| {
        let unit = Unit::first().moved(folder);
        unit.edit("submissionUnit", 0, Set("sequenceNumber", "value", number));
        unit
    };
    finds(&renumbered("01", "01").check(), &[("eCTD4-013", MESSAGE)]);
    finds(&Unit::first().moved("7").check(), &[("US-eCTD4-503", MESSAGE)]);

    let unit = renumbered("3", "3");
    finds(&unit.check(), &[]);
    let history = History::Given(Vec::new());
    let report = Check { history, ..Check::under(Profile::V4) }.run(&unit.open(), &mut ());
    finds(&report, &[("eCTD4-014", MESSAGE)]);

    let (first, second) = Unit::second().before();
    first.edit("submissionUnit", 0, Set("sequenceNumber", "value", "2"));
    finds(&second.check_with_history(), &[("eCTD4-015", MESSAGE)]);
}

fn without_history_it_is_said_what_was_not_evaluated() {
    let report = Unit::second().check();
    for number in ["eCTD4-014", "eCTD4-015", "eCTD4-026", "eCTD4-080", "eCTD4-025", "eCTD4-068"] {
        let mut infos = report.findings.iter().filter(|finding| finding.rule == "LIFE-12");
        assert!(infos.any(|finding| finding.authority == number), "{number}");
    }
}

fn replaced_and_suspended_contexts() {
    let replacing = at(&Unit::second().id("contextOfUse", REPLACING));
    let broken = |edit| {
        let unit = Unit::second();
        // a replacement that leads nowhere leaves the earlier context its place in the order
        unit.edit("component", REPLACING, Set("priorityNumber", "value", "1500"));
        unit.edit("contextOfUse", REPLACING, edit);
        unit.check_with_history()
    };
    let related = Unit::second().message();
    let related = &related
        [related.find("<relatedContextOfUse>").unwrap()..related.find("</relatedContextOfUse>").unwrap()];
    let unknown = format!("<relatedContextOfUse><id root=\"{}\"/>", uuid(1));
    finds(&broken(Replace(related, "<relatedContextOfUse><id/>")), &[("eCTD4-024", &replacing)]);
    finds(&broken(Replace(related, &unknown)), &[("eCTD4-026", &replacing)]);
    finds(&broken(Set("code", "code", "ich_5.3.1.2")), &[("eCTD4-025", &replacing)]);

    let unit = Unit::second();
    unit.edit("contextOfUse", SUSPENDING, Set("id", "root", &uuid(1)));
    finds(&unit.check_with_history(), &[("eCTD4-080", &at(&uuid(1)))]);

    let unit = Unit::second();
    let document = unit.id("document", 0);
    let reference = format!(
        "<derivedFrom><documentReference><id root=\"{document}\"/></documentReference></derivedFrom>"
    );
    unit.edit("contextOfUse", SUSPENDING, Before("</contextOfUse>", &reference));
    let suspending = at(&unit.id("contextOfUse", SUSPENDING));
    finds(&unit.check_with_history(), &[("eCTD4-028", &suspending)]);
}

fn what_was_replaced_is_not_replaced_again() {
    let (first, second) = Unit::second().before();
    let report = first.id("contextOfUse", 2);
    let again = format!(
        "<replacementOf><relatedContextOfUse><id root=\"{report}\"/></relatedContextOfUse></replacementOf>"
    );
    first.edit("contextOfUse", 3, Before("<derivedFrom>", &again));
    let replacing = at(&second.id("contextOfUse", REPLACING));
    finds(&second.check_with_history(), &[("eCTD4-026", &replacing)]);
}

fn references_to_leaves_of_v3_are_not_evaluated() {
    let unit = Unit::second();
    let leaf = "2.16.840.1.113883.3.989.2.2.1.13.1\" extension=\"0000.ich#N1";
    unit.edit("contextOfUse", SUSPENDING, Set("id", "root", leaf));
    let report = unit.check_with_history();
    finds(&report, &[]);
    let info = report.findings.iter().find(|finding| finding.authority == "eCTD4-080").unwrap();
    assert_eq!(info.arguments["because"], "source");
}

fn what_stays_over_the_units() {
    let broken = |element: &str, edit| {
        let unit = Unit::second();
        unit.edit(element, 0, edit);
        unit.check_with_history()
    };
    let unit = Unit::second();
    let (submission, contact) = (at(&unit.id("submission", 0)), at(&unit.id("contactParty", 0)));
    let kind = Set("code", "code", "us_submission_type_2");
    finds(&broken("submission", kind), &[("US-eCTD4-561", &submission)]);
    let kind = Set("code", "code", "us_submission_contact_type_2");
    finds(&broken("contactParty", kind), &[("US-eCTD4-559", &contact)]);
    finds(&broken("callBackContact", Drop("contactParty")), &[]);

    let name = Set("displayName", "value", "iv-001_$Another title");
    finds(&broken("keywordDefinition", name), &[("eCTD4-068", &at("STUDY_IV_001"))]);
    let renamed = Set("displayName", "value", "iv-001_$Another title\" updateMode=\"R");
    finds(&broken("keywordDefinition", renamed), &[]);
}

fn documents_are_sent_once() {
    let (first, second) = Unit::second().before();
    let (old, new) = (first.id("document", 2), second.id("document", 2));
    second.rename(&new, &old);
    finds(&second.check_with_history(), &[("eCTD4-046", &at(&old))]);

    // a context of use may refer to a document that was sent before, and its title may be changed
    let (first, second) = Unit::second().before();
    let old = first.id("document", 2);
    let renamed = format!(
        "<component><document><id root=\"{old}\"/><title value=\"new title\" updateMode=\"R\"/></document></component>"
    );
    second.edit("application", 0, Before("<referencedBy>", &renamed));
    let context = super::component(&uuid(1), &old, 7000);
    second.edit("submissionUnit", 0, Before("<componentOf1>", &context));
    finds(&second.check_with_history(), &[]);
}

fn grouped_applications_need_a_file() {
    let (_, second) = Unit::second().before();
    for path in ["m1/form-356h.pdf", "m1/cover-letter.pdf", "m5/531-biopharm/iv-001/report-1.pdf"] {
        second.remove(path).edit("application", 0, Drop("component"));
    }
    for folder in ["m5/531-biopharm/iv-001", "m5/531-biopharm", "m5", "m1"] {
        std::fs::remove_dir(second.folder().join(folder)).unwrap();
    }
    for _ in 0..3 {
        second.edit("submissionUnit", 0, Drop("component"));
    }
    finds(&second.check_with_history(), &[]);
    second.edit("submission", 0, Replace("</componentOf>", OTHER));
    finds(&second.check_with_history(), &[("US-eCTD4-556", MESSAGE)]);
    second.edit("submission", 0, Replace(OTHER, "</componentOf>"));
    second.edit("submissionUnit", 0, Drop("component"));
    finds(&second.check_with_history(), &[("eCTD4-011", MESSAGE)]);
}

const OTHER: &str = "</componentOf><componentOf><application><id><item root=\"1.2\" extension=\"999002\"/></id>\
                     <code code=\"us_application_type_1\" codeSystem=\"1.2\"/><holder><applicant><sponsorOrganization><name>\
                     <part value=\"c\"/></name></sponsorOrganization></applicant></holder></application></componentOf>";

fn an_earlier_message_that_cannot_be_read_is_named() {
    let (first, second) = Unit::second().before();
    first.edit("PORP_IN000001UV", 0, Replace("</PORP_IN000001UV>", ""));
    let report = second.check_with_history();
    finds(&report, &[]);
    let info = report.findings.iter().find(|finding| finding.authority == "eCTD4-026").unwrap();
    assert_eq!(info.arguments["because"], "earlier-backbone");
    let replacing = at(&second.id("contextOfUse", REPLACING));
    second.edit("contextOfUse", REPLACING, Unset("statusCode", "code"));
    // what needs no history is evaluated
    finds(&second.check_with_history(), &[("eCTD4-022", &replacing)]);
}
