//! The studies of a first sequence, with their datasets.

use super::{CONTROLLED, Custom, Heading, M4, M4_REPORTS, M4_TOXICOLOGY};
use crate::compose::dataset;
use crate::compose::leaf::{File, Leaf};
use crate::compose::study::{Category, Study, Tagged};

/// A study of the first sequence.
pub(super) struct StudyRow {
    /// ID of the leaf of its tagging file.
    pub(super) tagging: &'static str,
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
    pub(super) fn plan(&self, sequence: &str, custom: Custom) -> Study {
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

    pub(super) fn report(&self, sequence: &str, name: &str, title: &str) -> Tagged {
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

/// CN 5.10 asks for categories in 4.2.3.1, 4.2.3.2 and 5.3.5.1. The last study is the one that is appended to.
pub(super) const STUDIES: &[StudyRow] = &[
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

/// Categories of a study of repeat dose toxicity.
const REPEATED: &[Category] =
    &[("species", "ich", "rat"), ("route-of-admin", "ich", "oral"), ("duration", "us", "short")];

/// Category of a controlled clinical study.
const CONTROL: &[Category] = &[("type-of-control", "ich", "placebo")];
