//! What is found in one PDF: each fact where it is, and not where it is not.

use crate::common::tiny::Tiny;
use ectd::pdf::jump::{Jumps, Peculiarity};
use ectd::pdf::{Facts, Fault};
use proptest::prelude::*;

fn facts(tiny: &Tiny) -> Facts {
    Facts::of(&tiny.bytes()).unwrap()
}

fn peculiar(jumps: &Jumps) -> Vec<(Peculiarity, &str)> {
    jumps.peculiar.iter().map(|(found, examples)| (*found, examples.first[0].as_str())).collect()
}

#[test]
fn a_plain_file_has_nothing_peculiar() {
    let facts = facts(&Tiny::pages(3));
    let text = facts.text.clone();
    assert_eq!((text.pages, text.with_text), (3, 3));
    let plain = Facts { pages: 3, header_version: "1.7".to_owned(), text, ..Facts::default() };
    assert_eq!(facts, plain);
}

#[test]
fn versions_come_from_header_catalog_and_metadata() {
    let mut tiny = Tiny { version: "1.3", ..Tiny::new() };
    assert_eq!(facts(&tiny).version(), "1.3");
    tiny = tiny.catalog("/Version /1.6 /Metadata 110 0 R");
    let xmp = b"<x xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/'><pdfaid:part>2</pdfaid:part></x>";
    tiny.stream(110, "/Type /Metadata", xmp);
    assert_eq!(facts(&tiny).version(), "1.6");
    assert_eq!(facts(&tiny).archive_part, Some(2));
    tiny.stream(110, "/Type /Metadata", b"<x pdfaid:part=\"1\"/>");
    assert_eq!(facts(&tiny).archive_part, Some(1));
}

#[test]
fn fast_web_view_holds_until_the_file_grows() {
    let mut file = Tiny::new().linearized().bytes();
    assert!(Facts::of(&file).unwrap().fast_web_view);
    file.extend(b"% more\n");
    assert!(!Facts::of(&file).unwrap().fast_web_view);
}

#[test]
fn what_does_not_open_says_why() {
    let fault = |content: &[u8]| Facts::of(content).unwrap().fault;
    assert_eq!(fault(b""), Some(Fault::NotPdf));
    assert_eq!(fault(b"PK\x03\x04"), Some(Fault::NotPdf));
    assert_eq!(fault(b"%PDF-1.7"), Some(Fault::Truncated));
    assert!(matches!(fault(b"%PDF-1.7\ngarbage\n%%EOF"), Some(Fault::Damaged(_))));
    let file = Tiny::pages(5).bytes();
    for cut in [file.len() / 3, file.len() / 2, file.len() - 200] {
        assert_eq!(fault(&file[..cut]), Some(Fault::Truncated), "{cut}");
    }
    assert_eq!(facts(&Tiny::pages(0)).fault, Some(Fault::NoPage));
}

