//! Modules 2 to 5, which all regions of eCTD v3.2.2 share, and what later sequences change in them.
//!
//! Headings of the ICH DTD 3.2, folders of the ICH eCTD specification 3.2.2, appendix 4.

use super::dataset;
use super::element::Element;
use super::leaf::{Content, File, Leaf};
use super::plan::{Document, Form, Sequence};
use super::study::{Category, Study, Tagged};
use super::util;

/// A heading's element and its attributes.
pub(super) type Heading = (&'static str, &'static [(&'static str, &'static str)]);

/// What a region asks for beyond the backbone.
#[derive(Clone, Copy)]
pub(super) struct Custom {
    /// Study tagging files (CN, US; the EU does without).
    pub(super) tagging: bool,
    /// Datasets also of nonclinical studies (FDA 1734 to 1736).
    pub(super) send: bool,
    /// Appending elsewhere than in study tagging files (CN 3.23 warns of it).
    pub(super) append: bool,
}

/// Opens the headings one in the other.
pub(super) fn open<'a>(root: &'a mut Element, headings: &[Heading]) -> &'a mut Element {
    headings.iter().fold(root, |element, (name, attributes)| element.open(name, attributes))
}

/// A sequence whose index.xml has only the leaf of the regional backbone, if there is one.
pub(super) fn sequence(folder: &str, regional: Option<Leaf>) -> Sequence {
    let mut root = Element::new("ectd:ectd")
        .with("xmlns:ectd", "http://www.ich.org/ectd")
        .with("xmlns:xlink", "http://www.w3c.org/1999/xlink")
        .with("xml:lang", "en")
        .with("dtd-version", "3.2");
    if let Some(regional) = regional {
        open(&mut root, &[M1]).leaves.push(regional);
    }
    let document = Document {
        doctype: Some("util/dtd/ich-ectd-3-2.dtd".to_owned()),
        stylesheet: Some("util/style/ectd-2-0.xsl".to_owned()),
        root,
    };
    Sequence { util: util::ICH.to_vec(), ..Sequence::new(folder, Form::Index, Some(document)) }
}

/// The leaf of index.xml that stands for a regional backbone.
pub(super) fn regional(path: &str, title: &str, document: Document) -> Leaf {
    let file = File { path: path.to_owned(), content: Content::Document(Box::new(document)) };
    Leaf::new("m1-regional", title, file)
}

/// Modules 2 to 5 of a first sequence.
pub(super) fn first(sequence: &mut Sequence, custom: Custom) {
    let folder = sequence.folder.clone();
    let Some(backbone) = &mut sequence.backbone else { return };
    for row in ROWS {
        open(&mut backbone.root, row.headings).leaves.push(row.leaf(&folder));
    }
    for study in STUDIES {
        study.plan(&folder, custom).put(&mut backbone.root, custom.tagging.then_some(study.tagging));
    }
    if custom.tagging {
        sequence.util.extend(util::STF);
    }
}

/// A sequence that replaces the specification of the drug substance.
pub(super) fn replace(sequence: &mut Sequence, before: &str) {
    change(sequence, before, "m3-2-s-4-1", "replace");
}

/// A sequence that appends a report to a study, and data to the stability of the product where the region likes it.
pub(super) fn append(sequence: &mut Sequence, before: &str, custom: Custom) {
    if custom.append {
        change(sequence, before, "m3-2-p-8-3", "append");
    }
    let folder = sequence.folder.clone();
    let Some(backbone) = &mut sequence.backbone else { return };
    let Some(row) = STUDIES.last() else { return };
    let report = row.report(&folder, "appendix", "Appendix to the clinical study report");
    let study = Study { documents: vec![report], ..row.plan(&folder, custom) };
    if let Some(leaf) = study.put(&mut backbone.root, custom.tagging.then_some(row.tagging)) {
        *leaf = leaf.clone().changing("append", format!("../{before}/index.xml#{}", row.tagging));
    }
    if custom.tagging {
        sequence.util.extend(util::STF);
    }
}

