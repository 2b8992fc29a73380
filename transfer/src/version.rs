//! Protocol versions: a centre serves the newest and the one before it.

/// The newest protocol version that this library speaks.
pub const NEWEST: u32 = 1;

/// The oldest protocol version that this library still speaks: the one before the newest, once there is one.
pub const OLDEST: u32 = 1;

/// Chooses the version of a session: the newest that both sides speak, or `None` when there is none.
///
/// `theirs_oldest` and `theirs_newest` are what the peer said in its greeting.
#[must_use]
pub fn agree(theirs_oldest: u32, theirs_newest: u32) -> Option<u32> {
    let newest = NEWEST.min(theirs_newest);
    (newest >= OLDEST.max(theirs_oldest)).then_some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_common_version_is_chosen() {
        assert_eq!(agree(1, 1), Some(1));
        assert_eq!(agree(1, 7), Some(NEWEST));
        assert_eq!(agree(NEWEST + 1, NEWEST + 2), None);
        assert_eq!(agree(0, 0), None);
        assert_eq!(agree(5, 1), None, "an empty range agrees with nobody");
    }
}
