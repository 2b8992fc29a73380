//! Which earlier sequence a sequence belongs to: the one that opened its regulatory activity.
//!
//! Sources: CDE 《eCTD验证标准》 4.2.5, 4.2.11, 4.2.12; FDA 1561, where the submission id of us-regional 3.3 takes the place of
//! the related sequence.

use std::collections::BTreeMap;

use super::envelope::{REGIONAL, envelope, known, stated};
use super::found::{Because, Found};
use super::sequence::number;
use super::subject::Subject;
use super::vocabulary;
use crate::application::History;
use crate::backbone::Backbone;
use crate::backbone::envelope::CnEnvelope;

/// 相关序列: four digits, and no later than the sequence itself.
pub(crate) fn in_range(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    if stated(found, "related-sequence", envelope.related_sequences.first()).is_none() {
        return;
    }
    let own = own(envelope).and_then(number);
    for value in envelope.related_sequences.iter().map(|value| value.trim()) {
        match number(value) {
            None => {
                found.note(REGIONAL, "envelope-digits", &[("field", "related-sequence"), ("value", value)]);
            }
            Some(related) if own.is_some_and(|own| related > own) => {
                found.note(REGIONAL, "related-later", &[("value", value)]);
            }
            Some(_) => {}
        }
    }
}

/// A sequence that opens no activity belongs to an earlier one.
pub(crate) fn another(subject: &Subject<'_>, found: &mut Found<'_>) {
    compare(subject, found, false, |found, value, own| {
        if value == own {
            found.note(REGIONAL, "related-to-itself", &[("value", value)]);
        }
    });
}

/// A sequence that opens an activity belongs to itself.
pub(crate) fn itself(subject: &Subject<'_>, found: &mut Found<'_>) {
    compare(subject, found, true, |found, value, own| {
        if value != own {
            found.note(REGIONAL, "related-to-another", &[("value", value), ("sequence", own)]);
        }
    });
}

/// Following submission ids from sequence to sequence leads to one that opened its submission, and not in a circle.
pub(crate) fn circular(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some((own, opener)) = submission(subject.backbone) else {
        return found.not_evaluated(US_REGIONAL, Because::Backbone);
    };
    let History::Given(earlier) = subject.history else {
        if own != opener {
            found.not_evaluated(US_REGIONAL, Because::History);
        }
        return;
    };
    let mut openers: BTreeMap<&str, &str> =
        earlier.iter().filter_map(|sequence| submission(&sequence.backbone)).collect();
    openers.insert(own, opener);
    let mut circle = vec![own];
    let mut next = opener;
    // each step leads to a sequence not yet met, so this ends
    while !circle.contains(&next) {
        circle.push(next);
        next = openers.get(next).copied().unwrap_or(next);
    }
    if next == own && circle.len() > 1 {
        found.note(US_REGIONAL, "related-circle", &[("sequences", &circle.join(" → "))]);
    }
}

/// Compares each related sequence with the own one, if the sequence opens an activity or not, as asked.
fn compare(
    subject: &Subject<'_>,
    found: &mut Found<'_>,
    opens: bool,
    note: impl Fn(&mut Found<'_>, &str, &str),
) {
    let Some(envelope) = envelope(subject, found) else { return };
    let kind = known(envelope.sequence_type.as_ref(), vocabulary::SEQUENCE_TYPES);
    if kind.map(vocabulary::opens) != Some(opens) {
        return;
    }
    let Some(own) = own(envelope) else { return };
    for value in envelope.related_sequences.iter().map(|value| value.trim()).filter(|value| !value.is_empty())
    {
        note(found, value, own);
    }
}

/// The sequence's own number; another form of it is the matter of another rule.
fn own(envelope: &CnEnvelope) -> Option<&str> {
    envelope.sequence_number.as_deref().map(str::trim).filter(|own| number(own).is_some())
}

/// A sequence's number and that of the one that opened its submission.
fn submission(backbone: &Backbone) -> Option<(&str, &str)> {
    let filed = backbone.envelope.us.as_ref()?.filed()?;
    Some((filed.sequence_number.as_deref()?.trim(), filed.submission_id.as_deref()?.trim()))
}

/// The US regional file.
pub(super) const US_REGIONAL: &str = "m1/us/us-regional.xml";
