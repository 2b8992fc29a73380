//! The identifier of an application in the EU.
//!
//! Source: EU eCTD validation criteria 9.7 and 9.9.

use super::found::{Because, Found};
use super::subject::Subject;

/// It is a UUID (RFC 9562, section 4).
pub(crate) fn is_uuid(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.backbone.envelope.eu.is_empty() {
        return found.not_evaluated(EU_REGIONAL, Because::Backbone);
    }
    for envelope in &subject.backbone.envelope.eu {
        let identifier = envelope.identifier.as_deref().unwrap_or_default().trim();
        if !has_form_of_uuid(identifier) {
            let country = envelope.country.as_deref().unwrap_or_default();
            let arguments = [("country", country), ("value", identifier)];
            found.note(EU_REGIONAL, "identifier-no-uuid", &arguments);
        }
    }
}

/// All envelopes of a sequence have the same one.
pub(crate) fn same_everywhere(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some((first, others)) = subject.backbone.envelope.eu.split_first() else {
        return found.not_evaluated(EU_REGIONAL, Because::Backbone);
    };
    for other in others.iter().filter(|other| other.identifier != first.identifier) {
        let country = other.country.as_deref().unwrap_or_default();
        found.note(EU_REGIONAL, "identifier-differs", &[("country", country)]);
    }
}

fn has_form_of_uuid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.into_iter().all(is_hex)
}

/// The EU's regional file.
pub(super) const EU_REGIONAL: &str = "m1/eu/eu-regional.xml";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_uuids() {
        assert!(has_form_of_uuid("3f0c6a52-7d41-4b8e-9a35-5e2f8c1d7b90"));
        for text in ["", "3f0c6a527d414b8e9a355e2f8c1d7b90", "3f0c6a52-7d41-4b8e-9a35-5e2f8c1d7b9g"] {
            assert!(!has_form_of_uuid(text), "{text}");
        }
    }
}
