//! What a centre says to an applicant.

use minicbor::{Decode, Encode};

use crate::bitmap::Bitmap;
use crate::message::part::{Log, Phase, Receipt, Span, Stage, State};
use crate::reject::Reason;

/// A message from the centre. Limits are those of the encoded message, see [`crate::codec::Wire::limit`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum ToApplicant {
    /// The answer to the greeting.
    #[n(0)]
    Hello {
        /// The protocol version of this session.
        #[n(0)]
        protocol: u32,
        /// The centre's card, tagged COSE_Sign1.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        card: Vec<u8>,
        /// The centre's clock, seconds since the epoch, UTC.
        #[n(2)]
        time: u64,
        /// The newest checkpoint of the centre's log; none until it has one.
        #[n(3)]
        log: Option<Log>,
    },
    /// The offer is accepted, or was before.
    #[n(1)]
    Offered {
        /// Submission number.
        #[n(0)]
        number: String,
        /// Epoch that every segment of this session must name.
        #[n(1)]
        epoch: u32,
        /// How far the submission is; segments are wanted only at [`Stage::Receiving`].
        #[n(2)]
        stage: Stage,
        /// Segments that are durable already.
        #[n(3)]
        have: Bitmap,
        /// Receipts given so far, in order; the first is R0.
        #[n(4)]
        receipts: Vec<Receipt>,
    },
    /// These segments are durable now.
    #[n(2)]
    Durable {
        /// Runs of segment indices.
        #[n(0)]
        spans: Vec<Span>,
    },
    /// These segments were lost or damaged and must be sent again.
    #[n(3)]
    Again {
        /// Runs of segment indices.
        #[n(0)]
        spans: Vec<Span>,
        /// Why.
        #[n(1)]
        reason: Reason,
    },
    /// The centre cannot take segments now; what is durable is kept.
    #[n(4)]
    Paused {
        /// Why.
        #[n(0)]
        reason: Reason,
        /// Bytes of space that are missing, if that is the cause.
        #[n(1)]
        missing: Option<u64>,
        /// Seconds after which to connect again.
        #[n(2)]
        retry_after: u32,
    },
    /// What the centre is doing after everything arrived.
    #[n(5)]
    Phase {
        /// The work.
        #[n(0)]
        phase: Phase,
        /// Bytes done.
        #[n(1)]
        done: u64,
        /// Bytes in all.
        #[n(2)]
        total: u64,
    },
    /// A receipt, as soon as it exists.
    #[n(6)]
    Receipt {
        /// Kind and bytes.
        #[n(0)]
        receipt: Receipt,
    },
    /// A piece of the findings file that R2 names by its digest; all pieces come in order before that receipt.
    #[n(7)]
    Findings {
        /// Offset of this piece.
        #[n(0)]
        offset: u64,
        /// Length of the file.
        #[n(1)]
        total: u64,
        /// The piece.
        #[n(2)]
        #[cbor(with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// The centre refuses the offer, the delivery or the dossier.
    #[n(8)]
    Refused {
        /// Why.
        #[n(0)]
        reason: Reason,
        /// The refusal as a receipt, when the offer went far enough to have one.
        #[n(1)]
        receipt: Option<Receipt>,
        /// Bytes of space that are missing, if that is the cause.
        #[n(2)]
        missing: Option<u64>,
        /// Whether sending the same dossier again is safe and can help.
        #[n(3)]
        safe_to_resend: bool,
    },
    /// Another session goes on with this submission; this one sends no more segments and waits for the same receipts.
    #[n(9)]
    TakenOver {
        /// Submission number.
        #[n(0)]
        number: String,
    },
    /// How a submission stands.
    #[n(10)]
    State {
        /// The facts.
        #[n(0)]
        state: State,
    },
    /// The certificate asked for.
    #[n(11)]
    Renewed {
        /// TLS certificate, leaf first, DER.
        #[n(0)]
        chain: Vec<minicbor::bytes::ByteVec>,
    },
    /// The applicant is enrolled.
    #[n(12)]
    Enrolled {
        /// Organisation id given by the centre.
        #[n(0)]
        organisation: String,
        /// Certificate of the centre's CA, DER; its SHA-256 is the fingerprint of the invitation.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        ca: Vec<u8>,
        /// TLS certificate, leaf first, DER.
        #[n(2)]
        tls_chain: Vec<minicbor::bytes::ByteVec>,
        /// Signing certificate, leaf first, DER.
        #[n(3)]
        signing_chain: Vec<minicbor::bytes::ByteVec>,
        /// The centre's card, tagged COSE_Sign1.
        #[n(4)]
        #[cbor(with = "minicbor::bytes")]
        card: Vec<u8>,
    },
    /// A request failed, or the session ends; nothing was refused for good unless the reason says so.
    #[n(13)]
    Fault {
        /// Why.
        #[n(0)]
        reason: Reason,
    },
}
