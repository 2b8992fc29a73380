//! Dossiers that are no eCTD.

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
use ectd::finding::Finding;
use ectd::inspect::Inspection;
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::reading::Reading;
use ectd::rule::subject::Subject;
use tempfile::TempDir;

use crate::common::twice::twice;
use crate::common::written::scratch;
use crate::fixture::{Expected, exactly};

tests! {
    a_composed_dossier_is_sound_with_and_without_its_list,
    pkg_08_characters,
    pkg_09_a_chinese_character_counts_as_two,
    pkg_07_kinds_of_files,
    pkg_11_and_12_sizes,
    sm3_01_lines_of_the_list,
    sm3_02_a_file_with_another_digest,
    sm3_03_and_04_missing_and_unlisted_files,
    pkg_04_an_empty_folder,
    pkg_10_long_paths_are_only_mentioned,
    windows_paths_in_the_list,
}

/// The composed dossier with its list.
struct Plain {
    _top: TempDir,
    folder: PathBuf,
}

impl Plain {
    fn new() -> Self {
        let top = scratch();
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
        twice(&Check::under(Profile::Generic), &Dossier::open(&self.folder).unwrap())
    }

    #[track_caller]
    fn finds(&self, expected: &[Expected<'_>]) {
        exactly(Profile::Generic, "1", &self.check().findings, expected);
    }
}

/// Finds this in a dossier with one file more.
#[track_caller]
fn added(path: &str, expected: &[Expected<'_>]) {
    Plain::new().add(path).finds(expected);
}

fn a_composed_dossier_is_sound_with_and_without_its_list() {
    let plain = Plain::new();
    plain.finds(&[]);
    fs::remove_file(plain.folder.join("index-sm3.txt")).unwrap();
    plain.finds(&[]);
}

fn pkg_08_characters() {
    for usual in ["3-质量/a_b-1.pdf", "3-quality/综述.资料.pdf"] {
        added(usual, &[]);
    }
    added("3-quality/B.pdf", &[("PKG-08", "", "3-quality/B.pdf")]);
    added("3-quality/a b.pdf", &[("PKG-08", "", "3-quality/a b.pdf")]);
    // a folder is named once
    added("Modul 3/a.pdf", &[("PKG-08", "", "Modul 3")]);
}

fn pkg_09_a_chinese_character_counts_as_two() {
    let name = |characters: usize| "药".repeat(characters) + ".pdf";
    added(&format!("3-quality/{}", name(30)), &[]);
    let long = format!("3-quality/{}", name(31));
    added(&long, &[("PKG-09", "", &long)]);
    let long = format!("3-quality/{}.pdf", "x".repeat(61));
    added(&long, &[("PKG-09", "", &long)]);
}

fn pkg_07_kinds_of_files() {
    for usual in ["5-clinical/adsl.xpt", "5-clinical/define.xml", "1-administrative/form.docx"] {
        added(usual, &[]);
    }
    added("5-clinical/p.PDF", &[("PKG-08", "", "5-clinical/p.PDF")]);
    for odd in ["5-clinical/data.zip", "5-clinical/readme", "5-clinical/setup.exe"] {
        added(odd, &[("PKG-07", "", odd)]);
    }
}

fn pkg_11_and_12_sizes() {
    let sized = |name: &str, bytes: u64, expected: &[Expected<'_>]| {
        let top = tempfile::tempdir().unwrap();
        fs::File::create(top.path().join(name)).unwrap().set_len(bytes).unwrap();
        exactly(Profile::Generic, "1", &unread(&Dossier::open(top.path()).unwrap()), expected);
    };
    sized("a.pdf", 200 << 20, &[]);
    sized("a.pdf", (200 << 20) + 1, &[("PKG-11", "", "a.pdf")]);
    sized("a.xpt", 4 << 30, &[]);
    sized("a.xpt", (4 << 30) + 1, &[("PKG-11", "", "a.xpt")]);
    sized("a.txt", 10 << 30, &[]);
    sized("a.txt", (10 << 30) + 1, &[("PKG-12", "", "")]);
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

fn sm3_01_lines_of_the_list() {
    let plain = Plain::new();
    let list = plain.list();
    plain.file("index-sm3.txt", &format!("\u{feff}# SM3\r\n{}", list.replace('\n', "\r\n")));
    plain.finds(&[("SM3-01", "", "index-sm3.txt")]);
    let finding = plain.check().findings.remove(0);
    assert!(finding.message(Language::En).starts_with("Line 1 of index-sm3.txt"));
    plain.file("index-sm3.txt", &format!("{list}{list}"));
    // each file stands twice
    plain.finds(&vec![("SM3-01", "", "index-sm3.txt"); list.lines().count()]);
    fs::write(plain.folder.join("index-sm3.txt"), [0xd6, 0xd0]).unwrap();
    plain.finds(&[("SM3-01", "", "index-sm3.txt")]);
}

fn sm3_02_a_file_with_another_digest() {
    let plain = Plain::new();
    plain.file("2-summaries/overview.pdf", "changed");
    plain.finds(&[("SM3-02", "", "2-summaries/overview.pdf")]);
    let finding = plain.check().findings.into_iter().find(|finding| finding.rule == "SM3-02").unwrap();
    assert_eq!(finding.arguments["actual"], Sm3Digest::of(b"changed").to_string());

    let plain = Plain::new();
    let list: String =
        plain.list().lines().map(|line| line[..64].to_uppercase() + &line[64..] + "\n").collect();
    // digests in capitals are the same
    plain.file("index-sm3.txt", &list).finds(&[]);
}

fn sm3_03_and_04_missing_and_unlisted_files() {
    let plain = Plain::new();
    fs::remove_file(plain.folder.join("1-administrative/cover-letter.pdf")).unwrap();
    plain.finds(&[("SM3-03", "", "1-administrative/cover-letter.pdf")]);
    let plain = Plain::new();
    plain.file("2-summaries/other.pdf", "x").finds(&[("SM3-04", "", "2-summaries/other.pdf")]);
}

fn pkg_04_an_empty_folder() {
    let plain = Plain::new();
    fs::create_dir(plain.folder.join("4-nonclinical")).unwrap();
    plain.finds(&[("PKG-04", "", "4-nonclinical")]);
}

fn pkg_10_long_paths_are_only_mentioned() {
    let long = format!("3-quality/{0}/{0}/{0}/{0}.pdf", "x".repeat(50));
    added(&long, &[("PKG-10", "", &long)]);
}

fn windows_paths_in_the_list() {
    let plain = Plain::new();
    let list: String =
        plain.list().lines().map(|line| line.replace("  ", " *").replace('/', "\\") + "\r\n").collect();
    plain.file("index-sm3.txt", &list).finds(&[]);
}
