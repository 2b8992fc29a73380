//! The name of a submission in the archive, and where its object lies.

use std::fmt;
use std::str::FromStr;

use crate::key::Key;
use crate::layout;

/// `sealpost:<organisation>/<application>/<sequence>`: OCFL 1.1 §3.5.1 wants a URI, so the three have a scheme before
/// them. They stand as they are, in any script (an IRI); only the application may hold a `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    organisation: String,
    application: String,
    sequence: String,
}

/// The text is no object id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no `sealpost:<organisation>/<application>/<sequence>`")]
pub struct NotAnObjectId(pub String);

impl ObjectId {
    /// Names a submission.
    ///
    /// # Errors
    /// [`NotAnObjectId`], when one of the three is empty, or organisation or sequence holds a `/`.
    pub fn new(organisation: &str, application: &str, sequence: &str) -> Result<Self, NotAnObjectId> {
        let id = Self {
            organisation: organisation.to_owned(),
            application: application.to_owned(),
            sequence: sequence.to_owned(),
        };
        let empty = organisation.is_empty() || application.is_empty() || sequence.is_empty();
        if empty || organisation.contains('/') || sequence.contains('/') {
            return Err(NotAnObjectId(id.to_string()));
        }
        Ok(id)
    }

    /// Who filed it.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// The application it belongs to.
    #[must_use]
    pub fn application(&self) -> &str {
        &self.application
    }

    /// Its sequence.
    #[must_use]
    pub fn sequence(&self) -> &str {
        &self.sequence
    }

    /// Where the object lies below the storage root.
    #[must_use]
    pub fn place(&self) -> Key {
        layout::place(&self.to_string())
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}/{}", self.organisation, self.application, self.sequence)
    }
}

impl FromStr for ObjectId {
    type Err = NotAnObjectId;

    fn from_str(text: &str) -> Result<Self, NotAnObjectId> {
        let refused = || NotAnObjectId(text.to_owned());
        let rest = text.strip_prefix(SCHEME).ok_or_else(refused)?;
        let (organisation, rest) = rest.split_once('/').ok_or_else(refused)?;
        let (application, sequence) = rest.rsplit_once('/').ok_or_else(refused)?;
        Self::new(organisation, application, sequence).map_err(|_| refused())
    }
}

const SCHEME: &str = "sealpost:";

#[cfg(test)]
mod tests {
    use super::ObjectId;

    #[test]
    fn an_application_may_hold_anything_and_the_id_is_read_back() {
        for application in ["x202600001", "NDA 1/2", "新药 一", "a:b"] {
            let id = ObjectId::new("ORG-1", application, "0000").unwrap();
            let read: ObjectId = id.to_string().parse().unwrap();
            assert_eq!(read, id);
            assert_eq!(
                (read.organisation(), read.application(), read.sequence()),
                ("ORG-1", application, "0000")
            );
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in
            ["", "sealpost:", "sealpost:a/b", "sealpost:a//0", "sealpost:/b/0", "sealpost:a/b/", "a/b/0000"]
        {
            assert!(bad.parse::<ObjectId>().is_err(), "{bad}");
        }
        assert!(ObjectId::new("a/b", "c", "0").is_err());
        assert!(ObjectId::new("a", "c", "0/1").is_err());
    }
}
