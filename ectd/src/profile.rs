//! Whose rules a dossier is checked against.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::dossier::Dossier;

/// An authority's rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// China, CDE: eCTD v3.2.2 with cn-regional.xml.
    Cn,
    /// United States, FDA: eCTD v3.2.2 with us-regional.xml.
    Us,
    /// European Union: eCTD v3.2.2 with eu-regional.xml.
    Eu,
    /// eCTD v3.2.2 without the rules of a region.
    Ich,
    /// eCTD v4.0.
    V4,
    /// A folder without a backbone.
    Generic,
}

/// The text names none of the profiles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of the profiles cn, us, eu, ich, v4, generic")]
pub struct NotProfile(pub String);

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 6] = [Self::Cn, Self::Us, Self::Eu, Self::Ich, Self::V4, Self::Generic];

    /// Returns the name used on the command line and in statements.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cn => "cn",
            Self::Us => "us",
            Self::Eu => "eu",
            Self::Ich => "ich",
            Self::V4 => "v4",
            Self::Generic => "generic",
        }
    }

    /// Chooses the profile by what lies in the folder: submissionunit.xml means v4, no index.xml generic,
    /// else the region's folder under m1 decides, and without one it is ich.
    pub fn detect(dossier: &Dossier) -> Self {
        if dossier.find("submissionunit.xml").is_some() {
            return Self::V4;
        }
        if dossier.find("index.xml").is_none() {
            return Self::Generic;
        }
        [(Self::Cn, "m1/cn/"), (Self::Us, "m1/us/"), (Self::Eu, "m1/eu/")]
            .into_iter()
            .find(|(_, folder)| dossier.has_under(folder))
            .map_or(Self::Ich, |(profile, _)| profile)
    }

    /// Tells whether the dossier has an index.xml with MD5 checksums (eCTD v3.2.2).
    pub fn is_v3(self) -> bool {
        matches!(self, Self::Cn | Self::Us | Self::Eu | Self::Ich)
    }
}

impl FromStr for Profile {
    type Err = NotProfile;

    fn from_str(text: &str) -> Result<Self, NotProfile> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.name() == text)
            .ok_or_else(|| NotProfile(text.to_owned()))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
