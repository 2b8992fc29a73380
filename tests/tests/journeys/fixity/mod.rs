//! What rots is found, named and repaired: by `sweep` through a running desk, by the command alone, and by `repair`.

mod damage;
mod interrupted;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use archive::id::ObjectId;
use crypto::digest::Sha256Digest;
use serde_json::Value;
use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::Run;
use tests::skip::count;
use tests::tree;

use crate::support::{number, sealed, write_file};
use damage::{COPIES, Chance, Kept, damage, kept};

/// A centre with registered submissions, and all that it keeps as it was when everything was whole.
struct House {
    centre: Centre,
    applicant: Applicant,
    numbers: Vec<String>,
    whole: BTreeMap<String, Sha256Digest>,
}

impl House {
    /// Registers dossiers of a few small files each, and one of several segments.
    fn new(dossiers: u32) -> (Self, Serving) {
        let centre = Centre::init();
        let serving = centre.serve();
        let applicant = Applicant::enrolled(&centre, "acme");
        let mut numbers = Vec::new();
        for sequence in 0..dossiers {
            let folder = applicant.folder().join(format!("{sequence:04}"));
            let size = if sequence == 0 { 2_500_000 } else { 3_000 + sequence * 1_000 };
            write_file(&folder.join("m1/说明函.txt"), format!("letter {sequence}").as_bytes());
            write_file(&folder.join("m3/large.bin"), &noise(sequence, size));
            write_file(&folder.join("m3/twin.bin"), &noise(sequence, size));
            write_file(&folder.join("m5/empty.txt"), b"");
            let run = applicant.submit(&folder, "x202600001", &format!("{sequence:04}")).expect(0);
            numbers.push(number(&run));
        }
        // The desk gives the last receipts their files after the applicant has them.
        let mut house = Self { centre, applicant, numbers, whole: BTreeMap::new() };
        let _ = house.centre.run(["sweep"]).expect(0);
        house.whole = house.all();
        (house, serving)
    }

    fn home(&self) -> PathBuf {
        self.centre.home()
    }

    fn all(&self) -> BTreeMap<String, Sha256Digest> {
        let mut all = BTreeMap::new();
        for (_, folder) in COPIES {
            let files = tree::digests(&self.home().join(folder));
            all.extend(files.into_iter().map(|(file, digest)| (format!("{folder}/{file}"), digest)));
        }
        all
    }

    fn kept(&self) -> Vec<Kept> {
        let place = |row: &Value| {
            let text = |name: &str| row[name].as_str().expect("text").to_owned();
            let id =
                ObjectId::new(&text("organisation"), &text("application"), &text("sequence")).expect("an id");
            (id.place().to_string(), text("number"))
        };
        let objects: Vec<_> = self.centre.submissions().iter().map(place).collect();
        kept(&self.home(), &objects)
    }

    /// Demands that every byte is as it was.
    fn demand_whole(&self, place: &str) {
        let (is, was) = (self.all(), &self.whole);
        let differs = |file: &&String| is.get(*file) != was.get(*file);
        let files: Vec<_> = was.keys().chain(is.keys()).filter(differs).collect();
        assert_eq!(files, Vec::<&String>::new(), "{place}");
    }
}

/// Bytes that differ from file to file and are no text.
fn noise(seed: u32, length: u32) -> Vec<u8> {
    let mut chance = Chance::new(u64::from(seed) + 77);
    (0..length / 2)
        .flat_map(|_| u16::try_from(chance.below(65_536)).expect("16 bits").to_le_bytes())
        .collect()
}

