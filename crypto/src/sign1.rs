//! COSE_Sign1 (RFC 9052 section 4.2) as statements, receipts and the card use it.
//!
//! ```text
//! 18([ protected, unprotected, payload, signature ])
//! protected    bstr .cbor { 1: -8 | -7, 3: content type (text), 33: x5chain }          exactly these
//! x5chain      leaf certificate as bstr, or an array of leaf and intermediates (RFC 9360), without the root
//! unprotected  {}  or  { 394: [ + bstr ], "salt": bstr }                               (RFC 9942 receipts)
//! payload      bstr
//! signature    64 bytes over ["Signature1", protected, h'', payload]
//! ```
//!
//! All of it is deterministic CBOR (RFC 8949 section 4.2.1). A reader accepts one byte form only: it writes again what
//! it read and compares.

use minicbor::Decoder;
use minicbor::data::{Tag, Type};

use crate::cbor::{to_be_signed, write};
use crate::certificate::{Certificate, CertificateDer, CertificateError};
use crate::signature::{Algorithm, BadSignature, LENGTH, SigningKey};

/// A signed text with the chain under which it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    algorithm: Algorithm,
    content_type: String,
    chain: Vec<CertificateDer<'static>>,
    payload: Vec<u8>,
    signature: [u8; LENGTH],
    proofs: Option<Proofs>,
}

/// Inclusion proofs added after signing, in the unprotected map; not covered by the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proofs {
    /// Label 394: receipts of the log (RFC 9942), each a tagged COSE_Sign1.
    pub receipts: Vec<Vec<u8>>,
    /// Label "salt": what was hashed before the entry.
    pub salt: Vec<u8>,
}

impl Signed {
    /// Signs `payload` under the first certificate of `chain`.
    ///
    /// # Errors
    /// When the chain is empty, its leaf cannot be read, or the leaf's key is not `key`'s public half.
    pub fn sign(
        key: &SigningKey,
        content_type: &str,
        chain: &[CertificateDer<'_>],
        payload: &[u8],
    ) -> Result<Self, SignError> {
        let leaf = Certificate::parse(chain.first().ok_or(SignError::NoCertificate)?)?;
        if leaf.key.as_ref() != Some(&key.public()) {
            return Err(SignError::OtherKey { id: leaf.id });
        }
        let mut signed = Self {
            algorithm: key.algorithm(),
            content_type: content_type.to_owned(),
            chain: chain.iter().map(|der| der.clone().into_owned()).collect(),
            payload: payload.to_vec(),
            signature: [0; LENGTH],
            proofs: None,
        };
        signed.signature = key.sign(&signed.to_be_signed());
        Ok(signed)
    }

    /// Reads the tagged form. Nothing is verified yet.
    ///
    /// # Errors
    /// When the bytes are not exactly the one form of the module's table.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let signed = read(bytes)?;
        if signed.to_bytes() != bytes {
            return Err(ParseError::NotDeterministic);
        }
        Ok(signed)
    }

    /// Verifies the signature under the leaf's key, by the algorithm that this key has.
    ///
    /// Says nothing about the chain: [`crate::chain::judge`] does.
    ///
    /// # Errors
    /// When the leaf cannot be read, has a key of another algorithm, or did not sign this.
    pub fn verify(&self) -> Result<(), VerifyError> {
        let leaf = Certificate::parse(self.chain.first().ok_or(VerifyError::NoCertificate)?)?;
        let key = leaf.key.ok_or(VerifyError::Algorithm)?;
        if key.algorithm() != self.algorithm {
            return Err(VerifyError::Algorithm);
        }
        Ok(key.verify(&self.to_be_signed(), &self.signature)?)
    }

    /// The content type, such as `application/sealpost-statement+json`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The chain, leaf first, without the root.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The signed bytes.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The proofs of the unprotected map; `None` when the map is empty, as a statement's must be.
    #[must_use]
    pub fn proofs(&self) -> Option<&Proofs> {
        self.proofs.as_ref()
    }

    /// The same with an empty unprotected map: what the log and the next receipt's `after` hash.
    #[must_use]
    pub fn without_unprotected(&self) -> Self {
        Self { proofs: None, ..self.clone() }
    }

    /// The same with `proofs` in the unprotected map; the signature holds as before.
    #[must_use]
    pub fn with_proofs(&self, proofs: Proofs) -> Self {
        Self { proofs: Some(proofs), ..self.clone() }
    }

