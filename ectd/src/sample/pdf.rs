//! A PDF of a given size: one page with a frame, a title, and a stream of noise that fills the rest.
//!
//! ISO 32000-1, 7.5 (file structure). The numbers whose length is known only at the end stand in fields of fixed width,
//! so the size comes out exactly.

use std::fmt::Write;

/// Smallest PDF, in bytes.
pub const LEAST: u64 = 1024;

/// The parts of one PDF around its noise.
pub(super) struct Pdf {
    /// What stands before the noise.
    pub(super) head: Vec<u8>,
    /// Length of the noise in bytes.
    pub(super) noise: u64,
    /// What stands after it.
    pub(super) tail: Vec<u8>,
}

impl Pdf {
    /// Makes the parts of a PDF of `size` bytes, at least [`LEAST`]; `title` is plain ASCII without brackets.
    pub(super) fn new(title: &str, size: u64) -> Self {
        let around = (head(title, 0).0.len() + tail(&[], 0).len()) as u64 + ENTRY * OBJECTS;
        let noise = size.saturating_sub(around);
        let (head, offsets) = head(title, noise);
        let tail = tail(&offsets, head.len() as u64 + noise + END.len() as u64);
        Self { head, noise, tail }
    }
}

const FRAME: &str = "72 72 451 698 re S";

const END: &str = "\nendstream\nendobj\n";

/// Objects of the file, and bytes of each one's line in the cross-reference table.
const OBJECTS: u64 = 6;
const ENTRY: u64 = 20;

/// Everything up to the noise, with the offset of each object. The noise comes last, so that all offsets are small: the
/// table has ten digits for them.
fn head(title: &str, noise: u64) -> (Vec<u8>, Vec<usize>) {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /SealpostNoise 6 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{FRAME}\nendstream", FRAME.len()),
        format!("<< /Title ({title}) >>"),
    ];
    let mut head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(head.len());
        head.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", number + 1).as_bytes());
    }
    offsets.push(head.len());
    head.extend_from_slice(format!("6 0 obj\n<< /Length {noise:<20} >>\nstream\n").as_bytes());
    (head, offsets)
}

/// Everything after the noise; `table` is the offset of the cross-reference table.
fn tail(offsets: &[usize], table: u64) -> Vec<u8> {
    let mut tail = format!("{END}xref\n0 7\n0000000000 65535 f \n");
    for offset in offsets {
        // writing into a string cannot fail
        let _ = writeln!(tail, "{offset:010} 00000 n ");
    }
    let table = table.to_string();
    let filler = " ".repeat(20 - table.len());
    let _ =
        write!(tail, "trailer\n<< /Size 7 /Root 1 0 R /Info 5 0 R{filler} >>\nstartxref\n{table}\n%%EOF\n");
    tail.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(size: u64) -> Vec<u8> {
        let pdf = Pdf::new("Sample document 1 of sequence 0000", size);
        let noise = usize::try_from(pdf.noise).unwrap();
        [pdf.head, vec![0xaa; noise], pdf.tail].concat()
    }

    fn number_after(text: &[u8], mark: &str) -> usize {
        let text = String::from_utf8_lossy(text);
        let rest = &text[text.rfind(mark).unwrap() + mark.len()..];
        rest.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    }

    #[test]
    fn has_the_size_asked_for() {
        for size in [LEAST, LEAST + 1, 9_999, 100_000, 1_234_567] {
            assert_eq!(whole(size).len() as u64, size);
        }
    }

    #[test]
    fn the_table_points_at_the_objects() {
        let pdf = whole(50_000);
        let table = number_after(&pdf, "startxref");
        assert!(pdf[table..].starts_with(b"xref\n0 7\n"));
        for object in 1..=6 {
            let line = &pdf[table + 9 + object * 20..][..20];
            let offset: usize = std::str::from_utf8(&line[..10]).unwrap().parse().unwrap();
            assert!(pdf[offset..].starts_with(format!("{object} 0 obj\n").as_bytes()), "object {object}");
        }
        let length = 50_000 - Pdf::new("Sample document 1 of sequence 0000", 50_000).tail.len();
        assert!(pdf[length..].starts_with(END.as_bytes()));
    }

    #[test]
    fn leaves_room_for_a_long_title() {
        let title = format!("Sample document 999999 of sequence {}", "x".repeat(32));
        let pdf = Pdf::new(&title, LEAST);
        assert_eq!(pdf.head.len() as u64 + pdf.noise + pdf.tail.len() as u64, LEAST);
    }
}
