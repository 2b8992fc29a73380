//! Each rule on dossiers that are no eCTD finds what it is for, at its place, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::PathBuf;

use crypto::digest::Sm3Digest;
use ectd::application::History;
use ectd::application::life::Life;
use ectd::backbone::Backbone;
use ectd::backbone::target::Targets;
use ectd::book::Book;
use ectd::check::{Check, Report};
use ectd::compose::folder;
use ectd::dossier::Dossier;
use ectd::filing::Filing;
use ectd::finding::{Finding, Severity};
use ectd::inspect::Inspection;
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::reading::Reading;
use ectd::rule::subject::Subject;
use tempfile::TempDir;

/// The composed dossier with its list.
struct Plain {
    _top: TempDir,
    folder: PathBuf,
}

impl Plain {
    fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        let application = folder::plain();
        application.write(top.path(), None).unwrap();
        let folder = top.path().join(&application.folder).join(&application.sequences[0].folder);
        Self { _top: top, folder }
    }

    /// Adds a file, and its line to the list.
    fn add(&self, path: &str) -> &Self {
        self.file(path, "content");
        let line = format!("{}  {path}\n", Sm3Digest::of(b"content"));
        self.file("index-sm3.txt", &(self.list() + &line))
    }

    fn file(&self, path: &str, content: &str) -> &Self {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn list(&self) -> String {
        fs::read_to_string(self.folder.join("index-sm3.txt")).unwrap()
    }

    fn check(&self) -> Report {
        Check::under(Profile::Generic).run(&Dossier::open(&self.folder).unwrap(), &mut ())
    }

    fn grave(&self) -> Vec<(String, Severity, String)> {
        grave(&self.check().findings)
    }
}

/// Code, weight and place of each error and warning.
fn grave(findings: &[Finding]) -> Vec<(String, Severity, String)> {
    let grave = findings.iter().filter(|finding| finding.severity != Severity::Info);
    grave.map(|finding| (finding.rule.clone(), finding.severity, finding.place.clone())).collect()
}

fn error(rule: &str, place: &str) -> Vec<(String, Severity, String)> {
    vec![(rule.to_owned(), Severity::Error, place.to_owned())]
}

fn warning(rule: &str, place: &str) -> Vec<(String, Severity, String)> {
    vec![(rule.to_owned(), Severity::Warning, place.to_owned())]
}

fn added(path: &str) -> Vec<(String, Severity, String)> {
    Plain::new().add(path).grave()
}

#[test]
fn a_composed_dossier_is_sound_with_and_without_its_list() {
    let plain = Plain::new();
    assert_eq!(plain.grave(), []);
    fs::remove_file(plain.folder.join("index-sm3.txt")).unwrap();
    assert_eq!(plain.grave(), []);
}

#[test]
fn pkg_08_characters() {
    for usual in ["3-质量/a_b-1.pdf", "3-quality/综述.资料.pdf"] {
        assert_eq!(added(usual), [], "{usual}");
    }
    assert_eq!(added("3-quality/B.pdf"), warning("PKG-08", "3-quality/B.pdf"));
    assert_eq!(added("3-quality/a b.pdf"), warning("PKG-08", "3-quality/a b.pdf"));
    assert_eq!(added("Modul 3/a.pdf"), warning("PKG-08", "Modul 3"), "a folder is named once");
}

#[test]
fn pkg_09_a_chinese_character_counts_as_two() {
    let name = |characters: usize| "药".repeat(characters) + ".pdf";
    assert_eq!(added(&format!("3-quality/{}", name(30))), []);
    let long = format!("3-quality/{}", name(31));
    assert_eq!(added(&long), warning("PKG-09", &long));
    let long = format!("3-quality/{}.pdf", "x".repeat(61));
    assert_eq!(added(&long), warning("PKG-09", &long));
}

