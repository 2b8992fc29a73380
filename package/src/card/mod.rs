//! The card: a centre's public face, one signed document. Bytes and members: `docs/receipts.md`, "Card".
//!
//! It brings to an applicant everything that must not be guessed: the keys to seal to, the certificates that receipts
//! are signed under, addresses and policy. Key rotation is a new card with a higher serial; a lower one is never
//! accepted, so that nobody can bring back a key that the centre has given up.

pub mod policy;

use crate::evidence::{Evidence, EvidenceError, Signer};
use crate::identity::CentreId;
use crate::json::{JsonError, Object, Value, ill_typed};
use crate::log::checkpoint::LogKeys;
use crate::log::note;
use crate::receipt::Receipt;
use crate::time::UtcTime;
use crypto::certificate::{Certificate, CertificateDer};
use crypto::chain::{Anchor, Leaf, Purpose};
use crypto::hex;
use crypto::role::Role;
use crypto::signature::VerifyingKey;
use crypto::wrap::{Kem, Kid, PublicKey};
use policy::Policy;

/// Media type in the protected header of a card.
pub const CONTENT_TYPE: &str = "application/sealpost-card+json";
/// Member `format` of a card.
pub const FORMAT: &str = "sealpost-card/1";

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// The centre.
    pub centre: CentreId,
    /// Its name for people.
    pub name: String,
    /// Counts the cards of a centre, from 1.
    pub serial: u64,
    /// When it was signed.
    pub time: UtcTime,
    /// Until when it may be used.
    pub end: UtcTime,
    /// Cipher suites that the centre accepts.
    pub suites: Vec<String>,
    /// Public keys that the centre opens packages with; the first is the one to seal to.
    pub encryption: Vec<PublicKey>,
    /// Certificates that receipts are, or were, signed under.
    pub receipts: Vec<ReceiptCertificate>,
    /// Where the centre is reached, `host:port`, in order of preference.
    pub addresses: Vec<String>,
    /// What the centre accepts.
    pub policy: Policy,
    /// Serial numbers of revoked certificates, lower-case hex.
    pub revoked: Vec<String>,
    /// Name and keys of the centre's evidence log; none on cards of centres that had none yet.
    pub log: Option<LogKeys>,
}

/// A certificate that receipts are signed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptCertificate {
    /// `receipt-intake` or `receipt-desk`.
    pub role: Role,
    /// The certificate.
    pub certificate: CertificateDer<'static>,
}

/// A card whose signature holds under the certificate that it carries.
#[derive(Clone, Debug)]
pub struct Card {
    evidence: Evidence,
    face: Face,
}

/// Why bytes are no card, or one that must not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// The document, its signature or its certificate.
    #[error("card: {0}")]
    Evidence(#[from] EvidenceError),
    /// A member of the payload.
    #[error("card: {0}")]
    Payload(#[from] JsonError),
    /// The unprotected map holds something, and nobody has signed that.
    #[error("the card's unprotected map is not empty")]
    Unprotected,
    /// Signed by another centre than the one it names, or not the centre whose card is held.
    #[error("a card of centre {found} where {expected} is expected")]
    OtherCentre {
        /// The centre that was expected.
        expected: String,
        /// The centre that was found.
        found: String,
    },
    /// The card has run out.
    #[error("the card ran out at {0}")]
    Ended(UtcTime),
    /// A card with a higher serial is already known.
    #[error("card {found} is older than card {held}, which is already known")]
    LowerSerial {
        /// Serial of the card that is held.
        held: u64,
        /// Serial of the card that was offered.
        found: u64,
    },
    /// Two different cards have one serial.
    #[error("there are two different cards with serial {0}")]
    TwoFaces(u64),
}

impl Card {
    /// Signs a card.
    ///
    /// # Errors
    /// When the certificate is not the centre's or not for cards, or the key is not its.
    pub fn sign(face: &Face, signer: &Signer) -> Result<Self, CardError> {
        Self::from_evidence(signer.sign(CONTENT_TYPE, &face.to_json())?)
    }

    /// Reads a tagged card and proves its signature under the certificate in it.
    ///
    /// # Errors
    /// When any byte is not as the format demands or the signature does not hold.
    pub fn read(bytes: &[u8]) -> Result<Self, CardError> {
        Self::from_evidence(Evidence::read(bytes, CONTENT_TYPE)?)
    }

    /// Proves that the card may be used at the time `at`: its certificate is good under the centre's CA, and it has
    /// not run out.
    ///
    /// # Errors
    /// When it may not.
    pub fn trust(&self, anchor: &Anchor, at: UtcTime) -> Result<Leaf, CardError> {
        let leaf = self.evidence.judge(anchor, at, Purpose::Card)?;
        if at > self.face.end {
            return Err(CardError::Ended(self.face.end));
        }
        Ok(leaf)
    }

    /// Proves that this card may take the place of the one that is held: same centre, higher serial, or the same card.
    ///
    /// # Errors
    /// When it may not.
    pub fn replaces(&self, held: &Self) -> Result<(), CardError> {
        if self.face.centre != held.face.centre {
            let (expected, found) = (held.face.centre.to_string(), self.face.centre.to_string());
            return Err(CardError::OtherCentre { expected, found });
        }
        if self.face.serial < held.face.serial {
            return Err(CardError::LowerSerial { held: held.face.serial, found: self.face.serial });
        }
        if self.face.serial == held.face.serial && self.face != held.face {
            return Err(CardError::TwoFaces(self.face.serial));
        }
        Ok(())
    }

    /// Tells whether the card names the certificate that a receipt carries, for the role that the receipt needs.
    #[must_use]
    pub fn names(&self, receipt: &Receipt) -> bool {
        let role = receipt.body().role();
        let carried = receipt.chain().first();
        self.face.receipts.iter().any(|named| named.role == role && Some(&named.certificate) == carried)
    }

    /// Shows what it says.
    #[must_use]
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Shows the tagged bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.evidence.bytes()
    }

    /// Shows the certificate that it carries; [`Card::trust`] says whether to believe it.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.evidence.certificate()
    }

    fn from_evidence(evidence: Evidence) -> Result<Self, CardError> {
        if evidence.proofs().is_some() {
            return Err(CardError::Unprotected);
        }
        evidence.demand_role(Role::Card)?;
        let face = Face::read(&evidence.payload()?)?;
        let certified = &evidence.certificate().id;
        if certified != face.centre.as_str() {
            let (expected, found) = (certified.clone(), face.centre.to_string());
            return Err(CardError::OtherCentre { expected, found });
        }
        Ok(Self { evidence, face })
    }
}

