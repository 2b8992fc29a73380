//! Each rule on folders, sizes, util files and sequences finds what breaks it, at its place, and nothing else is found.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::written::{Written, grave};
use common::{Folder, shared};
use ectd::check::Check;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::{Application, Sequence};
use ectd::compose::{cn, eu, ich, us};
use ectd::finding::Severity;
use ectd::language::Language;
use ectd::profile::Profile;

const REGIONS: [Profile; 4] = [Profile::Cn, Profile::Us, Profile::Eu, Profile::Ich];

/// The first sequence of an application that a profile accepts.
fn first(profile: Profile) -> Application {
    let mut application = match profile {
        Profile::Us => us::new_drug(),
        Profile::Eu => eu::centralised(),
        Profile::Ich => ich::plain(),
        _ => cn::new_drug(),
    };
    application.sequences.truncate(1);
    application
}

/// Breaks one thing in a first sequence and checks that just that is found.
#[track_caller]
fn breaks(profile: Profile, spoil: impl Fn(&mut Sequence), expected: &[(&str, &str, &str)]) {
    let mut application = first(profile);
    spoil(&mut application.sequences[0]);
    let name = application.sequences[0].folder.clone();
    let report = Written::new(&application).check(profile, &name);
    assert_eq!(grave(&report), expected, "{profile}: {:?}", report.findings);
}

/// Code, number and place of a finding.
type Expected<'a> = (&'a str, &'a str, &'a str);

/// The numbers under which the authorities have a rule.
fn each<'a>(code: &'a str, number: &'a str, place: &'a str) -> [(Profile, [Expected<'a>; 1]); 4] {
    REGIONS.map(|profile| (profile, [(code, if profile == Profile::Cn { number } else { "" }, place)]))
}

#[test]
fn pkg_01_the_folder_s_name() {
    for (profile, expected) in each("PKG-01", "CN 2.9", "") {
        breaks(profile, |it| "first".clone_into(&mut it.folder), &expected);
    }
}

#[test]
fn pkg_01_and_4_1_22_the_folder_is_named_as_the_envelope_says() {
    let mut application = first(Profile::Cn);
    "0001".clone_into(&mut application.sequences[0].folder);
    let report = Written::new(&application).check_alone(Profile::Cn, "0001");
    assert_eq!(grave(&report), [("CN-4.1.22", "CN 4.1.22", "")]);
    let sequence = |text: &'static str| {
        move |it: &mut Sequence| text.clone_into(&mut it.element("sequence").unwrap().text)
    };
    breaks(Profile::Eu, sequence("0007"), &[("PKG-01", "EU 13.3", "")]);
    breaks(Profile::Eu, sequence("1"), &[("PKG-01", "EU 13.3", "")]);
}

#[test]
fn pkg_02_no_gap_between_sequences() {
    let mut application = cn::new_drug();
    application.sequences.truncate(3);
    application.sequences.remove(1);
    let written = Written::new(&application);
    let report = written.check(Profile::Cn, "0002");
    assert_eq!(grave(&report), [("PKG-02", "CN 2.10", "")], "{:?}", report.findings);
    let gap = report.findings.iter().find(|it| it.rule == "PKG-02").unwrap();
    assert_eq!((gap.arguments["number"].as_str(), gap.arguments["first"].as_str()), ("1", "0001"));
    let alone = written.check_alone(Profile::Cn, "0002");
    let told = alone.findings.iter().find(|it| it.authority == "CN 2.10").unwrap();
    assert_eq!((told.rule.as_str(), told.severity), ("LIFE-12", Severity::Info));
}

#[test]
fn pkg_03_strangers_beside_the_backbone() {
    for (profile, expected) in each("PKG-03", "CN 2.8", "readme.txt") {
        breaks(profile, |it| it.files.push(File::bytes("readme.txt", "x")), &expected);
    }
    let folder = |it: &mut Sequence| it.files.push(File::bytes("working/notes/a.txt", "x"));
    breaks(Profile::Cn, folder, &[("PKG-03", "CN 2.8", "working")]);
}

#[test]
fn pkg_05_module_1_holds_folders_only() {
    let stray = |it: &mut Sequence| {
        it.leaf("m2-2").unwrap().file = Some(File::pdf("m1/introduction.pdf", "introduction"));
    };
    for (profile, expected) in each("PKG-05", "CN 2.6", "m1/introduction.pdf") {
        breaks(profile, stray, &expected);
    }
}

#[test]
fn pkg_05_module_1_is_there() {
    let folder = Folder::new();
    folder.file("m2/a.pdf", "one").index(&common::leaf("L1", "m2/a.pdf", "one"));
    for (profile, number) in [(Profile::Cn, "CN 2.6"), (Profile::Us, ""), (Profile::Eu, "")] {
        let report = Check::under(profile).run(&folder.open(), &mut ());
        assert!(grave(&report).contains(&("PKG-05", number, "m1")), "{profile}");
    }
    let report = Check::under(Profile::Ich).run(&folder.open(), &mut ());
    assert!(!grave(&report).iter().any(|it| it.0 == "PKG-05"), "a region's module 1 is not ICH's matter");
}

#[test]
fn pkg_07_extensions() {
    let named = |name: &'static str| {
        move |it: &mut Sequence| it.leaf("m2-2").unwrap().file = Some(File::bytes(name, "text"))
    };
    for name in ["m2/22-intro/introduction", "m2/22-intro/introduction.a.txt"] {
        for profile in REGIONS {
            let number = if profile == Profile::Cn { "CN 2.4" } else { "" };
            breaks(profile, named(name), &[("PKG-07", number, name)]);
        }
    }
    let word = "m2/22-intro/introduction.docx";
    breaks(Profile::Cn, named(word), &[("PKG-07", "CN 2.4", word)]);
    breaks(Profile::Eu, named(word), &[]);
}

