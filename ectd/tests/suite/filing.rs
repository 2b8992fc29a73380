//! What a dossier says that it is filed under: the envelopes of the regions, then the names of the folders.

use crate::common::Folder;
use ectd::filing::Filing;
use ectd::profile::Profile;

fn filed(folder: &Folder, profile: Profile) -> (Option<String>, Option<String>) {
    let filing = Filing::read(&folder.open(), profile);
    (filing.application.map(String::from), filing.sequence.map(String::from))
}

fn some(application: &str, sequence: &str) -> (Option<String>, Option<String>) {
    (Some(application.to_owned()), Some(sequence.to_owned()))
}

#[test]
fn the_folders_speak_where_the_envelope_is_silent() {
    let folder = Folder::new();
    folder.file("index.xml", "<e/>");
    assert_eq!(filed(&folder, Profile::Ich), some("x202600001", "0000"));
    assert_eq!(filed(&folder, Profile::Generic), some("x202600001", "0000"));
}

#[test]
fn a_folder_that_is_no_number_says_nothing() {
    let top = tempfile::tempdir().unwrap();
    for name in ["final", "0000-new", "1234567"] {
        let folder = top.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.pdf"), "").unwrap();
        let dossier = ectd::dossier::Dossier::open(&folder).unwrap();
        assert_eq!(Filing::read(&dossier, Profile::Generic), Filing::default(), "{name}");
    }
}

#[test]
fn us_takes_the_application_that_contains_the_files() {
    let application = |number: &str, sequence: &str, contains: &str| {
        format!(
            "<application application-containing-files=\"{contains}\"><application-information>\
             <application-number application-type=\"fdaat1\">{number}</application-number>\
             <cross-reference-application-number>9</cross-reference-application-number></application-information>\
             <submission-information><sequence-number>{sequence}</sequence-number></submission-information></application>"
        )
    };
    let folder = Folder::new();
    let both = application("111", "0007", "false")
        + &application("222", "0008", "true")
        + &application("333", "0009", "false");
    folder.file("index.xml", "<e/>").file("m1/us/us-regional.xml", format!("<admin>{both}</admin>"));
    assert_eq!(filed(&folder, Profile::Us), some("222", "0008"));
}

#[test]
fn eu_takes_the_first_envelope() {
    let folder = Folder::new();
    let envelope = |country: &str, sequence: &str| {
        format!(
            "<envelope country=\"{country}\"><identifier>0b3c4f5e-1111-2222-3333-444455556666</identifier>\
             <sequence> {sequence}\n</sequence><related-sequence>0001</related-sequence></envelope>"
        )
    };
    let regional =
        format!("<e><eu-envelope>{}{}</eu-envelope></e>", envelope("de", "0002"), envelope("fr", "0003"));
    folder.file("index.xml", "<e/>").file("m1/eu/eu-regional.xml", regional);
    assert_eq!(filed(&folder, Profile::Eu), some("0b3c4f5e-1111-2222-3333-444455556666", "0002"));
}

#[test]
fn what_is_no_application_or_sequence_is_passed_over() {
    let folder = Folder::new();
    let regional = format!(
        "<cn-envelope><application-id>{}</application-id><sequence-number>no/sequence</sequence-number></cn-envelope>",
        "x".repeat(65)
    );
    folder.file("index.xml", "<e/>").file("m1/cn/cn-regional.xml", regional);
    assert_eq!(filed(&folder, Profile::Cn), some("x202600001", "0000"));
}
