//! The messages of the findings, from `locales/*/rules.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

use crate::finding::Finding;
use crate::language::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Fills in the message of a finding; a message that this version does not know becomes the rule's code, so that
/// findings of a newer version stay readable.
pub(crate) fn message(language: Language, finding: &Finding) -> String {
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = finding
        .arguments
        .iter()
        .map(|(name, value)| (Cow::Owned(name.clone()), FluentValue::from(value.as_str())))
        .chain([(Cow::Borrowed("place"), FluentValue::from(finding.place.as_str()))])
        .collect();
    LOCALES
        .try_lookup_with_args(&identifier(language), &finding.text, &arguments)
        .unwrap_or_else(|| format!("{} {}", finding.rule, finding.place))
}

fn identifier(language: Language) -> LanguageIdentifier {
    match language {
        Language::Zh => langid!("zh"),
        Language::En => langid!("en"),
    }
}
