//! The texts of the page in both languages, from `locales/`.

use ectd::language::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        // Marks around placeables would be visible in copied digests and numbers.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Texts in one language.
#[derive(Clone, Copy)]
pub(super) struct Texts(Language);

impl Texts {
    pub(super) fn new(language: Language) -> Self {
        Self(language)
    }

    pub(super) fn language(self) -> Language {
        self.0
    }

    pub(super) fn say(self, key: &str) -> String {
        TEXTS.try_lookup(self.tag(), key).unwrap_or_else(|| key.to_owned())
    }

    pub(super) fn fill(self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        TEXTS.try_lookup_with_args(self.tag(), key, &arguments).unwrap_or_else(|| key.to_owned())
    }

    fn tag(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::Zh => &CHINESE,
            Language::En => &ENGLISH,
        }
    }
}

static CHINESE: LanguageIdentifier = langid!("zh");
static ENGLISH: LanguageIdentifier = langid!("en");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect()
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        let english = keys(include_str!("../../locales/en/receipt.ftl"));
        assert_eq!(english, keys(include_str!("../../locales/zh/receipt.ftl")));
        assert!(english.len() > 60);
    }
}
