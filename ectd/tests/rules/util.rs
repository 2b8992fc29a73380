//! The authorities' own files under util.

use std::fs;

use ectd::book::Book;
use ectd::compose::leaf::File;
use ectd::compose::plan::{Application, Sequence};
use ectd::profile::Profile;

use crate::common::written::{Written, official};
use crate::fixture::{self, Expected, composed, finds};

tests! {
    utl_the_files_of_the_authorities,
    utl_05_only_where_studies_are_tagged,
    utl_03_the_style_sheet_follows_the_edition,
    utl_the_files_of_the_eu_one_by_one,
    utl_04_explains_line_ends,
    utl_03_without_a_region_what_is_there_is_compared,
}

/// The first sequence of an application that a profile accepts.
fn first(profile: Profile) -> Application {
    composed(profile, 1)
}

/// Breaks one thing in a first sequence and checks that just that is found.
#[track_caller]
fn breaks(profile: Profile, spoil: impl FnOnce(&mut Sequence), expected: &[Expected<'_>]) {
    fixture::breaks(profile, first(profile), spoil, expected);
}

fn utl_the_files_of_the_authorities() {
    let missing = |name: &'static str| move |it: &mut Sequence| it.util.retain(|path| *path != name);
    let cases = [
        (Profile::Cn, "UTL-01", "CN 2.7", "util/dtd/ich-ectd-3-2.dtd"),
        (Profile::Cn, "UTL-02", "CN 2.7", "util/style/ectd-2-0.xsl"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/cn-regional-1-0.xsd"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/xlink.xsd"),
        (Profile::Cn, "UTL-03", "CN 2.7", "util/dtd/xml.xsd"),
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

fn utl_05_only_where_studies_are_tagged() {
    let without = |it: &mut Sequence| it.util.retain(|path| !path.contains("stf"));
    fixture::breaks(Profile::Cn, composed(Profile::Cn, 2), without, &[]);
}

fn utl_03_the_style_sheet_follows_the_edition() {
    let mut application = first(Profile::Cn);
    for (edition, path) in
        [("1.0", "util/style/cn-regional-1-0.xsl"), ("1.1", "util/style/cn-regional-1-1.xsl")]
    {
        application.sequences[0].util = first(Profile::Cn).sequences[0].util.clone();
        application.sequences[0].util.retain(|known| *known != path);
        let report = Written::new(&application).check_under(Profile::Cn, edition, "0000");
        finds(&report, &[("UTL-03", "CN 2.7", path)]);
    }
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

        if official().is_none() {
            continue;
        }
        let written = Written::new(&first(Profile::Eu));
        let file = written.sequence("0000").join(path);
        let altered = [fs::read(&file).unwrap(), b"<!-- mine -->".to_vec()].concat();
        fs::write(file, altered).unwrap();
        finds(&written.check(Profile::Eu, "0000"), &[(code, published, path)]);
    }
}

fn utl_04_explains_line_ends() {
    let Some(official) = official() else { return };
    let published = fs::read(official.join("ich-ectd-3-2.dtd")).unwrap();
    let other_ends: Vec<u8> = match published.contains(&b'\r') {
        true => published.into_iter().filter(|byte| *byte != b'\r').collect(),
        false => String::from_utf8(published).unwrap().replace('\n', "\r\n").into_bytes(),
    };
    let dtd = "util/dtd/ich-ectd-3-2.dtd";
    let cases = [(Profile::Cn, "CN 2.7"), (Profile::Us, ""), (Profile::Eu, "EU 1.3"), (Profile::Ich, "")];
    for (profile, number) in cases {
        let written = Written::new(&first(profile));
        let name = first(profile).sequences[0].folder.clone();
        fs::write(written.sequence(&name).join(dtd), &other_ends).unwrap();
        for edition in Book::of(profile).editions {
            let report = written.check_under(profile, edition.name, &name);
            finds(&report, &[("UTL-01", number, dtd), ("UTL-04", "", dtd)]);
        }
        // another content is not explained so
        fs::write(written.sequence(&name).join(dtd), "<!ELEMENT a EMPTY>").unwrap();
        finds(&written.check(profile, &name), &[("UTL-01", number, dtd)]);
    }
}

fn utl_03_without_a_region_what_is_there_is_compared() {
    if official().is_none() {
        return;
    }
    let altered = |it: &mut Sequence| it.files.push(File::bytes("util/dtd/eu-regional.dtd", "<!-- mine -->"));
    breaks(Profile::Ich, altered, &[("UTL-03", "", "util/dtd/eu-regional.dtd")]);
}