/// Puts a file of that size there, of which nothing is on the disk.
fn sparse(folder: &Path, name: &str, bytes: u64) {
    fs::File::create(folder.join(name)).unwrap().set_len(bytes).unwrap();
}

const MB: u64 = 1 << 20;

#[test]
fn pkg_11_the_size_of_a_file() {
    let written = Written::new(&first(Profile::Cn));
    let folder = written.sequence("0000");
    sparse(&folder, "util/fits.pdf", 200 * MB);
    sparse(&folder, "util/large.xpt", 200 * MB + 1);
    assert_eq!(grave(&written.check(Profile::Cn, "0000")), []);
    sparse(&folder, "util/large.pdf", 200 * MB + 1);
    assert_eq!(grave(&written.check(Profile::Cn, "0000")), [("PKG-11", "CN 2.2", "util/large.pdf")]);
}

#[test]
fn pkg_11_the_size_of_a_file_in_edition_1_0() {
    let written = Written::new(&first(Profile::Cn));
    let folder = written.sequence("0000");
    sparse(&folder, "util/fits.pdf", 500 * MB);
    sparse(&folder, "util/large.pdf", 500 * MB + 1);
    let report = written.check_under(Profile::Cn, "1.0", "0000");
    let large: Vec<_> = report.findings.iter().filter(|it| it.rule == "PKG-11").collect();
    assert_eq!(large.len(), 1);
    assert_eq!((large[0].severity, large[0].place.as_str()), (Severity::Warning, "util/large.pdf"));
}

#[test]
fn pkg_11_and_12_large_datasets() {
    let written = Written::new(&first(Profile::Cn));
    let folder = written.sequence("0000");
    sparse(&folder, "util/large.xpt", 4096 * MB + 1);
    assert_eq!(grave(&written.check(Profile::Cn, "0000")), [("PKG-11", "CN 2.2", "util/large.xpt")]);
    // 10 GB together, none of them too large
    for name in ["util/large.xpt", "util/more.xpt", "util/most.xpt"] {
        sparse(&folder, name, 3414 * MB);
    }
    assert_eq!(grave(&written.check(Profile::Cn, "0000")), [("PKG-12", "", "")]);
}

#[test]
fn utl_the_files_of_the_authorities() {
    let missing = |name: &'static str| move |it: &mut Sequence| it.util.retain(|path| *path != name);
    let cases = [
        (Profile::Cn, "UTL-01", "CN 2.7", "util/dtd/ich-ectd-3-2.dtd"),
        (Profile::Cn, "UTL-02", "CN 2.7", "util/style/ectd-2-0.xsl"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/cn-regional-1-0.xsd"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/xlink.xsd"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/xml.xsd"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/style/cn-regional-1-1.xsl"),
        (Profile::Cn, "UTL-05", "CN 2.7", "util/dtd/ich-stf-v2-2.dtd"),
        (Profile::Cn, "UTL-05", "CN 2.7", "util/style/ich-stf-stylesheet-2-3.xsl"),
        (Profile::Cn, "UTL-05", "CN 2.7", "util/style/ich-stf-stylesheet-2-2a.xsl"),
        (Profile::Cn, "UTL-05", "CN 2.7", "util/style/valid-values.xml"),
        (Profile::Us, "UTL-01", "", "util/dtd/ich-ectd-3-2.dtd"),
        (Profile::Us, "UTL-02", "", "util/style/ectd-2-0.xsl"),
        (Profile::Us, "UTL-03", "", "util/dtd/us-regional-v3-3.dtd"),
        (Profile::Us, "UTL-05", "", "util/dtd/ich-stf-v2-2.dtd"),
        (Profile::Ich, "UTL-01", "", "util/dtd/ich-ectd-3-2.dtd"),
        (Profile::Ich, "UTL-02", "", "util/style/ectd-2-0.xsl"),
    ];
    for (profile, code, number, path) in cases {
        breaks(profile, missing(path), &[(code, number, path)]);
    }
}

