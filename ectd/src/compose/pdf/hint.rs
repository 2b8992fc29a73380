//! The hint stream of a linearized PDF: where a reader finds each page before it has the whole file.
//!
//! ISO 32000-1, F.4: page offset table (F.4.1), shared object table (F.4.2), outline table (F.4.4).

/// Lengths of what the hints tell of, in bytes.
pub(super) struct Lengths<'a> {
    /// Of the objects of the first page, in their order: page, content, font, descriptor, bookmarks.
    pub(super) first: &'a [u64],
    /// Of page and content of each other page.
    pub(super) rest: &'a [u64],
    /// Number of the first object of the bookmarks, where there are some.
    pub(super) bookmarks: Option<usize>,
}

/// The tables, ready to be written.
pub(super) struct Hints {
    bytes: Vec<u8>,
    shared: usize,
    outlines: Option<usize>,
}

impl Hints {
    /// Makes the tables; `first_page` is where the first page would lie if there were no hints (F.4.1).
    pub(super) fn of(lengths: &Lengths<'_>, first_page: u64) -> Self {
        let mut bits = Bits::default();
        pages(&mut bits, lengths, first_page);
        let shared = bits.bytes.len();
        shared_objects(&mut bits, lengths);
        let outlines = lengths.bookmarks.map(|number| {
            let start = bits.bytes.len();
            bookmarks(&mut bits, lengths, number, first_page);
            start
        });
        Self { bytes: bits.bytes, shared, outlines }
    }

    /// The stream as an object.
    pub(super) fn object(&self, number: usize) -> Vec<u8> {
        let outlines = self.outlines.map(|outlines| format!(" /O {outlines}")).unwrap_or_default();
        let (length, shared) = (self.bytes.len(), self.shared);
        let head = format!("{number} 0 obj\n<< /Length {length} /S {shared}{outlines} >>\nstream\n");
        [head.as_bytes(), &self.bytes, b"\nendstream\nendobj\n"].concat()
    }
}

/// Objects of the first page that the other pages use too: the font and its descriptor.
const SHARED: [u64; 2] = [2, 3];

/// F.4.1, with the lengths of contents as Acrobat writes them: those of the pages.
fn pages(bits: &mut Bits, lengths: &Lengths<'_>, first_page: u64) {
    let mut objects = vec![lengths.first.len() as u64];
    let mut sizes = vec![lengths.first.iter().sum()];
    for page in lengths.rest.chunks(2) {
        objects.push(page.len() as u64);
        sizes.push(page.iter().sum());
    }
    let (objects, sizes) = (Deltas::of(&objects), Deltas::of(&sizes));
    let others = !lengths.rest.is_empty();
    let (count_bits, identifier_bits) = (if others { 2 } else { 0 }, width(lengths.first.len() as u64));
    bits.put(objects.least, 32);
    bits.put(first_page, 32);
    bits.put(objects.width, 16);
    bits.put(sizes.least, 32);
    bits.put(sizes.width, 16);
    bits.put(0, 32);
    bits.put(0, 16);
    bits.put(sizes.least, 32);
    bits.put(sizes.width, 16);
    bits.put(count_bits, 16);
    bits.put(identifier_bits, 16);
    bits.put(0, 16);
    bits.put(4, 16);
    bits.row(&objects.deltas, objects.width);
    bits.row(&sizes.deltas, sizes.width);
    let other_pages = objects.deltas.len() - 1;
    let counts: Vec<u64> =
        [0].into_iter().chain(std::iter::repeat_n(SHARED.len() as u64, other_pages)).collect();
    bits.row(&counts, count_bits);
    bits.row(&SHARED.repeat(other_pages), identifier_bits);
    bits.row(&sizes.deltas, sizes.width);
}

/// F.4.2: each object of the first page is a group of its own; no other page shares objects with a third.
fn shared_objects(bits: &mut Bits, lengths: &Lengths<'_>) {
    let groups = Deltas::of(lengths.first);
    let count = lengths.first.len() as u64;
    bits.put(0, 32);
    bits.put(0, 32);
    bits.put(count, 32);
    bits.put(count, 32);
    bits.put(0, 16);
    bits.put(groups.least, 32);
    bits.put(groups.width, 16);
    bits.row(&groups.deltas, groups.width);
    bits.row(&vec![0; lengths.first.len()], 1);
}

/// F.4.4: one group of objects.
fn bookmarks(bits: &mut Bits, lengths: &Lengths<'_>, number: usize, first_page: u64) {
    let (before, outlines) = lengths.first.split_at(4);
    bits.put(number as u64, 32);
    bits.put(first_page + before.iter().sum::<u64>(), 32);
    bits.put(outlines.len() as u64, 32);
    bits.put(outlines.iter().sum(), 32);
}

/// Numbers as differences to the least of them.
struct Deltas {
    least: u64,
    deltas: Vec<u64>,
    width: u64,
}

impl Deltas {
    fn of(numbers: &[u64]) -> Self {
        let least = numbers.iter().copied().min().unwrap_or(0);
        let deltas: Vec<u64> = numbers.iter().map(|number| number - least).collect();
        let width = width(deltas.iter().copied().max().unwrap_or(0));
        Self { least, deltas, width }
    }
}

/// Bits that the number needs.
fn width(number: u64) -> u64 {
    u64::from(u64::BITS - number.leading_zeros())
}

/// Bytes made of bits, the highest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    /// Bits used of the last byte; 0 where it is full.
    used: u64,
}

impl Bits {
    fn put(&mut self, number: u64, width: u64) {
        for bit in (0..width).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(number >> bit & 1 == 1) << (7 - self.used);
            }
            self.used = (self.used + 1) % 8;
        }
    }

    /// A row of items begins and ends with whole bytes.
    fn row(&mut self, numbers: &[u64], width: u64) {
        for number in numbers {
            self.put(*number, width);
        }
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_fill_bytes_from_the_top() {
        let mut bits = Bits::default();
        bits.put(0x0102, 16);
        bits.row(&[5, 1], 3);
        bits.put(1, 1);
        assert_eq!(bits.bytes, [1, 2, 0b1010_0100, 0b1000_0000]);
    }

    #[test]
    fn differences_have_just_the_width_they_need() {
        let deltas = Deltas::of(&[7, 3, 11]);
        assert_eq!((deltas.least, deltas.deltas.as_slice(), deltas.width), (3, [4, 0, 8].as_slice(), 4));
        assert_eq!(Deltas::of(&[5]).width, 0);
    }
}
