//! Time-stamps of an outside authority (RFC 3161) over checkpoints: that the log was so far at a time, by a clock that is not
//! the centre's.
//!
//! ```text
//! checkpoints/2026-11-22-1234        the checkpoint over 1234 entries, as it was stamped
//! timestamps/2026-11-22-1234.tst     the token over that file's bytes: a TimeStampToken, DER
//! timestamps/authorities.pem         certificates of the CAs under which tokens were believed when they were kept
//! ```

use std::fmt;

use crypto::timestamp::authorities::Authorities;
use crypto::timestamp::{TimestampError, Token};
use durable::error::FileError;
use serde::{Serialize, Serializer};

use super::checkpoint::{CheckpointError, LogKeys, SignedCheckpoint};
use super::folder::{EARLIER, Folder};
use super::reader::Files;
use crate::time::UtcTime;

/// The name of a time-stamp in a log: the day on which it was asked for, and the entries under its checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StampName(String);

/// What a time-stamp proves; for machines `{"entries","time","authority"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stamped {
    /// Entries of the log that there were.
    #[serde(rename = "entries")]
    pub size: u64,
    /// When, by the authority's clock.
    #[serde(serialize_with = "text")]
    pub time: UtcTime,
    /// Who says so: the common name of the authority's certificate.
    pub authority: String,
}

/// Why a time-stamp proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StampFault {
    /// The checkpoint that it should stamp is gone.
    #[error("{0} is not there")]
    NoCheckpoint(String),
    /// The checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The token does not hold, or stamps something else.
    #[error(transparent)]
    Token(#[from] TimestampError),
}

impl StampName {
    /// Names the time-stamp of a day for a checkpoint of so many entries.
    #[must_use]
    pub fn new(day: UtcTime, size: u64) -> Self {
        let day = day.to_string();
        Self(format!("{}-{size}", day.split('T').next().unwrap_or_default()))
    }

    /// Where the checkpoint lies, relative to the log.
    #[must_use]
    pub fn checkpoint(&self) -> String {
        format!("{EARLIER}/{}", self.0)
    }

    /// Where the token lies, relative to the log.
    #[must_use]
    pub fn token(&self) -> String {
        format!("{STAMPS}/{}{TOKEN}", self.0)
    }

    /// The entries that it names.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.0.rsplit('-').next()?.parse().ok()
    }
}

impl Folder {
    /// The time-stamps that are here, in order.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn stamps(&self) -> Result<Vec<StampName>, FileError> {
        let name = |path: &String| {
            let name = path.strip_prefix(STAMPS)?.strip_prefix('/')?.strip_suffix(TOKEN)?;
            Some(StampName(name.to_owned()))
        };
        Ok(self.names(STAMPS)?.iter().filter_map(name).collect())
    }

    /// The authorities that were believed when the time-stamps were kept; none if that is not known.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn authorities(&self) -> Result<Option<Authorities>, FileError> {
        let text = self.text(AUTHORITIES)?;
        Ok(text.and_then(|text| Authorities::from_pem(&text).ok()))
    }

    /// Keeps a time-stamp: who is believed, what is stamped, and last the token; durable on return. The caller has proven it.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn keep_stamp(
        &self,
        name: &StampName,
        checkpoint: &str,
        token: &Token,
        believed: &Authorities,
    ) -> Result<(), FileError> {
        let authorities = self.authorities()?.unwrap_or_default().with(believed);
        self.replace(AUTHORITIES, authorities.to_pem().as_bytes())?;
        self.replace(&name.checkpoint(), checkpoint.as_bytes())?;
        self.replace(&name.token(), token.to_der())
    }

    /// Proves a time-stamp: its checkpoint is the log's, and its token is over that checkpoint. Without `believed` it remains
    /// open whose token it is.
    ///
    /// # Errors
    /// When a file cannot be read; that it is missing or wrong is a fault.
    pub fn stamped(
        &self,
        name: &StampName,
        keys: &LogKeys,
        believed: Option<&Authorities>,
    ) -> Result<Result<Stamped, StampFault>, FileError> {
        let place = name.checkpoint();
        let (checkpoint, token) = (self.read(&place)?, self.read(&name.token())?.unwrap_or_default());
        let Some(checkpoint) = checkpoint else { return Ok(Err(StampFault::NoCheckpoint(place))) };
        Ok(stamped(&checkpoint, &token, keys, believed))
    }
}

fn stamped(
    checkpoint: &[u8],
    token: &[u8],
    keys: &LogKeys,
    believed: Option<&Authorities>,
) -> Result<Stamped, StampFault> {
    let token = Token::read(token)?;
    token.stamps(checkpoint)?;
    if let Some(believed) = believed {
        token.trust(believed)?;
    }
    let signed = SignedCheckpoint::read(&String::from_utf8_lossy(checkpoint), keys)?;
    let time = UtcTime::from_seconds(token.time());
    Ok(Stamped { size: signed.size(), time, authority: token.authority().to_owned() })
}

fn text<S: Serializer>(time: &UtcTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// For people: `1234 entries at 2026-11-22T10:05:33Z, NAME`.
impl fmt::Display for Stamped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, time, authority } = self;
        write!(f, "{size} entries at {time}, {authority}")
    }
}

/// Folder of the time-stamps.
pub const STAMPS: &str = "timestamps";
/// The file of the authorities' certificates.
pub const AUTHORITIES: &str = "timestamps/authorities.pem";
/// How a token's name ends.
const TOKEN: &str = ".tst";
