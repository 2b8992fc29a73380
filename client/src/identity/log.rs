//! What this home remembers of the centre's evidence log: the last checkpoint it saw. At each contact the centre must
//! prove that its log only added to that one; who cannot has taken something back, or shows different people different
//! logs.
//!
//! ```text
//! log/<centre>.checkpoint                    the last one; `sealpost-verify log DIR --since` takes it
//! log/<centre>-inconsistent/<name>/          kept for evidence: held.checkpoint  shown.checkpoint  proof.txt
//! ```

use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use crypto::proof::{ProofError, verify_consistency};
use durable::error::FileError;
use durable::folder;
use durable::whole::{Existing, write};
use package::identity::CentreId;
use package::log::checkpoint::{CheckpointError, LogKeys, SignedCheckpoint};
use transfer::message::part;

use crate::home::Home;

/// The last checkpoint of one centre's log.
#[derive(Debug, Clone)]
pub struct Memory {
    folder: PathBuf,
    centre: CentreId,
    held: Option<SignedCheckpoint>,
}

/// The log is not the one that is remembered, or cannot be remembered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// A file of the memory.
    #[error(transparent)]
    File(#[from] FileError),
    /// The remembered checkpoint was damaged, or the card no longer names the log that signed it.
    #[error("{}: {source}", path.display())]
    Held {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// The centre shows a log that does not follow from the one it showed before.
    #[error("the centre's log does not follow from the one it showed before: {why}")]
    Inconsistent {
        /// Why.
        why: Why,
        /// Where both checkpoints were kept.
        evidence: PathBuf,
    },
}

/// In which way a log does not follow from an earlier one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// None is shown any more.
    #[error("{held} entries were signed, and now no log is shown")]
    Hidden {
        /// Entries under the remembered checkpoint.
        held: u64,
    },
    /// Entries are missing.
    #[error("{held} entries were signed, and now there are {shown}")]
    Shorter {
        /// Entries under the remembered checkpoint.
        held: u64,
        /// Entries under the one that is shown.
        shown: u64,
    },
    /// What is shown is no checkpoint of this log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not hold: earlier entries were changed.
    #[error("its first {held} entries are not those that were signed: {source}")]
    Changed {
        /// Entries under the remembered checkpoint.
        held: u64,
        /// What is wrong with the proof.
        source: ProofError,
    },
}

impl Memory {
    /// Reads what `home` remembers of the log of `centre`, whose card names these keys.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn of(home: &Home, centre: &CentreId, keys: Option<&LogKeys>) -> Result<Memory, LogError> {
        let folder = home.log();
        let path = checkpoint(&folder, centre);
        let held = match (read(&path)?, keys) {
            (None, _) => None,
            (Some(text), Some(keys)) => Some(believed(&text, keys, &path)?),
            (Some(_), None) => {
                let source = CheckpointError::Unsigned { origin: centre.to_string() };
                return Err(LogError::Held { path, source });
            }
        };
        Ok(Memory { folder, centre: centre.clone(), held })
    }

    /// Entries under the checkpoint that is remembered, to be named in a greeting.
    pub fn size(&self) -> Option<u64> {
        self.held.as_ref().map(SignedCheckpoint::size)
    }

    /// Takes what the centre shows in answer to a greeting that named [`Memory::size`]: it must follow from what is
    /// remembered, and is remembered then.
    ///
    /// # Errors
    /// [`LogError::Inconsistent`], with both kept for evidence; what was remembered stays.
    pub fn meet(&mut self, shown: Option<&part::Log>, keys: Option<&LogKeys>) -> Result<(), LogError> {
        match (follows(self.held.as_ref(), shown, keys), shown) {
            (Ok(Some(new)), _) => self.keep(new),
            (Ok(None), _) => Ok(()),
            (Err(why), shown) => Err(LogError::Inconsistent { why, evidence: self.accuse(shown)? }),
        }
    }

    fn keep(&mut self, new: SignedCheckpoint) -> Result<(), LogError> {
        if self.size().is_none_or(|held| held < new.size()) {
            folder::create(&self.folder)?;
            let _durable =
                write(&checkpoint(&self.folder, &self.centre), new.text().as_bytes(), Existing::Replace)?;
            self.held = Some(new);
        }
        Ok(())
    }

    /// Keeps both checkpoints and the proof, under a name that the same evidence gets again.
    fn accuse(&self, shown: Option<&part::Log>) -> Result<PathBuf, LogError> {
        let text = shown.map(|log| log.checkpoint.clone()).unwrap_or_default();
        let name = Sha256Digest::of(text.as_bytes()).to_string();
        let evidence = self.folder.join(format!("{}-inconsistent", self.centre)).join(&name[..16]);
        folder::create(&evidence)?;
        let held = self.held.as_ref().map(SignedCheckpoint::text).unwrap_or_default();
        let proof = shown.into_iter().flat_map(|log| &log.proof);
        let proof: String = proof.map(|hash| format!("{}\n", crypto::hex::encode(hash.as_slice()))).collect();
        for (name, text) in [("held.checkpoint", held), ("shown.checkpoint", text), ("proof.txt", proof)] {
            let _durable = write(&evidence.join(name), text.as_bytes(), Existing::Replace)?;
        }
        Ok(evidence)
    }
}

