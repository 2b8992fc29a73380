//! What comes out of a [`Receiver`](super::Receiver), and what its driver answers.

use crate::bitmap::Bitmap;
use crate::message::part::{Receipt, Stage};
use crate::message::to_applicant::ToApplicant;
use crate::reject::Reason;
use crate::segment::Segment;

/// What the driver has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Send a message on the control stream.
    Say(ToApplicant),
    /// Judge an offer by the package's clear part; answer with `judged`.
    Judge {
        /// Bytes `0 .. PO` of the package.
        head: Vec<u8>,
    },
    /// Compare a segment with its head and make it durable; answer with `stored`, `damaged` or `lost`, also for several at once.
    Store(Segment),
    /// Every segment is durable: compare the digest, file the package, answer with `receipt`, `lost` or `refused`.
    Deliver {
        /// Package digest as the applicant computed it.
        package_digest: [u8; 32],
    },
    /// Look up a submission of this organisation; answer with `state` or `fault`.
    Status {
        /// Submission number.
        number: String,
    },
    /// Look up all receipts of a submission of this organisation; answer with `receipts` or `fault`.
    Receipts {
        /// Submission number.
        number: String,
    },
    /// Have a new TLS certificate signed; answer with `renewed` or `fault`.
    Renew {
        /// PKCS#10 request, DER.
        request: Vec<u8>,
    },
    /// Close the connection once what was said has gone out; nothing follows.
    Close,
}

/// The answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The offer is accepted, or was before.
    Accepted(Accepted),
    /// The offer is refused.
    Refused(Refused),
}

/// An accepted offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Submission number.
    pub number: String,
    /// Epoch of the inbox entry; of no meaning unless segments are wanted.
    pub epoch: u32,
    /// How far the submission is. Segments are taken only at [`Stage::Receiving`].
    pub stage: Stage,
    /// Length in bytes of the package's stream, `ciphertext_len`.
    pub stream_len: u64,
    /// Segments durable already.
    pub have: Bitmap,
    /// Receipts given so far, in order.
    pub receipts: Vec<Receipt>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// The refusal as a receipt, when there is one.
    pub receipt: Option<Receipt>,
    /// Missing bytes of space, if that is the cause.
    pub missing: Option<u64>,
    /// Whether sending the same dossier again is safe and can help.
    pub safe_to_resend: bool,
}
