//! Many files and many bytes: the whole way in little memory, which is measured.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(clippy::print_stdout, reason = "measured lines")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use crypto::digest::Sha256;
use crypto::wrap::Kem;
use ectd::dossier::Dossier;
use package::opener::{self, Opened, Opener};
use package::remaker::{Listed, Remaker};
use package::sealer::Sealer;
use support::{Parties, folder, noise};

/// The package as it would come from a file, made while it is read.
struct Sealing<'a> {
    sealer: &'a Sealer,
    folder: &'a Path,
    next: u32,
    block: io::Cursor<Vec<u8>>,
}

impl Read for Sealing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.block.read(buffer)?;
        if got > 0 || buffer.is_empty() || self.next == self.sealer.segments().count() {
            return Ok(got);
        }
        let block = self.sealer.segment(self.next, self.folder).map_err(io::Error::other)?;
        self.next += 1;
        self.block = io::Cursor::new(block);
        self.block.read(buffer)
    }
}

/// Peak memory of this process in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

fn there_and_back(folder: &Path, files: u64) {
    let parties = Parties::new(Kem::XWing);
    let began = Instant::now();
    let sealer = parties.sealer(folder);
    let planned = began.elapsed();
    let bytes = sealer.plan().bytes();
    let block = io::Cursor::new(sealer.head().bytes().to_vec());
    let sealing = Sealing { sealer: &sealer, folder, next: 0, block };
    let opened = Opener::new(sealing, &parties.centre, &[]).unwrap().open(&mut ()).unwrap();
    assert_eq!((opened.root(), opened.files(), opened.bytes()), (sealer.plan().root(), files, bytes));
    println!("{files} files, {bytes} bytes: planned in {planned:.1?}, all in {:.1?}", began.elapsed());
    let sealing = Sealing { sealer: &sealer, folder, next: 0, block: io::Cursor::default() };
    remade(&sealer, &opened, folder, &parties, sealing);
    let resumed = Sealer::resume(&sealer.journal(), &parties.applicant).unwrap();
    let last = resumed.segments().count() - 1;
    assert_eq!(resumed.segment(last, folder).unwrap(), sealer.segment(last, folder).unwrap());
}

/// The files make the stream again that they were sealed into.
fn remade(sealer: &Sealer, opened: &Opened, folder: &Path, parties: &Parties, mut sealing: Sealing<'_>) {
    let began = Instant::now();
    let key = opener::data_key(sealer.head(), &parties.centre, &[]).unwrap();
    let dossier = Dossier::open(folder).unwrap();
    let listed = dossier.files().iter().map(|entry| {
        let mut sha256 = Sha256::new();
        let mut file = ectd::dossier::open_file(folder, &entry.path).unwrap();
        let mut buffer = vec![0; 1 << 20];
        while let got @ 1.. = file.read(&mut buffer).unwrap() {
            sha256.update(&buffer[..got]);
        }
        Listed { path: entry.path.clone(), size: entry.size(), sha256: sha256.finish() }
    });
    let remaker =
        Remaker::new(sealer.head().clone(), opened.stream_header(), &key, listed.collect()).unwrap();
    let mut block = Vec::new();
    for index in 0..remaker.segments().count() {
        let made = remaker.segment(index, &folder, opened.digests()).unwrap();
        block.resize(made.len(), 0);
        sealing.read_exact(&mut block).unwrap();
        assert!(made == block, "segment {index}");
    }
    println!("made again in {:.1?}", began.elapsed());
}

#[test]
fn seventy_thousand_files_and_four_gibibytes() {
    let count: usize =
        std::env::var("SEALPOST_SCALE_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(7_000);
    let many = folder(&BTreeMap::new());
    for index in 0..count {
        let place = many.path().join(format!("m5/53-clin-stud-rep/{:03}", index / 100));
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join(format!("study-report-夹-{index:05}.pdf")), noise(index % 700, index as u64))
            .unwrap();
    }
    there_and_back(many.path(), count as u64);

    // One file beyond 4 GiB is sparse: the zeros cost no disk.
    let len: u64 =
        std::env::var("SEALPOST_SCALE_BYTES").ok().and_then(|n| n.parse().ok()).unwrap_or(300 << 20);
    let large = folder(&BTreeMap::new());
    fs::File::create(large.path().join("large.xpt")).unwrap().set_len(len).unwrap();
    there_and_back(large.path(), 1);

    if let Some(peak) = peak() {
        println!("peak memory {} MiB", peak >> 20);
        assert!(peak < 256 << 20, "peak memory {} MiB", peak >> 20);
    }
}