/// A sequence that deletes the regional information.
pub(super) fn delete(sequence: &mut Sequence, before: &str) {
    change(sequence, before, "m3-2-r", "delete");
}

/// Changes the leaf `id` of the sequence `before`, under its own heading.
fn change(sequence: &mut Sequence, before: &str, id: &str, operation: &str) {
    let folder = sequence.folder.clone();
    let Some(row) = ROWS.iter().find(|row| row.id == id) else { return };
    let Some(backbone) = &mut sequence.backbone else { return };
    let target = format!("../{before}/index.xml#{id}");
    let leaf = match operation {
        "delete" => Leaf::delete(id, row.title, target),
        _ => row.leaf(&folder).changing(operation, target),
    };
    open(&mut backbone.root, row.headings).leaves.push(leaf);
}

/// A document of the first sequence.
struct Row {
    id: &'static str,
    headings: &'static [Heading],
    path: &'static str,
    title: &'static str,
}

impl Row {
    fn leaf(&self, sequence: &str) -> Leaf {
        Leaf::new(self.id, self.title, File::pdf(self.path, format!("{}, sequence {sequence}", self.title)))
    }
}

/// A study of the first sequence.
struct StudyRow {
    tagging: &'static str,
    id: &'static str,
    title: &'static str,
    headings: &'static [Heading],
    folder: &'static str,
    categories: &'static [Category],
    tag: &'static str,
    datasets: Datasets,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Datasets {
    None,
    Nonclinical,
    Clinical,
}

impl StudyRow {
    fn plan(&self, sequence: &str, custom: Custom) -> Study {
        let mut documents = vec![self.report(sequence, "report", "Study report")];
        match self.datasets {
            Datasets::Clinical => documents.extend(self.clinical()),
            Datasets::Nonclinical if custom.send => documents.extend(self.nonclinical()),
            _ => {}
        }
        Study {
            headings: self.headings,
            folder: self.folder.to_owned(),
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            categories: self.categories,
            documents,
        }
    }

    fn report(&self, sequence: &str, name: &str, title: &str) -> Tagged {
        let text = format!("{title} {}, sequence {sequence}", self.id);
        let file = File::pdf(format!("{}/{name}.pdf", self.folder), text);
        Tagged(
            Leaf::new(format!("{}-{name}", self.id), format!("{title} {}", self.id), file),
            self.tag,
            "ich",
        )
    }

    fn nonclinical(&self) -> Vec<Tagged> {
        let files = dataset::tabulation(&format!("m4/datasets/{}/tabulations/send", self.id), self.id);
        self.tagged(files, "send", "data-tabulation-dataset-send", "data-tabulation-data-definition")
    }

    fn clinical(&self) -> Vec<Tagged> {
        let folder = format!("m5/datasets/{}", self.id);
        let tabulation = dataset::tabulation(&format!("{folder}/tabulations/sdtm"), self.id);
        let analysis = dataset::analysis(&format!("{folder}/analysis/adam/datasets"), self.id);
        let definition = "data-tabulation-data-definition";
        let mut all = self.tagged(tabulation, "sdtm", "data-tabulation-dataset-sdtm", definition);
        all.extend(self.tagged(analysis, "adam", "analysis-dataset-adam", "analysis-data-definition"));
        all
    }