impl Face {
    /// Gives the key to seal to.
    #[must_use]
    pub fn sealing_key(&self) -> Option<&PublicKey> {
        self.encryption.first()
    }

    fn to_json(&self) -> Object {
        let texts = |texts: &[String]| texts.iter().map(String::as_str).map(Value::from).collect::<Vec<_>>();
        let card = Object::new()
            .with("format", FORMAT)
            .with("centre", &self.centre)
            .with("name", self.name.as_str())
            .with("serial", self.serial)
            .with("time", self.time)
            .with("end", self.end)
            .with("suites", texts(&self.suites))
            .with("encryption", self.encryption.iter().map(write_key).collect::<Vec<_>>())
            .with("receipts", self.receipts.iter().map(ReceiptCertificate::to_json).collect::<Vec<_>>())
            .with("addresses", texts(&self.addresses))
            .with("policy", self.policy.to_json())
            .with("revoked", texts(&self.revoked));
        match &self.log {
            Some(log) => card.with("log", write_log(log)),
            None => card,
        }
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        let texts = |name| object.texts(name).map(|texts| texts.into_iter().map(str::to_owned).collect());
        object.demand("format", FORMAT)?;
        let encryption =
            object.objects("encryption")?.into_iter().map(read_key).collect::<Result<Vec<_>, _>>()?;
        if encryption.is_empty() {
            return Err(ill_typed("encryption", "a list with at least one key"));
        }
        Ok(Self {
            centre: object.parsed("centre")?,
            name: object.text("name")?.to_owned(),
            serial: object.number("serial")?,
            time: object.parsed("time")?,
            end: object.parsed("end")?,
            suites: texts("suites")?,
            encryption,
            receipts: object
                .objects("receipts")?
                .into_iter()
                .map(ReceiptCertificate::read)
                .collect::<Result<_, _>>()?,
            addresses: texts("addresses")?,
            policy: Policy::read(object.object("policy")?)?,
            revoked: texts("revoked")?,
            log: object.find("log").map(|_| object.object("log").and_then(read_log)).transpose()?,
        })
    }
}

impl ReceiptCertificate {
    fn to_json(&self) -> Object {
        Object::new().with("role", self.role.unit()).with("certificate", hex::encode(&self.certificate))
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        let role = object.parsed("role")?;
        if !matches!(role, Role::ReceiptIntake | Role::ReceiptDesk) {
            return Err(ill_typed("role", "receipt-intake or receipt-desk"));
        }
        Ok(Self { role, certificate: object.bytes("certificate")?.into() })
    }
}

fn write_log(log: &LogKeys) -> Object {
    let keys = log.keys.iter().filter_map(VerifyingKey::to_ed25519);
    let keys: Vec<Value> = keys.map(|key| Value::from(hex::encode(&key))).collect();
    Object::new().with("origin", log.origin.as_str()).with("keys", keys)
}

fn read_log(object: &Object) -> Result<LogKeys, JsonError> {
    let bad = || ill_typed("keys", "a list with at least one Ed25519 key of 32 bytes");
    let read = |text: &str| VerifyingKey::from_ed25519(&hex::array(text).ok()?).ok();
    let keys: Vec<_> =
        object.texts("keys")?.into_iter().map(|t| read(t).ok_or_else(bad)).collect::<Result<_, _>>()?;
    let origin = object.text("origin")?.to_owned();
    if !note::is_name(&origin) {
        return Err(ill_typed("origin", "a name for a log"));
    }
    if keys.is_empty() { Err(bad()) } else { Ok(LogKeys { origin, keys }) }
}

fn write_key(key: &PublicKey) -> Object {
    Object::new()
        .with("kid", key.kid().to_string())
        .with("kem", u64::from(key.kem().number()))
        .with("public", hex::encode(key.as_bytes()))
}

fn read_key(object: &Object) -> Result<PublicKey, JsonError> {
    let kem = Kem::from_number(object.number("kem")?).ok_or_else(|| ill_typed("kem", "25722 or 32"))?;
    let key = PublicKey::from_bytes(kem, &object.bytes("public")?)
        .map_err(|_| ill_typed("public", "a public key"))?;
    if object.parsed::<Kid>("kid")? != key.kid() {
        return Err(ill_typed("kid", "the short name of the key"));
    }
    Ok(key)
}
