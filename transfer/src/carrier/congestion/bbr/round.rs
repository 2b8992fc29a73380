//! Round trips, counted by packets and not by the clock (draft, section "BBR.round_count").

/// A round ends with the acknowledgement of something that was sent after it began.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rounds {
    count: u64,
    ends_at: u64,
    began: bool,
}

impl Rounds {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Whether the last acknowledgement began a round.
    pub(super) fn began(&self) -> bool {
        self.began
    }

    /// Begins a round now, at this count of delivered bytes, without counting one.
    pub(super) fn restart(&mut self, delivered: u64) {
        self.ends_at = delivered;
    }

    /// Takes the count of delivered bytes when the acknowledged flight left, and now.
    pub(super) fn advance(&mut self, prior: u64, delivered: u64) {
        self.began = prior >= self.ends_at;
        if self.began {
            self.count += 1;
            self.ends_at = delivered;
        }
    }
}
