//! Ctrl-C: a job that talks to the centre ends in order; one that only reads files is ended at once, for everything
//! it wrote is whole.

use std::process;
use std::time::Duration;

use terminal::exit::Exit;

use crate::stop::Stop;

/// Watches for Ctrl-C on a thread of its own. `last_words` are said when nothing else can say them: the job was reading
/// files, or does not end in time.
pub fn watch(stop: &Stop, last_words: impl Fn() + Send + 'static) {
    let stop = stop.clone();
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_err() {
            return;
        }
        let heard = stop.is_heard();
        stop.wish();
        if heard {
            // A second Ctrl-C does not wait.
            let _ = runtime.block_on(async { tokio::time::timeout(PATIENCE, tokio::signal::ctrl_c()).await });
        }
        last_words();
        process::exit(i32::from(CODE));
    });
}

#[expect(clippy::as_conversions, reason = "the discriminants are the codes")]
const CODE: u8 = Exit::Interrupted as u8;

/// How long a job may take to end in order.
const PATIENCE: Duration = Duration::from_secs(5);
