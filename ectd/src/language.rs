//! The two languages in which everything for people exists.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of texts for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

/// The text names none of the languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of the languages zh, en")]
pub struct NotLanguage(pub String);

impl Language {
    /// Both languages, for texts that are written in each.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Returns the language's tag, `zh` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// Chooses by a locale name such as `zh_CN.UTF-8` or `en-GB`; all but Chinese is English.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }
}

impl FromStr for Language {
    type Err = NotLanguage;

    fn from_str(text: &str) -> Result<Self, NotLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == text)
            .ok_or_else(|| NotLanguage(text.to_owned()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
