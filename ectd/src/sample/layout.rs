//! Which files a sample has: where they lie, how they are called and how large they are.
//!
//! All of it follows from the shape by integers alone, so that it is the same on every machine.

use super::noise::Noise;
use super::{LEAST, SampleError, Shape};
use crate::dossier::FILES;
use crate::profile::Profile;

/// The files of one shape.
pub(super) struct Layout {
    files: usize,
    /// Bytes to share out beyond [`LEAST`] for each file.
    extra: u64,
    /// Sum of all weights.
    weights: u128,
    seed: [u8; 32],
    sequence: String,
}

/// One lowest heading of the CTD: its elements from the top, and its folder (ICH eCTD specification 3.2.2, appendix 4).
pub(super) struct Heading {
    pub(super) elements: &'static [Element],
    folder: &'static str,
    /// Its share of the files, in thousandths.
    share: usize,
    /// Whether its files stand in a folder for each study.
    studies: bool,
}

/// An element's name, and its attributes as they stand in the file.
pub(super) type Element = (&'static str, &'static str);

impl Layout {
    pub(super) fn of(shape: &Shape) -> Result<Self, SampleError> {
        if !matches!(shape.profile, Profile::Ich | Profile::Generic) {
            return Err(SampleError::Profile(shape.profile));
        }
        let files = usize::try_from(shape.files).ok().filter(|files| (1..FILES).contains(files));
        let files = files.ok_or(SampleError::Files(shape.files))?;
        let least = shape.files * LEAST;
        let extra =
            shape.bytes.checked_sub(least).ok_or(SampleError::TooFewBytes { files: shape.files, least })?;
        let seed = seed(shape);
        let weights = (0..files).map(|file| u128::from(weight(&seed, file))).sum();
        Ok(Self { files, extra, weights, seed, sequence: shape.sequence.to_string() })
    }

    pub(super) fn files(&self) -> usize {
        self.files
    }

    pub(super) fn bytes(&self) -> u64 {
        (0..self.files).map(|file| self.size(file)).sum()
    }

    pub(super) fn size(&self, file: usize) -> u64 {
        let share = u128::from(self.extra) * u128::from(weight(&self.seed, file)) / self.weights;
        LEAST + u64::try_from(share).unwrap_or(u64::MAX)
    }

    pub(super) fn noise(&self, file: usize) -> Noise {
        Noise::new(&self.seed, CONTENT + file as u64)
    }

    pub(super) fn title(&self, file: usize) -> String {
        format!("Sample document {:06} of sequence {}", file + 1, self.sequence)
    }

    pub(super) fn path(&self, file: usize) -> String {
        format!("{}/document-{:06}.pdf", self.folder(file), file + 1)
    }

    pub(super) fn heading(&self, file: usize) -> &'static Heading {
        let mut thousandth = file * 1000 / self.files;
        for heading in HEADINGS {
            if thousandth < heading.share {
                return heading;
            }
            thousandth -= heading.share;
        }
        &HEADINGS[HEADINGS.len() - 1]
    }

    pub(super) fn folders(&self) -> Vec<String> {
        let mut folders: Vec<String> = (0..self.files).map(|file| self.folder(file)).collect();
        folders.dedup();
        folders
    }

    fn folder(&self, file: usize) -> String {
        let heading = self.heading(file);
        if heading.studies {
            format!("{}/study-{:04}", heading.folder, file / STUDY + 1)
        } else {
            heading.folder.to_owned()
        }
    }
}

/// Files of one study.
const STUDY: usize = 40;

/// Numbers of the content streams; those of the weights come before.
const CONTENT: u64 = 1 << 32;

fn seed(shape: &Shape) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("sealpost sample 1");
    hasher.update(&shape.files.to_be_bytes()).update(&shape.bytes.to_be_bytes());
    hasher.update(shape.sequence.as_str().as_bytes());
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

const M2: Element = ("m2-common-technical-document-summaries", "");
const M3: Element = ("m3-quality", "");
const M3_BODY: Element = ("m3-2-body-of-data", "");
const M3_S: Element =
    ("m3-2-s-drug-substance", " substance=\"sample substance\" manufacturer=\"sample manufacturer\"");
const M3_S_4: Element = ("m3-2-s-4-control-of-drug-substance", "");
const M3_P: Element = (
    "m3-2-p-drug-product",
    " product-name=\"sample product\" dosageform=\"tablet\" manufacturer=\"sample manufacturer\"",
);
const M4: Element = ("m4-nonclinical-study-reports", "");
const M4_REPORTS: Element = ("m4-2-study-reports", "");
const M4_TOXICOLOGY: Element = ("m4-2-3-toxicology", "");
const M5: Element = ("m5-clinical-study-reports", "");
const M5_REPORTS: Element = ("m5-3-clinical-study-reports", "");
const M5_EFFICACY: Element =
    ("m5-3-5-reports-of-efficacy-and-safety-studies", " indication=\"sample indication\"");

