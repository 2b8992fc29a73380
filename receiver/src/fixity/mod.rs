//! Fixity: everything that is kept is read again on a schedule, damage is named, logged and repaired.
//!
//! A [`sweeper`] belongs to whoever has the desk: `serve`, or the command when none runs. It takes the most urgent sweep from
//! the registry, reads one submission after another ([`examination`]) against what its receipts signed ([`truth`]), and
//! makes whole what can be ([`repair`]). [`restore`] is the drill from the backup alone; it needs no desk.

pub mod aside;
pub mod beside;
pub mod damage;
pub mod examination;
pub mod givers;
pub mod list;
pub mod mend;
pub mod object;
pub mod pace;
pub mod papers;
pub mod reading;
pub mod remade;
pub mod renewal;
pub mod repair;
pub mod restore;
pub mod root;
pub mod schedule;
pub mod shelf;
pub mod sweeper;
pub mod truth;
pub mod vote;
