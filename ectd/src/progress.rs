//! How a long walk through files tells its caller where it is.

/// Told about work on files; called from the thread that asked for the work.
pub trait Progress {
    /// Says once how much there is to do.
    fn begin(&mut self, files: u64, bytes: u64) {
        let _ = (files, bytes);
    }

    /// Says how much was done since the last call.
    fn advance(&mut self, files: u64, bytes: u64) {
        let _ = (files, bytes);
    }
}

/// Nobody listens.
impl Progress for () {}
