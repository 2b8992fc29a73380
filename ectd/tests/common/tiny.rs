//! Small PDFs and transport files written by hand, each with one peculiarity.
#![allow(dead_code, reason = "each test program uses its part")]

use std::collections::BTreeMap;

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};

/// A PDF in the making: object 1 is the catalog, 2 the page tree, 3 the content, 10 and on the pages, 100 and on what a test
/// adds.
#[derive(Clone)]
pub(crate) struct Tiny {
    pub(crate) version: &'static str,
    /// Entries of the catalog.
    pub(crate) catalog: String,
    /// Entries of every page.
    pub(crate) page: String,
    pub(crate) pages: usize,
    pub(crate) content: Vec<u8>,
    pub(crate) trailer: String,
    pub(crate) linearized: bool,
    pub(crate) objects: BTreeMap<usize, Vec<u8>>,
}

impl Tiny {
    /// One page with text in an embedded font.
    pub(crate) fn new() -> Self {
        let mut tiny = Self {
            version: "1.7",
            catalog: String::new(),
            page: "/Resources << /Font << /F 100 0 R >> >>".to_owned(),
            pages: 1,
            content: b"BT /F 12 Tf (text) Tj ET".to_vec(),
            trailer: String::new(),
            linearized: false,
            objects: BTreeMap::new(),
        };
        tiny.font(100, "/Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Fine /FontDescriptor 101 0 R");
        tiny.object(101, "<< /Type /FontDescriptor /FontName /ABCDEF+Fine /FontFile2 102 0 R >>");
        tiny.stream(102, "", b"font");
        tiny
    }

    pub(crate) fn pages(pages: usize) -> Self {
        Self { pages, ..Self::new() }
    }

    pub(crate) fn catalog(mut self, entries: &str) -> Self {
        self.catalog.push_str(entries);
        self
    }

    pub(crate) fn page(mut self, entries: &str) -> Self {
        self.page.push_str(entries);
        self
    }

    pub(crate) fn with(mut self, number: usize, object: &str) -> Self {
        self.object(number, object);
        self
    }

    pub(crate) fn linearized(mut self) -> Self {
        self.linearized = true;
        self
    }

    /// One bookmark, with these entries.
    pub(crate) fn bookmark(self, entries: &str) -> Self {
        self.catalog("/Outlines 200 0 R")
            .with(200, "<< /First 201 0 R /Last 201 0 R /Count 1 >>")
            .with(201, &format!("<< /Title (Chapter) /Parent 200 0 R {entries} >>"))
    }

    /// One link on each page, with these entries.
    pub(crate) fn link(self, entries: &str) -> Self {
        self.page(&format!("/Annots [<< /Subtype /Link /Rect [0 0 9 9] {entries} >>]"))
    }

    pub(crate) fn object(&mut self, number: usize, object: &str) {
        self.objects.insert(number, object.as_bytes().to_vec());
    }

    pub(crate) fn font(&mut self, number: usize, entries: &str) {
        self.object(number, &format!("<< {entries} >>"));
    }

    pub(crate) fn stream(&mut self, number: usize, entries: &str, content: &[u8]) {
        self.objects.insert(number, stream(entries, content));
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = self.written(0).len();
        self.written(length)
    }

    /// The file encrypted with 128-bit RC4 and a user password.
    pub(crate) fn encrypted(&self, password: &str) -> Vec<u8> {
        let mut document = Document::load_mem(&self.bytes()).unwrap();
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: Permissions::PRINTABLE,
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        let mut file = Vec::new();
        document.save_to(&mut file).unwrap();
        file
    }

    fn written(&self, length: usize) -> Vec<u8> {
        let mut objects = self.objects.clone();
        let kids: Vec<String> = (0..self.pages).map(|page| format!("{} 0 R", 10 + page)).collect();
        assert!(self.pages < 90);
        objects.insert(1, format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes());
        let tree = format!("<< /Type /Pages /Count {} /Kids [{}] >>", self.pages, kids.join(" "));
        objects.entry(2).or_insert(tree.into_bytes());
        objects.insert(3, stream("", &self.content));
        for page in 0..self.pages {
            let page_object =
                format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R {} >>", self.page);
            objects.entry(10 + page).or_insert(page_object.into_bytes());
        }
        let mut order: Vec<usize> = objects.keys().copied().collect();
        if self.linearized {
            let first = format!("<< /Linearized 1 /L {length:010} /H [9 9] /O 10 /E 9 /N 1 /T 9 >>");
            objects.insert(9, first.into_bytes());
            order.insert(0, 9);
        }
        assemble(self.version, &order, &objects, &self.trailer)
    }
}

fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {entries} >>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

fn assemble(version: &str, order: &[usize], objects: &BTreeMap<usize, Vec<u8>>, trailer: &str) -> Vec<u8> {
    let mut file = format!("%PDF-{version}\n").into_bytes();
    let mut places = BTreeMap::new();
    for number in order {
        places.insert(*number, file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(&objects[number]);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, place) in &places {
        file.extend(format!("{number} 1\n{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.keys().max().unwrap() + 1;
    let end = format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
    file.extend(end.into_bytes());
    file
}

/// A transport file of version 5 with one data set of two variables and two observations.
pub(crate) fn transport() -> Vec<u8> {
    let mut file = Vec::new();
    let mut record = |text: &str| file.extend(format!("{text:<80}").into_bytes());
    record("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000000000000000000000000");
    record("SAS     SAS     SASLIB  9.4     Linux                           01JAN26:00:00:00");
    record("01JAN26:00:00:00");
    record("HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140");
    record("HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!000000000000000000000000000000");
    record("SAS     DM      SASDATA 9.4     Linux                           01JAN26:00:00:00");
    record("01JAN26:00:00:00                Demographics");
    record("HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000000200000000000000000000");
    for (kind, length, name, position) in [(2_u16, 12_u16, "USUBJID", 0_u32), (1, 8, "AGE", 12)] {
        let mut description = [0; 140];
        description[..2].copy_from_slice(&kind.to_be_bytes());
        description[4..6].copy_from_slice(&length.to_be_bytes());
        description[8..16].copy_from_slice(format!("{name:<8}").as_bytes());
        description[84..88].copy_from_slice(&position.to_be_bytes());
        file.extend(description);
    }
    file.resize(file.len().next_multiple_of(80), b' ');
    file.extend(
        format!("{:<80}", "HEADER RECORD*******OBS     HEADER RECORD!!!!!!!000000000000000000000000000000")
            .into_bytes(),
    );
    file.extend([b'x'; 40]);
    file.resize(file.len().next_multiple_of(80), b' ');
    file
}
