//! `inspect-worker`: looks into files for the check that started it. It needs no home and no words.

use ectd::inspect::worker;
use terminal::exit::Exit;

use crate::options::InspectWorker;

/// Answers until nobody asks. Why it ended earlier, nobody could hear.
pub fn run(options: &InspectWorker) -> Exit {
    worker::run(&options.root, options.memory).map_or(Exit::Failed, |()| Exit::Done)
}
