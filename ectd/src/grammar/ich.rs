//! index.xml: ICH eCTD backbone, version 3.2.
//!
//! Source: ich-ectd-3-2.dtd (21 November 2003), 159 headings.

use super::leaf::{LEAF, LINK_TEXT, NODE_EXTENSION, TITLE, XLINK_ICH, XREF};
use super::notation::{HEADING, ID, ID_REQUIRED, any, children, element, fixed, optional, outline, required};
use super::{Attribute, Container, Content, Element, Grammar, Heading, Names, Outline};

/// The grammar of index.xml.
pub static GRAMMAR: Grammar = Grammar {
    root: "ectd:ectd",
    names: Names::AsWritten,
    elements: ELEMENTS,
    outline: Outline { headings: HEADINGS, attributes: HEADING, container: Container::LeavesFirst },
};

const ELEMENTS: &[Element] = &[
    element("ectd:ectd", Content::Headings(Container::Below, HEADINGS)).with(&[
        fixed("xmlns:ectd", "http://www.ich.org/ectd"),
        XLINK_ICH,
        optional("xml:lang"),
        fixed("dtd-version", "3.2"),
    ]),
    LEAF.with(&[ID_REQUIRED, required("checksum"), required("checksum-type"), XLINK_ICH]),
    TITLE.with(&[ID]),
    LINK_TEXT.with(&[ID]),
    XREF.with(&[ID_REQUIRED, XLINK_ICH]),
    NODE_EXTENSION,
    children("m1-administrative-information-and-prescribing-information", &[any(&["leaf"])]).sharing(HEADING),
];

const SUBSTANCE: &[Attribute] = &[required("substance"), required("manufacturer")];
const PRODUCT: &[Attribute] = &[optional("product-name"), optional("dosageform"), optional("manufacturer")];
const EXCIPIENT: &[Attribute] = &[optional("excipient")];
const INDICATION: &[Attribute] = &[required("indication")];
const FACILITY: &[Attribute] =
    &[optional("manufacturer"), optional("substance"), optional("dosageform"), optional("product-name")];

