//! Parts that several messages share.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

/// A run of segments: `first`, and `count` in all (at least one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Span {
    /// Index of the first segment.
    #[n(0)]
    pub first: u32,
    /// Number of segments.
    #[n(1)]
    pub count: u32,
}

/// Which receipt it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum ReceiptKind {
    /// R0: offered.
    #[n(0)]
    Offer,
    /// R1: every segment is durable.
    #[n(1)]
    Delivered,
    /// R2: opened, compared, backed up.
    #[n(2)]
    Verified,
    /// R3: registered.
    #[n(3)]
    Registered,
    /// R3: refused.
    #[n(4)]
    Refused,
}

impl ReceiptKind {
    /// Whether no receipt follows this one.
    #[must_use]
    pub const fn is_last(self) -> bool {
        matches!(self, Self::Registered | Self::Refused)
    }
}

/// A receipt on its way.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Which one.
    #[n(0)]
    pub kind: ReceiptKind,
    /// Tagged COSE_Sign1 as stored by the centre.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub cose: Vec<u8>,
}

/// The head of the centre's log, and what connects it with the head that the applicant keeps.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Log {
    /// A C2SP checkpoint under the log's signature.
    #[n(0)]
    pub checkpoint: String,
    /// Consistency proof (RFC 9162 section 2.1.4.1) from the size that the applicant named; empty if it named none, or
    /// if there is no such proof.
    #[n(1)]
    pub proof: Vec<ByteArray<32>>,
}

/// How far an accepted offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Stage {
    /// Segments are wanted.
    #[n(0)]
    Receiving,
    /// Everything arrived, of this package or of another one of the same root: only receipts are to come.
    #[n(1)]
    Delivered,
    /// Registered or refused: the receipts are complete.
    #[n(2)]
    Closed,
}

/// What a centre does with a delivered package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Phase {
    /// Waits for its turn.
    #[n(0)]
    Waiting,
    /// Opens the package and compares every file.
    #[n(1)]
    Verify,
    /// Writes the second copy and reads it back.
    #[n(2)]
    Backup,
    /// Enters it into the registry.
    #[n(3)]
    Register,
}

/// How a submission stands, as the centre's registry says it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct State {
    /// Submission number.
    #[n(0)]
    pub number: String,
    /// Name of the state: `offered`, `receiving`, `delivered`, `verified`, `registered`, `refused`, `superseded`,
    /// `expired`, or a later stage.
    #[n(1)]
    pub state: String,
    /// Application.
    #[n(2)]
    pub application: String,
    /// Sequence.
    #[n(3)]
    pub sequence: String,
    /// Manifest root.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub manifest_root: [u8; 32],
    /// Package digest, once delivered.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub package_digest: Option<[u8; 32]>,
    /// Number of files, once verified.
    #[n(6)]
    pub files: Option<u64>,
    /// Bytes of all files, once verified.
    #[n(7)]
    pub bytes: Option<u64>,
    /// When it was offered, seconds since the epoch, UTC.
    #[n(8)]
    pub offered_at: u64,
    /// When it was delivered.
    #[n(9)]
    pub delivered_at: Option<u64>,
    /// When it was registered or refused.
    #[n(10)]
    pub closed_at: Option<u64>,
    /// Segments durable so far.
    #[n(11)]
    pub segments_durable: u32,
    /// Segments in all.
    #[n(12)]
    pub segments: u32,
    /// What the centre is doing now.
    #[n(13)]
    pub phase: Option<Phase>,
    /// Whether sending the dossier again is safe.
    #[n(14)]
    pub safe_to_resend: bool,
}
