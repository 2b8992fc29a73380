//! Why a centre says no: one code for each cause, with whose fault it is and whether trying again can help.
//!
//! A [`Code`] travels as its name, with [`Whose`] and the permanence beside it in a [`Reason`], so that a client that does
//! not know a newer code can still say what to do. The names are listed in `docs/wire-protocol.md`.

use minicbor::{Decode, Encode};

/// A reason as it travels: code, whose fault, whether it can pass, and a text for people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Reason {
    /// Name of the code, as in [`Code::name`]; a client may meet names it does not know.
    #[n(0)]
    pub code: String,
    /// Who has to do something.
    #[n(1)]
    pub whose: Whose,
    /// Whether the same request can succeed later without any change by the applicant.
    #[n(2)]
    pub transient: bool,
    /// What happened, in the language of the greeting or in English.
    #[n(3)]
    pub message: String,
}

impl Reason {
    /// Builds the reason of a code; whose fault and permanence follow from the code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: code.name().into(),
            whose: code.whose(),
            transient: code.transient(),
            message: message.into(),
        }
    }

    /// The code, if this version knows it.
    #[must_use]
    pub fn known(&self) -> Option<Code> {
        Code::from_name(&self.code)
    }
}

/// Who has to do something about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Whose {
    /// The applicant or the applicant's program.
    #[n(0)]
    Applicant,
    /// The review centre or its operators.
    #[n(1)]
    Centre,
    /// The line between them.
    #[n(2)]
    Network,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $whose:ident, $transient:literal;)+) => {
        /// Every reason that a centre of this version gives.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Name on the wire and in `--json` output.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Finds the code of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }

            /// Who has to do something.
            #[must_use]
            pub const fn whose(self) -> Whose {
                match self { $(Self::$variant => Whose::$whose,)+ }
            }

            /// Whether the same request can succeed later without any change by the applicant.
            #[must_use]
            pub const fn transient(self) -> bool {
                match self { $(Self::$variant => $transient,)+ }
            }
        }
    };
}

codes! {
    /// The two programs have no protocol version in common.
    Version = "version", Applicant, false;
    /// A frame or a message that does not follow the protocol.
    Protocol = "protocol", Applicant, false;
    /// A message that is not allowed at this point of the conversation.
    Order = "order", Applicant, false;
    /// The package head is malformed: frame, padding, JSON, lengths.
    Head = "head", Applicant, false;
    /// Format, suite or critical member that this centre does not know.
    Unsupported = "unsupported", Applicant, false;
    /// Signature or certificate chain of the statement is not good.
    Signature = "signature", Applicant, false;
    /// The signing or TLS certificate is out of date.
    Expired = "expired", Applicant, false;
    /// The signing or TLS certificate was revoked.
    Revoked = "revoked", Applicant, false;
    /// Header and statement disagree, or a package id came back with another head.
    Contradiction = "contradiction", Applicant, false;
    /// The package is addressed to another centre.
    WrongCentre = "wrong-centre", Applicant, false;
    /// This organisation may not file this application, or not in another's name.
    NotPermitted = "not-permitted", Applicant, false;
    /// Recipients or key do not meet the centre's card: fetch the card and seal again.
    Recipients = "recipients", Applicant, false;
    /// The statement's time lies in the future by the centre's clock.
    Clock = "clock", Applicant, false;
    /// This application and sequence is occupied by another dossier.
    Occupied = "occupied", Applicant, false;
    /// A newer offer of this application and sequence took its place.
    Superseded = "superseded", Applicant, false;
    /// The offer was not finished within the centre's time.
    OfferExpired = "offer-expired", Applicant, false;
    /// The dossier is larger than this centre takes.
    TooLarge = "too-large", Applicant, false;
    /// Not enough space at the centre; the message says how much is missing.
    NoSpace = "no-space", Centre, true;
    /// The centre could not write or read; operators were told.
    Storage = "storage", Centre, true;
    /// The segment's bytes are not those its digest names.
    SegmentDamaged = "segment-damaged", Network, true;
    /// A durable segment came again with other bytes.
    SegmentDiffers = "segment-differs", Applicant, false;
    /// The package digest of the applicant is not that of what arrived.
    Digest = "digest", Applicant, false;
    /// The delivered package could not be opened.
    Unopenable = "unopenable", Applicant, false;
    /// The dossier does not meet the centre's technical policy.
    Policy = "policy", Applicant, false;
    /// No such submission, or not of this organisation.
    Unknown = "unknown", Applicant, false;
    /// The invitation is wrong, used or out of date.
    Invitation = "invitation", Applicant, false;
    /// The request for a certificate is not acceptable.
    Request = "request", Applicant, false;
    /// Too many sessions or requests.
    Busy = "busy", Centre, true;
    /// The centre is shutting down or restarting.
    Draining = "draining", Centre, true;
    /// An error inside the centre's program.
    Internal = "internal", Centre, true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_come_back() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert_eq!(Code::from_name("no such code"), None);
    }

    #[test]
    fn what_can_pass_is_never_the_applicants_fault() {
        for code in Code::ALL.iter().filter(|code| code.transient()) {
            assert_ne!(code.whose(), Whose::Applicant, "{}", code.name());
        }
    }
}
