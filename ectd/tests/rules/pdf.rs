//! The rows about PDF and XPT files: each broken by the bytes of a file in a sound dossier.
//!
//! The file is linearized and opens with its bookmarks, unless that is what is wrong with it.

use ectd::check::Check;
use ectd::compose::leaf::File;
use ectd::compose::plan::Sequence;
use ectd::profile::Profile;

use crate::common::tiny::{Tiny, transport};
use crate::common::written::Written;
use crate::fixture::{Expected, breaks_inside, composed, finds, launcher, refill};

tests! {
    sound_files_break_nothing,
    what_does_not_open,
    what_wants_a_password,
    what_is_secured,
    what_is_in_a_file,
    jumps_of_bookmarks,
    jumps_of_links,
    jumps_to_earlier_sequences,
    transport_files,
}

/// Under which row a book has it: code and number; `-` where it has none.
type Row<'a> = (&'a str, &'a str);

/// The rows of China and of v4.0; the others share PDF-02.
struct Rows<'a> {
    cn: Row<'a>,
    v4: &'a str,
    others: bool,
}

/// The file that is spoilt, and its place.
fn spoilt(profile: Profile) -> (&'static str, String) {
    let composition = "m3/32-body-data/32p-drug-prod/sample-product/32p1-desc-comp/composition.pdf";
    match profile {
        Profile::V4 => {
            let path = "m5/531-biopharm/iv-001/report-1.pdf";
            (path, place_of(path))
        }
        Profile::Generic => ("2-summaries/overview.pdf", "2-summaries/overview.pdf".to_owned()),
        _ => (composition, format!("{composition}#m3-2-p-1")),
    }
}

/// The place of a file of v4.0: its path, and the identifier of its document.
fn place_of(path: &str) -> String {
    let application = composed(Profile::V4, 1);
    let leaves = application.sequences[0].leaves();
    let leaf = leaves.iter().find(|leaf| leaf.file.as_ref().is_some_and(|file| file.path == path)).unwrap();
    format!("{path}#{}", leaf.id)
}

