//! Why a centre refuses: the members of the receipt `refused`.

use super::body::Body;
use crate::identity::{Number, PackageDigest, ReceiptDigest};
use crate::json::{JsonError, Object, Value, ill_typed};

/// Everything that the receipt `refused` says beyond the filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The package that was delivered; none before delivery.
    pub package_digest: Option<PackageDigest>,
    /// When it was refused.
    pub stage: Stage,
    /// Why; at least one reason.
    pub reasons: Vec<Reason>,
    /// Who already holds this application and sequence.
    pub earlier: Option<Earlier>,
    /// Whether the applicant may send the same dossier again.
    pub safe_to_resend: bool,
}

/// Why a centre refuses, without what the stage already says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// At least one reason.
    pub reasons: Vec<Reason>,
    /// Who already holds this application and sequence.
    pub earlier: Option<Earlier>,
    /// Whether the applicant may send the same dossier again.
    pub safe_to_resend: bool,
}

/// The step that a refusal stands in place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// In place of R0: the offer itself was refused.
    Offer,
    /// After R0, in place of R1.
    Delivery,
    /// After R1, in place of R2.
    Verification,
    /// After R2, in place of the registration.
    Registration,
}

/// One reason, for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A stable code.
    pub code: String,
    /// What it means, in words.
    pub message: String,
    /// Where: a path in the dossier, a segment, a member.
    pub place: Option<String>,
}

/// The submission that already holds this application and sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub number: Number,
    /// Digest of the receipt that says so.
    pub receipt_sha256: ReceiptDigest,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 4] = [Self::Offer, Self::Delivery, Self::Verification, Self::Registration];

    /// The word in the member `stage`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Delivery => "delivery",
            Self::Verification => "verification",
            Self::Registration => "registration",
        }
    }

    /// Tells whether every segment had been received before.
    #[must_use]
    pub fn follows_delivery(self) -> bool {
        self >= Self::Verification
    }
}

impl Grounds {
    pub(super) fn at(self, stage: Stage, package_digest: Option<PackageDigest>) -> Body {
        let Self { reasons, earlier, safe_to_resend } = self;
        Body::Refused(Box::new(Refusal { package_digest, stage, reasons, earlier, safe_to_resend }))
    }
}

impl Refusal {
    pub(super) fn write(&self, object: Object) -> Object {
        object
            .with("package_digest", self.package_digest)
            .with("stage", self.stage.word())
            .with("reasons", self.reasons.iter().map(Reason::to_json).collect::<Vec<_>>())
            .with("earlier", self.earlier.as_ref().map(Earlier::to_json))
            .with("safe_to_resend", self.safe_to_resend)
    }

    pub(super) fn read(object: &Object) -> Result<Self, JsonError> {
        let word = object.text("stage")?;
        let stage = Stage::ALL.into_iter().find(|stage| stage.word() == word);
        let refusal = Self {
            package_digest: object.parsed_or_null("package_digest")?,
            stage: stage.ok_or_else(|| ill_typed("stage", "a stage of refusal"))?,
            reasons: object.objects("reasons")?.into_iter().map(Reason::read).collect::<Result<_, _>>()?,
            earlier: Earlier::read(object)?,
            safe_to_resend: object.boolean("safe_to_resend")?,
        };
        refusal.consistent()
    }

    fn consistent(self) -> Result<Self, JsonError> {
        if self.reasons.is_empty() {
            return Err(ill_typed("reasons", "a list with at least one reason"));
        }
        if self.package_digest.is_some() != self.stage.follows_delivery() {
            return Err(ill_typed("package_digest", "null before delivery and a digest after it"));
        }
        Ok(self)
    }
}

impl Reason {
    fn to_json(&self) -> Value {
        Object::new()
            .with("code", self.code.as_str())
            .with("message", self.message.as_str())
            .with("place", self.place.clone())
            .into()
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self {
            code: object.text("code")?.to_owned(),
            message: object.text("message")?.to_owned(),
            place: object.parsed_or_null("place")?,
        })
    }
}

impl Earlier {
    fn to_json(&self) -> Object {
        Object::new().with("number", &self.number).with("receipt_sha256", self.receipt_sha256)
    }

    fn read(object: &Object) -> Result<Option<Self>, JsonError> {
        if object.member("earlier")? == &Value::Null {
            return Ok(None);
        }
        let earlier = object.object("earlier")?;
        Ok(Some(Self {
            number: earlier.parsed("number")?,
            receipt_sha256: earlier.parsed("receipt_sha256")?,
        }))
    }
}