#[test]
fn pkg_07_kinds_of_files() {
    for usual in
        ["5-clinical/adsl.xpt", "5-clinical/define.xml", "1-administrative/form.docx", "5-clinical/p.PDF"]
    {
        let odd_case = usual.ends_with("PDF");
        assert_eq!(added(usual).len(), usize::from(odd_case), "{usual}");
    }
    for odd in ["5-clinical/data.zip", "5-clinical/readme", "5-clinical/setup.exe"] {
        assert_eq!(added(odd), warning("PKG-07", odd));
    }
}

#[test]
fn pkg_11_and_12_sizes() {
    let sized = |name: &str, bytes: u64| {
        let top = tempfile::tempdir().unwrap();
        fs::File::create(top.path().join(name)).unwrap().set_len(bytes).unwrap();
        grave(&unread(&Dossier::open(top.path()).unwrap()))
    };
    assert_eq!(sized("a.pdf", 200 << 20), []);
    assert_eq!(sized("a.pdf", (200 << 20) + 1), warning("PKG-11", "a.pdf"));
    assert_eq!(sized("a.xpt", 4 << 30), []);
    assert_eq!(sized("a.xpt", (4 << 30) + 1), warning("PKG-11", "a.xpt"));
    assert_eq!(sized("a.txt", 10 << 30), []);
    assert_eq!(sized("a.txt", (10 << 30) + 1), warning("PKG-12", ""));
}

/// Applies the book without reading the files, which have no content to speak of.
fn unread(dossier: &Dossier) -> Vec<Finding> {
    let subject = Subject {
        dossier,
        profile: Profile::Generic,
        edition: "1",
        filing: &Filing::default(),
        backbone: &Backbone::default(),
        targets: &Targets::default(),
        readings: &vec![Reading::Plain; dossier.files().len()],
        inspections: &vec![Inspection::NotInspected; dossier.files().len()],
        history: &History::NotGiven,
        life: &Life::over(Vec::new()),
    };
    Book::of(Profile::Generic).apply(&subject).findings
}

#[test]
fn sm3_01_lines_of_the_list() {
    let plain = Plain::new();
    let list = plain.list();
    plain.file("index-sm3.txt", &format!("\u{feff}# SM3\r\n{}", list.replace('\n', "\r\n")));
    assert_eq!(plain.grave(), error("SM3-01", "index-sm3.txt"));
    let finding = plain.check().findings.remove(0);
    assert!(finding.message(Language::En).starts_with("Line 1 of index-sm3.txt"));
    plain.file("index-sm3.txt", &format!("{list}{list}"));
    assert_eq!(plain.grave().len(), list.lines().count(), "each file stands twice");
    fs::write(plain.folder.join("index-sm3.txt"), [0xd6, 0xd0]).unwrap();
    assert_eq!(plain.grave(), error("SM3-01", "index-sm3.txt"));
}

#[test]
fn sm3_02_a_file_with_another_digest() {
    let plain = Plain::new();
    plain.file("2-summaries/overview.pdf", "changed");
    assert_eq!(plain.grave(), error("SM3-02", "2-summaries/overview.pdf"));
    let finding = plain.check().findings.into_iter().find(|finding| finding.rule == "SM3-02").unwrap();
    assert_eq!(finding.arguments["actual"], Sm3Digest::of(b"changed").to_string());

    let plain = Plain::new();
    let list: String =
        plain.list().lines().map(|line| line[..64].to_uppercase() + &line[64..] + "\n").collect();
    assert_eq!(plain.file("index-sm3.txt", &list).grave(), [], "digests in capitals are the same");
}

#[test]
fn sm3_03_and_04_missing_and_unlisted_files() {
    let plain = Plain::new();
    fs::remove_file(plain.folder.join("2-summaries/overview.pdf")).unwrap();
    plain.file("2-summaries/other.pdf", "x");
    let mut expected = error("SM3-03", "2-summaries/overview.pdf");
    expected.extend(warning("SM3-04", "2-summaries/other.pdf"));
    assert_eq!(plain.grave(), expected);
}

#[test]
fn windows_paths_in_the_list() {
    let plain = Plain::new();
    let list: String =
        plain.list().lines().map(|line| line.replace("  ", " *").replace('/', "\\") + "\r\n").collect();
    assert_eq!(plain.file("index-sm3.txt", &list).grave(), []);
}
