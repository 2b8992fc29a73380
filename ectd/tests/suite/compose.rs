//! Composed applications: valid by the authorities' own DTDs, sound by our own check, the same each time; and a plan can
//! be changed in one thing before it is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::written::{grave, util};
use crate::common::{found, shared, skip};
use crypto::digest::Sha256;
use ectd::check::{Check, Report};
use ectd::compose::leaf::{Content, File, Leaf};
use ectd::compose::pdf::{LEAST, Pdf};
use ectd::compose::plan::Application;
use ectd::compose::{cn, eu, folder, ich, us, v4};
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use ectd::{grammar, pdf, xpt};

fn applications() -> Vec<(Profile, Application)> {
    vec![
        (Profile::Cn, cn::new_drug()),
        (Profile::Cn, cn::trial()),
        (Profile::Cn, cn::generic_drug()),
        (Profile::Us, us::new_drug()),
        (Profile::Eu, eu::centralised()),
        (Profile::Ich, ich::plain()),
        (Profile::V4, v4::new_drug()),
        (Profile::Generic, folder::plain()),
    ]
}

/// The sequence folders, in their order.
fn folders(top: &Path, application: &Application) -> Vec<PathBuf> {
    let top = top.join(&application.folder);
    application.sequences.iter().map(|sequence| top.join(&sequence.folder)).collect()
}

/// The authorities' DTDs and stylesheets.
fn official() -> Option<PathBuf> {
    shared("domain/dtd/official")
}

/// Tells whether a program can be run; says so when it cannot.
fn has_program(name: &str, package: &str) -> bool {
    let there = Command::new(name).arg("--version").output().is_ok();
    if !there {
        skip(&format!("{name} is not installed (Debian: apt-get install {package})"));
    }
    there
}

fn check(folder: &Path, profile: Profile) -> Report {
    Check::under(profile).run(&Dossier::open(folder).unwrap(), &mut ())
}

/// One digest over all names and contents.
fn fingerprint(folder: &Path) -> String {
    let mut hasher = Sha256::new();
    for entry in Dossier::open(folder).unwrap().files() {
        hasher.update(entry.path.as_str().as_bytes());
        hasher.update(&fs::read(folder.join(entry.path.as_str())).unwrap());
    }
    hasher.finish().to_string()
}

/// All files below the folder whose names end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let dossier = Dossier::open(folder).unwrap();
    let paths = dossier.files().iter().map(|entry| entry.path.as_str());
    paths.filter(|path| path.ends_with(end)).map(|path| folder.join(path)).collect()
}

#[test]
fn each_is_found_to_be_what_it_is_and_sound() {
    for (profile, application) in applications() {
        let top = tempfile::tempdir().unwrap();
        application.write(top.path(), Some(util().path())).unwrap();
        for (folder, sequence) in folders(top.path(), &application).iter().zip(&application.sequences) {
            assert_eq!(Profile::detect(&Dossier::open(folder).unwrap()), profile);
            let report = check(folder, profile);
            assert_eq!(grave(&report), [], "{profile} {}", sequence.folder);
            if profile != Profile::Generic {
                assert_eq!(report.filing.sequence.unwrap().as_str(), sequence.folder);
            }
        }
    }
}

#[test]
fn twice_the_same_bytes() {
    for (_, application) in applications() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let written = application.write(one.path(), None).unwrap();
        assert_eq!(application.write(other.path(), None).unwrap(), written);
        assert_eq!(fingerprint(one.path()), fingerprint(other.path()));
        let dossier = Dossier::open(one.path()).unwrap();
        assert_eq!((dossier.files().len() as u64, dossier.bytes()), (written.files, written.bytes));
    }
}

#[test]
fn the_backbones_are_valid_by_the_official_dtds() {
    let (Some(util), true) = (official(), has_program("xmllint", "libxml2-utils")) else { return };
    for (profile, application) in applications() {
        if !matches!(profile, Profile::Cn | Profile::Us | Profile::Eu | Profile::Ich) {
            continue;
        }
        let top = tempfile::tempdir().unwrap();
        application.write(top.path(), Some(&util)).unwrap();
        for folder in folders(top.path(), &application) {
            let documents = files(&folder, ".xml").into_iter().filter(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                !["define.xml", "cn-regional.xml", "valid-values.xml"].contains(&name)
            });
            for document in documents {
                let judged = Command::new("xmllint")
                    .args(["--valid", "--noout", "--nonet"])
                    .arg(&document)
                    .output()
                    .unwrap();
                assert!(
                    judged.status.success(),
                    "{}: {}",
                    document.display(),
                    String::from_utf8_lossy(&judged.stderr)
                );
            }
        }
    }
}

