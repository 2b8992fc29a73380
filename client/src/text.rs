//! Texts for people, in Chinese and English, from `locales/{en,zh}/client.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;

use ectd::language::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that isolate an argument's direction would stand in file names people copy.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Looks texts up in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

/// Named values that stand in a text.
pub type Values<'a> = &'a [(&'static str, Value)];

/// A value that stands in a text: a number picks the plural form, a string stands as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, printed as it is.
    Text(String),
    /// A count.
    Count(u64),
}

impl Texts {
    /// Texts in `language`.
    pub fn new(language: Language) -> Texts {
        Texts { language }
    }

    /// The language of these texts.
    pub fn language(self) -> Language {
        self.language
    }

    /// The text `name`, which takes no values.
    pub fn say(self, name: &str) -> String {
        LOCALES.lookup(&self.identifier(), name)
    }

    /// The text `name` with `values` in their places.
    pub fn with(self, name: &str, values: Values<'_>) -> String {
        LOCALES.lookup_with_args(&self.identifier(), name, &arguments(values))
    }

    /// The text `name`, if the language files have it.
    pub fn find(self, name: &str, values: Values<'_>) -> Option<String> {
        LOCALES.try_lookup_with_args(&self.identifier(), name, &arguments(values))
    }

    fn identifier(self) -> LanguageIdentifier {
        match self.language {
            Language::En => langid!("en"),
            Language::Zh => langid!("zh"),
        }
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Value {
        Value::Count(count)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

fn arguments(values: Values<'_>) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    values.iter().map(|(name, value)| (Cow::Borrowed(*name), fluent(value))).collect()
}

fn fluent(value: &Value) -> FluentValue<'static> {
    match value {
        Value::Text(text) => FluentValue::from(text.clone()),
        // Fluent counts in f64, which is exact up to 2^53.
        Value::Count(count) => FluentValue::from(*count),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(source: &str) -> BTreeSet<&str> {
        let message = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase());
        source
            .lines()
            .filter(message)
            .filter_map(|line| line.split_once(" ="))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        let english = names(include_str!("../locales/en/client.ftl"));
        let chinese = names(include_str!("../locales/zh/client.ftl"));
        assert!(english.len() > 50);
        assert_eq!(english, chinese);
    }

    #[test]
    fn a_text_is_found_in_its_language_with_its_values() {
        let values: Values<'_> = &[("number", "CDE-2026-000001".into())];
        let english = Texts::new(Language::En).with("sentence-registered", values);
        assert_eq!(english, "CDE-2026-000001: registered");
        let chinese = Texts::new(Language::Zh).with("sentence-registered", values);
        assert_eq!(chinese, "CDE-2026-000001：已登记（registered）");
    }

    #[test]
    fn a_count_picks_the_plural() {
        let text = |days: u64| {
            let values = [("certificate", "x".into()), ("days", days.into()), ("date", "d".into())];
            Texts::new(Language::En).with("notice-expiry", &values)
        };
        assert!(text(1).contains("1 day "));
        assert!(text(7).contains("7 days"));
    }
}
