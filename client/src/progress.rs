//! Progress bars on a terminal: one line for each phase of a job.

use terminal::bar::Bar;

use crate::job::event::Phase;
use crate::text::Texts;

/// The bar of the phase a job is in; earlier phases stay above it as finished lines.
#[derive(Debug)]
pub struct Bars {
    texts: Texts,
    shown: bool,
    current: Option<(Phase, Bar)>,
}

impl Bars {
    /// Makes bars that are drawn on standard error if `shown`, and only if that is a terminal.
    pub fn new(texts: Texts, shown: bool) -> Bars {
        Bars { texts, shown, current: None }
    }

    /// Moves the bar of `phase`; a new phase begins a new line.
    pub fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        if !self.shown {
            return;
        }
        if self.current.as_ref().is_none_or(|(current, _)| *current != phase) {
            self.finish();
            let prefix = self.texts.say(&format!("phase-{}", phase.name()));
            self.current = Some((phase, Bar::begin(prefix, done, Some(total))));
        }
        if let Some((_, bar)) = &self.current {
            bar.set(done, total);
        }
    }

    /// Lets `say` write to the terminal without the bar in its way.
    pub fn aside(&self, say: impl FnOnce()) {
        match &self.current {
            Some((_, bar)) => bar.aside(say),
            None => say(),
        }
    }

    /// Ends the current bar and leaves its line: full if the phase was done, else as far as it came.
    pub fn finish(&mut self) {
        if let Some((_, bar)) = self.current.take() {
            bar.finish();
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.finish();
    }
}
