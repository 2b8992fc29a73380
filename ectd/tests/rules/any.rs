//! Rules that make sense of any folder, however little of a dossier it is: their details, and how findings are shown.

use std::fs;

use crypto::digest::Md5Digest;
use ectd::check::Check;
use ectd::finding::{Finding, Line, Severity};
use ectd::language::Language;
use ectd::profile::Profile;

use crate::common::told::Told;
use crate::common::{Folder, found, leaf};

tests! {
    a_sound_dossier_has_no_finding,
    idx_04_the_checksum_beside_the_backbone,
    idx_01_no_backbone_where_one_is_needed,
    leaf_04_the_checksum_of_a_file,
    leaf_05_a_leaf_without_file,
    links_to_other_sequences_and_deleted_leaves_need_no_file,
    both_xlink_namespaces_and_any_prefix,
    pkg_04_an_empty_folder,
    pkg_06_a_file_without_leaf,
    pkg_06_counts_the_leaves_of_the_regional_file,
    pkg_13_case_and_unicode_form,
    pkg_08_characters,
    pkg_09_and_10_lengths,
    what_vanishes_or_changes_meanwhile_is_named,
    tells_its_progress,
    findings_cross_a_process_border_and_show_as_the_contract_says,
}

fn only(folder: &Folder, profile: Profile) -> Finding {
    let mut report = folder.check(profile);
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    report.findings.remove(0)
}

fn sound() -> Folder {
    let folder = Folder::new();
    folder.file("m2/a.pdf", "one").index(&leaf("L1", "m2/a.pdf", "one"));
    folder
}

fn a_sound_dossier_has_no_finding() {
    for profile in [Profile::Cn, Profile::Us, Profile::Eu, Profile::Ich, Profile::Generic] {
        assert_eq!(sound().check(profile).findings, [], "{profile}");
    }
}

fn idx_04_the_checksum_beside_the_backbone() {
    let folder = sound();
    folder.file("index-md5.txt", "0".repeat(32));
    let finding = only(&folder, Profile::Cn);
    assert_eq!(
        (finding.rule.as_str(), finding.authority.as_str(), finding.place.as_str()),
        ("IDX-04", "CN 3.15", "index-md5.txt")
    );
    assert!(finding.message(Language::En).contains("says 00000000000000000000000000000000"));
    folder.file("index-md5.txt", "none");
    assert_eq!(only(&folder, Profile::Us).text, "backbone-checksum-unreadable");
    fs::remove_file(folder.path().join("index-md5.txt")).unwrap();
    assert_eq!(only(&folder, Profile::Eu).text, "backbone-checksum-missing");
    let digest = Md5Digest::of(&fs::read(folder.path().join("index.xml")).unwrap()).to_string();
    folder.file("index-md5.txt", format!("{}  index.xml\r\n", digest.to_uppercase()));
    assert_eq!(folder.check(Profile::Ich).findings, []);
}

fn idx_01_no_backbone_where_one_is_needed() {
    let folder = Folder::new();
    folder.file("m2/a.pdf", "one");
    assert_eq!(found(&folder.check(Profile::Cn)), [("IDX-01", "index.xml")]);
    assert_eq!(found(&folder.check(Profile::Generic)), []);
}

fn leaf_04_the_checksum_of_a_file() {
    let folder = sound();
    folder.file("m2/a.pdf", "two");
    let finding = only(&folder, Profile::Cn);
    assert_eq!(
        (finding.rule.as_str(), finding.authority.as_str(), finding.place.as_str()),
        ("LEAF-04", "CN 3.14", "m2/a.pdf#L1")
    );
    assert_eq!(finding.arguments["actual"], Md5Digest::of(b"two").to_string());
    assert_eq!(finding.arguments["stated"], Md5Digest::of(b"one").to_string());

    folder.index("<leaf ID=\"L1\" operation=\"new\" xlink:href=\"m2/a.pdf\"/>");
    assert_eq!(only(&folder, Profile::Us).text, "checksum-missing");

    let digest = Md5Digest::of(b"two").to_string().to_uppercase();
    folder.index(&format!("<leaf ID=\"L1\" checksum=\" {digest} \" xlink:href=\"m2/a.pdf\"/>"));
    assert_eq!(folder.check(Profile::Cn).findings, []);
}

