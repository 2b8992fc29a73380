//! Documents in any number and of any total size, as they lie in real dossiers: for samples.
//!
//! All of it follows from number, size and sequence by integers alone, so that it is the same on every machine.

use super::ctd::{
    Heading, M1, M2, M3, M3_BODY, M3_P, M3_S, M3_S_4, M4, M4_REPORTS, M5, M5_EFFICACY, M5_REPORTS, open,
};
use super::leaf::{Content, File, Leaf};
use super::noise::Noise;
use super::pdf::{Fill, LEAST, Pdf};
use super::plan::{Form, Sequence};
use super::study::{Study, Tagged};
use super::v4;

/// The documents of one sample.
pub(crate) struct Bulk {
    files: usize,
    /// Bytes to share out beyond [`LEAST`] for each file.
    extra: u64,
    /// Sum of all weights.
    weights: u128,
    seed: [u8; 32],
    sequence: String,
}

/// How the documents stand in the dossier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Modules 1 to 5, each document a leaf of its own.
    Modules,
    /// Modules 2 to 5: a region has its own module 1.
    Region,
    /// The same, and each study has a tagging file.
    Tagged,
}

/// One lowest heading of the CTD: its elements from the top, and its folder (ICH eCTD specification 3.2.2, appendix 4).
struct Shelf {
    headings: &'static [Heading],
    folder: &'static str,
    /// Its share of the files, in thousandths.
    share: usize,
    /// File tag of its files, where they belong to studies.
    studies: Option<&'static str>,
}

impl Bulk {
    /// Lays out so many files of so many bytes together, at least [`LEAST`] for each.
    pub(crate) fn new(files: usize, bytes: u64, sequence: &str) -> Self {
        let extra = bytes.saturating_sub(files as u64 * LEAST);
        let seed = seed(files, bytes, sequence);
        let weights = (0..files).map(|file| u128::from(weight(&seed, file))).sum();
        Self { files, extra, weights, seed, sequence: sequence.to_owned() }
    }

    /// Puts the documents into a sequence.
    pub(crate) fn put(&self, sequence: &mut Sequence, place: Place) {
        match sequence.form {
            Form::Index => self.put_leaves(sequence, place),
            Form::Message => {
                for file in 0..self.files {
                    let path =
                        format!("m5/531-biopharm/study-{:04}/document-{:06}.pdf", file / STUDY + 1, file + 1);
                    let id = v4::uuid(&format!("bulk {file} of unit {}", self.sequence));
                    v4::add(sequence, self.priority(file), self.leaf(file, id, path));
                }
            }
            Form::List => {
                sequence
                    .files
                    .extend((0..self.files).map(|file| self.file(file, self.path(file, Place::Modules))));
            }
        }
    }

    /// A priority number that no other of nine successive units has under the same heading.
    fn priority(&self, file: usize) -> usize {
        let unit: usize = self.sequence.parse().unwrap_or_default();
        10_000 + UNITS * file + unit % UNITS
    }

    fn put_leaves(&self, sequence: &mut Sequence, place: Place) {
        let Some(backbone) = &mut sequence.backbone else { return };
        let mut study: Option<(String, Study)> = None;
        for file in 0..self.files {
            let leaf = self.leaf(file, format!("L{:06}", file + 1), self.path(file, place));
            let shelf = self.shelf(file, place);
            let Some(tag) = shelf.studies.filter(|_| place == Place::Tagged) else {
                open(&mut backbone.root, shelf.headings).leaves.push(leaf);
                continue;
            };
            let folder = self.folder(file, place);
            if study.as_ref().is_none_or(|(_, study)| study.folder != folder) {
                if let Some((tagging, study)) = study.take() {
                    study.put(&mut backbone.root, Some(&tagging));
                }
                study = Some((format!("S{:06}", file + 1), plan(shelf, folder, file)));
            }
            if let Some((_, study)) = &mut study {
                study.documents.push(Tagged(leaf, tag, "ich"));
            }
        }
        if let Some((tagging, study)) = study {
            study.put(&mut backbone.root, Some(&tagging));
        }
    }

