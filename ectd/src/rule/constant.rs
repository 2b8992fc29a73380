//! What stays the same over all sequences of an application.

use super::envelope::{REGIONAL, envelope};
use super::found::{Because, Found};
use super::identifier::EU_REGIONAL;
use super::related::US_REGIONAL;
use super::sequence::number;
use super::subject::Subject;
use crate::application::{History, Sequence};
use crate::backbone::Backbone;
use crate::backbone::envelope::{CnEnvelope, Coded, UsApplication};

/// China: id, type, product type and product number of the application (《eCTD验证标准》 4.2.13).
pub(crate) fn application_of_china(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(own) = envelope(subject, found) else { return };
    let earlier = earlier(subject, found, REGIONAL, |backbone| backbone.envelope.cn.as_ref());
    for (field, value) in FIELDS {
        compare(
            found,
            REGIONAL,
            field,
            value(own),
            earlier.iter().map(|(name, before)| (*name, value(before))),
        );
    }
}

/// China: the type of a regulatory activity in all its sequences (《eCTD验证标准》 4.2.14).
pub(crate) fn activity_of_china(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(own) = envelope(subject, found) else { return };
    let Some(activity) = own.related_sequences.first() else { return };
    let earlier = earlier(subject, found, REGIONAL, |backbone| backbone.envelope.cn.as_ref());
    let same = earlier.iter().filter(|(_, before)| before.related_sequences.first() == Some(activity));
    let types = same.map(|(name, before)| (*name, code(before.activity_type.as_ref())));
    compare(found, REGIONAL, "regulatory-activity-type", code(own.activity_type.as_ref()), types);
}

/// United States: number and type of the application (FDA 5, which also compares them with the form).
pub(crate) fn application_of_fda(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(own) = filed(subject.backbone) else {
        return found.not_evaluated(US_REGIONAL, Because::Backbone);
    };
    let earlier = earlier(subject, found, US_REGIONAL, filed);
    let numbers = earlier.iter().map(|(name, before)| (*name, before.number.as_deref()));
    compare(found, US_REGIONAL, "application-number", own.number.as_deref(), numbers);
    let types = earlier.iter().map(|(name, before)| (*name, before.application_type.as_deref()));
    compare(found, US_REGIONAL, "application-type", own.application_type.as_deref(), types);
}

/// European Union: the identifier (EU 9.8).
pub(crate) fn identifier_of_eu(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(own) = identifier(subject.backbone) else {
        return found.not_evaluated(EU_REGIONAL, Because::Backbone);
    };
    let earlier = earlier(subject, found, EU_REGIONAL, identifier);
    let identifiers = earlier.iter().map(|(name, before)| (*name, Some(*before)));
    compare(found, EU_REGIONAL, "identifier", Some(own), identifiers);
}

/// What the earlier sequences say, each with its name; notes what is not in hand or cannot be read.
pub(super) fn earlier<'a, T>(
    subject: &Subject<'a>,
    found: &mut Found<'_>,
    document: &str,
    read: impl Fn(&'a Backbone) -> Option<T>,
) -> Vec<(&'a str, T)> {
    if *subject.history == History::NotGiven && !is_first(subject) {
        found.not_evaluated(document, Because::History);
    }
    let mut all = Vec::new();
    for Sequence { name, backbone } in subject.history.sequences() {
        match read(backbone) {
            Some(said) => all.push((name.as_str(), said)),
            None => found.not_evaluated(format!("../{name}/{document}"), Because::EarlierBackbone),
        }
    }
    all
}

/// FDA counts from 0001, the others from 0000.
pub(super) fn is_first(subject: &Subject<'_>) -> bool {
    let first = u16::from(subject.backbone.envelope.us.is_some());
    subject.backbone.sequence().and_then(number).is_some_and(|number| number <= first)
}

/// Notes the first sequence that says something else.
fn compare<'a>(
    found: &mut Found<'_>,
    place: &str,
    field: &str,
    own: Option<&str>,
    earlier: impl Iterator<Item = (&'a str, Option<&'a str>)>,
) {
    // what is missing is the matter of another rule
    let Some(own) = own.map(str::trim) else { return };
    let mut others = earlier.filter_map(|(name, before)| Some((name, before?.trim())));
    if let Some((sequence, before)) = others.find(|(_, before)| *before != own) {
        let arguments = [("field", field), ("value", own), ("before", before), ("sequence", sequence)];
        found.note(place, "envelope-changed", &arguments);
    }
}

fn code(coded: Option<&Coded>) -> Option<&str> {
    coded?.code.as_deref()
}

fn filed(backbone: &Backbone) -> Option<&UsApplication> {
    backbone.envelope.us.as_ref()?.filed()
}

fn identifier(backbone: &Backbone) -> Option<&str> {
    backbone.envelope.eu.iter().find_map(|envelope| envelope.identifier.as_deref())
}

type Field = (&'static str, fn(&CnEnvelope) -> Option<&str>);

/// What belongs to the application (《eCTD技术规范》, levels of the envelope).
const FIELDS: [Field; 4] = [
    ("application-id", |envelope| envelope.application_id.as_deref()),
    ("application-type", |envelope| code(envelope.application_type.as_ref())),
    ("product-type", |envelope| code(envelope.product_type.as_ref())),
    ("product-number", |envelope| envelope.product_number.as_deref()),
];
