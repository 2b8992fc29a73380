//! A clean PDF: linearized (Fast Web View), searchable text in one standard font, bookmarks where there are more than
//! five pages, no security, no script; and a stream of noise that brings it to any size asked for.
//!
//! ISO 32000-1, 7.5 (file structure) and annex F (linearized PDF). Clean in the sense of 《eCTD验证标准》 chapter 6. The
//! numbers whose length is known only at the end stand in fields of fixed width, so the size comes out exactly.

use std::fmt::Write;

use super::noise::Noise;

mod hint;
mod linear;

pub use linear::Parts;
use linear::{Numbers, Objects};

/// Smallest size that any title of ours and one page fit into, in bytes.
pub const LEAST: u64 = 2048;

/// Pages from which on an authority wants bookmarks (CN 6.23: more than five).
const BOOKMARKS_FROM: usize = 6;

/// What a PDF holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// Its title, which is also the text on its pages: ASCII.
    pub title: String,
    /// Number of its pages, at least 1.
    pub pages: usize,
    /// Noise to reach a size with; none makes it as small as it can be.
    pub fill: Option<Fill>,
}

/// Noise that brings a file to a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// Size of the whole file in bytes, at least [`LEAST`].
    pub size: u64,
    /// Seed of the noise.
    pub seed: [u8; 32],
    /// Number of the stream within the seed.
    pub number: u64,
}

impl Fill {
    /// Returns the stream of noise.
    pub(crate) fn noise(&self) -> Noise {
        Noise::new(&self.seed, self.number)
    }
}

impl Pdf {
    /// Makes a PDF of one page, no larger than it must be.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), pages: 1, fill: None }
    }

    /// Returns what stands around the noise.
    pub fn parts(&self) -> Parts {
        let Some(fill) = &self.fill else { return linear::lay_out(&self.objects(), None) };
        let objects = self.objects();
        let around = linear::lay_out(&objects, Some(0));
        linear::lay_out(&objects, Some(fill.size.saturating_sub(around.bytes())))
    }

    fn objects(&self) -> Objects {
        let numbers = Numbers::of(self.pages.max(1), self.pages >= BOOKMARKS_FROM, self.fill.is_some());
        let mut first: Vec<String> = self.page(&numbers, 0).into();
        first.extend([font(&numbers), DESCRIPTOR.to_owned()]);
        first.extend(outlines(&numbers));
        let info = format!("<< /Title ({}) /Producer (Sealpost) >>", escaped(&self.title));
        Objects {
            catalog: catalog(&numbers),
            first,
            rest: (1..numbers.pages).flat_map(|page| self.page(&numbers, page)).collect(),
            last: vec![page_tree(&numbers), info],
            numbers,
        }
    }

    /// A page and what is written on it.
    fn page(&self, numbers: &Numbers, page: usize) -> [String; 2] {
        let text = format!(
            "BT /F 12 Tf 72 760 Td ({}) Tj 0 -24 Td (Page {} of {}) Tj ET",
            escaped(&self.title),
            page + 1,
            numbers.pages
        );
        let (tree, content, font) = (numbers.tree(), numbers.page(page) + 1, numbers.font());
        [
            format!(
                "<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F {font} 0 R >> >> \
                 /Contents {content} 0 R >>"
            ),
            format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        ]
    }
}

fn catalog(numbers: &Numbers) -> String {
    let mut catalog = format!("<< /Type /Catalog /Pages {} 0 R", numbers.tree());
    // writing into a string cannot fail
    if let Some(noise) = numbers.noise() {
        let _ = write!(catalog, " /SealpostNoise {noise} 0 R");
    }
    if numbers.bookmarks {
        let _ = write!(catalog, " /Outlines {} 0 R /PageMode /UseOutlines", numbers.outlines());
    }
    catalog + " >>"
}

fn page_tree(numbers: &Numbers) -> String {
    let pages: Vec<String> = (0..numbers.pages).map(|page| format!("{} 0 R", numbers.page(page))).collect();
    format!("<< /Type /Pages /Kids [{}] /Count {} >>", pages.join(" "), pages.len())
}

/// Courier New, which need not be embedded (CN 6.26): one width serves all its characters.
fn font(numbers: &Numbers) -> String {
    format!(
        "<< /Type /Font /Subtype /TrueType /BaseFont /CourierNewPSMT /Encoding /WinAnsiEncoding /FirstChar 32 \
         /LastChar 32 /Widths [600] /FontDescriptor {} 0 R >>",
        numbers.font() + 1
    )
}

const DESCRIPTOR: &str = "<< /Type /FontDescriptor /FontName /CourierNewPSMT /Flags 33 \
    /FontBBox [-122 -680 623 1021] /ItalicAngle 0 /Ascent 833 /Descent -300 /CapHeight 571 /StemV 41 \
    /MissingWidth 600 >>";

/// A bookmark for each page, with a zoom that is inherited (CN 6.8).
fn outlines(numbers: &Numbers) -> Vec<String> {
    if !numbers.bookmarks {
        return Vec::new();
    }
    let (root, pages) = (numbers.outlines(), numbers.pages);
    let mut outlines = vec![format!(
        "<< /Type /Outlines /First {} 0 R /Last {} 0 R /Count {pages} >>",
        root + 1,
        root + pages
    )];
    for page in 0..pages {
        let mut item = format!("<< /Title (Page {}) /Parent {root} 0 R", page + 1);
        if page > 0 {
            let _ = write!(item, " /Prev {} 0 R", root + page);
        }
        if page + 1 < pages {
            let _ = write!(item, " /Next {} 0 R", root + page + 2);
        }
        let _ = write!(item, " /Dest [{} 0 R /XYZ null null null] >>", numbers.page(page));
        outlines.push(item);
    }
    outlines
}

/// A literal string (ISO 32000-1, 7.3.4.2).
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            matches!(character, '(' | ')' | '\\').then_some('\\').into_iter().chain([character])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(pdf: &Pdf) -> Vec<u8> {
        let parts = pdf.parts();
        [parts.head, vec![0xaa; usize::try_from(parts.noise).unwrap()], parts.tail].concat()
    }

    fn filled(pages: usize, size: u64) -> Pdf {
        Pdf {
            pages,
            fill: Some(Fill { size, seed: [0; 32], number: 0 }),
            ..Pdf::new("Sample (1) of sequence 0000")
        }
    }

    #[test]
    fn has_the_size_asked_for() {
        for size in [LEAST, LEAST + 1, 9_999, 100_000, 1_234_567] {
            assert_eq!(whole(&filled(1, size)).len() as u64, size);
        }
        let long = Pdf {
            title: format!("Sample document 999999 of sequence {}", "x".repeat(32)),
            ..filled(1, LEAST)
        };
        assert_eq!(whole(&long).len() as u64, LEAST);
    }

    #[test]
    fn opens_with_its_pages_and_text() {
        for (pdf, pages) in
            [(Pdf::new("One"), 1), (Pdf { pages: 3, ..Pdf::new("Three") }, 3), (filled(7, 50_000), 7)]
        {
            let read = lopdf::Document::load_mem(&whole(&pdf)).unwrap();
            assert_eq!(read.get_pages().len(), pages);
            assert_eq!(read.catalog().unwrap().has(b"Outlines"), pages > 5);
            let text = read.get_page_content(*read.get_pages().get(&1).unwrap());
            assert!(String::from_utf8_lossy(&text).contains(&escaped(&pdf.title)));
        }
    }
}
