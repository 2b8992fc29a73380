//! Many files: filed, amended, validated in little memory, which is measured.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(clippy::print_stdout, reason = "measured lines")]

mod support;

use std::fs;
use std::time::Instant;

use archive::digests::Digests;
use support::{Place, amend, facts, id};

/// Peak memory of this process in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[test]
fn seventy_thousand_files_stay_below_256_mebibytes() {
    let count: u32 = std::env::var("SEALPOST_SCALE_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(7_000);
    let place = Place::new();
    let root = place.open();
    let opened = place.top.path().join("opened");
    let began = Instant::now();
    let mut draft = root.begin(&id("0000")).unwrap();
    for index in 0..count {
        let bytes = index.to_le_bytes();
        fs::write(&opened, bytes).unwrap();
        let path = format!(
            "dossier/m5/53-clin-stud-rep/531-rep-biopharm-stud/{:03}/study-report-夹-{index:05}.pdf",
            index / 100
        );
        draft.adopt(&path, &opened, &Digests::of(&bytes)).unwrap();
    }
    draft.finish(facts("verified")).unwrap();
    println!("{count} files filed in {:.1?}", began.elapsed());
    amend(&root, &id("0000")).unwrap();
    println!("amended after {:.1?}", began.elapsed());
    assert_eq!(place.findings(), []);
    println!("validated after {:.1?}", began.elapsed());
    if let Some(peak) = peak() {
        println!("peak memory {} MiB", peak >> 20);
        assert!(peak < 256 << 20, "peak memory {} MiB", peak >> 20);
    }
}
