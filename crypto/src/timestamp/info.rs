//! TSTInfo (RFC 3161 section 2.4.2): what a token says.
//!
//! ```text
//! TSTInfo ::= SEQUENCE {
//!   version INTEGER (1), policy OBJECT IDENTIFIER,
//!   messageImprint SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING },
//!   serialNumber INTEGER, genTime GeneralizedTime, accuracy SEQUENCE OPTIONAL, ordering BOOLEAN DEFAULT FALSE,
//!   nonce INTEGER OPTIONAL, tsa [0] GeneralName OPTIONAL, extensions [1] IMPLICIT Extensions OPTIONAL }
//! ```

use der::{DateTime, Tag};

use super::TimestampError;
use super::hash::Hash;
use super::members::{Malformed, Members, context};
use super::policy::Policy;
use crate::hex;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Info {
    pub(super) policy: Policy,
    /// SHA-256 of the bytes that are stamped.
    pub(super) imprint: Vec<u8>,
    /// Lower-case hex.
    pub(super) serial: String,
    /// Seconds since the epoch; fractions are cut off.
    pub(super) time: u64,
    pub(super) nonce: Option<Vec<u8>>,
}

impl Info {
    /// Reads it.
    ///
    /// # Errors
    /// When it is none, is of another version, hashes otherwise than SHA-256, or has a critical extension.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, TimestampError> {
        parse(bytes).map_err(|Malformed| TimestampError::Form("TSTInfo"))?.ok_or(TimestampError::Algorithm)
    }
}

fn parse(bytes: &[u8]) -> Result<Option<Info>, Malformed> {
    let mut members = Members::of_sequence(bytes)?;
    if members.next(Tag::Integer)? != [1] {
        return Err(Malformed);
    }
    let policy = Policy::from_content(members.next(Tag::ObjectIdentifier)?).ok_or(Malformed)?;
    let mut imprint = Members::of(members.next(Tag::Sequence)?)?;
    let (hash, hashed) = (Hash::read(imprint.next(Tag::Sequence)?)?, imprint.next(Tag::OctetString)?);
    imprint.end()?;
    let serial = hex::encode(members.next(Tag::Integer)?);
    let time = time(members.next(Tag::GeneralizedTime)?).ok_or(Malformed)?;
    let _accuracy = members.optional(Tag::Sequence)?;
    let _ordering = members.optional(Tag::Boolean)?;
    let nonce = members.optional(Tag::Integer)?.map(<[u8]>::to_vec);
    let _tsa = members.optional(context(0))?;
    if let Some(extensions) = members.optional(context(1))? {
        none_is_critical(extensions)?;
    }
    members.end()?;
    let info = Info { policy, imprint: hashed.to_vec(), serial, time, nonce };
    Ok((hash == Some(Hash::Sha256)).then_some(info))
}

/// `YYYYMMDDhhmmss[.f…]Z`, in seconds since the epoch.
fn time(content: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let part = |from: usize| whole.get(from..from + 2)?.parse().ok();
    let year = whole.get(..4)?.parse().ok()?;
    let time = DateTime::new(year, part(4)?, part(6)?, part(8)?, part(10)?, part(12)?).ok()?;
    Some(time.unix_duration().as_secs())
}

/// Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue }: none is known here.
fn none_is_critical(content: &[u8]) -> Result<(), Malformed> {
    let mut extensions = Members::of(content)?;
    while !extensions.is_empty() {
        let mut extension = Members::of(extensions.next(Tag::Sequence)?)?;
        let _id = extension.next(Tag::ObjectIdentifier)?;
        if extension.optional(Tag::Boolean)?.is_some_and(|critical| critical != [0]) {
            return Err(Malformed);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_read_as_the_standard_writes_them() {
        assert_eq!(time(b"19700101000001Z"), Some(1));
        assert_eq!(time(b"20261122100533.25Z"), Some(1_795_341_933));
        for wrong in
            ["20261122100533", "20261122100533+0800", "20261322100533Z", "202611221005Z", "20261122100533.Z"]
        {
            assert_eq!(time(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
