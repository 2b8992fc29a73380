//! The first inputs of a target: the fuzzer begins with what the parser accepts, and changes it.

use std::env;
use std::fs;
use std::path::PathBuf;

/// The folder of one target's inputs; the fuzzer reads it after the target has filled it, and adds what it finds.
pub struct Corpus(PathBuf);

impl Corpus {
    /// Opens the folder that `SEALPOST_FUZZ_CORPUS` names (scripts/fuzz), or a new one.
    pub fn of(target: &str) -> Self {
        let all = env::var_os("SEALPOST_FUZZ_CORPUS").map_or_else(env::temp_dir, PathBuf::from);
        let folder = all.join(target);
        fs::create_dir_all(&folder).expect("a folder for the corpus");
        Self(folder)
    }

    /// Keeps an input; one of the same name is replaced.
    pub fn keep(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).expect("an input that can be written");
    }
}