#[test]
fn utl_05_only_where_studies_are_tagged() {
    let mut application = cn::new_drug();
    application.sequences.truncate(2);
    let reply = &mut application.sequences[1];
    reply.util.retain(|path| !path.contains("stf"));
    assert_eq!(grave(&Written::new(&application).check(Profile::Cn, "0001")), []);
}

#[test]
fn utl_03_the_style_sheet_follows_the_edition() {
    let written = Written::new(&first(Profile::Cn));
    let report = written.check_under(Profile::Cn, "1.0", "0000");
    let broken: Vec<_> = grave(&report).into_iter().filter(|it| it.0.starts_with("UTL")).collect();
    assert_eq!(broken, [("UTL-03", "CN 2.7", "util/style/cn-regional-1-0.xsl")]);
}

/// The EU's files with the numbers of name, folder and checksum.
const EU_FILES: [(&str, &str, [&str; 3]); 6] = [
    ("UTL-01", "util/dtd/ich-ectd-3-2.dtd", ["EU 1.1", "EU 1.2", "EU 1.3"]),
    ("UTL-02", "util/style/ectd-2-0.xsl", ["EU 2.1", "EU 2.2", "EU 2.3"]),
    ("UTL-03", "util/dtd/eu-regional.dtd", ["EU 3.1", "EU 3.2", "EU 3.3"]),
    ("UTL-03", "util/dtd/eu-leaf.mod", ["EU 4.1", "EU 4.2", "EU 4.3"]),
    ("UTL-03", "util/dtd/eu-envelope.mod", ["EU 5.1", "EU 5.2", "EU 5.3"]),
    ("UTL-03", "util/style/eu-regional.xsl", ["EU 6.1", "EU 6.2", "EU 6.3"]),
];

#[test]
fn utl_the_files_of_the_eu_one_by_one() {
    for (code, path, [named, placed, published]) in EU_FILES {
        let missing = |it: &mut Sequence| it.util.retain(|known| *known != path);
        breaks(Profile::Eu, missing, &[(code, named, path)]);
        let name = path.rsplit('/').next().unwrap();
        let other = format!("util/{name}");
        let moved = |it: &mut Sequence| {
            missing(it);
            it.files.push(File::bytes(other.clone(), "x"));
        };
        breaks(Profile::Eu, moved, &[(code, placed, &other)]);

        let Some(_) = shared("domain/dtd/official") else { continue };
        let written = Written::new(&first(Profile::Eu));
        let file = written.sequence("0000").join(path);
        let altered = [fs::read(&file).unwrap(), b"<!-- mine -->".to_vec()].concat();
        fs::write(file, altered).unwrap();
        assert_eq!(grave(&written.check(Profile::Eu, "0000")), [(code, published, path)]);
    }
}

#[test]
fn utl_04_explains_line_ends() {
    let Some(broken) = shared("domain/dtd/lf-broken") else { return };
    let dtd = "util/dtd/ich-ectd-3-2.dtd";
    let cases = [(Profile::Cn, "CN 2.7"), (Profile::Us, ""), (Profile::Eu, "EU 1.3"), (Profile::Ich, "")];
    for (profile, number) in cases {
        let written = Written::new(&first(profile));
        let name = first(profile).sequences[0].folder.clone();
        fs::copy(broken.join("ich-ectd-3-2.dtd"), written.sequence(&name).join(dtd)).unwrap();
        let report = written.check(profile, &name);
        assert_eq!(grave(&report), [("UTL-01", number, dtd)], "{profile}");
        let told: Vec<_> = report.findings.iter().filter(|it| it.rule == "UTL-04").collect();
        assert_eq!(told.len(), 1, "{profile}");
        assert_eq!((told[0].severity, told[0].place.as_str()), (Severity::Info, dtd));

        // another content is not explained so
        fs::write(written.sequence(&name).join(dtd), "<!ELEMENT a EMPTY>").unwrap();
        assert!(!written.check(profile, &name).findings.iter().any(|it| it.rule == "UTL-04"));
    }
}

#[test]
fn utl_03_without_a_region_what_is_there_is_compared() {
    if shared("domain/dtd/official").is_none() {
        return;
    }
    let altered = |it: &mut Sequence| it.files.push(File::bytes("util/dtd/eu-regional.dtd", "<!-- mine -->"));
    breaks(Profile::Ich, altered, &[("UTL-03", "", "util/dtd/eu-regional.dtd")]);
}

