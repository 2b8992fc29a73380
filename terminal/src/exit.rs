//! The exit codes, the same in every program (`docs/exit-codes.md`).

use std::process::ExitCode;

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: could not be done (input/output, permission, network, a key that is no recipient).
    Failed = 1,
    /// 2: wrong usage, or not in this version.
    Usage = 2,
    /// 3: the thing checked is not acceptable or not sound.
    Unsound = 3,
    /// 4: refused by the centre.
    Refused = 4,
    /// 5: not finished; the same command again is right.
    Unfinished = 5,
    /// 130: ended by Ctrl-C; what was begun can be resumed.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        #[expect(clippy::as_conversions, reason = "the discriminants are the codes")]
        Self::from(exit as u8)
    }
}