    fn leaf(&self, file: usize, id: String, path: String) -> Leaf {
        Leaf::new(id, self.title(file), self.file(file, path))
    }

    fn file(&self, file: usize, path: String) -> File {
        let fill = Fill { size: self.size(file), seed: self.seed, number: CONTENT + file as u64 };
        File { path, content: Content::Pdf(Pdf { fill: Some(fill), ..Pdf::new(self.title(file)) }) }
    }

    fn size(&self, file: usize) -> u64 {
        let share = u128::from(self.extra) * u128::from(weight(&self.seed, file)) / self.weights;
        LEAST + u64::try_from(share).unwrap_or(u64::MAX)
    }

    fn title(&self, file: usize) -> String {
        format!("Sample document {:06} of sequence {}", file + 1, self.sequence)
    }

    fn path(&self, file: usize, place: Place) -> String {
        format!("{}/document-{:06}.pdf", self.folder(file, place), file + 1)
    }

    fn shelf(&self, file: usize, place: Place) -> &'static Shelf {
        let shelves = if place == Place::Modules { SHELVES } else { &SHELVES[1..] };
        let all: usize = shelves.iter().map(|shelf| shelf.share).sum();
        let mut share = file * all / self.files;
        for shelf in shelves {
            if share < shelf.share {
                return shelf;
            }
            share -= shelf.share;
        }
        &SHELVES[SHELVES.len() - 1]
    }

    fn folder(&self, file: usize, place: Place) -> String {
        let shelf = self.shelf(file, place);
        if shelf.studies.is_some() {
            format!("{}/study-{:04}", shelf.folder, file / STUDY + 1)
        } else {
            shelf.folder.to_owned()
        }
    }
}

fn plan(shelf: &Shelf, folder: String, file: usize) -> Study {
    let id = format!("study-{:06}", file + 1);
    let title = format!("Sample study of document {:06} and others", file + 1);
    Study { headings: shelf.headings, folder, id, title, categories: &[], documents: Vec::new() }
}

/// Units that share the priority numbers of one heading; with 100,000 files they stay below 999,999.
const UNITS: usize = 9;
/// Files of one study.
const STUDY: usize = 40;

/// Numbers of the content streams; those of the weights come before.
const CONTENT: u64 = 1 << 32;

fn seed(files: usize, bytes: u64, sequence: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("sealpost sample 2");
    hasher.update(&(files as u64).to_be_bytes()).update(&bytes.to_be_bytes());
    hasher.update(sequence.as_bytes());
    hasher.finalize().into()
}

/// Sizes of real dossiers span some five orders of magnitude, most small, few huge. The sum of four even numbers is
/// nearly normal; as an exponent of two it gives a log-normal spread (here σ ≈ 2.3 in powers of two).
fn weight(seed: &[u8; 32], file: usize) -> u64 {
    let word = Noise::new(seed, file as u64).word();
    let sum = (word & 0xffff) + (word >> 16 & 0xffff) + (word >> 32 & 0xffff) + (word >> 48);
    let exponent = sum * 4;
    (0x1_0000 + (exponent & 0xffff)) << (exponent >> 16)
}