/// Demands that a sweep names every damaged file, and nothing else but what follows from it.
fn demand_found(run: &Run, damaged: &[(Kept, &'static str)], place: &str) {
    let findings: Vec<&Value> = run.of_type("finding").collect();
    for (kept, what) in damaged {
        let named =
            findings.iter().any(|line| line["copy"] == kept.copy && line["file"] == kept.file.as_str());
        assert!(named, "{place}: {what} {}: {} was not found\n{}", kept.copy, kept.file, run.stdout);
    }
    assert!(findings.iter().all(|line| line["repaired"] == true), "{place}\n{}", run.stdout);
}

#[test]
fn random_damages_are_all_found_located_and_repaired() {
    let (house, serving) = House::new(8);
    let (wanted, seed) = (count("SEALPOST_DAMAGES", 20), count("SEALPOST_SEED", 1));
    let mut chance = Chance::new(seed);
    let (mut done, mut round) = (0, 0);
    while done < wanted {
        let place = format!("seed {seed}, round {round}");
        let damaged = damage(&house.kept(), 10, &mut chance);
        let run = house.centre.run(["sweep"]).expect(0);
        demand_found(&run, &damaged, &place);
        house.demand_whole(&place);
        assert_eq!(run.result()["state"], "sound");
        assert_eq!(run.result()["checked"], house.numbers.len() + 1, "{place}");
        (done, round) = (done + damaged.len() as u64, round + 1);
    }
    println!("{done} damages in {round} sweeps, seed {seed}");
    // Nothing is found any more, and the log that tells all this is sound.
    let run = house.centre.run(["sweep"]).expect(0);
    assert_eq!(run.of_type("finding").count(), 0, "{}", run.stdout);
    assert_eq!(serving.stop(), Some(0));
    let _ = house.centre.run(["log", "verify"]).expect(0);
    crate::archived::whole(&house.centre);
}

#[test]
fn copies_damaged_at_different_places_repair_each_other() {
    let (house, serving) = House::new(2);
    assert_eq!(serving.stop(), Some(0));
    let number = &house.numbers[0];
    let (one, other) =
        (sealed(&house.centre, number), house.home().join(format!("backup/sealed/{number}.sealpost")));
    flip(&one, 1 << 20, 5);
    flip(&other, 3 << 20, 9);
    fs::OpenOptions::new()
        .write(true)
        .open(&other)
        .and_then(|file| file.set_len(fs::metadata(&other)?.len() - 10))
        .expect("cut");
    // The command takes the desk's place where no desk runs.
    let run = house.centre.run(["repair", number]).expect(0);
    let hit = |copy: &str, fault: &str| {
        let rule = format!("fixity-{fault}");
        run.of_type("finding")
            .find(|line| line["copy"] == copy && line["rule"] == *rule)
            .map(|line| line["segments"].clone())
    };
    assert_eq!(hit("sealed", "altered"), Some(serde_json::json!([0, 0])), "{}", run.stdout);
    assert_eq!(hit("backup", "altered"), Some(serde_json::json!([2, 2])), "{}", run.stdout);
    assert!(hit("backup", "truncated").is_some(), "{}", run.stdout);
    house.demand_whole("both copies");
    // The bad bytes are kept, for the desk alone.
    let quarantine = house.home().join("quarantine").join(number);
    assert!(tree::digests(&quarantine).len() >= 2);
    let events = house.centre.run(["show", number]).expect(0);
    assert!(
        events.stdout.contains("\"damage\"") && events.stdout.contains("\"repaired\""),
        "{}",
        events.stdout
    );
}

#[test]
fn what_is_lost_in_both_copies_comes_from_the_archive_and_what_is_lost_everywhere_is_said() {
    let (house, serving) = House::new(2);
    let number = &house.numbers[0];
    let (one, other) =
        (sealed(&house.centre, number), house.home().join(format!("backup/sealed/{number}.sealpost")));
    for copy in [&one, &other] {
        flip(copy, (2 << 20) + 100, 1_000);
    }
    let run = house.centre.run(["sweep"]).expect(0);
    let alarm =
        run.of_type("finding").find(|line| line["rule"] == "fixity-too-few-copies").expect("an alarm");
    assert_eq!((&alarm["severity"], &alarm["repaired"]), (&Value::from("error"), &Value::from(true)));
    house.demand_whole("from the archive");
    // Both copies and the file of the archive that is in that segment.
    for copy in [&one, &other] {
        flip(copy, (2 << 20) + 100, 1_000);
    }
    let large =
        |kept: &Kept| kept.copy == "archive" && fs::metadata(&kept.path).expect("file").len() == 2_500_000;
    let file = house.kept().into_iter().find(large).expect("the file").path;
    flip(&file, 1_900_000, 1);
    let run = house.centre.run(["sweep"]).expect(3);
    assert_eq!(run.result()["state"], "unsound");
    let said = run.of_type("finding").filter(|line| line["repaired"] == false && line["segments"].is_array());
    assert_eq!(said.count(), 2, "{}", run.stdout);
    drop(serving);
}

#[test]
fn a_storage_root_without_its_declaration_is_healed_by_the_command() {
    let (house, serving) = House::new(1);
    assert_eq!(serving.stop(), Some(0));
    for file in ["0=ocfl_1.1", "ocfl_layout.json"] {
        fs::remove_file(house.home().join("archive").join(file)).expect("removed");
    }
    let run = house.centre.run(["sweep"]).expect(0);
    assert_eq!(run.result()["repaired"], 2, "{}", run.stdout);
    house.demand_whole("root");
    // A whole object that is gone is made anew from the package.
    let inventory =
        house.kept().into_iter().find(|kept| kept.file.ends_with("v2/inventory.json")).expect("object");
    let object = inventory.path.parent().and_then(Path::parent).expect("the object");
    fs::remove_dir_all(object).expect("removed");
    let _ = house.centre.run(["sweep"]).expect(0);
    crate::archived::whole(&house.centre);
}

#[test]
fn what_was_refused_after_its_delivery_is_kept_whole_too() {
    let (house, serving) = House::new(1);
    assert_eq!(serving.stop(), Some(0));
    let config = house.home().join("config.toml");
    let strict = fs::read_to_string(&config).expect("config.toml");
    let strict = strict.replace("reject_on = \"never\"", "reject_on = \"error\"");
    fs::write(&config, strict.replace("accepted = \"honour\"", "accepted = \"ignore\""))
        .expect("config.toml");
    let serving = house.centre.serve();
    let folder = house.applicant.sample_of("generic", "x202600003/0000", 4, 300_000);
    fs::write(folder.join("index-sm3.txt"), "0").expect("break it");
    let number = number(&house.applicant.submit(&folder, "x202600003", "0000").expect(4));
    let _ = house.centre.run(["sweep"]).expect(0);
    let whole = house.all();
    flip(&sealed(&house.centre, &number), 20_000, 3);
    fs::remove_file(house.home().join(format!("receipts/{number}/R3-refused.cose"))).expect("removed");
    fs::remove_file(house.home().join(format!("backup/sealed/{number}.digests"))).expect("removed");
    let run = house.centre.run(["repair", &number]).expect(0);
    // Of two copies one was whole: that is an alarm.
    let rules: Vec<_> = run.of_type("finding").map(|line| line["rule"].as_str().expect("rule")).collect();
    assert!(rules.contains(&"fixity-altered") && rules.contains(&"fixity-missing"), "{rules:?}");
    assert!(rules.contains(&"fixity-too-few-copies"), "{rules:?}");
    assert!(house.all() == whole);
    drop(serving);
}

#[test]
fn a_drill_restores_from_the_backup_alone_and_proves_it() {
    let (house, serving) = House::new(1);
    assert_eq!(serving.stop(), Some(0));
    let number = &house.numbers[0];
    // Nothing but the backup, the key and the CA.
    let elsewhere = tempfile::tempdir().expect("folder");
    let home = elsewhere.path().join("home");
    let key = house.home().join("keys/centre-decrypt.json");
    let drill = |out: &str, escrow: bool| {
        let out = elsewhere.path().join(out);
        let mut command = tests::program::command("sealpost-receiver", &home);
        command.args(["restore", number, "--out"]).arg(&out);
        command.arg("--from").arg(house.home().join("backup"));
        let key = if escrow { house.home().join("keys/escrow-decrypt.json") } else { key.clone() };
        command.arg("--key").arg(key).arg("--trust").arg(house.home().join("keys/ca.pem"));
        (tests::program::run(&mut command), out)
    };
    for escrow in [false, true] {
        let (run, out) = drill(if escrow { "by escrow" } else { "by the centre" }, escrow);
        let run = run.expect(0);
        assert_eq!(
            (&run.result()["state"], &run.result()["trusted"]),
            (&Value::from("sound"), &Value::from(true))
        );
        assert_eq!(run.result()["files"], 4);
        let restored = fs::read(out.join("bag/data/0000/m3/large.bin")).expect("restored");
        assert_eq!(restored, noise(0, 2_500_000));
        assert!(out.join("receipts/R3-registered.cose").is_file());
    }
    let _ = drill("by the centre", false).0.expect(1);
    flip(&house.home().join(format!("backup/sealed/{number}.sealpost")), 2 << 20, 1);
    let (run, _) = drill("damaged", false);
    assert_eq!(run.expect(3).result()["state"], "unsound");
}

/// Flips a bit in each byte of a stretch.
fn flip(path: &Path, offset: u64, length: usize) {
    use std::os::unix::fs::FileExt;
    let file = fs::OpenOptions::new().read(true).write(true).open(path).expect("file");
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset).expect("read");
    bytes.iter_mut().for_each(|byte| *byte ^= 0x10);
    file.write_all_at(&bytes, offset).expect("written");
}
