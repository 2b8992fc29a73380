//! Names of packages, parties and digests that can hold only legal values and never be taken for each other.

use crate::json::Value;
use crypto::digest::Sha256Digest;
use crypto::hex;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A text that is none of the things it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct NotAnIdentity {
    /// The form that was expected.
    pub expected: &'static str,
}

/// The random name of one package, 16 bytes (docs/package-format.md, header member `id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId([u8; 16]);

impl PackageId {
    /// Takes 16 bytes that the caller drew at random, or read from a record.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Shows the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for PackageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

impl FromStr for PackageId {
    type Err = NotAnIdentity;

    fn from_str(text: &str) -> Result<Self, NotAnIdentity> {
        let refused = NotAnIdentity { expected: "a package id, 32 lower-case hex digits" };
        let bytes = hex::decode(text).map_err(|_| refused)?;
        bytes.try_into().map(Self).map_err(|_| refused)
    }
}

impl From<PackageId> for Value {
    fn from(id: PackageId) -> Self {
        Self::Text(id.to_string())
    }
}

/// Declares SHA-256 values by what they are the digest of.
macro_rules! digests {
    ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Sha256Digest);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = <Sha256Digest as FromStr>::Err;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for Value {
            fn from(digest: $name) -> Self {
                Self::Text(digest.to_string())
            }
        }
    )+};
}

digests! {
    /// SHA-256 of `tagmanifest-sha256.txt`: names the dossier, whatever package carries it.
    ManifestRoot,
    /// Tree hash (RFC 9162 §2.1.1) over the lines of the bag's manifest.
    FilesRoot,
    /// Tree hash (RFC 9162 §2.1.1) over the SHA-256 of each MiB of the stream.
    PackageDigest,
    /// SHA-256 of the package's bytes 0 … 12+HL: the associated data A of the stream.
    HeaderDigest,
    /// SHA-256 of the tagged statement as it stands in the package.
    StatementDigest,
    /// SHA-256 of a tagged receipt with empty unprotected map.
    ReceiptDigest,
    /// SHA-256 of the file of findings.
    FindingsDigest,
}

/// Declares short texts with a fixed alphabet.
macro_rules! names {
    ($($(#[$doc:meta])+ $name:ident: $expected:literal, $legal:expr;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// Shows the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnIdentity;

            fn from_str(text: &str) -> Result<Self, NotAnIdentity> {
                let legal: fn(&str) -> bool = $legal;
                if legal(text) { Ok(Self(Cow::Owned(text.to_owned()))) } else { Err(NotAnIdentity { expected: $expected }) }
            }
        }

        impl From<&$name> for Value {
            fn from(name: &$name) -> Self {
                Self::Text(name.to_string())
            }
        }
    )+};
}

names! {
    /// A review centre: the prefix of its numbers and the common name of its certificates.
    CentreId: "a centre id, 2 to 8 of A–Z and 0–9", |text| {
        (2..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    /// An applicant as the centre enrolled it: the common name of its certificates.
    OrganisationId: "an organisation id, 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-', the first a letter or digit", |text| {
        text.len() <= 64
            && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
    };
    /// How a package came: `quic`, `tcp`, `disc`, or a later carrier.
    Carrier: "a carrier, 1 to 16 of a–z, 0–9 and '-'", |text| {
        (1..=16).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    /// A submission as people call it: `<centre>-<year>-<6 digits>`, such as `CDE-2026-000001`.
    Number: "a submission number such as CDE-2026-000001", is_number;
}

impl Carrier {
    /// QUIC over UDP.
    pub const QUIC: Self = Self(Cow::Borrowed("quic"));
    /// TLS over TCP.
    pub const TCP: Self = Self(Cow::Borrowed("tcp"));
    /// Optical disc or USB medium.
    pub const DISC: Self = Self(Cow::Borrowed("disc"));
}

impl Number {
    /// Makes the number of the `count`-th submission of a year; more than 999,999 take more digits.
    ///
    /// # Errors
    /// When the year has no four digits.
    pub fn new(centre: &CentreId, year: u16, count: u32) -> Result<Self, NotAnIdentity> {
        format!("{centre}-{year:04}-{count:06}").parse()
    }
}

fn is_number(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let [centre, year, count] = parts[..] else { return false };
    let written_once = count.len() == 6 || (7..=10).contains(&count.len()) && !count.starts_with('0');
    centre.parse::<CentreId>().is_ok() && year.len() == 4 && digits(year) && written_once && digits(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        let centre: CentreId = "CDE".parse().unwrap();
        assert_eq!(Number::new(&centre, 2026, 1).unwrap().as_str(), "CDE-2026-000001");
        assert_eq!(Number::new(&centre, 2026, 1_000_000).unwrap().as_str(), "CDE-2026-1000000");
        assert!(Number::new(&centre, 10_000, 1).is_err());
        for text in
            ["CDE-2026-00001", "CDE-2026-0000001", "cde-2026-000001", "CDE-26-000001", "CDE-2026-00000a", ""]
        {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn ids_of_parties_are_plain() {
        for text in ["acme", "A", "cro.east-2_b"] {
            assert!(text.parse::<OrganisationId>().is_ok(), "{text}");
        }
        for text in ["", ".acme", "a/b", "a b", "药企", &"a".repeat(65)] {
            assert!(text.parse::<OrganisationId>().is_err(), "{text}");
        }
        assert!("C".parse::<CentreId>().is_err() && "CDEcde".parse::<CentreId>().is_err());
        assert!("QUIC".parse::<Carrier>().is_err());
    }

    #[test]
    fn a_package_id_is_sixteen_bytes() {
        let id = PackageId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("ab".repeat(15).parse::<PackageId>().is_err());
        assert!("AB".repeat(16).parse::<PackageId>().is_err());
    }
}