    fn tagged(
        &self,
        files: impl IntoIterator<Item = File>,
        kind: &str,
        dataset: &'static str,
        definition: &'static str,
    ) -> Vec<Tagged> {
        let tagged = files.into_iter().map(|file| {
            let name = file.path.rsplit_once('/').map_or("", |(_, name)| name);
            let tag = if name == "define.xml" { definition } else { dataset };
            let id = format!("{}-{kind}-{}", self.id, name.replace('.', "-"));
            let title = format!("{kind} {name} of {}", self.id);
            Tagged(Leaf::new(id, title, file), tag, "us")
        });
        tagged.collect()
    }
}

/// The one m1 element of index.xml.
pub(super) const M1: Heading = ("m1-administrative-information-and-prescribing-information", &[]);
pub(super) const M2: Heading = ("m2-common-technical-document-summaries", &[]);
const M2_QUALITY: Heading = ("m2-3-quality-overall-summary", &[]);
const M2_NONCLINICAL: Heading = ("m2-6-nonclinical-written-and-tabulated-summaries", &[]);
const M2_CLINICAL: Heading = ("m2-7-clinical-summary", &[]);
pub(super) const M3: Heading = ("m3-quality", &[]);
pub(super) const M3_BODY: Heading = ("m3-2-body-of-data", &[]);
pub(super) const M3_S: Heading =
    ("m3-2-s-drug-substance", &[("substance", "sample substance"), ("manufacturer", "sample manufacturer")]);
const M3_S_1: Heading = ("m3-2-s-1-general-information", &[]);
const M3_S_2: Heading = ("m3-2-s-2-manufacture", &[]);
pub(super) const M3_S_4: Heading = ("m3-2-s-4-control-of-drug-substance", &[]);
pub(super) const M3_P: Heading = (
    "m3-2-p-drug-product",
    &[("product-name", "sample product"), ("dosageform", "tablet"), ("manufacturer", "sample manufacturer")],
);
pub(super) const M4: Heading = ("m4-nonclinical-study-reports", &[]);
pub(super) const M4_REPORTS: Heading = ("m4-2-study-reports", &[]);
pub(super) const M4_TOXICOLOGY: Heading = ("m4-2-3-toxicology", &[]);
pub(super) const M5: Heading = ("m5-clinical-study-reports", &[]);
pub(super) const M5_REPORTS: Heading = ("m5-3-clinical-study-reports", &[]);
pub(super) const M5_EFFICACY: Heading =
    ("m5-3-5-reports-of-efficacy-and-safety-studies", &[("indication", "sample indication")]);

const ROWS: &[Row] = &[
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

/// CN 5.10 asks for categories in 4.2.3.1, 4.2.3.2 and 5.3.5.1. The last study is the one that is appended to.
const STUDIES: &[StudyRow] = &[
    StudyRow {
        tagging: "stf-pd-001",
        id: "pd-001",
        title: "Primary pharmacodynamics study pd-001",
        headings: &[M4, M4_REPORTS, ("m4-2-1-pharmacology", &[]), ("m4-2-1-1-primary-pharmacodynamics", &[])],
        folder: "m4/42-stud-rep/421-pharmacol/4211-prim-pd/pd-001",
        categories: &[],
        tag: "pre-clinical-study-report",
        datasets: Datasets::None,
    },
    StudyRow {
        tagging: "stf-tx-001",
        id: "tx-001",
        title: "Repeat dose toxicity study tx-001",
        headings: &[M4, M4_REPORTS, M4_TOXICOLOGY, ("m4-2-3-2-repeat-dose-toxicity", &[])],
        folder: "m4/42-stud-rep/423-tox/4232-repeat-dose-tox/tx-001",
        categories: REPEATED,
        tag: "pre-clinical-study-report",
        datasets: Datasets::Nonclinical,
    },
    StudyRow {
        tagging: "stf-cl-001",
        id: "cl-001",
        title: "Controlled clinical study cl-001",
        headings: CONTROLLED,
        folder: "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5351-stud-rep-contr/cl-001",
        categories: CONTROL,
        tag: "study-report-body",
        datasets: Datasets::Clinical,
    },
];

/// Categories of a study of single dose toxicity.
pub(super) const SINGLE: &[Category] = &[("species", "ich", "rat"), ("route-of-admin", "ich", "oral")];

/// Categories of a study of repeat dose toxicity.
pub(super) const REPEATED: &[Category] =
    &[("species", "ich", "rat"), ("route-of-admin", "ich", "oral"), ("duration", "us", "short")];

/// Category of a controlled clinical study.
pub(super) const CONTROL: &[Category] = &[("type-of-control", "ich", "placebo")];

/// The heading of 5.3.5.1.
pub(super) const CONTROLLED: &[Heading] = &[
    M5,
    M5_REPORTS,
    M5_EFFICACY,
    ("m5-3-5-1-study-reports-of-controlled-clinical-studies-pertinent-to-the-claimed-indication", &[]),
];
