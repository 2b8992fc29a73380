//! Dossiers made to hurt: the check says what is wrong with each, soon and in little memory.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::applicant::Applicant;
use tests::program::watched;
use tests::skip::count;

/// A backbone, how it is written, and what must be said about it.
type Case = (&'static str, fn(&mut File) -> io::Result<()>, &'static str);

const BACKBONES: [Case; 8] = [
    ("entity bomb", entity_bomb, "uses the entity “e29”"),
    ("file in an entity", |file| file.write_all(EXTERNAL), "uses the entity “x”"),
    ("nesting", nesting, "nested more than 200 deep"),
    ("attribute of 1 GiB", |file| hole(file, b"<a b=\""), "more than 1 MiB"),
    ("comment of 1 GiB", |file| hole(file, b"<a><!--"), "more than 1 MiB"),
    ("UTF-16", utf_16, "not UTF-8"),
    ("GBK, declared", |file| file.write_all(&gbk(true)), "not UTF-8 (GBK)"),
    ("GBK, not declared", |file| file.write_all(&gbk(false)), "not UTF-8"),
];

const EXTERNAL: &[u8] = b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";

fn entity_bomb(file: &mut File) -> io::Result<()> {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 \"boom\">");
    for level in 1..30 {
        let inner = format!("&e{};", level - 1).repeat(10);
        let _ = write!(bomb, "<!ENTITY e{level} \"{inner}\">");
    }
    file.write_all((bomb + "]><a>&e29;</a>").as_bytes())
}

fn nesting(file: &mut File) -> io::Result<()> {
    file.write_all(("<a>".repeat(100_000) + &"</a>".repeat(100_000)).as_bytes())
}

/// One thing that goes on for 1 GiB; on the disk it is a hole.
fn hole(file: &mut File, begin: &[u8]) -> io::Result<()> {
    file.write_all(begin)?;
    file.set_len(1 << 30)
}

fn utf_16(file: &mut File) -> io::Result<()> {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><说明/>";
    file.write_all(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
}

/// `<a>说明</a>`, 说明 in GBK.
fn gbk(declared: bool) -> Vec<u8> {
    let declaration: &[u8] = if declared { b"<?xml version=\"1.0\" encoding=\"GBK\"?>" } else { b"" };
    [declaration, b"<a>\xcb\xb5\xc3\xf7</a>"].concat()
}

/// A sequence folder with a backbone that `write` writes.
fn with_index(applicant: &Applicant, write: impl FnOnce(&mut File) -> io::Result<()>) -> PathBuf {
    let folder = applicant.folder().join("x202600001/0000");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    write(&mut File::create(folder.join("index.xml")).unwrap()).unwrap();
    folder
}

#[test]
fn a_hostile_backbone_is_one_finding_in_little_memory() {
    let applicant = Applicant::new();
    for (name, write, said) in BACKBONES {
        let folder = with_index(&applicant, write);
        let (run, peak) = watched(applicant.command(["check", "--profile", "ich"]).arg(folder));
        let run = run.expect(3);
        let about = |line: &&Value| line["rule"] == "IDX-01" && line["place"] == "index.xml";
        let findings: Vec<_> = run.of_type("finding").filter(about).collect();
        assert_eq!(findings.len(), 1, "{name}: {findings:?}");
        let message = findings[0]["message"].as_str().unwrap();
        assert!(message.contains(said), "{name}: {message}");
        assert!(peak < 100 << 20, "{name}: {} MiB", peak >> 20);
    }
}

#[test]
fn two_hundred_thousand_leaves_without_files_are_as_many_findings() {
    let applicant = Applicant::new();
    let folder = with_index(&applicant, |file| {
        let mut file = BufWriter::new(file);
        file.write_all(b"<e xmlns:x=\"http://www.w3.org/1999/xlink\">")?;
        for leaf in 0..LEAVES {
            write!(
                file,
                "<leaf ID=\"a{leaf}\" operation=\"new\" x:href=\"m3/{leaf}.pdf\"><title>t</title></leaf>"
            )?;
        }
        file.write_all(b"</e>")
    });
    let (run, peak) = watched(applicant.command(["check", "--profile", "ich"]).arg(folder));
    let run = run.expect(3);
    let missing = run.of_type("finding").filter(|line| line["rule"] == "LEAF-05").count();
    assert_eq!(missing, LEAVES);
    assert!(peak < 1 << 30, "{} MiB", peak >> 20);
}

const LEAVES: usize = 200_000;

/// 100,000 leaves are to be checked in under 1 GiB; CI has fewer, and as much less memory.
#[test]
fn many_leaves_are_checked_in_bounded_memory() {
    let leaves = count("SEALPOST_LEAVES", 10_000);
    let applicant = Applicant::new();
    let folder = applicant.sample("x202600001/0000", leaves, leaves * 3_000);
    let (run, peak) = watched(applicant.command(["check"]).arg(&folder));
    let run = run.expect(3);
    assert!(run.result()["files"].as_u64() > Some(leaves));
    // the authorities' own files are not ours to write
    let ours = |line: &&Value| line["severity"] == "error" && line["rule"] != "UTL-01";
    assert_eq!(run.of_type("finding").find(ours), None);
    println!("check of {leaves} leaves: peak {} MiB", peak >> 20);
    assert!(peak < BASE + leaves * EACH, "{} MiB", peak >> 20);
}

/// Bytes of memory that any check may take, and those for each leaf: together 1 GiB for 100,000.
const BASE: u64 = 100 << 20;
const EACH: u64 = ((1 << 30) - BASE) / 100_000;

/// A PDF of these objects, numbered from 1 on; the first is its catalog.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let trailer = format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n");
    (file + &table + &trailer).into_bytes()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";

#[test]
fn a_hostile_pdf_is_a_finding_and_stops_nobody() {
    let applicant = Applicant::new();
    let folder = applicant.sample_of("generic", "x202600001/0000", 3, 100_000);
    let sound = first_pdf(&folder);
    let whole = fs::read(&sound).unwrap();
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";
    let deep = "[".repeat(100_000);
    let hostile = [
        ("cut.pdf", whole[..whole.len() / 2].to_vec()),
        ("loop.pdf", pdf(&[CATALOG, "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>", page])),
        ("deep.pdf", pdf(&[CATALOG, &deep])),
        ("none.pdf", b"text".to_vec()),
    ];
    fs::remove_file(folder.join("index-sm3.txt")).unwrap();
    for (name, content) in &hostile {
        fs::write(folder.join(name), content).unwrap();
    }
    let (run, peak) = watched(applicant.command(["check"]).arg(&folder));
    // profile generic warns only
    let run = run.expect(0);
    let places: BTreeSet<_> = run
        .of_type("finding")
        .filter(|line| line["rule"] == "PDF-01")
        .filter_map(|line| line["place"].as_str())
        .collect();
    assert_eq!(
        places,
        hostile.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(),
        "the others are sound"
    );
    assert!(peak < 100 << 20, "{} MiB", peak >> 20);
}

fn first_pdf(folder: &Path) -> PathBuf {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.extension() {
                Some(end) if end == "pdf" => return path,
                _ if path.is_dir() => waiting.push(path),
                _ => {}
            }
        }
    }
    panic!("the sample has a PDF");
}