#[test]
fn the_backbones_are_valid_by_our_own_grammars() {
    for (_, application) in applications() {
        let top = tempfile::tempdir().unwrap();
        application.write(top.path(), None).unwrap();
        for path in files(top.path(), ".xml") {
            let grammar = match path.file_name().unwrap().to_str().unwrap() {
                "index.xml" => &grammar::ich::GRAMMAR,
                "cn-regional.xml" => &grammar::cn::GRAMMAR,
                "us-regional.xml" => &grammar::us::GRAMMAR,
                "eu-regional.xml" => &grammar::eu::GRAMMAR,
                name if name.starts_with("stf-") => &grammar::stf::GRAMMAR,
                _ => continue,
            };
            let verdict = grammar::validate(fs::File::open(&path).unwrap(), grammar);
            assert!(
                verdict.breaches.is_empty() && verdict.fault.is_none(),
                "{}: {verdict:?}",
                path.display()
            );
        }
    }
}

#[test]
fn every_leaf_of_a_tagged_heading_has_its_tag() {
    for (profile, application) in applications() {
        if !matches!(profile, Profile::Cn | Profile::Us) {
            continue;
        }
        for sequence in &application.sequences {
            let leaves = sequence.leaves();
            let mut tagged = Vec::new();
            for leaf in &leaves {
                if let Some(Content::Document(document)) = leaf.file.as_ref().map(|file| &file.content)
                    && document.root.name == "ectd:study"
                {
                    let contents = &document.root.children[1].children;
                    tagged.extend(
                        contents
                            .iter()
                            .map(|content| content.attributes[0].1.rsplit_once('#').unwrap().1.to_owned()),
                    );
                }
            }
            for leaf in leaves {
                let Some(file) = &leaf.file else { continue };
                let wanted = ["m4/42", "m4/datasets", "m5/53", "m5/datasets"]
                    .iter()
                    .any(|start| file.path.starts_with(start));
                let is_tagging = leaf.attributes.iter().any(|(name, _)| name == "version");
                assert_eq!(tagged.contains(&leaf.id), wanted && !is_tagging, "{}", leaf.id);
            }
        }
    }
}

#[test]
fn pdfs_and_datasets_are_clean() {
    let top = tempfile::tempdir().unwrap();
    us::new_drug().write(top.path(), None).unwrap();
    for path in files(top.path(), ".pdf") {
        let facts = pdf::Facts::of(&fs::read(&path).unwrap()).unwrap();
        assert_clean(&facts, 1);
    }
    for path in files(top.path(), ".xpt") {
        let content = fs::read(&path).unwrap();
        let facts = xpt::Facts::of(content.as_slice(), content.len() as u64).unwrap();
        assert!(facts.fault.is_none(), "{}: {facts:?}", path.display());
    }
}

#[test]
fn a_pdf_of_many_pages_is_clean_too() {
    for pages in [2, 5, 6, 40] {
        let pdf = Pdf { pages, ..Pdf::new("Many pages") };
        let facts =
            pdf::Facts::of(&pdf.parts().head.into_iter().chain(pdf.parts().tail).collect::<Vec<u8>>())
                .unwrap();
        assert_clean(&facts, pages as u64);
        assert_eq!(facts.bookmarks.total, if pages > 5 { pages as u64 } else { 0 });
    }
}

fn assert_clean(facts: &pdf::Facts, pages: u64) {
    assert_eq!((facts.fault.as_ref(), facts.security.as_deref(), facts.pages), (None, None, pages));
    assert!(facts.fast_web_view);
    assert_eq!(facts.version(), "1.5");
    assert!(facts.bookmarks.peculiar.is_empty() && facts.links.total == 0);
    assert_eq!((facts.text.with_text, facts.text.unread), (facts.text.pages, 0));
    assert!(
        facts.foreign_fonts.iter().all(|font| font.name.starts_with("CourierNew")),
        "{:?}",
        facts.foreign_fonts
    );
}

