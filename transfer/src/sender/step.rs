//! What goes into a [`Sender`](super::Sender) and what comes out of it.

use std::time::Duration;

use crate::message::part::{Log, Phase, Receipt, Stage};
use crate::message::to_centre::ToCentre;
use crate::reject::Reason;

/// The package to deliver and who delivers it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Clear part of the package, bytes `0 .. PO`.
    pub head: Vec<u8>,
    /// Number of segments, 1 … 2^20.
    pub segments: u32,
    /// Program and version for the greeting.
    pub program: String,
    /// Language of texts for people, `zh` or `en`.
    pub language: String,
    /// Size of the centre's log in the checkpoint that is kept.
    pub log: Option<u64>,
    /// When the job is done.
    pub until: Milestone,
}

/// How far the sender waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestone {
    /// Until R1: every segment is durable at the centre.
    Delivered,
    /// Until R3: registered or refused.
    Closed,
}

/// Numbers by which a sender paces itself.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Segments sent and not yet durable, at most.
    pub window: usize,
    /// Segments asked from the driver and not yet handed to the carrier, at most: each one is a MiB of memory. They are asked
    /// for again when half of them are handed over: one half is sealed while the other is sent.
    pub at_hand: usize,
    /// Time without any sign after which the connection is given up and made again.
    pub stall: Duration,
    /// The same while the centre owes an answer to a greeting or an offer.
    pub answer: Duration,
    /// Time without a verified byte, while bytes leave, after which the connection is given up: it starves. For a slow line
    /// it grows: see [`Watchdog`](super::watchdog::Watchdog).
    pub starving: Duration,
    /// Time without any progress, over all connections, after which the job ends unfinished.
    pub patience: Duration,
    /// Wait before the second attempt to connect; doubled for each further one.
    pub first_retry: Duration,
    /// Longest wait between attempts.
    pub last_retry: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: 64,
            at_hand: 16,
            stall: Duration::from_secs(120),
            answer: Duration::from_secs(20),
            starving: Duration::from_secs(15),
            patience: Duration::from_secs(900),
            first_retry: Duration::from_millis(500),
            last_retry: Duration::from_secs(30),
        }
    }
}

/// What the driver has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Dial the centre; answer with `connected` or `disconnected`.
    Connect,
    /// Close the connection; no `disconnected` is expected for it.
    Disconnect,
    /// Send a message on the control stream.
    Say(ToCentre),
    /// Make segment `index` and send it on a stream of its own; answer with `handed_over` once its last byte is written.
    Send {
        /// Epoch for the segment's head.
        epoch: u32,
        /// Index of the segment.
        index: u32,
    },
    /// Compute the package digest and answer with `finish`.
    Digest,
    /// Tell the people; nothing is expected.
    Tell(News),
    /// The job is over; nothing follows.
    End(Outcome),
}

/// What happened, for progress and journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The centre greeted; the driver checks the card, the clock and the log.
    Greeted {
        /// The centre's card, unchecked.
        card: Vec<u8>,
        /// The centre's clock, seconds since the epoch.
        time: u64,
        /// The head of the centre's log, unchecked.
        log: Option<Log>,
    },
    /// The centre accepted the offer or knew it already.
    Offered {
        /// Submission number.
        number: String,
        /// How far it is.
        stage: Stage,
        /// Segments durable already.
        durable: u32,
    },
    /// More segments are durable.
    Durable {
        /// Segments durable now.
        durable: u32,
        /// Segments in all.
        segments: u32,
    },
    /// The centre asks for segments again.
    Again {
        /// How many.
        segments: u32,
        /// Why.
        reason: Reason,
    },
    /// What the centre does after 100 %.
    Phase {
        /// The work.
        phase: Phase,
        /// Bytes done.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// A receipt not seen before in this job; the driver verifies and stores it.
    Receipt(Receipt),
    /// A piece of the findings file that the next R2 names.
    Findings {
        /// Offset of the piece.
        offset: u64,
        /// Length of the file.
        total: u64,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// The centre cannot go on now; the sender connects again by itself.
    Paused {
        /// Why.
        reason: Reason,
        /// Missing bytes of space.
        missing: Option<u64>,
    },
    /// Another session of the same organisation sends this submission now; this one waits for the receipts.
    TakenOver,
    /// The connection stands, and yet nothing is verified over it; it is given up.
    Starved {
        /// For so long.
        after: Duration,
    },
    /// The connection is gone or was given up; the sender connects again by itself.
    Interrupted {
        /// Wait before the next attempt.
        retry_after: Duration,
    },
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// R3 says registered.
    Registered,
    /// The centre refused. Without a refusal here the stored R3 says why.
    Refused(Option<Refusal>),
    /// R1 is in hand and the rest was not waited for, or could not be: do not send again.
    Delivered(Option<Reason>),
    /// No R1: the same job can go on later.
    NotDelivered(Option<Reason>),
}

/// A refusal as the centre said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Missing bytes of space, if that is the cause.
    pub missing: Option<u64>,
    /// Whether sending the same dossier again is safe and can help.
    pub safe_to_resend: bool,
}