fn holds(profile: Profile, bytes: &[u8], rows: &[Row<'_>]) {
    let (path, place) = spoilt(profile);
    let expected: Vec<Expected<'_>> = rows.iter().map(|(code, number)| (*code, *number, &*place)).collect();
    breaks_inside(profile, composed(profile, 1), |it| refill(it, path, bytes.to_vec()), &expected);
}

/// Checks a file under all books that have a row for it.
fn under_all(bytes: &[u8], rows: &Rows<'_>) {
    let code = rows.v4.to_uppercase();
    for profile in Profile::ALL {
        let row = match profile {
            Profile::Cn => rows.cn,
            Profile::V4 => (code.as_str(), rows.v4),
            _ if !rows.others => continue,
            Profile::Eu => ("PDF-02", "EU 16"),
            _ => ("PDF-02", ""),
        };
        if row.1 != "-" {
            holds(profile, bytes, &[row]);
        }
    }
}

const EUROPE: &str = "EU 16";

/// One page with text, linearized.
fn tiny() -> Tiny {
    Tiny::new().linearized()
}

/// It opens showing its bookmarks.
fn with_bookmark(entries: &str) -> Vec<u8> {
    tiny().catalog("/PageMode /UseOutlines").bookmark(entries).bytes()
}

fn sound_files_break_nothing() {
    let bookmark = with_bookmark("/Dest [10 0 R /XYZ 0 0 0]");
    for bytes in [tiny().bytes(), bookmark, tiny().link("/Dest [0 /XYZ]").bytes()] {
        for profile in Profile::ALL {
            holds(profile, &bytes, &[]);
        }
    }
    for profile in Profile::ALL {
        for sequences in 1..=composed(profile, 4).sequences.len() {
            breaks_inside(profile, composed(profile, sequences), |_| {}, &[]);
        }
    }
}

fn what_does_not_open() {
    for profile in Profile::ALL {
        let row = match profile {
            Profile::Cn => ("PDF-01", "CN 6.1"),
            Profile::Eu => ("PDF-01", EUROPE),
            Profile::V4 => ("US-ECTD4-529", "US-eCTD4-529"),
            _ => ("PDF-01", ""),
        };
        holds(profile, b"no PDF", &[row]);
    }
}

/// Whatever wants a password is secured.
fn what_wants_a_password() {
    let locked = Tiny::new().encrypted("secret");
    for profile in Profile::ALL {
        let rows = match profile {
            Profile::Cn => [("PDF-01", "CN 6.21"), ("PDF-02", "CN 6.19")],
            Profile::Eu => [("PDF-01", EUROPE), ("PDF-02", EUROPE)],
            Profile::V4 => [("US-ECTD4-535", "US-eCTD4-535"), ("US-ECTD4-531", "US-eCTD4-531")],
            _ => [("PDF-01", ""), ("PDF-02", "")],
        };
        holds(profile, &locked, &rows);
    }
}

/// `lopdf`, which encrypts it, does not linearize.
fn what_is_secured() {
    let secured = Tiny::new().encrypted("");
    for profile in Profile::ALL {
        let rows: &[Row<'_>] = match profile {
            Profile::Cn => &[("PDF-02", "CN 6.19"), ("PDF-02", "CN 6.22")],
            Profile::Eu => &[("PDF-02", EUROPE)],
            Profile::V4 => &[("US-ECTD4-531", "US-eCTD4-531"), ("US-ECTD4-533", "US-eCTD4-533")],
            _ => &[("PDF-02", "")],
        };
        holds(profile, &secured, rows);
    }
}

fn what_is_in_a_file() {
    let mut attached = tiny()
        .catalog("/Names << /EmbeddedFiles << /Names [(a) << /F (a.xls) /EF << /F 120 0 R >> >>] >> >>");
    attached.stream(120, "", b"x");
    let mut foreign = tiny();
    foreign.font(100, "/Type /Font /Subtype /Type1 /BaseFont /Helvetica");
    let mut picture = Tiny {
        page: "/Resources << /XObject << /X 130 0 R >> >>".to_owned(),
        content: b"/X Do".to_vec(),
        ..tiny()
    };
    let image = "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray";
    picture.stream(130, image, b"x");
    let page = |annotation: &str| tiny().page(&format!("/Annots [<< /Subtype /{annotation} >>]"));
    let script = tiny().page("/AA << /O << /S /JavaScript /JS (app.beep) >> >>");
    let cases = [
        (Tiny { version: "1.3", ..tiny() }, "CN 6.16", "US-eCTD4-532", true),
        (attached, "CN 6.17", "-", true),
        (page("Highlight"), "CN 6.18", "US-eCTD4-536", false),
        (tiny().catalog("/PageLayout /OneColumn"), "CN 6.20", "US-eCTD4-534", false),
        (Tiny::new(), "CN 6.22", "US-eCTD4-533", false),
        (Tiny::pages(6).linearized(), "CN 6.23", "-", true),
        (script, "CN 6.24", "-", true),
        (page("3D"), "CN 6.24", "-", true),
        (picture, "CN 6.25", "US-eCTD4-537", false),
        (foreign, "CN 6.26", "US-eCTD4-530", false),
    ];
    for (file, number, v4, others) in cases {
        let own = number.replace(' ', "-");
        let code = if ["CN-6.25", "CN-6.26"].contains(&&*own) { &*own } else { "PDF-02" };
        under_all(&file.bytes(), &Rows { cn: (code, number), v4, others });
    }
}

/// What is wrong with a jump, and under which number for bookmarks and for links: of China, of v4.0.
const JUMPS: &[(&str, [&str; 2], [&str; 2])] = &[
    ("/A << /S /Launch /F << /UF (C:\\\\a.pdf) >> >>", ["CN 6.2", "CN 6.9"], ["544", "552"]),
    ("/A << /S /URI /URI (https://example.org) >>", ["CN 6.3", "CN 6.10"], ["542", "550"]),
    ("/A << /S /Named /N /NextPage >>", ["CN 6.4", "CN 6.11"], ["-", "-"]),
    ("", ["CN 6.5", "CN 6.12"], ["543", "551"]),
    ("/Dest (nowhere)", ["CN 6.6", "CN 6.13"], ["540", "548"]),
    ("/Dest 7", ["CN 6.6", "CN 6.13"], ["539", "547"]),
    ("/A << /S /GoToR /F (none.pdf) /D (here) >>", ["CN 6.6", "CN 6.13"], ["538", "546"]),
    ("/A << /S /GoTo /D [10 0 R /XYZ] /Next << /S /Named >> >>", ["CN 6.7", "CN 6.14"], ["541", "549"]),
    ("/Dest [10 0 R /Fit]", ["CN 6.8", "CN 6.15"], ["545", "553"]),
];

fn jumps_of_bookmarks() {
    jumps(0, with_bookmark);
}

fn jumps_of_links() {
    jumps(1, |entries| tiny().link(entries).bytes());
}

fn jumps(side: usize, file: impl Fn(&str) -> Vec<u8>) {
    for (entries, china, v4) in JUMPS {
        let (number, v4) = (china[side], v4[side]);
        let code = if number == "CN 6.2" { "CN-6.2" } else { "PDF-02" };
        let v4 = if v4 == "-" { v4.to_owned() } else { format!("US-eCTD4-{v4}") };
        let others = number == "CN 6.3" || number == "CN 6.10";
        under_all(&file(entries), &Rows { cn: (code, number), v4: &v4, others });
    }
}

/// A file of an earlier sequence is known by the backbone of that.
fn jumps_to_earlier_sequences() {
    let (path, place) = spoilt(Profile::Cn);
    let path = path.to_owned();
    let above = "../".repeat(path.matches('/').count() + 1);
    let leading = |to: &str| {
        let bytes = tiny().link(&format!("/A << /S /GoToR /F ({above}{to}) /D (here) >>")).bytes();
        let mut leaf = composed(Profile::Cn, 1).sequences[0].leaf("m3-2-p-1").unwrap().clone();
        "linking".clone_into(&mut leaf.id);
        leaf.file = Some(File::bytes(path.clone(), bytes));
        move |it: &mut Sequence| it.element("m3-2-s-4-1").unwrap().leaves.push(leaf)
    };
    let place = place.replace("m3-2-p-1", "linking");
    let there = format!("0000/{path}");
    breaks_inside(Profile::Cn, composed(Profile::Cn, 2), leading(&there), &[]);
    breaks_inside(Profile::Cn, composed(Profile::Cn, 2), leading("0000/m1/cn/cn-regional.xml"), &[]);
    for lost in ["0000/m3/none.pdf", "0009/index.xml", "0001/m3/none.pdf"] {
        let expected = [("PDF-02", "CN 6.13", &*place)];
        breaks_inside(Profile::Cn, composed(Profile::Cn, 2), leading(lost), &expected);
    }

    let mut application = composed(Profile::Cn, 2);
    leading(&there)(&mut application.sequences[1]);
    let written = Written::new(&application);
    let check = Check { launcher: Some(launcher()), ..Check::under(Profile::Cn) };
    let report = check.run(&written.open("0001"), &mut ());
    finds(&report, &[]);
    let told = report.findings.iter().find(|it| it.authority == "CN 6.13").unwrap();
    assert_eq!((&*told.rule, &*told.place), ("LIFE-12", &*place));
}

fn transport_files() {
    let cut = transport()[..900].to_vec();
    for profile in Profile::ALL {
        let mut application = composed(profile, 1);
        let sequence = &mut application.sequences[0];
        let (old, path, id) = match profile {
            Profile::V4 => {
                let report = "m5/531-biopharm/iv-001/report-1.pdf";
                let place = place_of(report);
                (report, "m5/531-biopharm/iv-001/ts.xpt", place.replace(report, ""))
            }
            Profile::Generic => ("5-clinical/study-report.pdf", "5-clinical/dm.xpt", String::new()),
            _ => {
                let dm = "m5/datasets/cl-001/tabulations/sdtm/dm.xpt";
                (dm, dm, "#cl-001-sdtm-dm-xpt".to_owned())
            }
        };
        refill(sequence, old, cut.clone());
        let leaf = id.strip_prefix('#').map(str::to_owned);
        match leaf {
            Some(id) => path.clone_into(&mut sequence.leaf(&id).unwrap().file.as_mut().unwrap().path),
            None => {
                let file = sequence.files.iter_mut().find(|file| file.path == old).unwrap();
                path.clone_into(&mut file.path);
            }
        }
        let place = format!("{path}{id}");
        breaks_inside(profile, application, |_| {}, &[("XPT-01", "", &place)]);
    }
}