#[test]
fn linearization_is_real() {
    if !has_program("qpdf", "qpdf") {
        return;
    }
    let top = tempfile::tempdir().unwrap();
    for pages in [1, 2, 6, 40] {
        let path = top.path().join(format!("{pages}.pdf"));
        let parts = Pdf { pages, ..Pdf::new("A (real) title") }.parts();
        fs::write(&path, [parts.head, parts.tail].concat()).unwrap();
        judge_linearization(&path);
    }
    let shape = ectd::sample::Shape {
        files: 3,
        bytes: 3 * LEAST + 200_000,
        profile: Profile::Ich,
        sequence: "0000".parse().unwrap(),
        util: None,
    };
    let folder = top.path().join("sample");
    ectd::sample::write(&folder, &shape, &mut ()).unwrap();
    files(&folder, ".pdf").iter().for_each(|path| judge_linearization(path));
}

fn judge_linearization(path: &Path) {
    for option in ["--check-linearization", "--check"] {
        let judged = Command::new("qpdf").arg(option).arg(path).output().unwrap();
        let text =
            String::from_utf8_lossy(&judged.stdout).into_owned() + &String::from_utf8_lossy(&judged.stderr);
        assert!(judged.status.success() && !text.contains("WARNING"), "{}: {text}", path.display());
    }
}

#[test]
fn one_thing_can_be_changed() {
    let broken = |change: &dyn Fn(&mut Application)| {
        let top = tempfile::tempdir().unwrap();
        let mut application = us::new_drug();
        change(&mut application);
        application.sequences.truncate(1);
        application.write(top.path(), official().as_deref()).unwrap();
        let report = check(&folders(top.path(), &application)[0], Profile::Us);
        let found: Vec<_> =
            found(&report).into_iter().map(|(rule, place)| (rule.to_owned(), place.to_owned())).collect();
        found
    };
    let path = "m3/32-body-data/32s-drug-sub/sample-substance/32s1-gen-info/nomenclature.pdf";
    let has = |found: &[(String, String)], rule: &str, place: &str| {
        assert!(found.contains(&(rule.to_owned(), place.to_owned())), "{rule} at {place}: {found:?}");
    };
    let wrong = broken(&|application| {
        application.sequences[0].leaf("m3-2-s-1-1").unwrap().checksum = Some("0".repeat(32));
    });
    has(&wrong, "LEAF-04", &format!("{path}#m3-2-s-1-1"));
    let missing = broken(&|application| {
        let leaf = application.sequences[0].leaf("m3-2-s-1-1").unwrap();
        leaf.file = None;
        leaf.href = Some(path.to_owned());
    });
    has(&missing, "LEAF-05", &format!("{path}#m3-2-s-1-1"));
    let stray = broken(&|application| application.sequences[0].files.push(File::bytes("m2/stray.txt", "x")));
    has(&stray, "PKG-06", "m2/stray.txt");
    let empty = broken(&|application| application.sequences[0].empty_folders.push("m4/empty".to_owned()));
    has(&empty, "PKG-04", "m4/empty");
    let beside = broken(&|application| application.sequences[0].beside = Some(b"none".to_vec()));
    has(&beside, "IDX-04", "index-md5.txt");
}

#[test]
fn leaves_and_headings_can_be_found_and_dropped() {
    let mut application = cn::new_drug();
    let first = &mut application.sequences[0];
    assert_eq!(first.leaf("cn-1-3-8-1").unwrap().id, "cn-1-3-8-1");
    assert_eq!(first.leaf("m5-3-5-1").unwrap().id, "cl-001-report");
    assert_eq!(first.document("cn-regional.xml").unwrap().root.name, "cn_ectd");
    first.element("application-type").unwrap().set("code", "cnapt9");
    assert_eq!(first.element("application-type").unwrap().attributes[0].1, "cnapt9");
    first.drop_leaf("cn-1-3-8-1");
    assert!(first.element("cn-1-3-8-1").is_none() && first.element("cn-1-3-8-2").is_some());
    first.drop_leaf("cn-1-3-8-2");
    assert!(first.element("cn-1-3-8").is_none(), "a heading without leaf goes with its last leaf");
    let heading = first.element("m3-2-body-of-data").unwrap();
    let added = Leaf::new("extra", "Extra", File::pdf("m3/32-body-data/extra.pdf", "Extra"));
    heading.open("m3-2-a-appendices", &[]).leaves.push(added);
    let names: Vec<_> = heading.children.iter().map(|child| &child.name[..6]).collect();
    assert_eq!(names, ["m3-2-s", "m3-2-p", "m3-2-a", "m3-2-r"]);
}
