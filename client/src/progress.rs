//! Progress bars on a terminal: one line for each phase, with bytes, rate and the time that is left.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::job::event::Phase;
use crate::text::Texts;

/// The bar of the phase a job is in; earlier phases stay above it as finished lines.
#[derive(Debug)]
pub struct Bars {
    texts: Texts,
    shown: bool,
    current: Option<(Phase, ProgressBar)>,
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
            self.current = Some((phase, self.begin(phase, done, total)));
        }
        if let Some((_, bar)) = &self.current {
            bar.set_length(total);
            bar.set_position(done);
        }
    }

    /// Lets `say` write to the terminal without the bar in its way.
    pub fn aside(&self, say: impl FnOnce()) {
        match &self.current {
            Some((_, bar)) => bar.suspend(say),
            None => say(),
        }
    }

    /// Ends the current bar and leaves its line: full if the phase was done, else as far as it came.
    pub fn finish(&mut self) {
        if let Some((_, bar)) = self.current.take() {
            if Some(bar.position()) == bar.length() {
                bar.finish();
            } else {
                bar.abandon();
            }
        }
    }

    fn begin(&self, phase: Phase, done: u64, total: u64) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(self.texts.say(&format!("phase-{}", phase.name())));
        bar.set_position(done);
        // What an earlier session sent must not count as the speed of this one.
        bar.reset_eta();
        bar.enable_steady_tick(TICK);
        bar
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.finish();
    }
}

const TEMPLATE: &str = "{prefix:20} [{wide_bar}] {percent:>3}% {binary_bytes:>10} / {binary_total_bytes:<10} \
                        {binary_bytes_per_sec:>12} {eta:>4}";

/// The line is drawn again at least this often, so that the time left keeps counting.
const TICK: Duration = Duration::from_millis(500);
