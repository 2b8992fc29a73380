//! Has the log's checkpoints stamped by an outside authority (RFC 3161), where one is configured: at most one in an interval,
//! and none that it has stamped already.
//!
//! Nothing waits for it. A token is kept when all of it was proven; before that nothing is, so that an authority that is
//! away, answers wrongly or is not believed leaves a line in the program's log, and is asked again later.

use std::sync::Arc;
use std::time::Duration;

use crypto::random::RandomError;
use crypto::timestamp::authorities::Authorities;
use crypto::timestamp::query::Query;
use crypto::timestamp::{TimestampError, Token};
use durable::error::FileError;
use package::log::folder::Folder;
use package::log::reader::Files;
use package::log::stamp::{StampName, Stamped};
use package::time::UtcTime;
use tokio::sync::watch;

use super::asking::{self, AskError};
use super::scribe::Published;
use crate::cause;
use crate::clock::Moment;
use crate::config::places::Config;
use crate::config::timestamp::{NotBelieved, Timestamp};
use crate::drain::Draining;

/// A checkpoint got no time-stamp.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StampError {
    /// Nobody can be believed.
    #[error(transparent)]
    NotBelieved(#[from] NotBelieved),
    /// There is no nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The authority gives no answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Its answer is no time-stamp over the checkpoint, or not one to be believed.
    #[error(transparent)]
    Answer(#[from] TimestampError),
    /// A file or folder.
    #[error(transparent)]
    File(#[from] FileError),
    /// A thread failed.
    #[error(transparent)]
    Thread(#[from] tokio::task::JoinError),
}

/// Has what is published stamped until the end is asked for; at once returns where no authority is configured.
pub(super) async fn run(
    config: &Config,
    newest: &watch::Receiver<Option<Arc<Published>>>,
    mut draining: Draining,
) {
    let Some(timestamp) = &config.settings.log.timestamp else { return };
    let mut stamper = Stamper { config, timestamp, last: None };
    let (host, mut pause) = (timestamp.authority.url().host_str().unwrap_or_default(), PAUSE);
    while !draining.begun() {
        let published = newest.borrow().clone();
        let stamped = tokio::select! {
            () = draining.wait() => return,
            stamped = stamper.advance(published) => stamped,
        };
        let wait = match stamped {
            Ok(None) => POLL,
            Ok(Some(Stamped { size, time, authority })) => {
                tracing::info!(size, %time, authority, "the evidence log was stamped");
                pause = PAUSE;
                POLL
            }
            Err(error) => {
                let (error, again) = (cause::chain(&error), pause.as_secs());
                tracing::warn!(
                    authority = host,
                    error,
                    "the evidence log got no time-stamp; it is asked for again in {again} s"
                );
                pause = (pause * 2).min(LONGEST_PAUSE);
                Duration::from_secs(again)
            }
        };
        draining.sleep(wait).await;
    }
}

struct Stamper<'a> {
    config: &'a Config,
    timestamp: &'a Timestamp,
    /// The last checkpoint that was stamped; none before it is known.
    last: Option<Last>,
}

/// The entries under a checkpoint that was stamped, and when.
#[derive(Clone, Copy, Default)]
struct Last {
    size: u64,
    time: u64,
}

impl Stamper<'_> {
    /// Has a checkpoint stamped if that is due.
    async fn advance(&mut self, published: Option<Arc<Published>>) -> Result<Option<Stamped>, StampError> {
        // Where another desk writes the log, that one asks.
        let Some(published) = published else {
            self.last = None;
            return Ok(None);
        };
        let last = match self.last {
            Some(last) => last,
            None => *self.last.insert(last(&Folder::at(self.config.log()))?),
        };
        let now = UtcTime::from_seconds(Moment::now().seconds());
        let due = last.time.saturating_add(u64::from(self.timestamp.every_minutes) * 60);
        if published.size <= last.size || now.seconds() < due {
            return Ok(None);
        }
        let believed = self.timestamp.believed(&self.config.home)?;
        let query = Query::over(published.text.as_bytes(), self.timestamp.policy)?;
        let answer = asking::ask(self.timestamp, &self.config.home, query.to_der()).await?;
        let token = query.judge(&answer, &believed)?;
        if token.time().abs_diff(now.seconds()) > SKEW {
            let time = UtcTime::from_seconds(token.time());
            tracing::warn!(authority = %time, own = %now, "the clocks of the authority and of this machine differ");
        }
        let stamped = Stamped {
            size: published.size,
            time: UtcTime::from_seconds(token.time()),
            authority: token.authority().to_owned(),
        };
        self.keep(StampName::new(now, published.size), published, token, believed).await?;
        self.last = Some(Last { size: stamped.size, time: now.seconds() });
        Ok(Some(stamped))
    }

    /// Keeps a token in both copies, the backup first.
    async fn keep(
        &self,
        name: StampName,
        published: Arc<Published>,
        token: Token,
        believed: Authorities,
    ) -> Result<(), StampError> {
        let folders = [self.config.log_backup(), self.config.log()].map(Folder::at);
        let kept = tokio::task::spawn_blocking(move || {
            folders.iter().try_for_each(|folder| folder.keep_stamp(&name, &published.text, &token, &believed))
        });
        Ok(kept.await??)
    }
}

/// The last time-stamp that a log has; one that cannot be read counts as an old one.
fn last(folder: &Folder) -> Result<Last, FileError> {
    let stamps = folder.stamps()?.into_iter();
    let sized = stamps.filter_map(|name| Some((name.size()?, name)));
    let Some((size, name)) = sized.max_by_key(|(size, _)| *size) else { return Ok(Last::default()) };
    let token = folder.read(&name.token())?.and_then(|bytes| Token::read(&bytes).ok());
    Ok(Last { size, time: token.map_or(0, |token| token.time()) })
}

/// How often it is looked whether one is due.
const POLL: Duration = Duration::from_secs(1);
/// The wait after the first failure; each further one waits twice as long.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest of these waits.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// Seconds by which two clocks may differ before it is said.
const SKEW: u64 = 300;
