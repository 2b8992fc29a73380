//! A second copy that is written while its package arrives. Nobody sees it before R1: its last bytes are held back until
//! then, and a file that has no end does not appear in its store.

use std::error::Error;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use tokio::task::JoinHandle;

use crate::store::{Name, Store};

/// The copy. Dropping it leaves the store as it was.
#[derive(Debug)]
pub struct Draft {
    delivered: Sender<()>,
    work: JoinHandle<Result<(), Failure>>,
}

type Failure = Box<dyn Error + Send + Sync>;

impl Draft {
    /// Begins to write the package of a submission, so many bytes, from what `open` begins to read.
    pub fn begin<R: Read>(
        backup: &Arc<dyn Store>,
        number: &str,
        length: u64,
        open: impl FnOnce() -> Result<R, Failure> + Send + 'static,
    ) -> Self {
        let (delivered, heard) = mpsc::channel();
        let (backup, name) = (Arc::clone(backup), Name::package(number));
        let work = tokio::task::spawn_blocking(move || {
            let mut from = HeldBack { arriving: open()?, left: length, delivered: heard };
            Ok(backup.copy(&mut from, length, &name)?)
        });
        Self { delivered, work }
    }

    /// R1 was given: the copy takes its place. Tells whether it is there; what is in it, reading it back will tell.
    pub async fn keep(self) -> bool {
        // One that has failed hears nothing.
        let _ = self.delivered.send(());
        match self.work.await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the second copy is not there yet");
                false
            }
            Err(error) => {
                tracing::error!(%error, "the thread that writes a second copy failed");
                false
            }
        }
    }
}

struct HeldBack<R> {
    arriving: R,
    left: u64,
    delivered: Receiver<()>,
}

impl<R: Read> Read for HeldBack<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.arriving.read(&mut buffer[..most])?;
        self.left -= read as u64;
        match (read, self.left) {
            (0, _) => Err(io::ErrorKind::UnexpectedEof.into()),
            (_, 0) => {
                self.delivered.recv().map(|()| read).map_err(|_| io::Error::other("it was not delivered"))
            }
            _ => Ok(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use super::Draft;
    use crate::store::local::Local;
    use crate::store::{Name, Store};

    const PACKAGE: &[u8] = b"sealed";

    fn store(folder: &Path) -> Arc<dyn Store> {
        Arc::new(Local::open("backup", folder).unwrap())
    }

    fn begin(folder: &Path, length: u64) -> Draft {
        Draft::begin(&store(folder), "CDE-2026-000001", length, || Ok(PACKAGE))
    }

    fn is_empty(folder: &Path) -> bool {
        std::fs::read_dir(folder).unwrap().next().is_none()
    }

    #[tokio::test]
    async fn a_copy_appears_when_its_package_is_delivered() {
        let top = tempfile::tempdir().unwrap();
        let draft = begin(top.path(), PACKAGE.len() as u64);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let name = Name::package("CDE-2026-000001");
        assert!(!store(top.path()).holds(&name).unwrap());
        assert!(draft.keep().await);
        assert_eq!(store(top.path()).read(&name).unwrap(), PACKAGE);
    }

    #[tokio::test]
    async fn what_is_not_delivered_leaves_nothing() {
        let top = tempfile::tempdir().unwrap();
        let Draft { delivered, work } = begin(top.path(), PACKAGE.len() as u64);
        drop(delivered);
        assert!(work.await.unwrap().unwrap_err().to_string().contains("not delivered"));
        assert!(is_empty(top.path()));
    }

    #[tokio::test]
    async fn what_ends_too_early_is_no_copy() {
        let top = tempfile::tempdir().unwrap();
        assert!(!begin(top.path(), PACKAGE.len() as u64 + 1).keep().await);
        assert!(is_empty(top.path()));
        let open = || Ok(io::Read::chain(PACKAGE, Broken));
        let draft = Draft::begin(&store(top.path()), "CDE-2026-000001", 100, open);
        assert!(!draft.keep().await);
        assert!(is_empty(top.path()));
    }

    struct Broken;

    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("nothing has come for a while"))
        }
    }
}
