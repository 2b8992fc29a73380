//! The desk opens and copies what is still arriving, and what it made of it is worth nothing before R1.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program::Run;

use crate::again::registered;
use crate::support::number;

const APPLICATION: &str = "x202600001";

/// Starts a slow submission and stops its process while segments are on their way.
fn half_sent(centre: &Centre, applicant: &Applicant, folder: &Path) -> Child {
    let mut command = applicant.submitting(folder, APPLICATION, "0000");
    command.args(["--limit", "8MB"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("submit starts");
    let journal = centre.home().join("inbox/CDE-2026-000001/1/journal");
    let records = || std::fs::metadata(&journal).map_or(0, |found| found.len()) / 44;
    // Those on their way come in any order: with so many, enough of the first are there.
    wait("segments arrive", || records() >= 26);
    kill_process(Pid::from_child(&child), Signal::STOP).expect("stopped");
    child
}

/// Folders on the desk's bench.
fn on_the_bench(centre: &Centre) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(centre.home().join("work")).expect("bench").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// The second copy of a package: whether one is being written, and whether one is there.
fn second_copy(centre: &Centre) -> (bool, bool) {
    let folder = centre.home().join("backup/sealed");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let (mut written, mut there) = (false, false);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        written |= name.starts_with(".sealpost-part-") && file.metadata().is_ok_and(|found| found.len() > 0);
        there |= name.ends_with(".sealpost");
    }
    (written, there)
}

fn wait(what: &str, until: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !until() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn what_arrives_is_opened_before_it_is_delivered() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("0000", 12, 48 << 20);
    let child = half_sent(&centre, &applicant, &folder);
    let opened = || on_the_bench(&centre).iter().any(|place| !tests::tree::digests(place).is_empty());
    wait("the desk opens ahead", opened);
    wait("the desk copies ahead", || second_copy(&centre).0);
    assert_eq!(centre.submissions()[0]["state"], "receiving");
    assert!(!second_copy(&centre).1, "nothing was delivered");

    kill_process(Pid::from_child(&child), Signal::CONT).expect("goes on");
    let run = Run::of(&child.wait_with_output().expect("submit ends")).expect(0);
    assert_eq!(number(&run), "CDE-2026-000001");
    assert_eq!(registered(&centre), 1);
    assert_eq!(on_the_bench(&centre), Vec::<PathBuf>::new(), "plain text stays");
    assert_eq!(second_copy(&centre), (false, true));
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn what_gives_way_to_another_root_does_not_stay_opened() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("0000", 12, 48 << 20);
    let mut child = half_sent(&centre, &applicant, &folder);
    wait("the desk opens ahead", || !on_the_bench(&centre).is_empty());
    child.kill().expect("killed");
    let _ = child.wait();

    std::fs::write(folder.join("one-more.txt"), "another root").expect("a file");
    let run = applicant.submit(&folder, APPLICATION, "0000").expect(0);
    assert_eq!(run.result()["state"], "registered");
    wait("plain text stays", || on_the_bench(&centre).is_empty());
    wait("half a copy stays", || second_copy(&centre) == (false, true));
    assert_eq!(serving.stop(), Some(0));
}
