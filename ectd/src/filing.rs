//! Under which application and sequence a dossier says that it is filed.

use std::str::FromStr;

use crate::backbone::Backbone;
use crate::dossier::Dossier;
use crate::name::{ApplicationId, SequenceNumber};
use crate::profile::Profile;

/// What the envelope says, and where it says nothing, the names of the folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// The application, where it can be told.
    pub application: Option<ApplicationId>,
    /// The sequence, where it can be told.
    pub sequence: Option<SequenceNumber>,
}

impl Filing {
    /// Reads the envelope of the profile's region and the names of the folder and of the one that holds it.
    pub fn read(dossier: &Dossier, profile: Profile) -> Self {
        Self::of(dossier, &Backbone::read(dossier, profile))
    }

    /// The same, of a backbone that is read already.
    pub fn of(dossier: &Dossier, backbone: &Backbone) -> Self {
        let folders = Self::of_folders(dossier);
        Self {
            application: parsed(backbone.application()).or(folders.application),
            sequence: parsed(backbone.sequence()).or(folders.sequence),
        }
    }

    /// A folder tells its sequence only if its name is a number; then the folder around it is the application's.
    fn of_folders(dossier: &Dossier) -> Self {
        let is_number = |name: &&str| name.len() <= DIGITS && name.bytes().all(|byte| byte.is_ascii_digit());
        let Some(name) = dossier.name().filter(is_number) else { return Self::default() };
        Self {
            sequence: name.parse().ok(),
            application: dossier.parent_name().and_then(|parent| parent.parse().ok()),
        }
    }
}

fn parsed<T: FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// Most digits of a sequence: four in v3.2.2, six in v4.0.
const DIGITS: usize = 6;
