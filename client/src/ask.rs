//! Questions to the centre outside a submission: how it stands, and its receipts again.

use package::receipt::Receipt;
use transfer::carrier::dial::Dialled;
use transfer::carrier::line::LineError;
use transfer::message::part::State;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

use crate::identity::Identity;
use crate::job::belief::Belief;
use crate::job::event::{Event, Events};
use crate::job::news::NewsError;
use crate::job::shelf::Shelf;
use crate::network::Network;
use crate::reach::{ReachError, meet, no};

/// A question that got no good answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The centre could not be reached, or says no.
    #[error(transparent)]
    Reach(#[from] ReachError),
    /// A receipt is not believed, or could not be kept.
    #[error(transparent)]
    News(#[from] NewsError),
}

impl From<LineError> for AskError {
    fn from(error: LineError) -> AskError {
        AskError::Reach(error.into())
    }
}

/// An open session for questions; it renews the TLS certificate when that is due.
#[derive(Debug)]
pub struct Session {
    dialled: Dialled,
}

impl Session {
    /// Reaches the centre and greets it.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn open(
        identity: &mut Identity,
        network: &Network,
        language: &str,
        now: u64,
        events: &mut dyn Events,
    ) -> Result<Session, AskError> {
        let mut dialled = meet(identity, network, language).await?;
        if identity.renewal_is_due(now) {
            match identity.renew(&mut dialled, now).await {
                Ok(until) => events.event(Event::Renewed { until }),
                Err(error) => {
                    let reason = crate::cause::chain(&error);
                    events.event(Event::RenewalFailed { reason });
                }
            }
        }
        Ok(Session { dialled })
    }

    /// Asks how a submission stands.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn status(&mut self, number: &str) -> Result<State, AskError> {
        match self.dialled.line.ask(&ToCentre::Status { number: number.to_owned() }).await? {
            ToApplicant::State { state } => Ok(state),
            other => Err(no(other).into()),
        }
    }

    /// Asks for all receipts of a submission, believes them and keeps them on `shelf`. Returns how it stands.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn receipts(
        &mut self,
        number: &str,
        identity: &Identity,
        shelf: &mut Shelf,
        events: &mut dyn Events,
    ) -> Result<State, AskError> {
        let mut belief = Belief::new(number, None);
        self.dialled.line.speaker.say(&ToCentre::Receipts { number: number.to_owned() }).await?;
        loop {
            match self.dialled.line.hearer.hear().await?.ok_or(LineError::Ended)? {
                ToApplicant::Receipt { receipt } => {
                    let receipt = Receipt::read(&receipt.cose).map_err(NewsError::from)?;
                    belief.take(&receipt, identity).map_err(NewsError::from)?;
                    let stored = shelf.keep(&receipt).map_err(NewsError::from)?;
                    events.event(Event::Receipt(&stored));
                }
                ToApplicant::Findings { offset, bytes, .. } => {
                    shelf.findings(offset, &bytes).map_err(NewsError::from)?;
                }
                ToApplicant::State { state } => return Ok(state),
                other => return Err(no(other).into()),
            }
        }
    }

    /// Says goodbye.
    pub async fn close(self) {
        // Politeness has a limit: the centre also notices by itself.
        let _ = tokio::time::timeout(GOODBYE, self.dialled.hang_up()).await;
    }
}

/// How long a goodbye may take.
const GOODBYE: std::time::Duration = std::time::Duration::from_secs(2);
