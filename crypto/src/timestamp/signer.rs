//! The certificate of a token's signer: that it is the one the signature names, and that it is for time-stamps alone.

use der::Tag;
use der::asn1::ObjectIdentifier;
use x509_parser::oid_registry::{OID_X509_EXT_EXTENDED_KEY_USAGE, OID_X509_EXT_SUBJECT_KEY_IDENTIFIER};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::TimestampError;
use super::algorithm;
use super::hash::Hash;
use super::members::{Malformed, Members};
use super::signed::{Identifier, Signed, SignerInfo};

/// The signer's certificate, read.
pub(super) struct Signer<'a> {
    /// DER.
    pub(super) der: &'a [u8],
    certificate: X509Certificate<'a>,
    /// For people: the common name, or all of the name.
    pub(super) name: String,
}

impl<'a> Signer<'a> {
    /// Finds it among the certificates of a token.
    ///
    /// # Errors
    /// When the signed attributes do not name one that is there.
    pub(super) fn of(signed: &Signed<'a>) -> Result<Self, TimestampError> {
        let named = named(&signed.signer).map_err(|Malformed| TimestampError::Form("SigningCertificate"))?;
        let is_named =
            |der: &&&[u8]| !named.is_empty() && named.iter().all(|(hash, digest)| hash.of(der) == **digest);
        let der = *signed.certificates.iter().find(is_named).ok_or(TimestampError::NoCertificate)?;
        let Ok(([], certificate)) = X509Certificate::from_der(der) else {
            return Err(TimestampError::Form("the signer's certificate"));
        };
        let common = certificate.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
        let name = common.map_or_else(|| certificate.subject().to_string(), str::to_owned);
        let signer = Self { der, name, certificate };
        if signer.is(&signed.signer.identifier) { Ok(signer) } else { Err(TimestampError::NoCertificate) }
    }

    /// Whether this is the certificate of issuer and serial number, or of the key.
    fn is(&self, identifier: &Identifier<'_>) -> bool {
        let certificate = &self.certificate;
        match identifier {
            Identifier::Issuer { name, serial } => {
                certificate.issuer().as_raw() == *name && certificate.raw_serial() == *serial
            }
            // In the extension stands an OCTET STRING.
            Identifier::Key(key) => {
                extension(certificate, &OID_X509_EXT_SUBJECT_KEY_IDENTIFIER).is_some_and(|(_, value)| {
                    value.strip_prefix(&[4]).and_then(|rest| rest.get(1..)) == Some(*key)
                })
            }
        }
    }

    /// That it is for time-stamps and nothing else, and says so as RFC 3161 section 2.3 demands.
    pub(super) fn demand_usage(&self) -> Result<(), TimestampError> {
        let extended = extension(&self.certificate, &OID_X509_EXT_EXTENDED_KEY_USAGE);
        let usage = self.certificate.key_usage();
        let may_sign = usage.is_ok_and(|usage| {
            usage.is_none_or(|usage| usage.value.digital_signature() || usage.value.non_repudiation())
        });
        if extended == Some((true, TIME_STAMPING_ALONE)) && may_sign {
            return Ok(());
        }
        Err(TimestampError::Usage { authority: self.name.clone() })
    }

    /// That it was valid at this time.
    pub(super) fn demand_valid(&self, at: u64) -> Result<(), TimestampError> {
        if is_valid(&self.certificate, at) {
            return Ok(());
        }
        Err(TimestampError::Validity { authority: self.name.clone() })
    }

    /// That its key signed this message.
    pub(super) fn demand_signed(&self, signer: &SignerInfo<'_>) -> Result<(), TimestampError> {
        let hash = signer.hash.ok_or(TimestampError::Algorithm)?;
        let (kind, key) = key(self.certificate.public_key().raw)
            .map_err(|Malformed| TimestampError::Form("the signer's public key"))?;
        let algorithm = algorithm::find(kind, signer.algorithm, hash).ok_or(TimestampError::Algorithm)?;
        let held = algorithm.verify_signature(key, &signer.message(), signer.signature);
        held.map_err(|_| TimestampError::Signature { authority: self.name.clone() })
    }
}

/// Whether a certificate was valid at a time, in seconds since the epoch.
pub(super) fn is_valid(certificate: &X509Certificate<'_>, at: u64) -> bool {
    let validity = certificate.validity();
    i64::try_from(at)
        .is_ok_and(|at| (validity.not_before.timestamp()..=validity.not_after.timestamp()).contains(&at))
}

/// The digests of the signer's certificate that the signed attributes have: SigningCertificateV2 (RFC 5816), or
/// SigningCertificate (RFC 2634) of authorities that still write it; where there are both, both must hold.
fn named<'a>(signer: &SignerInfo<'a>) -> Result<Vec<(Hash, &'a [u8])>, Malformed> {
    let mut named = Vec::new();
    if let Some(value) = signer.attribute(SIGNING_CERTIFICATE)? {
        named.push((Hash::Sha1, first(value)?.next(Tag::OctetString)?));
    }
    if let Some(value) = signer.attribute(SIGNING_CERTIFICATE_V2)? {
        let mut first = first(value)?;
        let hash = match first.optional(Tag::Sequence)? {
            Some(algorithm) => Hash::read(algorithm)?.ok_or(Malformed)?,
            None => Hash::Sha256,
        };
        named.push((hash, first.next(Tag::OctetString)?));
    }
    Ok(named)
}

/// The members of the first certificate id: that of the signer.
fn first(value: &[u8]) -> Result<Members<'_>, Malformed> {
    let mut ids = Members::of(Members::of_sequence(value)?.next(Tag::Sequence)?)?;
    Members::of(ids.next(Tag::Sequence)?)
}

/// Algorithm and key of a SubjectPublicKeyInfo: the AlgorithmIdentifier's content, and the BIT STRING's bytes.
fn key(spki: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let mut members = Members::of_sequence(spki)?;
    let (kind, bits) = (members.next(Tag::Sequence)?, members.next(Tag::BitString)?);
    members.end()?;
    bits.strip_prefix(&[0]).map(|key| (kind, key)).ok_or(Malformed)
}

fn extension<'a>(
    certificate: &X509Certificate<'a>,
    kind: &x509_parser::der_parser::Oid<'_>,
) -> Option<(bool, &'a [u8])> {
    let extension = certificate.get_extension_unique(kind).ok()??;
    Some((extension.critical, extension.value))
}

/// SEQUENCE { id-kp-timeStamping }
const TIME_STAMPING_ALONE: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