/// In the order that the DTD demands; the shares sum to 1000. The first is of no region. The studies stand where neither
/// categories (CN 5.10) nor datasets (FDA 1734) are asked for.
const SHELVES: &[Shelf] = &[
    Shelf { headings: &[M1], folder: "m1/common", share: 2, studies: None },
    Shelf { headings: &[M2, ("m2-2-introduction", &[])], folder: "m2/22-intro", share: 2, studies: None },
    Shelf {
        headings: &[M2, ("m2-5-clinical-overview", &[])],
        folder: "m2/25-clin-over",
        share: 6,
        studies: None,
    },
    Shelf {
        headings: &[M3, M3_BODY, M3_S, M3_S_4, ("m3-2-s-4-1-specification", &[])],
        folder: "m3/32-body-data/32s-drug-sub/sample-substance/32s4-contr-drug-sub/32s41-spec",
        share: 60,
        studies: None,
    },
    Shelf {
        headings: &[M3, M3_BODY, M3_S, M3_S_4, ("m3-2-s-4-4-batch-analyses", &[])],
        folder: "m3/32-body-data/32s-drug-sub/sample-substance/32s4-contr-drug-sub/32s44-batch-analys",
        share: 80,
        studies: None,
    },
    Shelf {
        headings: &[M3, M3_BODY, M3_P, ("m3-2-p-2-pharmaceutical-development", &[])],
        folder: "m3/32-body-data/32p-drug-prod/sample-product/32p2-pharm-dev",
        share: 60,
        studies: None,
    },
    Shelf {
        headings: &[M3, ("m3-3-literature-references", &[])],
        folder: "m3/33-lit-ref",
        share: 90,
        studies: None,
    },
    Shelf {
        headings: &[
            M4,
            M4_REPORTS,
            ("m4-2-1-pharmacology", &[]),
            ("m4-2-1-2-secondary-pharmacodynamics", &[]),
        ],
        folder: "m4/42-stud-rep/421-pharmacol/4212-sec-pd",
        share: 60,
        studies: Some("pre-clinical-study-report"),
    },
    Shelf {
        headings: &[M4, M4_REPORTS, ("m4-2-2-pharmacokinetics", &[]), ("m4-2-2-2-absorption", &[])],
        folder: "m4/42-stud-rep/422-pk/4222-absorp",
        share: 90,
        studies: Some("pre-clinical-study-report"),
    },
    Shelf {
        headings: &[
            M5,
            M5_REPORTS,
            M5_EFFICACY,
            ("m5-3-5-3-reports-of-analyses-of-data-from-more-than-one-study", &[]),
        ],
        folder: "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5353-rep-analys-data-more-one-stud",
        share: 400,
        studies: Some("study-report-body"),
    },
    Shelf {
        headings: &[M5, ("m5-4-literature-references", &[])],
        folder: "m5/54-lit-ref",
        share: 150,
        studies: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole() {
        assert_eq!(SHELVES.iter().map(|shelf| shelf.share).sum::<usize>(), 1000);
    }

    #[test]
    fn sizes_sum_up_and_spread() {
        for (files, bytes) in [(1, 5_000_000), (7, 100_000), (5_000, 730_000_000), (70_000, 240_000_000)] {
            let bulk = Bulk::new(files, bytes, "0000");
            let sum: u64 = (0..files).map(|file| bulk.size(file)).sum();
            assert!(sum <= bytes && bytes - sum < bytes / 100, "{files} {bytes}");
        }
        let bulk = Bulk::new(5_000, 730_000_000, "0000");
        let mut sizes: Vec<u64> = (0..5_000).map(|file| bulk.size(file)).collect();
        sizes.sort_unstable();
        let mean = 730_000_000 / 5_000;
        assert!(sizes[2_500] < mean / 2, "the median lies far below the mean");
        assert!(sizes[4_999] > mean * 10 && sizes[0] < mean / 50, "from small to large");
    }

    #[test]
    fn every_share_of_files_has_its_shelf() {
        for (files, place, first) in [
            (1, Place::Modules, "m1/common"),
            (999, Place::Modules, "m1/common"),
            (12_345, Place::Tagged, "m2/22-intro"),
        ] {
            let bulk = Bulk::new(files, files as u64 * 2 * LEAST, "0000");
            assert_eq!(bulk.shelf(0, place).folder, first);
            let order =
                |file: usize| SHELVES.iter().position(|other| other.folder == bulk.shelf(file, place).folder);
            assert!((1..files).all(|file| order(file - 1) <= order(file)));
        }
    }
}