#[test]
fn pkg_14_the_application_s_folder() {
    let mut application = first(Profile::Cn);
    "my-application".clone_into(&mut application.folder);
    let report = Written::new(&application).check(Profile::Cn, "0000");
    assert_eq!(grave(&report), [("PKG-14", "CN 4.1.21", "")]);
}

#[test]
fn cn_4_1_23_the_folders_of_module_1() {
    let moved = |path: &'static str| {
        move |it: &mut Sequence| it.leaf("cn-1-0").unwrap().file = Some(File::pdf(path, "cover letter"))
    };
    for (path, place) in [
        ("m1/cn/01/cover-letter.pdf", "m1/cn/01"),
        ("m1/cn/cover-letter.pdf", "m1/cn/cover-letter.pdf"),
        ("m1/us/cover-letter.pdf", "m1/us"),
    ] {
        let report = {
            let mut application = first(Profile::Cn);
            moved(path)(&mut application.sequences[0]);
            Written::new(&application).check(Profile::Cn, "0000")
        };
        assert!(grave(&report).contains(&("CN-4.1.23", "CN 4.1.23", place)), "{:?}", grave(&report));
    }
    breaks(Profile::Cn, moved("m1/cn/01/cover-letter.pdf"), &[("CN-4.1.23", "CN 4.1.23", "m1/cn/01")]);
}

#[test]
fn pkg_15_counts() {
    for profile in REGIONS {
        let name = first(profile).sequences[0].folder.clone();
        let written = Written::new(&first(profile));
        let report = written.check(profile, &name);
        let told: Vec<_> = report.findings.iter().filter(|it| it.rule == "PKG-15").collect();
        let texts: Vec<_> = told.iter().map(|it| (it.text.as_str(), it.place.as_str())).collect();
        assert_eq!(
            texts,
            [("count-files", ""), ("count-bytes", ""), ("count-absent", "index.xml")],
            "{profile}"
        );
        assert_eq!(told[0].arguments["files"], report.files.to_string());
        assert_eq!(told[1].arguments["bytes"], report.bytes.to_string());
        let sections: Vec<_> = told[2].arguments["sections"].split(", ").collect();
        assert!(sections.contains(&"4.2.2") && !sections.contains(&"4.2.2.1"), "{sections:?}");
        assert!(!sections.contains(&"4.2.1.1"), "it is there");
        assert!(told.iter().all(|it| it.severity == Severity::Info));
        if profile == Profile::Cn {
            let numbers: Vec<_> = told.iter().map(|it| it.authority.as_str()).collect();
            assert_eq!(numbers, ["CN 1.1", "CN 1.2", "CN 1.3"]);
        }
    }
}

#[test]
fn fda_2_3_and_4_what_a_submission_must_hold() {
    let without = |it: &mut Sequence| {
        it.drop_leaf("m1-regional");
        let leaf = Leaf::new("extra", "Extra", File::pdf("m1/us/extra.pdf", "extra"));
        it.element("m2-2").unwrap().leaves.push(leaf);
    };
    let mut application = first(Profile::Us);
    without(&mut application.sequences[0]);
    let report = Written::new(&application).check(Profile::Us, "0001");
    assert!(grave(&report).contains(&("REG-01", "FDA 2", "m1/us/us-regional.xml")), "{:?}", grave(&report));

    let single = Folder::new();
    single.file("submission.pdf", "x");
    let report = Check::under(Profile::Us).run(&single.open(), &mut ());
    assert!(grave(&report).contains(&("FDA-3", "FDA 3", "submission.pdf")), "{:?}", grave(&report));
    assert!(grave(&report).contains(&("IDX-01", "FDA 6", "index.xml")), "{:?}", grave(&report));

    let empty = Folder::new();
    empty.index("");
    let report = Check::under(Profile::Us).run(&empty.open(), &mut ());
    assert!(grave(&report).contains(&("FDA-4", "FDA 4", "")), "{:?}", grave(&report));
    assert!(
        !grave(&Written::new(&first(Profile::Us)).check(Profile::Us, "0001"))
            .iter()
            .any(|it| it.0 == "FDA-4")
    );
}

#[test]
fn messages_say_what_where_and_how_to_mend_it() {
    let mut application = first(Profile::Cn);
    application.sequences[0].files.push(File::bytes("readme.txt", "x"));
    let report = Written::new(&application).check(Profile::Cn, "0000");
    let finding = report.findings.iter().find(|it| it.rule == "PKG-03").unwrap();
    assert!(finding.message(Language::En).contains("readme.txt does not belong"));
    assert!(finding.message(Language::Zh).contains("请删除"));
}
