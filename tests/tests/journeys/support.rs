//! Opens a stored package with the library, as an independent reader of what the centre keeps.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tests::centre::Centre;
use tests::program::{self, Run};

/// The kinds of the receipts that a run of `submit` announced, in order.
pub(crate) fn receipt_kinds(run: &Run) -> Vec<String> {
    run.of_type("receipt").map(|l| l["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The submission number in a run's result.
pub(crate) fn number(run: &Run) -> String {
    run.result()["number"].as_str().expect("a number").to_owned()
}

/// The stored package of a submission.
pub(crate) fn sealed(centre: &Centre, number: &str) -> PathBuf {
    centre.home().join(format!("sealed/{number}.sealpost"))
}

/// Every R-file of a submission in a folder, in the order of their names.
pub(crate) fn receipts_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("receipts folder")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "cose"))
        .collect();
    found.sort();
    found
}

/// A sparse or small file of a given size, whose bytes differ from block to block.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    std::fs::write(path, bytes).expect("file");
}

/// A file that is a hole of the given size.
pub(crate) fn write_hole(path: &Path, bytes: u64) {
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    File::create(path).and_then(|f| f.set_len(bytes)).expect("sparse file");
}

/// Runs the client as a person does, without `--json`.
pub(crate) fn as_a_person(language: &str, arguments: &[&OsStr]) -> Run {
    let mut command = Command::new(program::path("sealpost"));
    command.args(["--lang", language]).args(arguments).stdin(Stdio::null());
    Run::of(&command.output().expect("program starts"))
}

/// Loses everything of a centre's home but the backup, the keys and the configuration.
pub(crate) fn lose_all_but_the_backup(centre: &Centre) {
    for entry in std::fs::read_dir(centre.home()).expect("home").flatten() {
        let kept = ["backup", "keys", "config.toml"].contains(&&*entry.file_name().to_string_lossy());
        match entry.path() {
            path if kept => drop(path),
            path if path.is_dir() => std::fs::remove_dir_all(path).expect("lost"),
            path => std::fs::remove_file(path).expect("lost"),
        }
    }
}
