//! What keeps a dossier from being carried stands at the head of every book.

use std::fs;
use std::path::Path;

use ectd::book::Book;
use ectd::dossier::Dossier;
use ectd::profile::Profile;

use crate::common::written::Written;
use crate::fixture::{CN, EU, Expected, US, composed, finds};

tests! {
    bag_01_a_name_that_cannot_be_carried,
    bag_02_a_link,
    bag_03_names_that_fall_together,
    bag_04_no_file,
    read_01_what_vanishes,
    read_02_what_changes,
}

/// Spoils the folder of a first sequence before it is opened, and after.
fn spoilt(
    profile: Profile,
    before: impl Fn(&Path),
    after: impl Fn(&Path),
    expected: impl Fn(&str) -> Vec<Expected<'static>>,
) {
    let application = composed(profile, 1);
    let (written, name) = (Written::new(&application), &application.sequences[0].folder);
    let folder = written.sequence(name);
    before(&folder);
    let dossier: Dossier = written.open(name);
    after(&folder);
    for edition in Book::of(profile).editions {
        let report = written.check_opened(profile, edition.name, &dossier, None);
        finds(&report, &expected(edition.name));
    }
}

fn bag_01_a_name_that_cannot_be_carried() {
    for profile in Profile::ALL {
        let name = |folder: &Path| fs::write(folder.join("name."), "x").unwrap();
        spoilt(profile, name, |_| {}, |_| vec![("BAG-01", "", "name.")]);
    }
}

fn bag_02_a_link() {
    for profile in Profile::ALL {
        let link = |folder: &Path| std::os::unix::fs::symlink("index.xml", folder.join("link")).unwrap();
        spoilt(profile, link, |_| {}, |_| vec![("BAG-02", "", "link")]);
    }
}

/// Of two names of which only the case differs, one has a capital, which is a finding of its own.
fn bag_03_names_that_fall_together() {
    let capital = |number| vec![("BAG-03", "", "util/x.txt"), ("PKG-08", number, "util/X.txt")];
    for (profile, number) in
        [(Profile::Cn, "CN 2.5"), (Profile::Us, ""), (Profile::Eu, "EU 15.BP3"), (Profile::Ich, "")]
    {
        let twins = |folder: &Path| {
            fs::write(folder.join("util/x.txt"), "x").unwrap();
            fs::write(folder.join("util/X.txt"), "x").unwrap();
        };
        spoilt(profile, twins, |_| {}, |_| capital(number));
    }
    // in v4.0 no document names the second file
    let twin = |folder: &Path| fs::write(folder.join("m1/Cover-letter.pdf"), "x").unwrap();
    let expected = vec![
        ("BAG-03", "", "m1/cover-letter.pdf"),
        ("PKG-06", "eCTD4-069", "m1/Cover-letter.pdf"),
        ("PKG-08", "ICH v4 IG 5.2", "m1/Cover-letter.pdf"),
    ];
    spoilt(Profile::V4, twin, |_| {}, |_| expected.clone());
    let without_list = |folder: &Path| {
        fs::remove_file(folder.join("index-sm3.txt")).unwrap();
        fs::write(folder.join("x.txt"), "x").unwrap();
        fs::write(folder.join("X.txt"), "x").unwrap();
    };
    let expected = vec![("BAG-03", "", "x.txt"), ("PKG-08", "", "X.txt")];
    spoilt(Profile::Generic, without_list, |_| {}, |_| expected.clone());
}

/// Where there is nothing, all that an authority asks for is missing.
fn bag_04_no_file() {
    for profile in Profile::ALL {
        let clear = |folder: &Path| {
            fs::remove_dir_all(folder).unwrap();
            fs::create_dir(folder).unwrap();
        };
        let expected = |edition: &str| [vec![("BAG-04", "", "")], wanting(profile, edition)].concat();
        spoilt(profile, clear, |_| {}, expected);
    }
}

fn wanting(profile: Profile, edition: &str) -> Vec<Expected<'static>> {
    let (dtd, style) = ("util/dtd/ich-ectd-3-2.dtd", "util/style/ectd-2-0.xsl");
    match profile {
        Profile::Cn => vec![
            ("PKG-05", "CN 2.6", "m1"),
            ("UTL-01", "CN 2.7", dtd),
            ("UTL-02", "CN 2.7", style),
            ("UTL-03", "CN 2.7", "util/dtd/cn-regional-1-0.xsd"),
            ("UTL-03", "CN 2.7", "util/dtd/xlink.xsd"),
            ("UTL-03", "CN 2.7", "util/dtd/xml.xsd"),
            (
                "UTL-03",
                "CN 2.7",
                if edition == "1.0" {
                    "util/style/cn-regional-1-0.xsl"
                } else {
                    "util/style/cn-regional-1-1.xsl"
                },
            ),
            ("IDX-01", "CN 3.1", "index.xml"),
            ("REG-01", "CN 4.1.1", CN),
        ],
        Profile::Us => vec![
            ("PKG-05", "", "m1"),
            ("UTL-01", "", dtd),
            ("UTL-02", "", style),
            ("UTL-03", "", "util/dtd/us-regional-v3-3.dtd"),
            ("IDX-01", "FDA 6", "index.xml"),
            ("REG-01", "FDA 2", US),
        ],
        Profile::Eu => vec![
            ("PKG-05", "", "m1"),
            ("UTL-01", "EU 1.1", dtd),
            ("UTL-02", "EU 2.1", style),
            ("UTL-03", "EU 3.1", "util/dtd/eu-regional.dtd"),
            ("UTL-03", "EU 4.1", "util/dtd/eu-leaf.mod"),
            ("UTL-03", "EU 5.1", "util/dtd/eu-envelope.mod"),
            ("UTL-03", "EU 6.1", "util/style/eu-regional.xsl"),
            ("IDX-01", "EU 7.1-7.2", "index.xml"),
            ("REG-01", "EU 9.1-9.2", EU),
        ],
        Profile::Ich => {
            vec![("UTL-01", "", dtd), ("UTL-02", "", style), ("IDX-01", "", "index.xml")]
        }
        Profile::V4 => vec![("IDX-01", "eCTD4-059", "submissionunit.xml")],
        Profile::Generic => Vec::new(),
    }
}

/// A file that is named by the backbone or the list, so that it breaks nothing else.
fn named(profile: Profile) -> &'static str {
    match profile {
        Profile::V4 => "m1/cover-letter.pdf",
        Profile::Generic => "2-summaries/overview.pdf",
        _ => "m2/22-intro/introduction.pdf",
    }
}

fn read_01_what_vanishes() {
    for profile in Profile::ALL {
        let path = named(profile);
        let remove = |folder: &Path| fs::remove_file(folder.join(path)).unwrap();
        spoilt(profile, |_| {}, remove, |_| vec![("READ-01", "", path)]);
    }
}

fn read_02_what_changes() {
    for profile in Profile::ALL {
        let path = named(profile);
        let rewrite = |folder: &Path| fs::write(folder.join(path), "another").unwrap();
        spoilt(profile, |_| {}, rewrite, |_| vec![("READ-02", "", path)]);
    }
}
