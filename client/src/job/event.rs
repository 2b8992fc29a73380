//! What a job tells whoever watches it: a terminal, a stream of JSON lines, a window.

use std::path::PathBuf;

use ectd::check::Report;
use ectd::finding::Finding;
use transfer::carrier::transport::Transport;

/// Watches a job. Called from the thread that runs it; what it does delays the job.
pub trait Events {
    /// Something happened.
    fn event(&mut self, event: Event<'_>);
}

/// What a job is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Reading the folder: against the rules, and for the plan of the package.
    Check,
    /// Sending; done counts what the centre has acknowledged as durable.
    Send,
    /// Writing the package to a file.
    Pack,
    /// Writing a sample dossier.
    Sample,
    /// The centre waits for its turn, or opens the package and compares every file.
    Verify,
    /// The centre writes its second copy and reads it back.
    Backup,
    /// The centre enters the submission into its registry.
    Register,
}

impl Phase {
    /// The phase's word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Check => "check",
            Phase::Send => "send",
            Phase::Pack => "pack",
            Phase::Sample => "sample",
            Phase::Verify => "verify",
            Phase::Backup => "backup",
            Phase::Register => "register",
        }
    }
}

/// Something that happened in a job.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A phase moved on.
    Progress {
        /// Which.
        phase: Phase,
        /// Bytes done.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The check found something.
    Finding(&'a Finding),
    /// The check is through; each finding was told before.
    Checked(&'a Report),
    /// A file changed since the last try; a new package is made.
    PlannedAgain,
    /// The reason for accepting findings stands unencrypted in the statement.
    RemarkInClear,
    /// The centre gave the submission its number.
    Number(&'a str),
    /// The centre has part of the package from an earlier session.
    Resumed {
        /// Bytes it has.
        have: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The dossier was filed before.
    Known,
    /// A receipt was checked and stored.
    Receipt(&'a Stored),
    /// The centre was reached.
    Connected {
        /// Over what.
        transport: Transport,
        /// Whether that is the only carrier that it may be.
        only: bool,
    },
    /// The connection ended; a new one is tried after a pause.
    Reconnecting {
        /// Why the connection ended.
        reason: &'a str,
        /// Seconds until the next try.
        seconds: u64,
    },
    /// The connection stands, yet nothing arrives over it; another one is made, perhaps over the other carrier.
    Stalled {
        /// Seconds in which nothing was verified.
        seconds: u64,
    },
    /// The centre cannot take segments now.
    Paused {
        /// Why, in the centre's words.
        message: &'a str,
        /// Bytes of space it misses, if that is why.
        missing: Option<u64>,
    },
    /// Another session sends the same dossier.
    TakenOver,
    /// The clocks of this machine and of the centre differ noticeably.
    Skew {
        /// By how many seconds.
        seconds: u64,
    },
    /// The centre published a new card.
    Card {
        /// Its serial.
        serial: u64,
    },
    /// The TLS certificate was renewed.
    Renewed {
        /// New end, seconds since the epoch.
        until: u64,
    },
    /// The TLS certificate could not be renewed this time.
    RenewalFailed {
        /// Why.
        reason: String,
    },
}

/// A receipt that was checked and lies in the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// offer, delivered, verified, registered or refused.
    pub kind: &'static str,
    /// Submission number.
    pub number: String,
    /// Manifest root, hex.
    pub manifest_root: String,
    /// Package digest, hex; R0 has none.
    pub package_digest: Option<String>,
    /// The COSE file.
    pub file: PathBuf,
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Events for Silent {
    fn event(&mut self, _: Event<'_>) {}
}