fn leaf_05_a_leaf_without_file() {
    let folder = sound();
    folder.index(
        &(leaf("L1", "m2/a.pdf", "one") + &leaf("L2", "m3/b.pdf", "x") + &leaf("L3", "m2/a.pdf/", "one")),
    );
    let report = folder.check(Profile::Us);
    assert_eq!(found(&report), [("LEAF-05", "m2/a.pdf/#L3"), ("LEAF-05", "m3/b.pdf#L2")]);
    assert_eq!(report.findings[0].authority, "FDA 1323");
}

fn links_to_other_sequences_and_deleted_leaves_need_no_file() {
    let folder = sound();
    let deleted = "<leaf ID=\"L2\" operation=\"delete\" checksum=\"d41d8cd98f00b204e9800998ecf8427e\" \
                   modified-file=\"../0000/index.xml#x\"/>";
    folder.index(&(leaf("L1", "m2/a.pdf", "one") + deleted + &leaf("L3", "../0000/m2/b.pdf", "x")));
    assert_eq!(folder.check(Profile::Eu).findings, []);
}

fn both_xlink_namespaces_and_any_prefix() {
    let folder = sound();
    let leaf = leaf("L1", "m2/a.pdf", "one").replace("xlink:", "l:");
    for namespace in ["http://www.w3c.org/1999/xlink", "http://www.w3.org/1999/xlink"] {
        folder.raw_index(format!("<e xmlns:l=\"{namespace}\">{leaf}</e>"));
        assert_eq!(folder.check(Profile::Ich).findings, []);
    }
    folder.raw_index(format!("<e xmlns:l=\"http://example.org\">{leaf}</e>"));
    assert_eq!(found(&folder.check(Profile::Ich)), [("PKG-06", "m2/a.pdf")]);
}

fn pkg_04_an_empty_folder() {
    let folder = sound();
    folder.folder("m4/leer");
    let finding = only(&folder, Profile::Cn);
    assert_eq!(
        (finding.rule.as_str(), finding.severity, finding.place.as_str()),
        ("PKG-04", Severity::Error, "m4/leer")
    );
    assert_eq!(only(&folder, Profile::Generic).severity, Severity::Warning);
}

fn pkg_06_a_file_without_leaf() {
    let folder = sound();
    folder.file("m5/extra.pdf", "").file("util/dtd/x.dtd", "");
    let finding = only(&folder, Profile::Us);
    assert_eq!((finding.rule.as_str(), finding.place.as_str()), ("PKG-06", "m5/extra.pdf"));
}

fn pkg_06_counts_the_leaves_of_the_regional_file() {
    let folder = Folder::new();
    let regional = format!(
        "<cn_ectd xmlns=\"cn_ectd\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><cn-envelope>\
         <application-id> x202600007 </application-id><related-sequence>0003</related-sequence>\
         <sequence-number>0004</sequence-number></cn-envelope><cn-content><cn-1-0>{}</cn-1-0></cn-content></cn_ectd>",
        leaf("N1", "00/cover.pdf", "cover")
    );
    folder.file("m1/cn/00/cover.pdf", "cover").file("m1/cn/cn-regional.xml", &regional);
    folder.index(&leaf("R", "m1/cn/cn-regional.xml", &regional));
    let report = folder.check(Profile::Cn);
    assert_eq!(report.findings, []);
    assert_eq!(report.filing.application.unwrap().as_str(), "x202600007");
    assert_eq!(report.filing.sequence.unwrap().as_str(), "0004");
    folder.file("m1/cn/cn-regional.xml", "<cn_ectd>");
    assert!(found(&folder.check(Profile::Cn)).contains(&("REG-01", "m1/cn/cn-regional.xml")));
}

