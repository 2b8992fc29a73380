//! The texts for people, from `locales/*/`: messages of findings (`rules.ftl`), titles of rules and reasons why one is
//! not evaluated (`titles.ftl`), words of reports (`report.ftl`).

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

/// Returns the title of a rule: its own under the authority's number where the books have one code for several numbers,
/// else that of its code; without either, the code itself.
pub(crate) fn title(language: Language, authority: &str, code: &str) -> String {
    let identifier = identifier(language);
    [authority, code]
        .iter()
        .find_map(|name| LOCALES.try_lookup(&identifier, &format!("title-{}", slug(name))))
        .unwrap_or_else(|| code.to_owned())
}

/// Returns a text that takes no values, or its name where the language files do not have it.
pub(crate) fn say(language: Language, name: &str) -> String {
    LOCALES.try_lookup(&identifier(language), name).unwrap_or_else(|| name.to_owned())
}

/// Returns a text with values in their places.
pub(crate) fn with(language: Language, name: &str, values: &[(&'static str, String)]) -> String {
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = values
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())))
        .collect();
    LOCALES.try_lookup_with_args(&identifier(language), name, &arguments).unwrap_or_else(|| name.to_owned())
}

/// Turns `CN 3.14` into `cn-3-14`: message names have letters, digits and hyphens.
fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

fn identifier(language: Language) -> LanguageIdentifier {
    match language {
        Language::Zh => langid!("zh"),
        Language::En => langid!("en"),
    }
}
