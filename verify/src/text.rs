//! Texts for people, in Chinese and English, from `locales/{en,zh}/verify.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};
use terminal::language::Lang;
use terminal::size;

use crate::finding::{Finding, Severity};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that isolate an argument's direction would stand in file names people copy.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Looks texts up in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts(Lang);

impl Texts {
    pub(crate) fn new(language: Lang) -> Self {
        Self(language)
    }

    /// A text without values.
    pub(crate) fn say(self, name: &str) -> String {
        LOCALES.lookup(&self.identifier(), name)
    }

    /// A text with values in their places.
    pub(crate) fn with(self, name: &str, values: &[(&'static str, String)]) -> String {
        LOCALES.lookup_with_args(&self.identifier(), name, &arguments(values))
    }

    /// What a finding means; the technical detail stands in brackets behind it. Codes of OCFL without a text of their own
    /// share one.
    pub(crate) fn finding(self, rule: &str, severity: Severity, detail: &str) -> String {
        let text = |name: String| LOCALES.try_lookup(&self.identifier(), &name);
        let text =
            text(format!("finding-{rule}")).or_else(|| text(format!("finding-ocfl-{}", severity.word())));
        match (text, detail) {
            (Some(text), "") => text,
            (Some(text), detail) => format!("{text} [{detail}]"),
            (None, detail) => format!("{rule}: {detail}"),
        }
    }

    /// A finding as a line for people.
    pub(crate) fn line(self, finding: &Finding) -> String {
        let severity = self.say(&format!("severity-{}", finding.severity.word()));
        format!("{severity} {} {}: {}", finding.rule, finding.place, finding.message)
    }

    /// The language's tag.
    pub(crate) fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// The line that ends a run.
    pub(crate) fn closing(self, state: &str, checked: u64, bytes: u64, trusted: bool) -> String {
        let values = [("checked", checked.to_string()), ("size", size::human(bytes))];
        let outcome = self.with(&format!("result-{state}"), &values);
        if trusted { outcome } else { format!("{outcome}\n{}", self.say("result-untrusted")) }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self.0 {
            Lang::En => langid!("en"),
            Lang::Zh => langid!("zh"),
        }
    }
}

fn arguments(values: &[(&'static str, String)]) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn names(source: &str) -> BTreeSet<&str> {
        source.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        let english = names(include_str!("../locales/en/verify.ftl"));
        assert!(english.len() > 30);
        assert_eq!(english, names(include_str!("../locales/zh/verify.ftl")));
    }
}
