//! The order, the cross-reference tables and the linearization dictionary of a linearized PDF.
//!
//! ISO 32000-1, annex F: the linearization dictionary, the table of the first part, the catalog, the hint stream, all
//! that the first page needs, then the other pages, then the rest, then the table of these.

use std::fmt::Write;

use super::hint::{Hints, Lengths};

/// Which number each object has. Those of the second half come first, as is usual.
pub(super) struct Numbers {
    pub(super) pages: usize,
    pub(super) bookmarks: bool,
    noise: bool,
}

impl Numbers {
    pub(super) fn of(pages: usize, bookmarks: bool, noise: bool) -> Self {
        Self { pages, bookmarks, noise }
    }

    /// The page; its content has the next number.
    pub(super) fn page(&self, page: usize) -> usize {
        if page == 0 { self.linearization() + 3 } else { 2 * page - 1 }
    }

    pub(super) fn tree(&self) -> usize {
        2 * self.pages - 1
    }

    fn info(&self) -> usize {
        self.tree() + 1
    }

    pub(super) fn noise(&self) -> Option<usize> {
        self.noise.then_some(self.info() + 1)
    }

    fn linearization(&self) -> usize {
        self.noise().unwrap_or(self.info()) + 1
    }

    pub(super) fn font(&self) -> usize {
        self.page(0) + 2
    }

    pub(super) fn outlines(&self) -> usize {
        self.font() + 2
    }
}

/// All objects but the linearization dictionary, the hints and the noise, without their numbers.
pub(super) struct Objects {
    pub(super) catalog: String,
    /// What the first page needs: page, content, font, descriptor, and the bookmarks.
    pub(super) first: Vec<String>,
    /// Page and content of each other page.
    pub(super) rest: Vec<String>,
    /// The page tree and the information dictionary.
    pub(super) last: Vec<String>,
    pub(super) numbers: Numbers,
}

/// A PDF around its noise.
#[derive(Debug)]
pub struct Parts {
    /// What stands before the noise.
    pub head: Vec<u8>,
    /// Length of the noise in bytes.
    pub noise: u64,
    /// What stands after it.
    pub tail: Vec<u8>,
}

impl Parts {
    /// Returns the size of the whole file in bytes.
    pub fn bytes(&self) -> u64 {
        (self.head.len() + self.tail.len()) as u64 + self.noise
    }
}

/// Lays the objects out; `noise` is the length of the noise where there is some.
pub(super) fn lay_out(objects: &Objects, noise: Option<u64>) -> Parts {
    let numbers = &objects.numbers;
    let start = numbers.linearization();
    let first = numbered(&objects.first, numbers.page(0));
    let rest = numbered(&objects.rest, 1);
    let mut places = Places { first: vec![START.len() as u64], ..Places::default() };

    // what is not known yet stands as zeros of the same width, and is put in at the end
    let mut head = START.to_vec();
    head.extend(places.dictionary(numbers));
    let opening = head.len();
    places.first.resize(first.len() + 3, 0);
    head.extend(places.first_table(numbers));
    places.first.truncate(1);
    append(&mut head, &numbered(std::slice::from_ref(&objects.catalog), start + 1), &mut places.first);
    places.hints = head.len() as u64;
    let lengths = Lengths {
        first: &lengths(&first),
        rest: &lengths(&rest),
        bookmarks: numbers.bookmarks.then(|| numbers.outlines()),
    };
    let hints = Hints::of(&lengths, places.hints).object(start + 2);
    places.hints_length = hints.len() as u64;
    append(&mut head, &[hints], &mut places.first);
    append(&mut head, &first, &mut places.first);
    places.first_end = head.len() as u64;
    append(&mut head, &rest, &mut places.second);
    append(&mut head, &numbered(&objects.last, numbers.tree()), &mut places.second);
    if let (Some(noise), Some(number)) = (noise, numbers.noise()) {
        places.second.push(head.len() as u64);
        head.extend(format!("{number} 0 obj\n<< /Length {noise:<12} >>\nstream\n").as_bytes());
    }
    let ending = if noise.is_some() { "\nendstream\nendobj\n" } else { "" };
    let noise = noise.unwrap_or(0);
    places.table = (head.len() + ending.len()) as u64 + noise;
    let tail = format!("{ending}{}", places.second_table(opening)).into_bytes();
    places.size = (head.len() + tail.len()) as u64 + noise;

    let known = [places.dictionary(numbers), places.first_table(numbers)].concat();
    head[START.len()..START.len() + known.len()].copy_from_slice(&known);
    Parts { head, noise, tail }
}

fn numbered(bodies: &[String], first: usize) -> Vec<Vec<u8>> {
    let texts = bodies.iter().enumerate();
    texts.map(|(place, body)| format!("{} 0 obj\n{body}\nendobj\n", first + place).into_bytes()).collect()
}

fn lengths(objects: &[Vec<u8>]) -> Vec<u64> {
    objects.iter().map(|object| object.len() as u64).collect()
}

fn append(head: &mut Vec<u8>, objects: &[Vec<u8>], offsets: &mut Vec<u64>) {
    for object in objects {
        offsets.push(head.len() as u64);
        head.extend(object);
    }
}

/// Version 1.5, and four bytes that show that the file is binary.
const START: &[u8] = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n";

/// Where everything lies, in bytes from the start.
#[derive(Default)]
struct Places {
    size: u64,
    hints: u64,
    hints_length: u64,
    first_end: u64,
    /// The table at the end.
    table: u64,
    /// The objects from the linearization dictionary on.
    first: Vec<u64>,
    /// The objects from number 1 on.
    second: Vec<u64>,
}

impl Places {
    /// The linearization parameter dictionary (F.3.3).
    fn dictionary(&self, numbers: &Numbers) -> Vec<u8> {
        let (number, page) = (numbers.linearization(), numbers.page(0));
        // the line end before the first entry of the table at the end
        let entries = self.table + format!("xref\n0 {number}").len() as u64;
        format!(
            "{number} 0 obj\n<< /Linearized 1 /L {:<12} /H [{:<12} {:<12}] /O {page} /E {:<12} /N {} /T {:<12} >>\nendobj\n",
            self.size, self.hints, self.hints_length, self.first_end, numbers.pages, entries
        )
        .into_bytes()
    }

    /// Table and trailer of the first part (F.3.4).
    fn first_table(&self, numbers: &Numbers) -> Vec<u8> {
        let start = numbers.linearization();
        let count = self.first.len();
        format!(
            "xref\n{start} {count}\n{}trailer\n<< /Size {} /Root {} 0 R /Info {} 0 R /Prev {:<12} >>\nstartxref\n0\n%%EOF\n",
            entries(&self.first),
            start + count,
            start + 1,
            numbers.info(),
            self.table
        )
        .into_bytes()
    }

    /// Table and trailer at the end; `opening` is where the first table lies (F.3.10).
    fn second_table(&self, opening: usize) -> String {
        let size = self.second.len() + 1;
        format!(
            "xref\n0 {size}\n0000000000 65535 f \n{}trailer\n<< /Size {size} >>\nstartxref\n{opening}\n%%EOF\n",
            entries(&self.second)
        )
    }
}

fn entries(offsets: &[u64]) -> String {
    offsets.iter().fold(String::new(), |mut table, offset| {
        // writing into a string cannot fail
        let _ = writeln!(table, "{offset:010} 00000 n ");
        table
    })
}