/// In the order that the DTD demands; the shares sum to 1000.
const HEADINGS: &[Heading] = &[
    Heading {
        elements: &[("m1-administrative-information-and-prescribing-information", "")],
        folder: "m1/common",
        share: 2,
        studies: false,
    },
    Heading { elements: &[M2, ("m2-2-introduction", "")], folder: "m2/22-intro", share: 2, studies: false },
    Heading {
        elements: &[M2, ("m2-5-clinical-overview", "")],
        folder: "m2/25-clin-over",
        share: 6,
        studies: false,
    },
    Heading {
        elements: &[M3, M3_BODY, M3_S, M3_S_4, ("m3-2-s-4-1-specification", "")],
        folder: "m3/32-body-data/32s-drug-sub/sample-substance/32s4-contr-drug-sub/32s41-spec",
        share: 60,
        studies: false,
    },
    Heading {
        elements: &[M3, M3_BODY, M3_S, M3_S_4, ("m3-2-s-4-4-batch-analyses", "")],
        folder: "m3/32-body-data/32s-drug-sub/sample-substance/32s4-contr-drug-sub/32s44-batch-analys",
        share: 80,
        studies: false,
    },
    Heading {
        elements: &[M3, M3_BODY, M3_P, ("m3-2-p-2-pharmaceutical-development", "")],
        folder: "m3/32-body-data/32p-drug-prod/sample-product/32p2-pharm-dev",
        share: 60,
        studies: false,
    },
    Heading {
        elements: &[M3, ("m3-3-literature-references", "")],
        folder: "m3/33-lit-ref",
        share: 90,
        studies: false,
    },
    Heading {
        elements: &[M4, M4_REPORTS, M4_TOXICOLOGY, ("m4-2-3-1-single-dose-toxicity", "")],
        folder: "m4/42-stud-rep/423-tox/4231-single-dose-tox",
        share: 60,
        studies: true,
    },
    Heading {
        elements: &[M4, M4_REPORTS, M4_TOXICOLOGY, ("m4-2-3-2-repeat-dose-toxicity", "")],
        folder: "m4/42-stud-rep/423-tox/4232-repeat-dose-tox",
        share: 90,
        studies: true,
    },
    Heading {
        elements: &[
            M5,
            M5_REPORTS,
            M5_EFFICACY,
            ("m5-3-5-1-study-reports-of-controlled-clinical-studies-pertinent-to-the-claimed-indication", ""),
        ],
        folder: "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5351-stud-rep-contr",
        share: 400,
        studies: true,
    },
    Heading {
        elements: &[M5, ("m5-4-literature-references", "")],
        folder: "m5/54-lit-ref",
        share: 150,
        studies: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(files: u64, bytes: u64) -> Result<Layout, SampleError> {
        let sequence = "0000".parse().unwrap();
        Layout::of(&Shape { files, bytes, profile: Profile::Ich, sequence, util: None })
    }

    #[test]
    fn shares_are_whole() {
        assert_eq!(HEADINGS.iter().map(|heading| heading.share).sum::<usize>(), 1000);
    }

    #[test]
    fn sizes_sum_up_and_spread() {
        for (files, bytes) in [(1, 5_000_000), (7, 100_000), (5_000, 730_000_000), (70_000, 140_000_000)] {
            let layout = layout(files, bytes).unwrap();
            assert!(layout.bytes() <= bytes && bytes - layout.bytes() < bytes / 100, "{files} {bytes}");
        }
        let layout = layout(5_000, 730_000_000).unwrap();
        let mut sizes: Vec<u64> = (0..5_000).map(|file| layout.size(file)).collect();
        sizes.sort_unstable();
        let mean = 730_000_000 / 5_000;
        assert!(sizes[2_500] < mean / 2, "the median lies far below the mean");
        assert!(sizes[4_999] > mean * 10 && sizes[0] < mean / 50, "from small to large");
    }

    #[test]
    fn refuses_what_cannot_be() {
        assert!(matches!(layout(0, 0), Err(SampleError::Files(0))));
        assert!(matches!(layout(2, 2047), Err(SampleError::TooFewBytes { least: 2048, .. })));
        assert!(layout(2, 2048).is_ok());
    }

    #[test]
    fn every_share_of_files_has_its_heading() {
        for files in [1, 3, 999, 1000, 12_345] {
            let layout = layout(files, files * 2048).unwrap();
            assert_eq!(layout.heading(0).folder, "m1/common");
            let order = |file: usize| HEADINGS.iter().position(|h| h.folder == layout.heading(file).folder);
            assert!((1..layout.files()).all(|file| order(file - 1) <= order(file)));
        }
    }
}
