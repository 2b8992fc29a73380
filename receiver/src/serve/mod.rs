//! Runs the roles: each on a thread and a runtime of its own, until a signal asks them to end.
//!
//! Intake's packets and the desk's work do not share a thread, whether they share a process or not; they meet in the
//! registry and the stores only.

pub mod desk;

use std::net::SocketAddr;
use std::thread;

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use crate::config::places::Config;
use crate::desk::DeskError;
use crate::drain::{self, Drain, Draining};
use crate::intake::keys::{self, KeyError};
use crate::intake::{self, IntakeError};
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;

/// Which roles this process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// All of them.
    All,
    /// Intake alone: it must not be able to read a key of the desk.
    Intake,
    /// The desk alone.
    Desk,
}

/// Where the running roles can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ready {
    /// UDP address of intake.
    pub quic: Option<SocketAddr>,
    /// TCP address of intake: the same port.
    pub tcp: Option<SocketAddr>,
}

/// A role could not start, or ended before it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Intake.
    #[error("intake: {0}")]
    Intake(#[from] IntakeError),
    /// The desk.
    #[error("desk: {0}")]
    Desk(#[from] DeskError),
    /// A key, or one too many.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The operating system.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Runs the roles until SIGTERM or SIGINT; `ready` is called once all of them are up.
///
/// # Errors
/// [`ServeError`], when a role cannot start or go on.
pub fn run(config: &Config, roles: Roles, ready: impl FnOnce(Ready)) -> Result<(), ServeError> {
    prepare()?;
    if roles == Roles::Intake {
        keys::refuse_desk_keys(config)?;
    }
    let (drain, draining) = Drain::new();
    let (events, heard) = mpsc::unbounded_channel();
    let mut threads = Vec::new();
    if roles != Roles::Intake {
        threads.push(role("desk", config, events.clone(), draining.clone(), run_desk)?);
    }
    if roles != Roles::Desk {
        threads.push(role("intake", config, events.clone(), draining, run_intake)?);
    }
    // Only the roles speak now: when the last has ended there is nothing more to hear.
    drop(events);
    let outcome = runtime()?.block_on(attend(threads.len(), heard, &drain, ready));
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("a role's thread failed");
        }
    }
    outcome
}

enum Event {
    Up(Ready),
    Ended(Result<(), ServeError>),
}

type Events = mpsc::UnboundedSender<Event>;

/// Waits until all roles have ended. One that ends by itself takes the others with it.
async fn attend(
    roles: usize,
    mut events: mpsc::UnboundedReceiver<Event>,
    drain: &Drain,
    ready: impl FnOnce(Ready),
) -> Result<(), ServeError> {
    let (mut up, mut where_to, mut ready, mut outcome) = (0, Ready::default(), Some(ready), Ok(()));
    let mut asked = std::pin::pin!(drain::asked_to_end());
    let mut draining = false;
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Some(Event::Up(reached)) => {
                    up += 1;
                    where_to.quic = where_to.quic.or(reached.quic);
                    where_to.tcp = where_to.tcp.or(reached.tcp);
                    if up == roles && let Some(ready) = ready.take() {
                        ready(where_to);
                    }
                }
                Some(Event::Ended(ended)) => {
                    drain.begin();
                    outcome = outcome.and(ended);
                }
                None => return outcome,
            },
            signal = &mut asked, if !draining => {
                signal?;
                tracing::info!("asked to end");
                draining = true;
                drain.begin();
            }
        }
    }
}

fn role<F, W>(
    name: &str,
    config: &Config,
    events: Events,
    draining: Draining,
    work: F,
) -> Result<thread::JoinHandle<()>, ServeError>
where
    F: FnOnce(Config, Events, Draining) -> W + Send + 'static,
    W: Future<Output = Result<(), ServeError>>,
{
    let (config, runtime) = (config.clone(), runtime()?);
    let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
        let ended = runtime.block_on(work(config, events.clone(), draining));
        // Whoever listened has gone only when everything ends.
        let _ = events.send(Event::Ended(ended));
    })?;
    Ok(thread)
}

async fn run_intake(config: Config, events: Events, draining: Draining) -> Result<(), ServeError> {
    let registry = registry(&config).await?;
    let running = intake::start(&config, registry).await?;
    let _ = events.send(Event::Up(Ready { quic: Some(running.address()), tcp: running.tcp_address() }));
    Ok(running.run(draining).await?)
}

async fn run_desk(config: Config, events: Events, draining: Draining) -> Result<(), ServeError> {
    let registry = registry(&config).await?;
    let running = desk::start(&config, registry).await?;
    let _ = events.send(Event::Up(Ready::default()));
    running.run(draining).await;
    Ok(())
}

async fn registry(config: &Config) -> Result<Registry, RegistryError> {
    Registry::open(&config.registry(), &config.settings.centre.code).await
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// What every role wants of its process: files for its group but not for others, and no core dump, which could hold a key.
fn prepare() -> std::io::Result<()> {
    umask(Mode::RWXO);
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}
