//! The documents of a first sequence that belong to no study.

use super::{Heading, M2, M3, M3_BODY, M3_P, M3_S, M3_S_4, M4, M5};
use crate::compose::leaf::{File, Leaf};

/// A document of the first sequence.
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) headings: &'static [Heading],
    path: &'static str,
    pub(super) title: &'static str,
}

impl Row {
    pub(super) fn leaf(&self, sequence: &str) -> Leaf {
        Leaf::new(self.id, self.title, File::pdf(self.path, format!("{}, sequence {sequence}", self.title)))
    }
}

const M2_QUALITY: Heading = ("m2-3-quality-overall-summary", &[]);
const M2_NONCLINICAL: Heading = ("m2-6-nonclinical-written-and-tabulated-summaries", &[]);
const M2_CLINICAL: Heading = ("m2-7-clinical-summary", &[]);
const M3_S_1: Heading = ("m3-2-s-1-general-information", &[]);
const M3_S_2: Heading = ("m3-2-s-2-manufacture", &[]);

/// One or two documents for each part of the modules.
pub(super) const ROWS: &[Row] = &[
    Row {
        id: "m2-2",
        headings: &[M2, ("m2-2-introduction", &[])],
        path: "m2/22-intro/introduction.pdf",
        title: "Introduction",
    },
    Row {
        id: "m2-3-s",
        headings: &[
            M2,
            M2_QUALITY,
            (
                "m2-3-s-drug-substance",
                &[("substance", "sample substance"), ("manufacturer", "sample manufacturer")],
            ),
        ],
        path: "m2/23-qos/drug-substance.pdf",
        title: "Quality overall summary, drug substance",
    },
    Row {
        id: "m2-3-p",
        headings: &[
            M2,
            M2_QUALITY,
            (
                "m2-3-p-drug-product",
                &[
                    ("product-name", "sample product"),
                    ("dosageform", "tablet"),
                    ("manufacturer", "sample manufacturer"),
                ],
            ),
        ],
        path: "m2/23-qos/drug-product.pdf",
        title: "Quality overall summary, drug product",
    },
    Row {
        id: "m2-4",
        headings: &[M2, ("m2-4-nonclinical-overview", &[])],
        path: "m2/24-nonclin-over/nonclinical-overview.pdf",
        title: "Nonclinical overview",
    },
    Row {
        id: "m2-5",
        headings: &[M2, ("m2-5-clinical-overview", &[])],
        path: "m2/25-clin-over/clinical-overview.pdf",
        title: "Clinical overview",
    },
    Row {
        id: "m2-6-6",
        headings: &[M2, M2_NONCLINICAL, ("m2-6-6-toxicology-written-summary", &[])],
        path: "m2/26-nonclin-sum/toxicology-summary.pdf",
        title: "Toxicology written summary",
    },
    Row {
        id: "m2-7-3",
        headings: &[
            M2,
            M2_CLINICAL,
            ("m2-7-3-summary-of-clinical-efficacy", &[("indication", "sample indication")]),
        ],
        path: "m2/27-clin-sum/clinical-efficacy.pdf",
        title: "Summary of clinical efficacy",
    },
    Row {
        id: "m2-7-4",
        headings: &[M2, M2_CLINICAL, ("m2-7-4-summary-of-clinical-safety", &[])],
        path: "m2/27-clin-sum/clinical-safety.pdf",
        title: "Summary of clinical safety",
    },
    Row {
        id: "m3-2-s-1-1",
        headings: &[M3, M3_BODY, M3_S, M3_S_1, ("m3-2-s-1-1-nomenclature", &[])],
        path: "m3/32-body-data/32s-drug-sub/sample-substance/32s1-gen-info/nomenclature.pdf",
        title: "Nomenclature",
    },
    Row {
        id: "m3-2-s-2-1",
        headings: &[M3, M3_BODY, M3_S, M3_S_2, ("m3-2-s-2-1-manufacturer", &[])],
        path: "m3/32-body-data/32s-drug-sub/sample-substance/32s2-manuf/manufacturer.pdf",
        title: "Manufacturer",
    },
    Row {
        id: "m3-2-s-4-1",
        headings: &[M3, M3_BODY, M3_S, M3_S_4, ("m3-2-s-4-1-specification", &[])],
        path: "m3/32-body-data/32s-drug-sub/sample-substance/32s4-contr-drug-sub/32s41-spec/specification.pdf",
        title: "Specification of the drug substance",
    },
    Row {
        id: "m3-2-p-1",
        headings: &[M3, M3_BODY, M3_P, ("m3-2-p-1-description-and-composition-of-the-drug-product", &[])],
        path: "m3/32-body-data/32p-drug-prod/sample-product/32p1-desc-comp/composition.pdf",
        title: "Description and composition of the drug product",
    },
    Row {
        id: "m3-2-p-4-1",
        headings: &[
            M3,
            M3_BODY,
            M3_P,
            ("m3-2-p-4-control-of-excipients", &[("excipient", "lactose")]),
            ("m3-2-p-4-1-specifications", &[]),
        ],
        path: "m3/32-body-data/32p-drug-prod/sample-product/32p4-contr-excip/lactose/specification.pdf",
        title: "Specification of lactose",
    },
    Row {
        id: "m3-2-p-8-3",
        headings: &[M3, M3_BODY, M3_P, ("m3-2-p-8-stability", &[]), ("m3-2-p-8-3-stability-data", &[])],
        path: "m3/32-body-data/32p-drug-prod/sample-product/32p8-stab/stability-data.pdf",
        title: "Stability data of the drug product",
    },
    Row {
        id: "m3-2-a-1",
        headings: &[
            M3,
            M3_BODY,
            ("m3-2-a-appendices", &[]),
            ("m3-2-a-1-facilities-and-equipment", &[("manufacturer", "sample manufacturer")]),
        ],
        path: "m3/32-body-data/32a-app/32a1-fac-equip/facilities.pdf",
        title: "Facilities and equipment",
    },
    Row {
        id: "m3-2-r",
        headings: &[M3, M3_BODY, ("m3-2-r-regional-information", &[])],
        path: "m3/32-body-data/32r-reg-info/regional-information.pdf",
        title: "Regional information",
    },
    Row {
        id: "m3-3",
        headings: &[M3, ("m3-3-literature-references", &[])],
        path: "m3/33-lit-ref/reference.pdf",
        title: "Literature reference on quality",
    },
    Row {
        id: "m4-3",
        headings: &[M4, ("m4-3-literature-references", &[])],
        path: "m4/43-lit-ref/reference.pdf",
        title: "Nonclinical literature reference",
    },
    Row {
        id: "m5-2",
        headings: &[M5, ("m5-2-tabular-listing-of-all-clinical-studies", &[])],
        path: "m5/52-tab-list/studies.pdf",
        title: "Tabular listing of all clinical studies",
    },
    Row {
        id: "m5-4",
        headings: &[M5, ("m5-4-literature-references", &[])],
        path: "m5/54-lit-ref/reference.pdf",
        title: "Clinical literature reference",
    },
];
