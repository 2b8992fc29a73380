//! The applicant's side of a session: what to say, which segments to send, when to connect again.
//!
//! A [`Sender`] has no socket, file or clock. Its driver owns those and runs this loop:
//!
//! 1. take [`Sender::next_step`] until it is `None`, doing each [`Step`];
//! 2. wait for a message, a segment handed over, a broken connection, or [`Sender::wake_at`];
//! 3. report it by [`hear`](Sender::hear), [`handed_over`](Sender::handed_over), [`disconnected`](Sender::disconnected)
//!    or [`tick`](Sender::tick), and begin again.
//!
//! After a break the sender connects and offers the same head again, and the centre's answer says what is missing: resuming
//! needs no memory but the centre's bitmap. Whatever happens, a job ends with exactly one [`Step::End`].

mod heard;
mod step;
#[cfg(test)]
mod tests;
mod watchdog;
mod window;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

pub use step::{Job, Milestone, News, Outcome, Refusal, Settings, Step};

use self::watchdog::Watchdog;
use self::window::Window;
use crate::message::part::{Phase, Receipt, ReceiptKind};
use crate::message::to_centre::ToCentre;
use crate::reject::{Code, Reason};
use crate::version;

/// The applicant's session machine for one package.
#[derive(Debug)]
pub struct Sender {
    job: Job,
    settings: Settings,
    state: State,
    window: Option<Window>,
    steps: VecDeque<Step>,
    receipts: Vec<Receipt>,
    phase: Option<(Phase, u64, u64)>,
    attempts: u32,
    setback: Option<Reason>,
    last_progress: Instant,
    last_sign: Instant,
    watchdog: Watchdog,
}

#[derive(Debug)]
enum State {
    /// No connection; dial at this time.
    Away { until: Instant },
    /// The driver dials.
    Dialling,
    /// Hello was said.
    Greeting,
    /// Offer was said.
    Offering,
    /// Segments go out.
    Sending,
    /// The driver computes the package digest.
    Digesting,
    /// Finish was said, or there is nothing to send: receipts are to come.
    Waiting,
    /// End was given.
    Ended,
}

impl Sender {
    /// Starts a job; the first step is to connect.
    #[must_use]
    pub fn new(job: Job, settings: Settings, now: Instant) -> Self {
        let watchdog = Watchdog::new(settings.starving, settings.patience / 2);
        Self {
            job,
            settings,
            watchdog,
            state: State::Dialling,
            window: None,
            steps: VecDeque::from([Step::Connect]),
            receipts: Vec::new(),
            phase: None,
            attempts: 0,
            setback: None,
            last_progress: now,
            last_sign: now,
        }
    }

    /// What the driver has to do next, or `None` until something happens.
    pub fn next_step(&mut self) -> Option<Step> {
        if let Some(step) = self.steps.pop_front() {
            return Some(step);
        }
        let window = self.window.as_mut().filter(|_| matches!(self.state, State::Sending))?;
        let index = window.take(self.settings.window, self.settings.at_hand)?;
        Some(Step::Send { epoch: window.epoch(), index })
    }