/// Modules 1 to 5. Only headings with attributes of their own may come more than once.
pub const HEADINGS: &[Heading] = outline! {
    "m1-administrative-information-and-prescribing-information" ?
    "m2-common-technical-document-summaries" ? {
        "m2-2-introduction" ?
        "m2-3-quality-overall-summary" ? {
            "m2-3-introduction" ?
            "m2-3-s-drug-substance" * [SUBSTANCE]
            "m2-3-p-drug-product" * [PRODUCT]
            "m2-3-a-appendices" ?
            "m2-3-r-regional-information" ?
        }
        "m2-4-nonclinical-overview" ?
        "m2-5-clinical-overview" ?
        "m2-6-nonclinical-written-and-tabulated-summaries" ? {
            "m2-6-1-introduction" ?
            "m2-6-2-pharmacology-written-summary" ?
            "m2-6-3-pharmacology-tabulated-summary" ?
            "m2-6-4-pharmacokinetics-written-summary" ?
            "m2-6-5-pharmacokinetics-tabulated-summary" ?
            "m2-6-6-toxicology-written-summary" ?
            "m2-6-7-toxicology-tabulated-summary" ?
        }
        "m2-7-clinical-summary" ? {
            "m2-7-1-summary-of-biopharmaceutic-studies-and-associated-analytical-methods" ?
            "m2-7-2-summary-of-clinical-pharmacology-studies" ?
            "m2-7-3-summary-of-clinical-efficacy" * [INDICATION]
            "m2-7-4-summary-of-clinical-safety" ?
            "m2-7-5-literature-references" ?
            "m2-7-6-synopses-of-individual-studies" ?
        }
    }
    "m3-quality" ? {
        "m3-2-body-of-data" ? {
            "m3-2-s-drug-substance" * [SUBSTANCE] {
                "m3-2-s-1-general-information" ? {
                    "m3-2-s-1-1-nomenclature" ?
                    "m3-2-s-1-2-structure" ?
                    "m3-2-s-1-3-general-properties" ?
                }
                "m3-2-s-2-manufacture" ? {
                    "m3-2-s-2-1-manufacturer" ?
                    "m3-2-s-2-2-description-of-manufacturing-process-and-process-controls" ?
                    "m3-2-s-2-3-control-of-materials" ?
                    "m3-2-s-2-4-controls-of-critical-steps-and-intermediates" ?
                    "m3-2-s-2-5-process-validation-and-or-evaluation" ?
                    "m3-2-s-2-6-manufacturing-process-development" ?
                }
                "m3-2-s-3-characterisation" ? {
                    "m3-2-s-3-1-elucidation-of-structure-and-other-characteristics" ?
                    "m3-2-s-3-2-impurities" ?
                }
                "m3-2-s-4-control-of-drug-substance" ? {
                    "m3-2-s-4-1-specification" ?
                    "m3-2-s-4-2-analytical-procedures" ?
                    "m3-2-s-4-3-validation-of-analytical-procedures" ?
                    "m3-2-s-4-4-batch-analyses" ?
                    "m3-2-s-4-5-justification-of-specification" ?
                }
                "m3-2-s-5-reference-standards-or-materials" ?
                "m3-2-s-6-container-closure-system" ?
                "m3-2-s-7-stability" ? {
                    "m3-2-s-7-1-stability-summary-and-conclusions" ?
                    "m3-2-s-7-2-post-approval-stability-protocol-and-stability-commitment" ?
                    "m3-2-s-7-3-stability-data" ?
                }
            }
            "m3-2-p-drug-product" * [PRODUCT] {
                "m3-2-p-1-description-and-composition-of-the-drug-product" ?
                "m3-2-p-2-pharmaceutical-development" ?
                "m3-2-p-3-manufacture" ? {
                    "m3-2-p-3-1-manufacturers" ?
                    "m3-2-p-3-2-batch-formula" ?
                    "m3-2-p-3-3-description-of-manufacturing-process-and-process-controls" ?
                    "m3-2-p-3-4-controls-of-critical-steps-and-intermediates" ?
                    "m3-2-p-3-5-process-validation-and-or-evaluation" ?
                }
                "m3-2-p-4-control-of-excipients" * [EXCIPIENT] {
                    "m3-2-p-4-1-specifications" ?
                    "m3-2-p-4-2-analytical-procedures" ?
                    "m3-2-p-4-3-validation-of-analytical-procedures" ?
                    "m3-2-p-4-4-justification-of-specifications" ?
                    "m3-2-p-4-5-excipients-of-human-or-animal-origin" ?
                    "m3-2-p-4-6-novel-excipients" ?
                }
                "m3-2-p-5-control-of-drug-product" ? {
                    "m3-2-p-5-1-specifications" ?
                    "m3-2-p-5-2-analytical-procedures" ?
                    "m3-2-p-5-3-validation-of-analytical-procedures" ?
                    "m3-2-p-5-4-batch-analyses" ?
                    "m3-2-p-5-5-characterisation-of-impurities" ?
                    "m3-2-p-5-6-justification-of-specifications" ?
                }
                "m3-2-p-6-reference-standards-or-materials" ?
                "m3-2-p-7-container-closure-system" ?
                "m3-2-p-8-stability" ? {
                    "m3-2-p-8-1-stability-summary-and-conclusion" ?
                    "m3-2-p-8-2-post-approval-stability-protocol-and-stability-commitment" ?
                    "m3-2-p-8-3-stability-data" ?
                }
            }
            "m3-2-a-appendices" ? {
                "m3-2-a-1-facilities-and-equipment" * [FACILITY]
                "m3-2-a-2-adventitious-agents-safety-evaluation" * [FACILITY]
                "m3-2-a-3-excipients" ?
            }
            "m3-2-r-regional-information" ?
        }
        "m3-3-literature-references" ?
    }
    "m4-nonclinical-study-reports" ? {
        "m4-2-study-reports" ? {
            "m4-2-1-pharmacology" ? {
                "m4-2-1-1-primary-pharmacodynamics" ?
                "m4-2-1-2-secondary-pharmacodynamics" ?
                "m4-2-1-3-safety-pharmacology" ?
                "m4-2-1-4-pharmacodynamic-drug-interactions" ?
            }
            "m4-2-2-pharmacokinetics" ? {
                "m4-2-2-1-analytical-methods-and-validation-reports" ?
                "m4-2-2-2-absorption" ?
                "m4-2-2-3-distribution" ?
                "m4-2-2-4-metabolism" ?
                "m4-2-2-5-excretion" ?
                "m4-2-2-6-pharmacokinetic-drug-interactions" ?
                "m4-2-2-7-other-pharmacokinetic-studies" ?
            }
            "m4-2-3-toxicology" ? {
                "m4-2-3-1-single-dose-toxicity" ?
                "m4-2-3-2-repeat-dose-toxicity" ?
                "m4-2-3-3-genotoxicity" ? {
                    "m4-2-3-3-1-in-vitro" ?
                    "m4-2-3-3-2-in-vivo" ?
                }
                "m4-2-3-4-carcinogenicity" ? {
                    "m4-2-3-4-1-long-term-studies" ?
                    "m4-2-3-4-2-short-or-medium-term-studies" ?
                    "m4-2-3-4-3-other-studies" ?
                }
                "m4-2-3-5-reproductive-and-developmental-toxicity" ? {
                    "m4-2-3-5-1-fertility-and-early-embryonic-development" ?
                    "m4-2-3-5-2-embryo-fetal-development" ?
                    "m4-2-3-5-3-prenatal-and-postnatal-development-including-maternal-function" ?
                    "m4-2-3-5-4-studies-in-which-the-offspring-juvenile-animals-are-dosed-and-or-further-evaluated" ?
                }
                "m4-2-3-6-local-tolerance" ?
                "m4-2-3-7-other-toxicity-studies" ? {
                    "m4-2-3-7-1-antigenicity" ?
                    "m4-2-3-7-2-immunotoxicity" ?
                    "m4-2-3-7-3-mechanistic-studies" ?
                    "m4-2-3-7-4-dependence" ?
                    "m4-2-3-7-5-metabolites" ?
                    "m4-2-3-7-6-impurities" ?
                    "m4-2-3-7-7-other" ?
                }
            }
        }
        "m4-3-literature-references" ?
    }
    "m5-clinical-study-reports" ? {
        "m5-2-tabular-listing-of-all-clinical-studies" ?
        "m5-3-clinical-study-reports" ? {
            "m5-3-1-reports-of-biopharmaceutic-studies" ? {
                "m5-3-1-1-bioavailability-study-reports" ?
                "m5-3-1-2-comparative-ba-and-bioequivalence-study-reports" ?
                "m5-3-1-3-in-vitro-in-vivo-correlation-study-reports" ?
                "m5-3-1-4-reports-of-bioanalytical-and-analytical-methods-for-human-studies" ?
            }
            "m5-3-2-reports-of-studies-pertinent-to-pharmacokinetics-using-human-biomaterials" ? {
                "m5-3-2-1-plasma-protein-binding-study-reports" ?
                "m5-3-2-2-reports-of-hepatic-metabolism-and-drug-interaction-studies" ?
                "m5-3-2-3-reports-of-studies-using-other-human-biomaterials" ?
            }
            "m5-3-3-reports-of-human-pharmacokinetics-pk-studies" ? {
                "m5-3-3-1-healthy-subject-pk-and-initial-tolerability-study-reports" ?
                "m5-3-3-2-patient-pk-and-initial-tolerability-study-reports" ?
                "m5-3-3-3-intrinsic-factor-pk-study-reports" ?
                "m5-3-3-4-extrinsic-factor-pk-study-reports" ?
                "m5-3-3-5-population-pk-study-reports" ?
            }
            "m5-3-4-reports-of-human-pharmacodynamics-pd-studies" ? {
                "m5-3-4-1-healthy-subject-pd-and-pk-pd-study-reports" ?
                "m5-3-4-2-patient-pd-and-pk-pd-study-reports" ?
            }
            "m5-3-5-reports-of-efficacy-and-safety-studies" * [INDICATION] {
                "m5-3-5-1-study-reports-of-controlled-clinical-studies-pertinent-to-the-claimed-indication" ?
                "m5-3-5-2-study-reports-of-uncontrolled-clinical-studies" ?
                "m5-3-5-3-reports-of-analyses-of-data-from-more-than-one-study" ?
                "m5-3-5-4-other-study-reports" ?
            }
            "m5-3-6-reports-of-postmarketing-experience" ?
            "m5-3-7-case-report-forms-and-individual-patient-listings" ?
        }
        "m5-4-literature-references" ?
    }
};
