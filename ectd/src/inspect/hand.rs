//! One worker as its master sees it: asked one file at a time, ended when it is silent for too long.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use super::worker::Question;
use super::{Inspection, Launcher};

/// A running worker; it ends when this is dropped.
pub(super) struct Hand {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<Vec<u8>>,
    asked: bool,
}

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// In the time that a file has.
    TooLong,
    /// The worker has gone, or says what nobody understands.
    Broke,
}

impl Hand {
    pub(super) fn start(launcher: &Launcher, root: &Path) -> io::Result<Self> {
        let mut child = launcher.start(root)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (sender, answers) = sync_channel(1);
        let listening = pipes.ok_or_else(|| io::Error::other("no pipes")).and_then(|(questions, stdout)| {
            thread::Builder::new().spawn(move || listen(stdout, &sender))?;
            Ok(questions)
        });
        match listening {
            Ok(questions) => Ok(Self { child, questions, answers, asked: false }),
            Err(error) => {
                end(&mut child);
                Err(error)
            }
        }
    }

    /// Whether it has looked into a file before.
    pub(super) fn is_used(&self) -> bool {
        self.asked
    }

    pub(super) fn ask(
        &mut self,
        question: &Question<'_>,
        launcher: &Launcher,
    ) -> Result<Inspection, Silence> {
        self.asked = true;
        let mut line = serde_json::to_vec(question).map_err(|_| Silence::Broke)?;
        line.push(b'\n');
        self.questions.write_all(&line).map_err(|_| Silence::Broke)?;
        match self.answers.recv_timeout(launcher.limits.time) {
            Ok(answer) => serde_json::from_slice(&answer).map_err(|_| Silence::Broke),
            Err(RecvTimeoutError::Timeout) => Err(Silence::TooLong),
            Err(RecvTimeoutError::Disconnected) => Err(Silence::Broke),
        }
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    // one that has ended already cannot be ended; the wait frees it in any case
    let _ = child.kill();
    let _ = child.wait();
}

/// Gives line after line on, until the worker ends, nobody wants them, or a line is too long to be an answer.
fn listen(stdout: ChildStdout, answers: &SyncSender<Vec<u8>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let read = stdout.by_ref().take(ANSWER).read_until(b'\n', &mut line);
        if read.is_err() || line.last() != Some(&b'\n') || answers.send(line).is_err() {
            return;
        }
    }
}

/// Bytes of one answer.
const ANSWER: u64 = 4 << 20;