fn pkg_13_case_and_unicode_form() {
    let folder = Folder::new();
    folder.file("m2/Bericht-e\u{301}.PDF", "x");
    folder.index(&leaf("L1", "M2/bericht-\u{e9}.pdf", "x"));
    let report = folder.check(Profile::Us);
    assert!(found(&report).contains(&("PKG-13", "m2/Bericht-e\u{301}.PDF#L1")));
    assert!(
        report
            .findings
            .iter()
            .all(|finding| !["LEAF-04", "LEAF-05", "PKG-06"].contains(&finding.rule.as_str()))
    );
}

fn pkg_08_characters() {
    let folder = Folder::new();
    folder.file("m2/Über uns/a_b-1.pdf", "").file("m2/Über uns/B.pdf", "");
    let report = folder.check(Profile::Cn);
    let characters: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "PKG-08").collect();
    assert_eq!(
        characters.iter().map(|finding| finding.place.as_str()).collect::<Vec<_>>(),
        ["m2/Über uns", "m2/Über uns/B.pdf"]
    );
    assert_eq!(characters[0].arguments["characters"], "  Ü");
}

fn pkg_09_and_10_lengths() {
    let folder = Folder::new();
    let name = |length: usize| "x".repeat(length - 4) + ".pdf";
    folder.file(&format!("m2/{}", name(64)), "").file(&format!("m3/{}", name(65)), "");
    assert!(found(&folder.check(Profile::Cn)).contains(&("PKG-09", &format!("m3/{}", name(65)))));
    assert!(!found(&folder.check(Profile::Cn)).contains(&("PKG-09", &format!("m2/{}", name(64)))));

    // with `0000/` in front: 180 and 181 characters
    let deep =
        |length: usize| format!("m5/{}/{}", ["y".repeat(50), "z".repeat(50)].join("/"), name(length - 105));
    let (fits, long) = (deep(175), deep(176));
    assert_eq!((fits.len(), long.len()), (175, 176));
    folder.file(&fits, "").file(&long, "");
    let report = folder.check(Profile::Cn);
    let paths: Vec<_> = found(&report).into_iter().filter(|(rule, _)| *rule == "PKG-10").collect();
    assert_eq!(paths, [("PKG-10", long.as_str())]);
    assert!(!found(&folder.check(Profile::Us)).iter().any(|(rule, _)| *rule == "PKG-10"), "FDA allows 230");
}

fn what_vanishes_or_changes_meanwhile_is_named() {
    let folder = sound();
    folder.file("m2/b.pdf", "b").file("m2/c.pdf", "c");
    let dossier = folder.open();
    fs::remove_file(folder.path().join("m2/b.pdf")).unwrap();
    folder.file("m2/c.pdf", "longer");
    let report = Check::under(Profile::Generic).run(&dossier, &mut ());
    assert_eq!(found(&report), [("READ-01", "m2/b.pdf"), ("READ-02", "m2/c.pdf")]);
}

fn tells_its_progress() {
    let folder = sound();
    folder.file("m5/big.xpt", vec![7; 20 << 20]);
    let mut told = Told::default();
    Check::under(Profile::Generic).run(&folder.open(), &mut told);
    assert_eq!(told.expected, told.done);
    assert_eq!(told.done.0, 4);
}

fn findings_cross_a_process_border_and_show_as_the_contract_says() {
    let folder = sound();
    folder.file("m2/a.pdf", "two");
    let finding = only(&folder, Profile::Cn);
    let json = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
    let line = serde_json::to_value(finding.line(Language::En)).unwrap();
    let members: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members.len(), 6);
    assert_eq!(
        (&line["type"], &line["rule"], &line["authority"]),
        (&"finding".into(), &"LEAF-04".into(), &"CN 3.14".into())
    );
    assert_eq!((&line["severity"], &line["place"]), (&"error".into(), &"m2/a.pdf#L1".into()));
    assert!(line["message"].as_str().unwrap().contains("m2/a.pdf#L1"));
    assert_eq!(serde_json::from_value::<Line>(line).unwrap(), finding.line(Language::En));
}
