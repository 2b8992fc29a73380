//! A full disk at the receiver: refused at the offer with the missing amount, or paused and resumable; never a false
//! receipt.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::skip::skip;

use crate::again::registered;

/// A small file system of its own; needs the right to mount.
struct Small(tempfile::TempDir);

impl Small {
    fn mount(test: &str, mebibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("folder");
        let size = format!("size={mebibytes}m");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status();
        if mounted.is_ok_and(|s| s.success()) {
            return Some(Self(folder));
        }
        skip(test, "no right to mount a tmpfs");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn an_offer_larger_than_the_disk_is_refused_with_the_missing_amount() {
    let Some(small) = Small::mount("disk full at the offer", 60) else { return };
    let centre = Centre::init_in(small.path(), &[]);
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600001/0000", 10, 90_000_000);
    let run = applicant.submit(&folder, "x202600001", "0000");
    assert!(matches!(run.code, Some(4 | 5)), "{run:?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("missing") || said.contains("MiB"), "{said}");
    assert_eq!(registered(&centre), 0);
}

#[test]
fn a_disk_that_fills_during_the_transfer_pauses_it_and_it_resumes_when_there_is_room() {
    let Some(small) = Small::mount("disk full during the transfer", 400) else { return };
    let centre = Centre::init_in(small.path(), &[]);
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600002/0000", 10, 60_000_000);
    let mut command = applicant.submitting(&folder, "x202600002", "0000");
    let child = command.stdout(std::process::Stdio::piped()).spawn().expect("submit");
    let hog = fill(small.path(), &centre);
    std::thread::sleep(std::time::Duration::from_secs(2));
    std::fs::remove_file(hog).expect("room again");
    let output = child.wait_with_output().expect("ends");
    match output.status.code() {
        Some(0) => {}
        Some(5) => drop(applicant.submit(&folder, "x202600002", "0000").expect(0)),
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stdout)),
    }
    assert_eq!(registered(&centre), 1);
}

/// Waits for the offer, then writes a file until nothing more fits.
fn fill(folder: &Path, centre: &Centre) -> PathBuf {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while centre.submissions().is_empty() && std::time::Instant::now() < end {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let hog = folder.join("hog");
    let mut file = std::fs::File::create(&hog).expect("hog");
    let block = vec![7_u8; 1 << 20];
    while std::io::Write::write_all(&mut file, &block).is_ok() {}
    hog
}
