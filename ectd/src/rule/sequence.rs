//! The number of the sequence: as a folder's name, in the envelope, and in the row of the earlier ones.

use std::collections::BTreeSet;

use super::found::{Because, Found};
use super::subject::Subject;
use crate::application::History;
use crate::profile::Profile;

/// The folder's name is four digits (《eCTD验证标准》 2.9).
pub(crate) fn four_digits(subject: &Subject<'_>, found: &mut Found<'_>) {
    let name = subject.dossier.name().unwrap_or_default();
    if number(name).is_none() {
        found.note("", "sequence-folder", &[("name", name)]);
    }
}

/// Sequences begin with 0000 and leave nothing out (《eCTD验证标准》 2.10).
pub(crate) fn without_gap(subject: &Subject<'_>, found: &mut Found<'_>) {
    // another name is the matter of another rule
    let Some(own) = subject.dossier.name().and_then(number) else { return };
    let History::Given(earlier) = subject.history else {
        if own > 0 {
            found.not_evaluated("", Because::History);
        }
        return;
    };
    let there: BTreeSet<u16> = earlier.iter().filter_map(|sequence| number(&sequence.name)).collect();
    let missing: Vec<String> =
        (0..own).filter(|number| !there.contains(number)).map(|number| format!("{number:04}")).collect();
    if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
        let number = missing.len().to_string();
        found.note("", "sequence-gap", &[("number", &number), ("first", first), ("last", last)]);
    }
}

/// The folder's name is the sequence number of the envelope, in the EU of each envelope (《eCTD验证标准》 4.1.22; EU 13.3).
pub(crate) fn as_in_envelope(subject: &Subject<'_>, found: &mut Found<'_>) {
    let envelope = &subject.backbone.envelope;
    let china = envelope.cn.iter().map(|envelope| envelope.sequence_number.as_deref());
    let europe = envelope.eu.iter().map(|envelope| envelope.sequence.as_deref());
    let stated: BTreeSet<&str> = china.chain(europe).flatten().map(str::trim).collect();
    if stated.is_empty() {
        return found.not_evaluated("", Because::Backbone);
    }
    let name = subject.dossier.name().unwrap_or_default();
    // what is no sequence number at all is the matter of other rules, which the EU does not have for the envelope
    let is_number = |stated: &str| subject.profile == Profile::Eu || number(stated).is_some();
    let differs = |stated: &&str| *stated != name && number(name).is_some() && is_number(stated);
    for sequence in stated.into_iter().filter(differs) {
        found.note("", "sequence-differs", &[("name", name), ("sequence", sequence)]);
    }
}

/// The folder around it is named as the application of the envelope (《eCTD验证标准》 4.1.21).
pub(crate) fn application(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(application) = subject.backbone.envelope.application() else {
        return found.not_evaluated("", Because::Backbone);
    };
    let name = subject.dossier.parent_name().unwrap_or_default();
    if name != application {
        found.note("", "application-folder", &[("name", name), ("application", application)]);
    }
}

/// Reads a sequence number of v3.2.2: four digits.
pub(super) fn number(text: &str) -> Option<u16> {
    let is_number = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}