    /// When [`tick`](Self::tick) has something to do, if nothing else happens before.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        let end = self.last_progress + self.settings.patience;
        match self.state {
            State::Ended => None,
            State::Away { until } => Some(until.min(end)),
            State::Dialling | State::Digesting => Some(end),
            _ => {
                let due = end.min(self.last_sign + self.silence());
                Some(self.watchdog.due().map_or(due, |starved| due.min(starved)))
            }
        }
    }

    /// Time without a sign that is too long now.
    fn silence(&self) -> Duration {
        match self.state {
            State::Greeting | State::Offering => self.settings.answer,
            _ => self.settings.stall,
        }
    }

    /// Lets time pass: connects again, gives up a silent connection, or ends the job.
    pub fn tick(&mut self, now: Instant) {
        if self.is_over() {
            return;
        }
        if now >= self.last_progress + self.settings.patience && !matches!(self.state, State::Digesting) {
            let why = self.setback.take();
            return self.stop(why);
        }
        match self.state {
            State::Away { until } if now >= until => {
                self.state = State::Dialling;
                self.steps.push_back(Step::Connect);
            }
            State::Away { .. } | State::Dialling | State::Digesting | State::Ended => {}
            _ if self.watchdog.due().is_some_and(|due| now >= due) => {
                let after = self.watchdog.bite();
                self.tell(News::Starved { after });
                self.reconnect(self.settings.first_retry, now);
            }
            State::Greeting | State::Offering if now >= self.last_sign + self.settings.answer => {
                self.tell(News::Starved { after: self.settings.answer });
                self.reconnect(self.backoff(), now);
            }
            _ if now >= self.last_sign + self.silence() => self.reconnect(self.backoff(), now),
            _ => {}
        }
    }

    /// The connection stands.
    pub fn connected(&mut self, now: Instant) {
        if !matches!(self.state, State::Dialling) {
            return;
        }
        self.last_sign = now;
        self.state = State::Greeting;
        self.say(ToCentre::Hello {
            newest: version::NEWEST,
            oldest: version::OLDEST,
            program: self.job.program.clone(),
            language: self.job.language.clone(),
            log: self.job.log,
        });
    }

    /// A checkpoint of this size is kept now: the next greeting names it.
    pub fn remembers(&mut self, log: Option<u64>) {
        self.job.log = log;
    }

    /// The connection broke or could not be made.
    pub fn disconnected(&mut self, now: Instant) {
        if !matches!(self.state, State::Away { .. } | State::Ended) {
            self.retreat(self.backoff(), now);
        }
    }

    /// The last byte of a segment was handed to the carrier, or its sending failed with the connection.
    pub fn handed_over(&mut self, index: u32, now: Instant) {
        self.moved(now);
        if let Some(window) = &mut self.window {
            window.handed_over(index);
        }
    }

    /// Bytes of segments left this side. It is a sign, yet no progress: only what the centre has verified is.
    pub fn moved(&mut self, now: Instant) {
        self.last_sign = now;
        if matches!(self.state, State::Sending) {
            self.watchdog.sent(now);
        }
    }

    /// The package digest is computed.
    pub fn finish(&mut self, package_digest: [u8; 32], now: Instant) {
        if matches!(self.state, State::Digesting) {
            self.state = State::Waiting;
            self.last_sign = now;
            self.say(ToCentre::Finish { package_digest });
        }
    }

    /// Ends the job because the driver cannot go on: a changed source file, Ctrl-C, a certificate refused.
    pub fn abandon(&mut self, reason: Option<Reason>) {
        if !self.is_over() {
            self.stop(reason);
        }
    }

    /// Whether the job has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Something got better: patience begins anew.
    fn progressed(&mut self, now: Instant) {
        self.last_progress = now;
        self.attempts = 0;
        self.setback = None;
    }

    /// Gives up this connection and makes another after `wait`.
    fn reconnect(&mut self, wait: Duration, now: Instant) {
        self.steps.push_back(Step::Disconnect);
        self.retreat(wait, now);
    }

    fn retreat(&mut self, retry_after: Duration, now: Instant) {
        self.steps.retain(|step| matches!(step, Step::Tell(_) | Step::Disconnect));
        self.attempts = self.attempts.saturating_add(1);
        self.window = None;
        self.watchdog.rest();
        self.state = State::Away { until: now + retry_after };
        self.tell(News::Interrupted { retry_after });
    }

    fn backoff(&self) -> Duration {
        let doubled = self.settings.first_retry.saturating_mul(1 << self.attempts.min(16));
        doubled.min(self.settings.last_retry)
    }

    fn out_of_order(&mut self, what: &str) {
        self.stop(Some(Reason::new(Code::Order, format!("the centre sent {what}"))));
    }

    /// Ends with what is certain: delivered if R1 is in hand.
    fn stop(&mut self, reason: Option<Reason>) {
        let delivered = self.receipts.iter().any(|receipt| receipt.kind >= ReceiptKind::Delivered);
        self.end(if delivered { Outcome::Delivered(reason) } else { Outcome::NotDelivered(reason) });
    }

    fn end(&mut self, outcome: Outcome) {
        self.steps.retain(|step| matches!(step, Step::Tell(_) | Step::Disconnect));
        if !matches!(self.state, State::Away { .. } | State::Dialling) {
            self.steps.push_back(Step::Disconnect);
        }
        self.steps.push_back(Step::End(outcome));
        self.state = State::Ended;
    }

    fn tell(&mut self, news: News) {
        self.steps.push_back(Step::Tell(news));
    }

    fn say(&mut self, message: ToCentre) {
        self.steps.push_back(Step::Say(message));
    }
}
