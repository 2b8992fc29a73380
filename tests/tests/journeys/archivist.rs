//! The archivist's tool over what a centre keeps: sound as it was filed, and every kind of damage named with its place.

use std::path::{Path, PathBuf};
use std::process::Command;

use crypto::digest::{Md5Digest, Sha256Digest, Sha512Digest};
use serde_json::Value;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program::{self, Run};
use tests::skip::skip;

use crate::job::verify;
use crate::support::{number, write_file};

/// A centre at rest with two registered dossiers, and one that was refused.
struct Filed {
    centre: Centre,
    applicant: Applicant,
    dossier: PathBuf,
    number: String,
    other: String,
}

impl Filed {
    fn new() -> Self {
        let centre = Centre::init();
        let serving = centre.serve();
        let applicant = Applicant::enrolled(&centre, "acme");
        let dossier = applicant.sample("x202600001/0000", 6, 2_500_000);
        write_file(&dossier.join("m1/说明函 1.txt"), b"letter");
        let filed = applicant.submit(&dossier, "x202600001", "0000").expect(0);
        let more = applicant.sample("x202600002/0000", 2, 100_000);
        let other = applicant.submit(&more, "x202600002", "0000").expect(0);
        write_file(&more.join("m1/more.txt"), b"changed");
        let _ = applicant.submit(&more, "x202600002", "0000").expect(4);
        assert_eq!(serving.stop(), Some(0));
        Self { number: number(&filed), other: number(&other), centre, applicant, dossier }
    }

    fn home(&self, path: &str) -> PathBuf {
        self.centre.home().join(path)
    }

    /// The object of the first dossier.
    fn object(&self, path: &str) -> PathBuf {
        let id = archive::id::ObjectId::new("acme", "x202600001", "0000").expect("an id");
        id.place().below_folder(&self.home("archive")).join(path)
    }

    /// A file of the dossier as the archive keeps it, by its path there.
    fn letter(&self) -> PathBuf {
        self.object("v1/content/dossier/m1/说明函 1.txt")
    }

    fn ca(&self) -> String {
        self.home("keys/ca.pem").display().to_string()
    }

    fn check(&self, command: &str, place: &Path) -> Run {
        program::run(verify(&[command]).arg(place).args(["--trust", &self.ca()]))
    }

    fn check_home(&self) -> Run {
        self.check("home", &self.centre.home())
    }

    fn check_archive(&self) -> Run {
        self.check("archive", &self.home("archive"))
    }
}

fn findings(run: &Run) -> Vec<(String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().expect(name).to_owned();
    run.of_type("finding")
        .filter(|line| line["severity"] == "error")
        .map(|line| (text(line, "rule"), text(line, "place")))
        .collect()
}

/// Demands exit 3 and a finding of this rule at a place that ends so.
fn demand(run: Run, rule: &str, place: &str) {
    let run = run.expect(3);
    let found = findings(&run);
    assert!(found.iter().any(|(r, p)| r == rule && p.contains(place)), "{rule} {place}: {found:?}");
    assert_eq!(run.result()["unsound"], found.len());
}

/// Damages something, looks, and makes it good again.
fn damaged(place: &Path, damage: impl FnOnce(&Path), look: impl FnOnce()) {
    let aside = tempfile::tempdir().expect("folder");
    let kept = aside.path().join("kept");
    copy(place, &kept);
    damage(place);
    look();
    if place.exists() {
        remove(place);
    }
    copy(&kept, place);
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().expect("cp").success());
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).expect("file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).expect("flipped");
}

fn remove(path: &Path) {
    if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
}

fn cut(path: &Path) {
    let length = path.metadata().expect("file").len();
    let file = std::fs::OpenOptions::new().write(true).open(path).expect("file");
    file.set_len(length - 1).expect("cut");
}

fn swap(one: &Path, other: &Path) {
    let between = one.with_extension("between");
    for (from, to) in [(one, &*between), (other, one), (&between, other)] {
        std::fs::rename(from, to).expect("renamed");
    }
}

