//! The CMS around a token (RFC 5652 section 5): SignedData with one signer.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType (id-signedData), [0] SignedData }
//! SignedData ::= SEQUENCE {
//!   version INTEGER, digestAlgorithms SET, encapContentInfo SEQUENCE { eContentType (id-ct-TSTInfo), [0] OCTET STRING },
//!   certificates [0] IMPLICIT SET OPTIONAL, crls [1] IMPLICIT SET OPTIONAL, signerInfos SET }
//! SignerInfo ::= SEQUENCE {
//!   version INTEGER, sid, digestAlgorithm, signedAttrs [0] IMPLICIT SET, signatureAlgorithm, signature OCTET STRING,
//!   unsignedAttrs [1] IMPLICIT SET OPTIONAL }
//! ```

use der::asn1::ObjectIdentifier;
use der::{Tag, TagNumber};

use super::hash::{Hash, oid};
use super::members::{Malformed, Members, context, element};

/// The signed content and who signed it.
pub(super) struct Signed<'a> {
    /// The bytes of TSTInfo.
    pub(super) content: &'a [u8],
    /// Certificates that came along, DER.
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) signer: SignerInfo<'a>,
}

/// The one signer.
pub(super) struct SignerInfo<'a> {
    pub(super) identifier: Identifier<'a>,
    /// None if the function is not known.
    pub(super) hash: Option<Hash>,
    /// Each a whole Attribute.
    attributes: Vec<&'a [u8]>,
    /// The content of the AlgorithmIdentifier.
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
}

/// How a signer names his certificate.
pub(super) enum Identifier<'a> {
    /// By its issuer's whole Name and the content of its serial number.
    Issuer { name: &'a [u8], serial: &'a [u8] },
    /// By its subjectKeyIdentifier.
    Key(&'a [u8]),
}

impl<'a> Signed<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut info = Members::of_sequence(bytes)?;
        demand(info.next(Tag::ObjectIdentifier)?, SIGNED_DATA)?;
        let mut data = Members::of_sequence(info.next(context(0))?)?;
        info.end()?;
        let _version = data.next(Tag::Integer)?;
        let _hashes = data.next(Tag::Set)?;
        let mut content = Members::of(data.next(Tag::Sequence)?)?;
        demand(content.next(Tag::ObjectIdentifier)?, TST_INFO)?;
        let mut inner = Members::of(content.next(context(0))?)?;
        let content = inner.next(Tag::OctetString)?;
        inner.end()?;
        let certificates = data.optional(context(0))?.map(certificates).transpose()?;
        let _revocations = data.optional(context(1))?;
        let mut signers = Members::of(data.next(Tag::Set)?)?;
        data.end()?;
        let signer = SignerInfo::read(signers.next(Tag::Sequence)?)?;
        // A token has the authority's signature and no other (RFC 3161 section 2.4.2).
        signers.end()?;
        Ok(Self { content, certificates: certificates.unwrap_or_default(), signer })
    }
}

impl<'a> SignerInfo<'a> {
    fn read(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut members = Members::of(content)?;
        let _version = members.next(Tag::Integer)?;
        let identifier = match members.optional(KEY_IDENTIFIER)? {
            Some(key) => Identifier::Key(key),
            None => {
                let mut named = Members::of(members.next(Tag::Sequence)?)?;
                Identifier::Issuer { name: named.whole()?, serial: named.next(Tag::Integer)? }
            }
        };
        let hash = Hash::read(members.next(Tag::Sequence)?)?;
        let mut set = Members::of(members.next(context(0))?)?;
        let mut attributes = Vec::new();
        while !set.is_empty() {
            attributes.push(set.whole()?);
        }
        let (algorithm, signature) = (members.next(Tag::Sequence)?, members.next(Tag::OctetString)?);
        let _unsigned = members.optional(context(1))?;
        members.end()?;
        Ok(Self { identifier, hash, attributes, algorithm, signature })
    }

    /// The one value of the one attribute of this type, whole; none if there is none.
    pub(super) fn attribute(&self, kind: ObjectIdentifier) -> Result<Option<&'a [u8]>, Malformed> {
        let mut found = None;
        for attribute in &self.attributes {
            let mut members = Members::of_sequence(attribute)?;
            if oid(members.next(Tag::ObjectIdentifier)?)? != kind {
                continue;
            }
            let mut values = Members::of(members.next(Tag::Set)?)?;
            let value = values.whole()?;
            values.end()?;
            if found.replace(value).is_some() {
                return Err(Malformed);
            }
        }
        Ok(found)
    }

    /// What the signature is over: the attributes as a SET in its one order (RFC 5652 section 5.4).
    pub(super) fn message(&self) -> Vec<u8> {
        let mut attributes = self.attributes.clone();
        attributes.sort_unstable();
        element(Tag::Set, &attributes.concat())
    }

    /// Whether the attributes are those of a time-stamp over this content.
    pub(super) fn is_over(&self, content: &[u8]) -> Result<bool, Malformed> {
        let kind =
            self.attribute(CONTENT_TYPE)? == Some(&*element(Tag::ObjectIdentifier, TST_INFO.as_bytes()));
        let Some(hash) = self.hash else { return Ok(false) };
        let digest = element(Tag::OctetString, &hash.of(content));
        Ok(kind && self.attribute(MESSAGE_DIGEST)? == Some(&*digest))
    }
}

/// The certificates of a CertificateSet; its older and other kinds are passed over.
fn certificates(content: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    let (mut set, mut certificates) = (Members::of(content)?, Vec::new());
    while !set.is_empty() {
        let is_certificate = set.tag() == Some(Tag::Sequence);
        let member = set.whole()?;
        if is_certificate {
            certificates.push(member);
        }
    }
    if certificates.len() > MOST { Err(Malformed) } else { Ok(certificates) }
}

fn demand(content: &[u8], expected: ObjectIdentifier) -> Result<(), Malformed> {
    if oid(content)? == expected { Ok(()) } else { Err(Malformed) }
}

/// Certificates that may come along: a path has three or four.
const MOST: usize = 16;
const KEY_IDENTIFIER: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