#[test]
fn a_page_tree_that_leads_in_a_circle_ends() {
    let circle = Tiny::pages(2).with(11, "<< /Type /Pages /Kids [2 0 R 10 0 R] /Parent 2 0 R /Count 2 >>");
    assert_eq!(facts(&circle).fault, Some(Fault::PageTree));
    let itself = Tiny::new().with(2, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>");
    assert_eq!(facts(&itself).fault, Some(Fault::NoPage));
    let nowhere = Tiny::new().with(2, "<< /Type /Pages /Kids [10 0 R 99 0 R] /Count 2 >>");
    assert_eq!(facts(&nowhere).fault, Some(Fault::PageTree));
}

#[test]
fn security_is_seen_and_a_password_stops_us() {
    let open = Facts::of(&Tiny::new().encrypted("")).unwrap();
    assert_eq!((open.security.as_deref(), &open.fault, open.pages), (Some("Standard"), &None, 1));
    assert_eq!(open.text.with_text, 1);
    let locked = Facts::of(&Tiny::new().encrypted("secret")).unwrap();
    assert_eq!((locked.security.as_deref(), locked.fault), (Some("Standard"), Some(Fault::Locked)));
}

#[test]
fn jumps_within_the_file() {
    let named = Tiny::new().catalog("/Names << /Dests << /Kids [150 0 R] >> >>").with(
        150,
        "<< /Limits [(here) (here)] /Names [(here) << /D [10 0 R /XYZ 0 0 0] >>] /Kids [150 0 R] >>",
    );
    let sound = [
        "/Dest [10 0 R /XYZ 0 0 null]",
        "/Dest [0 /XYZ]",
        "/A << /S /GoTo /D [10 0 R /XYZ 0 0 0] >>",
        "/Dest (here)",
        "/A << /S /GoTo /D (here) /Next [] >>",
    ];
    for entries in sound {
        for facts in [facts(&named.clone().bookmark(entries)), facts(&named.clone().link(entries))] {
            assert_eq!(facts.bookmarks.total + facts.links.total, 1, "{entries}");
            assert_eq!((peculiar(&facts.bookmarks), peculiar(&facts.links)), (vec![], vec![]), "{entries}");
        }
    }
}

#[test]
fn peculiar_jumps() {
    use Peculiarity::{Absolute, Corrupt, External, Inactive, Missing, Multiple, UnknownAction, Zoom};
    let cases: [(&str, &[Peculiarity]); 17] = [
        ("", &[Inactive]),
        ("/A << /S /GoTo >>", &[Inactive]),
        ("/Dest (nowhere)", &[Missing]),
        ("/Dest /Nowhere", &[Missing]),
        ("/Dest [99 0 R /Fit]", &[Missing]),
        ("/Dest [5 /XYZ]", &[Missing]),
        ("/Dest [10 0 R]", &[Corrupt]),
        ("/Dest 7", &[Corrupt]),
        ("/A (text)", &[Corrupt]),
        ("/A << /D [10 0 R /Fit] >>", &[Corrupt]),
        ("/Dest [10 0 R /Fit]", &[Zoom]),
        ("/Dest [10 0 R /XYZ 0 0 1.5]", &[Zoom]),
        ("/A << /S /Named /N /NextPage >>", &[UnknownAction]),
        ("/A << /S /URI /URI (mailto:a@example.org) >>", &[External]),
        ("/A << /S /URI /URI (file:///C:/a.pdf) >>", &[Absolute, External]),
        ("/A << /S /Launch /F << /UF (C:\\\\a.pdf) >> >>", &[Absolute]),
        ("/A << /S /GoTo /D [10 0 R /XYZ] /Next << /S /Named >> >>", &[Multiple]),
    ];
    for (entries, expected) in cases {
        let bookmark = facts(&Tiny::new().bookmark(entries));
        let kinds: Vec<_> = bookmark.bookmarks.peculiar.keys().copied().collect();
        assert_eq!(kinds, expected, "{entries}");
        let link = facts(&Tiny::pages(2).link(entries));
        assert_eq!(link.links.peculiar.keys().copied().collect::<Vec<_>>(), expected, "{entries}");
        assert_eq!(link.links.total, 2);
    }
    let plain = facts(&Tiny::new().bookmark(""));
    assert_eq!(peculiar(&plain.bookmarks), [(Inactive, "Chapter")]);
    let web = facts(&Tiny::new().link("/A << /S /URI /URI (https://example.org) >>"));
    assert_eq!(peculiar(&web.links), [(External, "1: https://example.org")]);
}

#[test]
fn jumps_to_other_files_are_kept() {
    let action = "/A << /S /GoToR /F (../m5/a.pdf) /D [0 /Fit] >>";
    let facts = facts(&Tiny::new().bookmark(action));
    assert_eq!(peculiar(&facts.bookmarks), [(Peculiarity::Zoom, "Chapter")]);
    assert_eq!(facts.bookmarks.files["../m5/a.pdf"].first, ["Chapter"]);
}

#[test]
fn an_outline_that_leads_in_a_circle_ends() {
    let circle = Tiny::new()
        .bookmark("/Dest [0 /XYZ] /Next 202 0 R")
        .with(202, "<< /Title (Second) /Dest [0 /XYZ] /Next 201 0 R /First 200 0 R >>");
    let bookmarks = facts(&circle).bookmarks;
    assert!(bookmarks.peculiar[&Peculiarity::Corrupt].first.contains(&"Chapter".to_owned()));
    let text = Tiny::new().bookmark("").with(201, "<< /Title <FEFF 6458 8981> >>");
    assert_eq!(peculiar(&facts(&text).bookmarks), [(Peculiarity::Inactive, "摘要")]);
}

#[test]
fn what_is_active_or_hidden_in_it() {
    let script = facts(&Tiny::new().catalog("/OpenAction << /S /JavaScript /JS (app.beep) >>"));
    assert_eq!((script.scripts.total, script.opening.action.as_deref()), (1, Some("JavaScript")));
    let filed = "/Names << /EmbeddedFiles << /Names [(a) << /F (a.xls) /EF << /F 120 0 R >> >>] >> >>";
    let mut attached = Tiny::new().catalog(filed);
    attached.stream(120, "", b"x");
    assert_eq!(facts(&attached).attachments.first, ["a.xls"]);
    let annotated = "/Annots [<< /Subtype /3D >> << /Subtype /Screen >> << /Subtype /Highlight >> \
                     << /Subtype /Popup >> << /Subtype /Widget >>]";
    let annotated = facts(&Tiny::new().page(annotated));
    assert_eq!(annotated.media.first, ["1 (3D)", "1 (Screen)"]);
    assert_eq!(annotated.annotations.first, ["1 (Highlight)"]);
}

#[test]
fn how_it_opens() {
    let opening = facts(&Tiny::new().catalog("/PageMode /UseOutlines /PageLayout /OneColumn")).opening;
    assert_eq!(
        (opening.mode.as_deref(), opening.layout.as_deref()),
        (Some("UseOutlines"), Some("OneColumn"))
    );
    assert!(facts(&Tiny::new().catalog("/OpenAction [10 0 R /Fit]")).opening.zoom);
    let kept = facts(&Tiny::new().catalog("/OpenAction << /S /GoTo /D [10 0 R /XYZ 0 0 null] >>")).opening;
    assert_eq!((kept.zoom, kept.action), (false, None));
}

#[test]
fn fonts_that_are_not_embedded() {
    let fonts = |entries: &str| {
        let mut tiny = Tiny::new()
            .with(103, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+SimHei >>")
            .with(104, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimHei /FontDescriptor 101 0 R >>");
        tiny.font(100, entries);
        facts(&tiny).foreign_fonts.iter().map(|font| font.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(fonts("/Subtype /Type1 /BaseFont /Helvetica"), ["Helvetica"]);
    assert_eq!(fonts("/Subtype /Type3"), [""; 0]);
    assert_eq!(fonts("/Subtype /Type0 /BaseFont /SimHei /DescendantFonts [103 0 R]"), ["SimHei"]);
    assert_eq!(fonts("/Subtype /Type0 /BaseFont /SimHei /DescendantFonts [104 0 R]"), [""; 0]);
    assert_eq!(fonts("/Subtype /TrueType /BaseFont /#CB#CE#CC#E5,Bold"), ["宋体,Bold"]);
}

#[test]
fn pictures_of_text_are_no_text() {
    let picture = "/Resources << /XObject << /X 130 0 R >> >>";
    let mut tiny = Tiny { page: picture.to_owned(), content: b"/X Do".to_vec(), ..Tiny::pages(3) };
    tiny.stream(130, "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", b"x");
    let text = facts(&tiny).text;
    assert_eq!((text.pages, text.with_text, text.only_images, text.unread), (3, 0, 3, 0));
    tiny.stream(
        130,
        "/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 130 0 R >> >>",
        b"[(a)] TJ",
    );
    assert_eq!(facts(&tiny).text.with_text, 3);
    let drawn = Tiny { content: b"0 0 9 9 re S (Tj".to_vec(), ..Tiny::new() };
    assert_eq!(facts(&drawn).text.with_text, 0);
}

#[test]
fn examples_are_few_and_short() {
    let many = facts(&Tiny::pages(60).page("/Annots [<< /Subtype /Highlight >>]"));
    assert_eq!((many.annotations.total, many.annotations.first.len()), (60, 5));
    let title = "x".repeat(1000);
    let long = Tiny::new().bookmark("").with(201, &format!("<< /Title ({title}) >>"));
    assert_eq!(peculiar(&facts(&long).bookmarks)[0].1.chars().count(), 121);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is changed in a file, looking into it ends with facts, or with the reason why there are none.
    #[test]
    fn changed_bytes_are_endured(
        place in any::<proptest::sample::Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..8),
        cut in any::<bool>(),
    ) {
        let tiny = Tiny::pages(2).bookmark("/Dest (here)").link("/A << /S /URI /URI (http://a) >>");
        let mut file = tiny.catalog("/Names << /Dests << /Names [(here) [10 0 R /Fit]] >> >>").bytes();
        let place = place.index(file.len());
        let end = if cut { file.len() } else { (place + bytes.len()).min(file.len()) };
        file.splice(place..end, bytes);
        if let Ok(facts) = Facts::of(&file) {
            prop_assert!(facts.fault.is_some() || facts.pages > 0);
        }
    }
}