#[test]
fn a_home_its_backup_and_its_archive_are_sound_as_they_were_filed() {
    let filed = Filed::new();
    for place in ["", "backup"] {
        let run = filed.check("home", &filed.home(place)).expect(0);
        let result = run.result();
        assert_eq!((&result["state"], &result["trusted"]), (&"sound".into(), &true.into()), "{place}");
        assert!(result["bytes"].as_u64() > Some(2_500_000), "{result}");
        assert_eq!(findings(&run), []);
    }
    let run = filed.check_archive().expect(0);
    assert_eq!(findings(&run), []);
    assert_eq!(run.of_type("finding").count(), 0, "{run:?}");
    // Every key, each packages of its own; `--home` stands before the command too.
    let keyed = |key: &Path| {
        let mut command = verify(&["--home"]);
        program::run(command.arg(filed.centre.home()).args(["home", "--key"]).arg(key))
    };
    let with_key = keyed(&filed.home("keys/escrow-decrypt.json")).expect(0);
    assert!(with_key.result()["checked"].as_u64() > run.result()["checked"].as_u64());
    let _ = keyed(&filed.applicant.home().join("keys/applicant-decrypt.json")).expect(0);
    let nothing = tempfile::tempdir().expect("folder");
    demand(filed.check("home", nothing.path()), "no-home", "");
    let _ = filed.check("home", &nothing.path().join("nowhere")).expect(1);
}

/// What is half written is no damage.
#[test]
fn a_centre_at_work_is_sound_at_every_look() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossiers: Vec<PathBuf> =
        (0..4).map(|n| applicant.sample(&format!("x20260000{n}/0000"), 4, 1_500_000)).collect();
    let (done, mut looks) = (std::sync::atomic::AtomicBool::new(false), 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for (n, dossier) in dossiers.iter().enumerate() {
                let _ = applicant.submit(dossier, &format!("x20260000{n}"), "0000").expect(0);
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        // Also right after the last receipt is in the applicant's hands.
        let mut last = false;
        while !last {
            last = done.load(std::sync::atomic::Ordering::Relaxed);
            let run = program::run(verify(&["home"]).arg(centre.home()));
            assert_eq!((run.code, findings(&run)), (Some(0), Vec::new()));
            looks += 1;
        }
    });
    assert!(looks > 3, "{looks}");
}

/// A path in the home, what happens to it, the rule that names it, and what the place says beside the path.
type Case = (String, fn(&Path), &'static str, &'static str);

#[test]
fn every_damage_in_a_home_is_named_with_its_place() {
    let filed = Filed::new();
    let number = &filed.number;
    let cases: [Case; 17] = [
        (format!("sealed/{number}.sealpost"), flip, "segment-digest", ": offset "),
        (format!("backup/sealed/{number}.sealpost"), flip, "segment-digest", ", segment 1"),
        (format!("sealed/{number}.sealpost"), cut, "truncated", ", segment 2"),
        (format!("sealed/{number}.sealpost"), remove, "missing", ""),
        (format!("backup/sealed/{number}.sealpost"), remove, "missing", ""),
        (format!("sealed/{number}.digests"), flip, "digests", ""),
        (format!("sealed/{number}.digests"), remove, "missing", ""),
        (format!("sealed/{number}.wraps"), flip, "wraps", ""),
        (format!("backup/sealed/{number}.wraps"), flip, "copies-differ", ""),
        (format!("receipts/{number}/R1-delivered.cose"), flip, "receipt", ""),
        (format!("backup/receipts/{number}/R3-registered.cose"), remove, "missing", ""),
        (format!("receipts/{number}/findings.json"), flip, "findings", ""),
        (format!("receipts/{number}/files.json"), flip, "file-list", ""),
        (format!("receipts/{number}"), remove, "missing", "/R2-verified.cose"),
        ("log/tile/0/000.p".to_owned(), remove, "log-tile", "/"),
        ("backup/log/checkpoint".to_owned(), flip, "log-checkpoint", ""),
        ("log/card.cose".to_owned(), cut, "log-card", ""),
    ];
    for (path, damage, rule, within) in cases {
        damaged(&filed.home(&path), damage, || {
            let run = filed.check_home();
            assert!(findings(&run).iter().any(|(_, place)| place.contains(within)), "{path} {run:?}");
            demand(run, rule, &path);
        });
    }
    let receipts = filed.home(&format!("receipts/{number}"));
    damaged(
        &receipts,
        |r| swap(&r.join("R0-offer.cose"), &r.join("R1-delivered.cose")),
        || {
            demand(filed.check_home(), "receipt-misplaced", &format!("receipts/{number}/R0-offer.cose"));
        },
    );
    let other = filed.home(&format!("receipts/{}/R2-verified.cose", filed.other));
    let theirs = |r: &Path| {
        let _ = std::fs::copy(&other, r.join("R2-verified.cose")).expect("copied");
    };
    damaged(&receipts, theirs, || {
        demand(filed.check_home(), "receipt-misplaced", &format!("receipts/{number}/R2-verified.cose"));
    });
    damaged(&filed.object(""), remove, || {
        demand(filed.check_home(), "missing", "archive/");
    });
    let _ = filed.check_home().expect(0);
}