/// Proves that what is shown follows from what is held. Gives it, if there is something to remember.
fn follows(
    held: Option<&SignedCheckpoint>,
    shown: Option<&part::Log>,
    keys: Option<&LogKeys>,
) -> Result<Option<SignedCheckpoint>, Why> {
    let (Some(log), Some(keys)) = (shown, keys) else {
        return match held {
            Some(held) => Err(Why::Hidden { held: held.size() }),
            None => Ok(None),
        };
    };
    let new = SignedCheckpoint::read(&log.checkpoint, keys)?;
    let Some(held) = held else { return Ok(Some(new)) };
    if new.size() < held.size() {
        return Err(Why::Shorter { held: held.size(), shown: new.size() });
    }
    let proof: Vec<Sha256Digest> = log.proof.iter().map(|hash| Sha256Digest::from_bytes(**hash)).collect();
    verify_consistency(held.size(), held.root(), new.size(), new.root(), &proof)
        .map_err(|source| Why::Changed { held: held.size(), source })?;
    Ok(Some(new))
}

fn believed(text: &str, keys: &LogKeys, path: &Path) -> Result<SignedCheckpoint, LogError> {
    SignedCheckpoint::read(text, keys).map_err(|source| LogError::Held { path: path.to_owned(), source })
}

fn checkpoint(folder: &Path, centre: &CentreId) -> PathBuf {
    folder.join(format!("{centre}.checkpoint"))
}

fn read(path: &Path) -> Result<Option<String>, FileError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError { operation: "read", path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::proof::consistency;
    use crypto::signature::SigningKey;
    use crypto::tree;
    use package::log::checkpoint::Checkpoint;

    /// A log whose entry n is `n`, except that those of a fork differ from the third on.
    struct Log {
        key: SigningKey,
        fork: u8,
    }

    impl Log {
        fn new() -> Log {
            Log { key: SigningKey::generate().unwrap(), fork: 0 }
        }

        fn keys(&self) -> LogKeys {
            LogKeys::new("sealpost-log/CDE/00".into(), vec![self.key.public()])
        }

        fn leaves(&self, size: u8) -> Vec<Sha256Digest> {
            (0..size).map(|n| tree::leaf(&[n, if n < 3 { 0 } else { self.fork }])).collect()
        }

        fn shown(&self, size: u8, held: Option<u64>) -> part::Log {
            let leaves = self.leaves(size);
            let mut tree = tree::Tree::new();
            leaves.iter().for_each(|leaf| tree.push_leaf(*leaf));
            let origin = "sealpost-log/CDE/00".to_owned();
            let signed = Checkpoint { origin, size: size.into(), root: tree.root() }.sign(&self.key).unwrap();
            let proof = held.and_then(|held| consistency(&leaves, held).ok()).unwrap_or_default();
            let proof = proof.iter().map(|hash| (*hash.as_bytes()).into()).collect();
            part::Log { checkpoint: signed.text(), proof }
        }
    }

    fn memory(home: &Home, log: &Log) -> Memory {
        Memory::of(home, &"CDE".parse().unwrap(), Some(&log.keys())).unwrap()
    }

    #[test]
    fn a_log_that_only_grows_is_remembered() {
        let top = tempfile::tempdir().unwrap();
        let (home, log) = (Home::at(top.path()), Log::new());
        let mut memory_ = memory(&home, &log);
        assert_eq!(memory_.size(), None);
        for size in [3, 3, 7, 8, 20] {
            let shown = log.shown(size, memory_.size());
            memory_.meet(Some(&shown), Some(&log.keys())).unwrap();
            assert_eq!(memory(&home, &log).size(), Some(size.into()));
        }
    }

    #[test]
    fn a_log_that_was_changed_shortened_or_hidden_is_shouted_about_and_kept() {
        let top = tempfile::tempdir().unwrap();
        let (home, log) = (Home::at(top.path()), Log::new());
        let mut held = memory(&home, &log);
        held.meet(Some(&log.shown(7, None)), Some(&log.keys())).unwrap();
        let forked = Log { fork: 1, key: log.key.clone() };
        let stranger = Log::new();
        for (shown, what) in [
            (Some(forked.shown(9, Some(7))), "forked"),
            (Some(forked.shown(7, Some(7))), "forked at the same size"),
            (Some(log.shown(6, None)), "rolled back"),
            (Some(log.shown(9, None)), "without a proof"),
            (Some(stranger.shown(9, Some(7))), "signed by a stranger"),
            (None, "hidden"),
        ] {
            let refused = held.meet(shown.as_ref(), Some(&log.keys()));
            let Err(LogError::Inconsistent { evidence, .. }) = refused else { panic!("{what}: {refused:?}") };
            let kept = std::fs::read_to_string(evidence.join("shown.checkpoint")).unwrap();
            assert_eq!(kept, shown.map(|log| log.checkpoint).unwrap_or_default(), "{what}");
            let kept = std::fs::read_to_string(evidence.join("held.checkpoint")).unwrap();
            assert_eq!(kept, log.shown(7, None).checkpoint, "{what}");
            assert_eq!(memory(&home, &log).size(), Some(7), "{what}");
        }
        let hidden = held.meet(Some(&log.shown(9, Some(7))), None);
        assert!(matches!(hidden, Err(LogError::Inconsistent { why: Why::Hidden { held: 7 }, .. })));
    }

    #[test]
    fn a_memory_that_was_damaged_is_no_empty_one() {
        let top = tempfile::tempdir().unwrap();
        let (home, log) = (Home::at(top.path()), Log::new());
        memory(&home, &log).meet(Some(&log.shown(7, None)), Some(&log.keys())).unwrap();
        let file = home.log().join("CDE.checkpoint");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("\n7\n", "\n8\n")).unwrap();
        let damaged = Memory::of(&home, &"CDE".parse().unwrap(), Some(&log.keys()));
        assert!(matches!(damaged, Err(LogError::Held { .. })));
    }
}
