//! Backbones that are broken, or made to hurt: each ends in one clear finding, soon and in little memory.

use crate::common::{Folder, found, leaf};
use ectd::check::Report;
use ectd::finding::Severity;
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::xml::{DEPTH, EVENT_BYTES};
use proptest::prelude::*;

fn judged(content: impl AsRef<[u8]>) -> Report {
    let folder = Folder::new();
    folder.raw_index(content);
    folder.check(Profile::Ich)
}

/// The message of the only finding, which must be about index.xml.
fn only(content: impl AsRef<[u8]>) -> String {
    let report = judged(content);
    assert_eq!(found(&report), [("IDX-01", "index.xml")], "{:?}", report.findings);
    report.findings[0].message(Language::En)
}

#[test]
fn an_entity_bomb_is_not_lit() {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 \"boom\">");
    for level in 1..20 {
        let inner = format!("&e{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY e{level} \"{inner}\">"));
    }
    let bomb = format!("{bomb}]><a>&e19;</a>");
    assert!(only(&bomb).contains("uses the entity “e19”"));
    assert!(only(bomb.replace("<a>&e19;</a>", "<a b=\"&e19;\"/>")).contains("uses the entity “e19”"));
}

#[test]
fn a_remote_or_local_document_type_is_never_opened() {
    for address in ["http://127.0.0.1:9/x.dtd", "file:///etc/passwd", "/dev/zero"] {
        let report = judged(format!("<!DOCTYPE a SYSTEM \"{address}\"><a/>"));
        assert_eq!(found(&report), [], "{address}");
        let external = format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"{address}\">]><a>&x;</a>");
        assert!(only(external).contains("entity “x”"));
    }
}

#[test]
fn characters_and_the_five_entities_are_read() {
    let folder = Folder::new();
    folder.file("m1/a&b.pdf", "x").file("m1/é.pdf", "y");
    folder.index(&(leaf("a", "m1/a&amp;b.pdf", "x") + &leaf("b", "m1/&#xE9;.pdf", "y")));
    assert!(
        !found(&folder.check(Profile::Ich))
            .iter()
            .any(|(rule, _)| rule.starts_with("LEAF") || *rule == "PKG-06")
    );
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert_eq!(found(&judged(nested(DEPTH))), []);
    assert!(only(nested(DEPTH + 1)).contains("nested more than 200 deep"));
    assert!(only("<a>".repeat(1_000_000)).contains("nested more than 200 deep"));
}

#[test]
fn endless_tags_and_attributes_are_cut() {
    assert!(only(format!("<a b=\"{}", "x".repeat(3 * EVENT_BYTES))).contains("more than 1 MiB"));
    assert!(only(format!("<a><!--{}", "x".repeat(3 * EVENT_BYTES))).contains("more than 1 MiB"));
    assert!(only(format!("<a>{}</a>", "x".repeat(3 * EVENT_BYTES))).contains("more than 1 MiB"));
    let many: String = (0..100).map(|number| format!(" a{number}=\"\"")).collect();
    assert!(only(format!("<a{many}/>")).contains("more than 64 attributes"));
}

#[test]
fn another_encoding_is_said_clearly() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>";
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(only(utf16).contains("not UTF-8"));
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(only(bare).contains("not UTF-8"));
    assert!(only("<?xml version=\"1.0\" encoding=\"GB18030\"?><a/>").contains("not UTF-8 (GB18030)"));
    // 说明 in GBK, declared or not
    assert!(only(b"<?xml version='1.0' encoding='GBK'?><a>\xcb\xb5\xc3\xf7</a>").contains("not UTF-8 (GBK)"));
    assert!(only(b"<a>\xcb\xb5\xc3\xf7</a>").contains("not UTF-8"));
    assert!(only(b"<a>\xff</a>").contains("not UTF-8"));
    assert!(only(b"<a b=\"\xc3\x28\"/>").contains("not UTF-8"));
    assert_eq!(found(&judged("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>")), []);
}

/// The same reader stands before every file of the backbone; its finding names the file.
#[test]
fn every_file_of_a_backbone_is_guarded() {
    let deep = "<a>".repeat(100_000);
    let long = format!("<a b=\"{}", "x".repeat(2 * EVENT_BYTES));
    let hostile: [(&str, &[u8]); 5] = [
        ("xml-limit", deep.as_bytes()),
        ("xml-limit", long.as_bytes()),
        ("xml-entity", b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"),
        ("xml-encoding", b"<?xml version='1.0' encoding='GBK'?><a>\xcb\xb5</a>"),
        ("xml-malformed", b"<a><b></a>"),
    ];
    let files = [
        (Profile::Ich, "index.xml"),
        (Profile::Cn, "m1/cn/cn-regional.xml"),
        (Profile::Us, "m1/us/us-regional.xml"),
        (Profile::Eu, "m1/eu/eu-regional.xml"),
        (Profile::Cn, "m5/stf-x.xml"),
        (Profile::Us, "m5/stf-x.xml"),
        (Profile::V4, "submissionunit.xml"),
    ];
    for (profile, file) in files {
        for (text, content) in hostile {
            let folder = Folder::new();
            let study = leaf("a", "m5/stf-x.xml", "").replace("<leaf", "<leaf version=\"STF version 2.2\"");
            folder.index(&study).file(file, content);
            let report = folder.check(profile);
            let said: Vec<_> = report.findings.iter().filter(|one| one.text.starts_with("xml-")).collect();
            let places: Vec<_> = said.iter().map(|one| (one.text.as_str(), one.place.as_str())).collect();
            assert_eq!(places, [(text, file)], "{profile}");
            // FDA 1952 only warns
            let tagging = (profile, file) == (Profile::Us, "m5/stf-x.xml");
            let weight = if tagging { Severity::Warning } else { Severity::Error };
            assert_eq!(said[0].severity, weight, "{profile} {file}");
        }
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for broken in [
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "text<a/>",
        "<a b=\"1\" b=\"2\"/>",
        "<a b/>",
        "<a b=1/>",
        "<x:a y:b=\"\"/>",
        "<a",
        "<a>&lt</a>",
        "<a><!-- -- --></a>",
        "<a>\u{0}</a",
        "<a><![CDATA[</a>",
    ] {
        assert!(only(broken).contains("not well-formed"), "{broken:?}: {}", only(broken));
    }
}

#[test]
fn leaves_before_a_fault_still_count() {
    let folder = Folder::new();
    folder.raw_index(format!(
        "<e xmlns:xlink=\"http://www.w3.org/1999/xlink\">{}<broken",
        leaf("a", "m1/a.pdf", "x")
    ));
    assert_eq!(found(&folder.check(Profile::Ich)), [("IDX-01", "index.xml"), ("LEAF-05", "m1/a.pdf#a")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the bytes are, reading ends, and with at most one finding about the file.
    #[test]
    fn any_bytes_are_judged(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        markup in "(<[a-c]( [a-c]=\"[&a-c;]{0,4}\")*/?>|</[a-c]>|&[a-c#x0-9]{1,6};|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?xml|\\?>|<!DOCTYPE a \\[|[a-c]){0,12}",
    ) {
        for content in [bytes, markup.into_bytes()] {
            let report = judged(content);
            prop_assert!(report.findings.iter().filter(|finding| finding.rule == "IDX-01").count() <= 1);
            prop_assert!(report.findings.iter().all(|finding| finding.rule == "IDX-01"), "{:?}", report.findings);
        }
    }
}