#[test]
fn every_damage_in_an_archive_is_named_with_its_place() {
    let filed = Filed::new();
    let inventory = |path: &str| filed.object(path);
    damaged(&filed.letter(), flip, || demand(filed.check_archive(), "E092", "m1/说明函 1.txt"));
    damaged(&filed.letter(), remove, || demand(filed.check_home(), "E092", "m1/说明函 1.txt"));
    let report = inventory("v1/content/evidence/findings.json");
    damaged(&report, flip, || demand(filed.check_archive(), "E092", "evidence/findings.json"));
    let edit = |path: &Path| {
        let text = std::fs::read_to_string(path).expect("inventory");
        std::fs::write(path, text.replace("verified", "verifies")).expect("edited");
    };
    damaged(&inventory("inventory.json"), edit, || demand(filed.check_archive(), "E060", "/inventory.json"));
    damaged(&inventory("v1/inventory.json"), cut, || {
        demand(filed.check_archive(), "E060", "v1/inventory.json");
    });
    let _ = filed.check_archive().expect(0);

    // Whoever writes inventories to match is caught by what was signed.
    forged(&filed, "v1/content/dossier/m1/说明函 1.txt", b"letteR", "manifest-root", "/dossier/");
    forged(&filed, "v1/content/evidence/findings.json", b"{}\n", "findings", "evidence/findings.json");
    forged(&filed, "v1/content/evidence/package.digests", &[0; 96], "digests", "evidence/package.digests");
    forged(&filed, "v1/content/evidence/statement.cose", b"x", "statement", "evidence/statement.cose");
    let receipts = "content/evidence/receipts";
    let other =
        std::fs::read(filed.home(&format!("receipts/{}/R1-delivered.cose", filed.other))).expect("R1");
    forged(&filed, &format!("v1/{receipts}/R1-delivered.cose"), &other, "other-package", "R1-delivered.cose");
    let offer = std::fs::read(filed.home(&format!("receipts/{}/R0-offer.cose", filed.other))).expect("R0");
    forged(
        &filed,
        &format!("v2/{receipts}/R3-registered.cose"),
        &offer,
        "receipt-misplaced",
        "R3-registered.cose",
    );
    let _ = filed.check_archive().expect(0);
}