    /// Writes the tagged form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        write(|out| {
            out.tag(TAG)?.array(4)?.bytes(&self.protected())?;
            match &self.proofs {
                None => out.map(0)?,
                Some(proofs) => {
                    out.map(2)?.u16(RECEIPTS)?.array(proofs.receipts.len() as u64)?;
                    for receipt in &proofs.receipts {
                        out.bytes(receipt)?;
                    }
                    out.str(SALT)?.bytes(&proofs.salt)?
                }
            };
            out.bytes(&self.payload)?.bytes(&self.signature)?.ok()
        })
    }

    fn protected(&self) -> Vec<u8> {
        write(|out| {
            out.map(3)?.u8(ALG)?.i8(self.algorithm.number())?;
            out.u8(CONTENT_TYPE)?.str(&self.content_type)?.u8(X5CHAIN)?;
            if self.chain.len() != 1 {
                out.array(self.chain.len() as u64)?;
            }
            for certificate in &self.chain {
                out.bytes(certificate)?;
            }
            out.ok()
        })
    }

    fn to_be_signed(&self) -> Vec<u8> {
        to_be_signed(&self.protected(), &self.payload)
    }
}

/// Why nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The chain is empty.
    #[error("no certificate to sign under")]
    NoCertificate,
    /// The leaf cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The leaf belongs to another key.
    #[error("the certificate of {id} belongs to another key")]
    OtherKey {
        /// CN of the leaf.
        id: String,
    },
}

/// Why bytes are not a signed text of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not the CBOR of a tagged COSE_Sign1 with the members that we use.
    #[error("not a COSE_Sign1 with exactly the expected headers")]
    Form,
    /// An algorithm that is neither EdDSA nor ES256.
    #[error("unknown signature algorithm {found}")]
    Algorithm {
        /// The COSE number.
        found: i64,
    },
    /// The same content in another byte form.
    #[error("not in deterministic CBOR")]
    NotDeterministic,
}

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The chain is empty.
    #[error("no certificate to verify under")]
    NoCertificate,
    /// The leaf cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The algorithm named is not that of the leaf's key.
    #[error("the algorithm is not that of the certificate's key")]
    Algorithm,
    /// Someone else signed, or something else was signed.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

impl From<minicbor::decode::Error> for ParseError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Form
    }
}

fn read(bytes: &[u8]) -> Result<Signed, ParseError> {
    let mut input = Decoder::new(bytes);
    if input.tag()? != TAG || input.array()? != Some(4) {
        return Err(ParseError::Form);
    }
    let (algorithm, content_type, chain) = read_protected(input.bytes()?)?;
    let proofs = read_unprotected(&mut input)?;
    let payload = input.bytes()?.to_vec();
    let signature = input.bytes()?.try_into().map_err(|_| ParseError::Form)?;
    if input.position() != bytes.len() {
        return Err(ParseError::Form);
    }
    Ok(Signed { algorithm, content_type, chain, payload, signature, proofs })
}

type Protected = (Algorithm, String, Vec<CertificateDer<'static>>);

fn read_protected(bytes: &[u8]) -> Result<Protected, ParseError> {
    let mut input = Decoder::new(bytes);
    if input.map()? != Some(3) {
        return Err(ParseError::Form);
    }
    expect(input.u8()? == ALG)?;
    let number = input.i64()?;
    let algorithm = Algorithm::from_number(number).ok_or(ParseError::Algorithm { found: number })?;
    expect(input.u8()? == CONTENT_TYPE)?;
    let content_type = input.str()?.to_owned();
    expect(input.u8()? == X5CHAIN)?;
    let mut chain = Vec::new();
    if input.datatype()? == Type::Bytes {
        chain.push(input.bytes()?.to_vec().into());
    } else {
        let count = input.array()?.filter(|count| *count > 1).ok_or(ParseError::Form)?;
        for _ in 0..count {
            chain.push(input.bytes()?.to_vec().into());
        }
    }
    expect(input.position() == bytes.len())?;
    Ok((algorithm, content_type, chain))
}

fn read_unprotected(input: &mut Decoder<'_>) -> Result<Option<Proofs>, ParseError> {
    match input.map()? {
        Some(0) => return Ok(None),
        Some(2) => {}
        _ => return Err(ParseError::Form),
    }
    expect(input.u16()? == RECEIPTS)?;
    let count = input.array()?.filter(|count| *count > 0).ok_or(ParseError::Form)?;
    let mut receipts = Vec::new();
    for _ in 0..count {
        receipts.push(input.bytes()?.to_vec());
    }
    expect(input.str()? == SALT)?;
    Ok(Some(Proofs { receipts, salt: input.bytes()?.to_vec() }))
}

fn expect(holds: bool) -> Result<(), ParseError> {
    if holds { Ok(()) } else { Err(ParseError::Form) }
}

const TAG: Tag = Tag::new(18);
const ALG: u8 = 1;
const CONTENT_TYPE: u8 = 3;
const X5CHAIN: u8 = 33;
const RECEIPTS: u16 = 394;
const SALT: &str = "salt";
