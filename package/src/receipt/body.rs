//! What each kind of receipt says beyond the filing: types, and their members as JSON.

use super::refusal::Refusal;
use super::verification::Verification;
use crate::identity::PackageDigest;
use crate::json::{JsonError, Object, ill_typed};
use crate::time::UtcTime;
use std::fmt;

/// The kinds of receipt, in the order in which they can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// R0: the signed statement is accepted, space is reserved.
    Offer,
    /// R1: every segment is durable.
    Delivered,
    /// R2: opened, every file proven, copied and read back.
    Verified,
    /// R3: registered.
    Registered,
    /// R3: refused, at any stage.
    Refused,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Offer, Self::Delivered, Self::Verified, Self::Registered, Self::Refused];

    /// The word in the member `kind`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Delivered => "delivered",
            Self::Verified => "verified",
            Self::Registered => "registered",
            Self::Refused => "refused",
        }
    }

    /// The name of a receipt's file without extension: `R0-offer`, `R1-delivered`, ….
    #[must_use]
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Offer => "R0-offer",
            Self::Delivered => "R1-delivered",
            Self::Verified => "R2-verified",
            Self::Registered => "R3-registered",
            Self::Refused => "R3-refused",
        }
    }

    pub(super) fn read(object: &Object) -> Result<Self, JsonError> {
        let word = object.text("kind")?;
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word);
        kind.ok_or_else(|| ill_typed("kind", "a kind of receipt"))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Length of a package and number of its segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Bytes of the whole file, head and stream.
    pub package_len: u64,
    /// Segments of the stream.
    pub segments: u64,
}

/// What a receipt says beyond the filing, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// R0: space for this is reserved; says nothing about the content.
    Offer(Size),
    /// R1: every segment is durable; not opened, the root not yet proven.
    Delivered(Size, PackageDigest),
    /// R2: opened, every file equals the manifest, the root is proven.
    Verified(Box<Verification>),
    /// R3: the registration.
    Registered {
        /// The package that was registered.
        package_digest: PackageDigest,
        /// When the registry committed it.
        registered_at: UtcTime,
    },
    /// R3: the refusal.
    Refused(Box<Refusal>),
}

impl Body {
    /// Says which kind of receipt this is the body of.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Offer(_) => Kind::Offer,
            Self::Delivered(..) => Kind::Delivered,
            Self::Verified(_) => Kind::Verified,
            Self::Registered { .. } => Kind::Registered,
            Self::Refused(_) => Kind::Refused,
        }
    }

    /// Names the delivered package: not known at the offer.
    #[must_use]
    pub fn package_digest(&self) -> Option<PackageDigest> {
        match self {
            Self::Offer(_) => None,
            Self::Delivered(_, digest) | Self::Registered { package_digest: digest, .. } => Some(*digest),
            Self::Verified(verification) => Some(verification.package_digest),
            Self::Refused(refusal) => refusal.package_digest,
        }
    }

    pub(super) fn write(&self, object: Object) -> Object {
        match self {
            Self::Offer(size) => size.write(object),
            Self::Delivered(size, digest) => size.write(object).with("package_digest", *digest),
            Self::Verified(verification) => verification.write(object),
            Self::Registered { package_digest, registered_at } => {
                object.with("package_digest", *package_digest).with("registered_at", *registered_at)
            }
            Self::Refused(refusal) => refusal.write(object),
        }
    }

    pub(super) fn read(kind: Kind, object: &Object) -> Result<Self, JsonError> {
        Ok(match kind {
            Kind::Offer => Self::Offer(Size::read(object)?),
            Kind::Delivered => Self::Delivered(Size::read(object)?, object.parsed("package_digest")?),
            Kind::Verified => Self::Verified(Box::new(Verification::read(object)?)),
            Kind::Registered => Self::Registered {
                package_digest: object.parsed("package_digest")?,
                registered_at: object.parsed("registered_at")?,
            },
            Kind::Refused => Self::Refused(Box::new(Refusal::read(object)?)),
        })
    }
}

impl Size {
    fn write(self, object: Object) -> Object {
        object.with("package_len", self.package_len).with("segments", self.segments)
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self { package_len: object.number("package_len")?, segments: object.number("segments")? })
    }
}