/// Deleted, flipped, cut, zeroed, at places that a seed chooses: none goes unseen, each is named.
#[test]
fn whatever_happens_to_any_file_that_is_evidence_is_named() {
    let filed = Filed::new();
    let home = filed.centre.home();
    let mut files: Vec<PathBuf> = ["sealed", "receipts", "archive", "log", "backup"]
        .iter()
        .flat_map(|store| listing(&home.join(store)))
        .map(|(path, _)| path)
        .filter(|path| path.is_file() && is_evidence(path))
        .collect();
    files.sort();
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let (count, first) = (number("SEALPOST_DAMAGES").unwrap_or(40), number("SEALPOST_SEED").unwrap_or(1));
    let mut unseen = Vec::new();
    for seed in first..first + count {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut draw = |below: usize| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let file = &files[draw(files.len())];
        let mut bytes = std::fs::read(file).expect("file");
        // Nobody misses the beginning of a tile when more of it is there.
        let partial = file.parent().is_some_and(|folder| folder.extension().is_some_and(|e| e == "p"));
        let kind = if bytes.is_empty() { 0 } else { draw(4).max(usize::from(partial)) };
        let place = draw(bytes.len().max(1));
        damaged(
            file,
            |file| {
                match kind {
                    0 => return remove(file),
                    1 => bytes[place] ^= 1 << (place % 8),
                    2 => bytes.truncate(place),
                    _ => bytes[place..].iter_mut().take(512).for_each(|byte| *byte ^= 0xff),
                }
                std::fs::write(file, &bytes).expect("damaged");
            },
            || {
                let run = filed.check_home();
                let path = file.strip_prefix(&home).expect("below").display().to_string();
                if run.code != Some(3) || !findings(&run).iter().any(|(_, place)| place.contains(&path)) {
                    unseen
                        .push(format!("seed {seed}: kind {kind} at {place} of {path}: {:?}", findings(&run)));
                }
            },
        );
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
    let _ = filed.check_home().expect(0);
}

/// Pages are made again from receipts, the registry's copy is no evidence.
fn is_evidence(path: &Path) -> bool {
    let is = |name: &str| path.extension().is_some_and(|extension| extension == name);
    !is("html") && !is("sqlite") && !path.ends_with(".lock")
}

/// Gives a file of the object other bytes and writes every inventory so that nothing in the object betrays it.
fn forged(filed: &Filed, path: &str, bytes: &[u8], rule: &str, place: &str) {
    damaged(
        &filed.object(""),
        |object| {
            let file = object.join(path);
            let was = std::fs::read(&file).expect("file");
            std::fs::write(&file, bytes).expect("forged");
            for folder in ["", "v1", "v2"] {
                let inventory = object.join(folder).join("inventory.json");
                let text = std::fs::read_to_string(&inventory).expect("inventory");
                let text = text
                    .replace(&Sha512Digest::of(&was).to_string(), &Sha512Digest::of(bytes).to_string())
                    .replace(&Sha256Digest::of(&was).to_string(), &Sha256Digest::of(bytes).to_string())
                    .replace(&Md5Digest::of(&was).to_string(), &Md5Digest::of(bytes).to_string());
                std::fs::write(&inventory, &text).expect("forged");
                let sidecar = format!("{} inventory.json\n", Sha512Digest::of(text.as_bytes()));
                std::fs::write(object.join(folder).join("inventory.json.sha512"), sidecar).expect("forged");
            }
        },
        || demand(filed.check_archive(), rule, place),
    );
}

#[test]
fn one_file_is_proven_without_the_others() {
    let filed = Filed::new();
    let receipts = filed.applicant.home().join("receipts").join(&filed.number);
    let r2 = receipts.join("R2-verified.cose");
    let shown = tempfile::tempdir().expect("folder");
    let letter = shown.path().join("letter.txt");
    std::fs::copy(filed.letter(), &letter).expect("the one file");
    let proof = shown.path().join("letter.txt.proof");
    let prove = |from: &Path, key: Option<&Path>| {
        let mut command = verify(&["prove"]);
        command.arg(&r2).args(["--file", "m1/说明函 1.txt", "--from"]).arg(from).arg("--out").arg(&proof);
        if let Some(key) = key {
            command.arg("--key").arg(key);
        }
        program::run(&mut command)
    };
    let receipt = |receipt: &str, file: &Path| {
        let mut command = verify(&["receipt"]);
        command.arg(receipts.join(receipt)).arg("--file").arg(file).args(["--trust", &filed.ca()]);
        program::run(&mut command)
    };
    // Nothing around it says what it was in.
    let alone = receipt("R2-verified.cose", &letter).expect(1);
    assert_eq!(alone.of_type("error").next().expect("an error")["code"], "no-proof");
    let package = filed.home(&format!("sealed/{}.sealpost", filed.number));
    let mut proofs = std::collections::BTreeSet::new();
    for (from, key) in [
        (filed.dossier.clone(), None),
        (filed.object(""), None),
        (package.clone(), Some(filed.home("keys/centre-decrypt.json"))),
    ] {
        let _ = prove(&from, key.as_deref()).expect(0);
        proofs.insert(std::fs::read(&proof).expect("a proof"));
    }
    assert_eq!(proofs.len(), 1, "the same from every source");
    let _ = prove(&package, None).expect(1);
    for name in ["R2-verified.cose", "R0-offer.cose", "R3-registered.cose"] {
        let run = receipt(name, &letter).expect(0);
        assert_eq!(
            (&run.result()["state"], &run.result()["trusted"]),
            (&"sound".into(), &true.into()),
            "{name}"
        );
    }
    std::fs::write(&letter, b"another letter").expect("changed");
    demand(receipt("R2-verified.cose", &letter), "not-in-dossier", "letter.txt");
    std::fs::write(&proof, b"{}").expect("no proof");
    demand(receipt("R2-verified.cose", &letter), "file-proof", "letter.txt.proof");
    // In the archive and in the submitted folder a file needs no proof of its own.
    let _ = receipt("R2-verified.cose", &filed.letter()).expect(0);
    let submitted = filed.dossier.join("m1/说明函 1.txt");
    let _ = receipt("R2-verified.cose", &submitted).expect(0);
    let bag = shown.path().join("bag");
    let to = bag.display().to_string();
    let _ = filed.centre.run(["export", &filed.number, "--out", &to, "--form", "bag"]).expect(0);
    let _ = receipt("R2-verified.cose", &bag.join("data/0000/m1/说明函 1.txt")).expect(0);
    let _ = prove(&bag, None).expect(0);
    assert!(proofs.contains(&std::fs::read(&proof).expect("a proof")));
    judged(&filed, &letter_again(&filed, &shown), &proof);
    std::fs::write(&submitted, b"lettes").expect("changed, of the same length");
    demand(receipt("R2-verified.cose", &submitted), "not-in-dossier", "说明函 1.txt");
}

/// The one file, with its bytes as they were filed.
fn letter_again(filed: &Filed, shown: &tempfile::TempDir) -> PathBuf {
    let letter = shown.path().join("again.txt");
    std::fs::copy(filed.letter(), &letter).expect("the one file");
    letter
}

/// A reader that was written from the documents alone finds the same.
fn judged(filed: &Filed, letter: &Path, proof: &Path) {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES") else {
        return skip("one_file_is_proven_without_the_others", "no Python judges (SEALPOST_JUDGES)");
    };
    let judge = || {
        let mut command = Command::new(&python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/check_object.py"));
        let output =
            command.arg(filed.object("")).arg("--proof").args([letter, proof]).output().expect("python");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = judge();
    assert!(code == Some(0) && said.starts_with("sound: "), "{said}");
    damaged(&filed.letter(), flip, || assert_eq!(judge().0, Some(3)));
    flip(letter);
    assert_eq!(judge(), (Some(3), "unsound: the file was not in the dossier\n".to_owned()));
}

#[test]
fn a_report_for_people_has_the_verdict_and_nothing_is_written_into_what_is_checked() {
    let filed = Filed::new();
    let pages = tempfile::tempdir().expect("folder");
    let before = listing(&filed.centre.home());
    let home = filed.centre.home();
    let report = |command: &str, what: &Path, page: &str, language: &str| {
        let mut command_line = Command::new(program::path("sealpost-verify"));
        command_line
            .args(["--lang", language, command])
            .arg(what)
            .arg("--report")
            .arg(pages.path().join(page));
        program::run(&mut command_line)
    };
    let receipt = home.join(format!("receipts/{}/R3-registered.cose", filed.number));
    let package = home.join(format!("sealed/{}.sealpost", filed.number));
    for (command, what) in [
        ("home", &home),
        ("archive", &home.join("archive")),
        ("log", &home.join("log")),
        ("receipt", &receipt),
        ("package", &package),
    ] {
        let run = report(command, what, &format!("{command}.html"), "en").expect(0);
        assert!(run.stdout.contains("sound"), "{run:?}");
        assert!(!run.stderr.contains('%'), "no bar without a terminal: {run:?}");
        let page = std::fs::read_to_string(pages.path().join(format!("{command}.html"))).expect("a page");
        assert!(page.contains("<h1") && page.contains(">Sound<"), "{page}");
        assert!(
            !page.contains("<script") && !page.contains("http://") && !page.contains("https://"),
            "{page}"
        );
    }
    assert_eq!(listing(&home), before);
    let inside = Command::new(program::path("sealpost-verify"))
        .args(["home"])
        .arg(&home)
        .arg("--report")
        .arg(home.join("report.html"))
        .output()
        .expect("program");
    assert_eq!(inside.status.code(), Some(2));
    damaged(&filed.letter(), flip, || {
        let _ = report("archive", &home.join("archive"), "bad.html", "zh").expect(3);
        let page = std::fs::read_to_string(pages.path().join("bad.html")).expect("a page");
        assert!(page.contains("不完好") && page.contains("E092") && page.contains("说明函 1.txt"), "{page}");
    });
}

/// Every path below a folder with its time of change.
fn listing(folder: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let metadata = entry.metadata().expect("metadata");
        found.push((entry.path(), metadata.modified().expect("time")));
        if metadata.is_dir() {
            found.extend(listing(&entry.path()));
        }
    }
    found.sort();
    found
}

/// Nobody can write here, not even the tool: a copy without a write bit, read by a user who owns nothing of it.
#[test]
fn a_copy_that_nobody_can_write_to_is_checked() {
    let filed = Filed::new();
    let copy = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir()
        .expect("folder");
    let place = copy.path().join("home");
    let shell = format!(
        "cp -a {} {place} && rm -r {place}/keys && chmod -R a+rX,a-w {place}",
        filed.centre.home().display(),
        place = place.display()
    );
    assert!(Command::new("sh").args(["-c", &shell]).status().expect("sh").success());
    let program = copy.path().join("sealpost-verify");
    program::copy("sealpost-verify", &program);
    let root = rustix::process::geteuid().is_root();
    for what in ["home", "archive"] {
        let path = if what == "home" { place.clone() } else { place.join("archive") };
        let mut command = if root { Command::new("setpriv") } else { Command::new(&program) };
        if root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        }
        let run = program::run(command.args(["--json", what]).arg(path)).expect(0);
        assert_eq!(findings(&run), []);
    }
    let shell = format!("chmod -R u+w {}", place.display());
    assert!(Command::new("sh").args(["-c", &shell]).status().expect("sh").success());
}
