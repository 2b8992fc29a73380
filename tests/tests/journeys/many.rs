//! Sizes and names at the edges: many files, a file over 4 GiB, names of every script, memory that stays flat.

use std::path::Path;

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::watched;
use tests::skip::count;

use crate::real::open;
use crate::support::{number, write_file, write_hole};

/// What client and receiver may hold at most, in bytes.
const MEMORY: u64 = 256 << 20;

#[test]
fn names_of_every_script_blanks_and_empty_files_arrive_byte_for_byte() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.folder().join("x202600001/0000");
    let names = [
        "夹.pdf",
        "中文 说明函.pdf",
        "𠮷野.pdf",
        "a b  c.txt",
        "dash — em.txt",
        "é.txt",
        "bagit.txt",
        "empty",
    ];
    for name in names {
        let bytes = if name == "empty" { Vec::new() } else { name.repeat(300).into_bytes() };
        write_file(&folder.join("m1").join(name), &bytes);
    }
    std::fs::create_dir_all(folder.join("m2/nothing here")).expect("folder");
    let run = applicant.submit(&folder, "药品 2026/1", "0000").expect(0);
    assert!(run.of_type("finding").any(|f| f["rule"] == "PKG-04"), "the empty folder is named");
    assert_eq!(run.result()["files"], names.len());
    assert!(open(&centre, &number(&run)) == tests::tree::digests(&folder));
}

#[test]
fn many_small_files_arrive_in_bounded_memory() {
    let files = count("SEALPOST_MANY_FILES", 70_000);
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.folder().join("x202600002/0000");
    for i in 0..files {
        let path = folder.join(format!("m5/{:03}/f{i}.txt", i % 500));
        if i < 500 {
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        }
        std::fs::write(path, format!("file {i}")).expect("file");
    }
    submit_in_bounded_memory(&applicant, &serving, &folder, "x202600002");
    assert_eq!(centre.submissions()[0]["files"], files);
}

#[test]
fn a_large_file_arrives_in_bounded_memory() {
    // 4.1 GiB: no length fits into 32 bits.
    let bytes = count("SEALPOST_LARGE_BYTES", 4_402_341_478);
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.folder().join("x202600003/0000");
    write_hole(&folder.join("m5/large.xpt"), bytes);
    submit_in_bounded_memory(&applicant, &serving, &folder, "x202600003");
    assert_eq!(centre.submissions()[0]["bytes"], bytes);
}

fn submit_in_bounded_memory(applicant: &Applicant, serving: &Serving, folder: &Path, application: &str) {
    let (run, client) = watched(&mut applicant.submitting(folder, application, "0000"));
    let _ = run.expect(0);
    assert!(client > 0 && client < MEMORY, "client: {} MiB", client >> 20);
    let receiver = serving.peak_memory();
    assert!(receiver > 0 && receiver < MEMORY, "receiver: {} MiB", receiver >> 20);
    println!("peak memory: client {} MiB, receiver {} MiB", client >> 20, receiver >> 20);
}
