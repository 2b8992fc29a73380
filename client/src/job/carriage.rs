//! The connection of a delivery: dialled over the carrier that is worth most, watched while it stands, given up in time.

use std::pin::Pin;
use std::time::{Duration, Instant};

use transfer::carrier::dial::Dialled;
use transfer::carrier::line::LineError;
use transfer::carrier::link::LinkError;
use transfer::carrier::pace::Pace;
use transfer::carrier::segments::Outbound;
use transfer::carrier::transport::Transport;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

use crate::identity::Identity;
use crate::job::preference::{Preference, Yield};
use crate::job::pulse::{Pulse, Symptom};
use crate::network::Network;
use crate::reach::{ReachError, reach};

/// At most one connection at a time, and what was learnt of the carriers in this run.
pub struct Carriage {
    network: Network,
    pace: Option<Pace>,
    preference: Preference,
    dialling: Option<Dialling>,
    standing: Option<Standing>,
    last: Option<Transport>,
}

type Dialling = Pin<Box<dyn Future<Output = Result<Dialled, ReachError>> + Send>>;

/// A connection that stands.
struct Standing {
    dialled: Dialled,
    pulse: Pulse,
    fruit: Yield,
    written: u64,
}

/// What comes from the network.
pub enum News {
    /// The connection stands, over this carrier; or it does not.
    Dialled(Result<Transport, ReachError>),
    /// A message; none when the line is at its end.
    Heard(Result<Option<ToApplicant>, LineError>),
}

impl Carriage {
    /// No connection yet.
    pub fn new(network: Network) -> Carriage {
        let pace = network.limit.map(|limit| Pace::new(limit.bytes_per_second()));
        Carriage {
            network,
            pace,
            preference: Preference::default(),
            dialling: None,
            standing: None,
            last: None,
        }
    }

    /// Begins to dial.
    pub fn dial(&mut self, identity: &Identity) {
        let (identity, network, first) = (identity.clone(), self.network.clone(), self.preference.first());
        self.dialling = Some(Box::pin(async move { reach(&identity, &network, first).await }));
    }

    /// Waits for what comes next; for ever while there is no connection and none is dialled. Cancel safe.
    pub async fn next(&mut self) -> News {
        if let Some(standing) = &mut self.standing {
            return News::Heard(standing.dialled.line.hearer.hear().await);
        }
        let Some(dialling) = &mut self.dialling else { return std::future::pending().await };
        let dialled = dialling.as_mut().await;
        self.dialling = None;
        News::Dialled(dialled.map(|dialled| self.stand(dialled)))
    }

    fn stand(&mut self, mut dialled: Dialled) -> Transport {
        dialled.segments = dialled.segments.at(self.pace.clone());
        let transport = dialled.link.transport();
        let (pulse, fruit) = (Pulse::of(&dialled.link), Yield::new(transport, Instant::now()));
        self.standing = Some(Standing { dialled, pulse, fruit, written: 0 });
        self.last = Some(transport);
        transport
    }

    /// Says a message, if there is a connection.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn say(&mut self, message: &ToCentre) -> Result<(), LineError> {
        match &mut self.standing {
            Some(standing) => standing.dialled.line.speaker.say(message).await,
            None => Ok(()),
        }
    }

    /// Where segments go, if there is a connection.
    pub fn outbound(&self) -> Option<Outbound> {
        self.standing.as_ref().map(|standing| standing.dialled.segments.clone())
    }

    /// Whether only one carrier may be used.
    pub fn has_one_way(&self) -> bool {
        self.network.only().is_some()
    }

    /// Whether there is a connection.
    pub fn stands(&self) -> bool {
        self.standing.is_some()
    }

    /// What carries this run, or did so last.
    pub fn transport(&self) -> Option<Transport> {
        self.last
    }

    /// So many bytes of the package are durable at the centre now.
    pub fn verified(&mut self, bytes: u64) {
        if let Some(standing) = &mut self.standing {
            standing.fruit.verified(bytes, Instant::now());
        }
    }

    /// Looks after the connection: whether bytes of segments have left since the last look.
    ///
    /// # Errors
    /// When it leads nowhere any more.
    pub fn look(&mut self) -> Result<bool, ReachError> {
        let Some(standing) = &mut self.standing else { return Ok(false) };
        match standing.pulse.feel(&standing.dialled.link) {
            Some(Symptom::Silent) => return Err(LineError::Link(LinkError::TimedOut).into()),
            Some(Symptom::Elsewhere) => {
                self.preference.forget();
                return Err(ReachError::Elsewhere);
            }
            None => {}
        }
        let written = standing.dialled.segments.written();
        let moved = written > standing.written;
        standing.written = written;
        Ok(moved)
    }

    /// The connection verified too little: the next one may be of the other carrier.
    pub fn starved(&mut self) {
        if let Some(standing) = &self.standing {
            let rate = standing.fruit.rate(Instant::now());
            self.preference.starved(standing.fruit.transport(), rate);
        }
    }

    /// The connection is lost, or was not made.
    pub fn lost(&mut self, error: &ReachError) {
        self.dialling = None;
        let Some(standing) = self.standing.take() else { return };
        let fruitless = standing.fruit.is_fruitless(standing.written > 0, Instant::now());
        if fruitless && !matches!(error, ReachError::Elsewhere) {
            self.preference.starved(standing.fruit.transport(), 0.0);
        }
    }

    /// Says goodbye.
    pub async fn hang_up(&mut self) {
        self.dialling = None;
        if let Some(standing) = self.standing.take() {
            // Politeness has a limit: the centre also notices by itself.
            let _ = tokio::time::timeout(GOODBYE, standing.dialled.hang_up()).await;
        }
    }
}

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);
