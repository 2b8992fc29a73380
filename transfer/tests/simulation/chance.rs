//! What can happen between two sides.

use proptest::prelude::*;

/// What happens next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chance {
    /// The oldest message to the centre arrives.
    ToCentre,
    /// The oldest message to the applicant arrives.
    ToApplicant,
    /// One of the segments on the line arrives; it need not be the oldest.
    Segment(u8),
    /// A segment on the line is lost, and the line stays.
    Lose(u8),
    /// A segment on the line is damaged.
    Damage(u8),
    /// The same segment arrives and stays on the line: a duplicate follows.
    Twice(u8),
    /// The disk finishes what waits for it.
    Sync,
    /// The disk fails: what waits for it is lost.
    SyncFails,
    /// A segment that was durable turns out to be lost.
    Rot(u8),
    /// The line breaks.
    Break,
    /// The applicant's program is killed, and started again.
    ApplicantDies,
    /// The centre's program is killed: what waits for the disk is lost.
    CentreDies,
    /// The centre ends in order.
    Drain,
    /// No space for a while.
    Pause,
    /// Another session of the applicant takes over and delivers everything.
    TakeOver,
    /// Time passes.
    Wait(u8),
    /// The laptop's lid was closed for hours.
    Jump(u8),
}

/// Any of them, the usual ones more often.
pub(crate) fn chances() -> impl Strategy<Value = Chance> {
    prop_oneof![
        12 => Just(Chance::ToCentre),
        12 => Just(Chance::ToApplicant),
        16 => any::<u8>().prop_map(Chance::Segment),
        2 => any::<u8>().prop_map(Chance::Lose),
        2 => any::<u8>().prop_map(Chance::Damage),
        4 => any::<u8>().prop_map(Chance::Twice),
        8 => Just(Chance::Sync),
        2 => Just(Chance::SyncFails),
        1 => any::<u8>().prop_map(Chance::Rot),
        2 => Just(Chance::Break),
        1 => Just(Chance::ApplicantDies),
        1 => Just(Chance::CentreDies),
        1 => Just(Chance::Drain),
        1 => Just(Chance::Pause),
        1 => Just(Chance::TakeOver),
        6 => (0_u8..40).prop_map(Chance::Wait),
        1 => (1_u8..72).prop_map(Chance::Jump),
    ]
}
