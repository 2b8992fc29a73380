//! The check: by rule for people, line by line for programs, as a page to be filed; and what the centre makes of findings.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program;

use crate::support::{as_a_person, number, receipt_kinds};

/// A sample in which one file is another than its leaf says.
fn broken(applicant: &Applicant) -> PathBuf {
    let dossier = applicant.sample("x202600001/0000", 60, 3_000_000);
    fs::write(a_pdf(&dossier), "%PDF-1.7 something else").unwrap();
    dossier
}

/// The same, with a file whose name would be markup and turn the reading direction.
fn hostile(applicant: &Applicant) -> PathBuf {
    let dossier = broken(applicant);
    fs::write(dossier.join("m3/<b>&\u{202e}x.pdf"), "%PDF-1.7").unwrap();
    dossier
}

fn a_pdf(dossier: &Path) -> PathBuf {
    let mut folders = vec![dossier.join("m3"), dossier.join("m2")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            match path.extension() {
                Some(extension) if extension == "pdf" => return path,
                _ if path.is_dir() => folders.push(path),
                _ => {}
            }
        }
    }
    panic!("the sample has a PDF");
}

#[test]
fn a_person_reads_findings_by_rule_and_a_program_each_of_them() {
    let applicant = Applicant::new();
    let dossier = hostile(&applicant);
    let run = as_a_person("en", &["check".as_ref(), dossier.as_os_str()]).expect(3);
    let head = run.stdout.lines().find(|line| line.contains("LEAF-04")).unwrap();
    assert!(head.starts_with("error  LEAF-04") && head.contains("The checksum of each file"), "{head}");
    assert!(run.stdout.contains("U+202E") && !run.stdout.contains('\u{202e}'), "{}", run.stdout);
    assert!(
        as_a_person("zh", &["check".as_ref(), dossier.as_os_str()])
            .expect(3)
            .stdout
            .contains("错误  LEAF-04")
    );

    let run = applicant.run([Path::new("check"), &dossier]).expect(3);
    let result = run.result();
    let count =
        |severity: &str| run.of_type("finding").filter(|line| line["severity"] == severity).count() as u64;
    assert_eq!(result["errors"], count("error"));
    assert_eq!(result["infos"], count("info"));
    assert!(
        result["evaluated"].as_u64() > Some(0)
            && result["partly"].is_u64()
            && result["not_evaluated"].is_u64()
    );
}

#[test]
fn the_page_is_filed_beside_the_dossier_and_never_in_it() {
    let applicant = Applicant::new();
    let dossier = hostile(&applicant);
    let page = applicant.folder().join("check.html");
    let mut command = applicant.command(["check", "--accept-findings", "agreed with <CDE>", "--report"]);
    let run = program::run(command.arg(&page).arg(&dossier)).expect(3);
    let html = fs::read_to_string(&page).unwrap();
    for said in ["LEAF-04", "x202600001", "ICH eCTD specification 3.2.2", "sealpost 0.", "&#60;b&#62;"] {
        assert!(html.contains(said), "{said}");
    }
    assert!(html.contains("agreed with &#60;CDE&#62;") && !html.contains("<b>") && !html.contains("<script"));
    let counts = ["errors", "warnings", "infos"].map(|name| run.result()[name].to_string()).join(" / ");
    assert!(html.contains(&counts), "{counts}");

    let inside = dossier.join("m1/check.html");
    let mut command = applicant.command(["check", "--report"]);
    let run = program::run(command.arg(&inside).arg(&dossier)).expect(2);
    assert_eq!(run.of_type("error").next().unwrap()["code"], "report-in-dossier");
    assert!(!inside.exists());
}

/// The last line of the findings file that R2 names.
fn verdict(centre: &Centre, number: &str) -> Value {
    let file = fs::read_to_string(centre.home().join(format!("receipts/{number}/findings.json"))).unwrap();
    serde_json::from_str(file.lines().last().unwrap()).unwrap()
}

fn set_policy(centre: &Centre, from: &str, to: &str) {
    let file = centre.home().join("config.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&file, text.replace(from, to)).unwrap();
}

#[test]
fn the_centre_refuses_errors_unless_it_honours_the_reason() {
    let centre = Centre::init();
    set_policy(&centre, "reject_on = \"never\"", "reject_on = \"error\"");
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = broken(&applicant);
    let run = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    let said = verdict(&centre, &number(&run));
    assert_eq!((&said["disposition"], &said["reason"]), (&"accepted".into(), &"test dossier".into()));
    assert_eq!((&said["type"], &said["profile"]), (&"result".into(), &"ich".into()));
    assert!(said["errors"].as_u64() > Some(0) && said["edition"].is_string(), "{said}");
    assert_eq!(serving.stop(), Some(0));

    set_policy(&centre, "accepted = \"honour\"", "accepted = \"ignore\"");
    let serving = centre.serve();
    let run = applicant.submit(&dossier, "x202600002", "0000").expect(4);
    assert_eq!(receipt_kinds(&run), ["offer", "delivered", "refused"]);
    let number = number(&run);
    assert_eq!(verdict(&centre, &number)["disposition"], "ignored");
    assert!(!centre.home().join("backbones").join(&number).exists(), "a refused dossier is no history");
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn the_centre_checks_against_what_it_has_registered_and_makes_a_lost_backbone_again() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let sample = |sequence: &str| {
        let folder = applicant.folder().join("x202600001").join(sequence);
        let mut command =
            applicant.command(["sample", "--profile", "cn", "--files", "60", "--bytes", "3000000"]);
        let _ = program::run(command.args(["--sequence", sequence]).arg(&folder)).expect(0);
        folder
    };
    let file =
        |sequence: &str| number(&applicant.submit(&sample(sequence), "x202600001", sequence).expect(0));
    let first = file("0000");
    let kept = centre.home().join("backbones").join(&first);
    for name in ["index.xml", "m1/cn/cn-regional.xml"] {
        let original = applicant.folder().join("x202600001/0000").join(name);
        assert_eq!(fs::read(kept.join(name)).unwrap(), fs::read(original).unwrap());
    }
    assert!(!kept.join("util").exists());

    fs::remove_dir_all(&kept).unwrap();
    let second = file("0001");
    assert!(kept.join("index.xml").is_file(), "made again from the sealed package");
    let findings =
        fs::read_to_string(centre.home().join(format!("receipts/{second}/findings.json"))).unwrap();
    let without = findings.lines().filter(|line| line.contains("\"LIFE-12\"")).count();
    assert_eq!(without, 0, "{findings}");
    assert_eq!(serving.stop(), Some(0));
    let left: Vec<_> =
        fs::read_dir(centre.home().join("work")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.iter().all(|path| !path.is_dir()), "no plain text stays on the bench: {left:?}");
}
