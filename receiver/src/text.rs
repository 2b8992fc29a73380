//! Texts for people, in Chinese and English, from `locales/{en,zh}/receiver.ftl`.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};
use std::borrow::Cow;
use std::collections::HashMap;
use terminal::language::Lang;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Isolation marks would be copied from a terminal together with a path or a number.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The text of this name, with its arguments filled in.
pub fn text(lang: Lang, name: &str, arguments: &[(&'static str, &str)]) -> String {
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
        arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
    LOCALES.lookup_with_args(&language(lang), name, &arguments)
}

fn language(lang: Lang) -> LanguageIdentifier {
    match lang {
        Lang::Zh => langid!("zh"),
        Lang::En => langid!("en"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_arguments() {
        let english = texts(include_str!("../locales/en/receiver.ftl"));
        let chinese = texts(include_str!("../locales/zh/receiver.ftl"));
        assert!(english.len() > 20);
        assert_eq!(english, chinese);
    }

    fn texts(file: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, text)| {
                let arguments = text.split('$').skip(1).map(|rest| {
                    rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
                });
                (name.to_owned(), arguments.collect())
            })
            .collect()
    }
}
