//! us-regional.xml: module 1 of the United States, version 3.3.
//!
//! Source: us-regional-v3-3.dtd (FDA), 147 headings with `m1-regional`.

use super::leaf::{LEAF, LINK_TEXT, NODE_EXTENSION, TITLE, XLINK_ICH, XREF};
use super::notation::{
    HEADING, ID, ID_REQUIRED, LEAVES, any, children, fixed, many, maybe, once, one_of, optional, outline,
    required, text,
};
use super::{Attribute, Container, Element, Grammar, Heading, Names, Outline};

/// The grammar of us-regional.xml.
pub static GRAMMAR: Grammar = Grammar {
    root: "fda-regional:fda-regional",
    names: Names::AsWritten,
    elements: ELEMENTS,
    outline: Outline { headings: HEADINGS, attributes: HEADING, container: Container::Below },
};

const ELEMENTS: &[Element] = &[
    children("fda-regional:fda-regional", &[once(&["admin"]), maybe(&["m1-regional"])]).with(&[
        fixed("xmlns:fda-regional", "http://www.ich.org/fda"),
        XLINK_ICH,
        optional("xml:lang"),
        fixed("dtd-version", "3.3"),
    ]),
    children("admin", &[once(&["applicant-info"]), once(&["application-set"])]),
    children(
        "applicant-info",
        &[
            once(&["id"]),
            once(&["company-name"]),
            maybe(&["submission-description"]),
            once(&["applicant-contacts"]),
        ],
    ),
    text("id"),
    text("company-name"),
    text("submission-description"),
    children("applicant-contacts", &[many(&["applicant-contact"])]),
    children(
        "applicant-contact",
        &[once(&["applicant-contact-name"]), once(&["telephones"]), once(&["emails"])],
    ),
    text("applicant-contact-name").with(&[required("applicant-contact-type")]),
    children("telephones", &[many(&["telephone"])]),
    text("telephone").with(&[required("telephone-number-type")]),
    children("emails", &[many(&["email"])]),
    text("email"),
    children("application-set", &[many(&["application"])]),
    children("application", &[once(&["application-information"]), once(&["submission-information"])])
        .with(&[one_of("application-containing-files", &["false", "true"])]),
    children(
        "application-information",
        &[once(&["application-number"]), any(&["cross-reference-application-number"])],
    ),
    text("application-number").with(&[required("application-type")]),
    text("cross-reference-application-number").with(&[required("application-type")]),
    children(
        "submission-information",
        &[once(&["submission-id"]), once(&["sequence-number"]), maybe(&["form"])],
    ),
    text("submission-id").with(&[required("submission-type"), optional("supplement-effective-date-type")]),
    text("sequence-number").with(&[required("submission-sub-type")]),
    children("form", LEAVES).with(&[required("form-type")]),
    children("m1-1-forms", &[any(&["form"])]),
    children("m1-13-12-status-of-postmarketing-study-commitments-and-requirements", LEAVES),
    LEAF.with(&[ID_REQUIRED, optional("checksum"), optional("checksum-type")]),
    TITLE.with(&[ID]),
    LINK_TEXT.with(&[ID]),
    XREF.with(&[ID]),
    NODE_EXTENSION,
];

const AUDIENCE: &[Attribute] = &[required("promotional-material-audience-type")];
const DOCUMENT: &[Attribute] = &[required("promotional-material-doc-type")];
const MATERIAL: &[Attribute] =
    &[required("promotional-material-type"), required("material-id"), optional("issue-date")];

/// `m1-regional` and all below it.
pub const HEADINGS: &[Heading] = outline! {
    "m1-regional" ? {
        "m1-1-forms" ?
        "m1-2-cover-letters" ?
        "m1-3-administrative-information" ? {
            "m1-3-1-contact-sponsor-applicant-information" * {
                "m1-3-1-1-change-of-address-or-corporate-name" *
                "m1-3-1-2-change-in-contact-agent" *
                "m1-3-1-3-change-in-sponsor" *
                "m1-3-1-4-transfer-of-obligation" *
                "m1-3-1-5-change-in-ownership-of-an-application-or-reissuance-of-license" *
            }
            "m1-3-2-field-copy-certification" *
            "m1-3-3-debarment-certification" *
            "m1-3-4-financial-certification-and-disclosure" *
            "m1-3-5-patent-and-exclusivity" * {
                "m1-3-5-1-patent-information" *
                "m1-3-5-2-patent-certification" *
                "m1-3-5-3-exclusivity-claim" *
            }
            "m1-3-6-tropical-disease-priority-review-voucher" *
        }
        "m1-4-references" ? {
            "m1-4-1-letter-of-authorization" *
            "m1-4-2-statement-of-right-of-reference" *
            "m1-4-3-list-of-authorized-persons-to-incorporate-by-reference" *
            "m1-4-4-cross-reference-to-previously-submitted-information" *
        }
        "m1-5-application-status" ? {
            "m1-5-1-withdrawal-of-an-ind" *
            "m1-5-2-inactivation-request" *
            "m1-5-3-reactivation-request" *
            "m1-5-4-reinstatement-request" *
            "m1-5-5-withdrawal-of-an-unapproved-bla-nda-anda-or-supplement" *
            "m1-5-6-withdrawal-of-listed-drug" *
            "m1-5-7-withdrawal-of-approval-of-an-application-or-revocation-of-license" *
        }
        "m1-6-meetings" ? {
            "m1-6-1-meeting-request" *
            "m1-6-2-meeting-background-materials" *
            "m1-6-3-correspondence-regarding-meetings" *
        }
        "m1-7-fast-track" ? {
            "m1-7-1-fast-track-designation-request" *
            "m1-7-2-fast-track-designation-withdrawal-request" *
            "m1-7-3-rolling-review-request" *
            "m1-7-4-correspondence-regarding-fast-track-rolling-review" *
        }
        "m1-8-special-protocol-assessment-request" ? {
            "m1-8-1-clinical-study" *
            "m1-8-2-carcinogenicity-study" *
            "m1-8-3-stability-study" *
            "m1-8-4-animal-efficacy-study-for-approval-under-the-animal-rule" *
        }
        "m1-9-pediatric-administrative-information" ? {
            "m1-9-1-request-for-waiver-of-pediatric-studies" *
            "m1-9-2-request-for-deferral-of-pediatric-studies" *
            "m1-9-3-request-for-pediatric-exclusivity-determination" *
            "m1-9-4-proposed-pediatric-study-request-and-amendments" *
            "m1-9-6-other-correspondence-regarding-pediatric-exclusivity-or-study-plans" *
        }
        "m1-10-dispute-resolution" ? {
            "m1-10-1-request-for-dispute-resolution" *
            "m1-10-2-correspondence-related-to-dispute-resolution" *
        }
        "m1-11-information-amendment-information-not-covered-under-modules-2-to-5" ? {
            "m1-11-1-quality-information-amendment" *
            "m1-11-2-nonclinical-information-amendment" *
            "m1-11-3-clinical-information-amendment" *
            "m1-11-4-multiple-module-information-amendment" *
        }
        "m1-12-other-correspondence" ? {
            "m1-12-1-pre-ind-correspondence" *
            "m1-12-2-request-to-charge-for-clinical-trial" *
            "m1-12-3-request-to-charge-for-expanded-access" *
            "m1-12-4-request-for-comments-and-advice" *
            "m1-12-5-request-for-a-waiver" *
            "m1-12-6-exception-from-informed-consent-for-emergency-research" *
            "m1-12-7-public-disclosure-statement-for-exception-from-informed-consent-for-emergency-research" *
            "m1-12-8-correspondence-regarding-exception-from-informed-consent-for-emergency-research" *
            "m1-12-9-notification-of-discontinuation-of-clinical-trial" *
            "m1-12-10-generic-drug-enforcement-act-statement" *
            "m1-12-11-anda-basis-for-submission-statement" *
            "m1-12-12-comparison-of-generic-drug-and-reference-listed-drug" *
            "m1-12-13-request-for-waiver-for-in-vivo-studies" *
            "m1-12-14-environmental-analysis" *
            "m1-12-15-request-for-waiver-of-in-vivo-bioavailability-studies" *
            "m1-12-16-field-alert-reports" *
            "m1-12-17-orphan-drug-designation" *
        }
        "m1-13-annual-report" ? {
            "m1-13-1-summary-for-nonclinical-studies" *
            "m1-13-2-summary-of-clinical-pharmacology-information" *
            "m1-13-3-summary-of-safety-information" *
            "m1-13-4-summary-of-labeling-changes" *
            "m1-13-5-summary-of-manufacturing-changes" *
            "m1-13-6-summary-of-microbiological-changes" *
            "m1-13-7-summary-of-other-significant-new-information" *
            "m1-13-8-individual-study-information" *
            "m1-13-9-general-investigational-plan" *
            "m1-13-10-foreign-marketing" *
            "m1-13-11-distribution-data" *
            "m1-13-12-status-of-postmarketing-study-commitments-and-requirements" *
            "m1-13-13-status-of-other-postmarketing-studies-and-requirements" *
            "m1-13-14-log-of-outstanding-regulatory-business" *
            "m1-13-15-development-safety-update-report-dsur" *
        }
        "m1-14-labeling" ? {
            "m1-14-1-draft-labeling" * {
                "m1-14-1-1-draft-carton-and-container-labels" *
                "m1-14-1-2-annotated-draft-labeling-text" *
                "m1-14-1-3-draft-labeling-text" *
                "m1-14-1-4-label-comprehension-studies" *
                "m1-14-1-5-labeling-history" *
            }
            "m1-14-2-final-labeling" * {
                "m1-14-2-1-final-carton-or-container-labels" *
                "m1-14-2-2-final-package-insert-package-inserts-patient-information-medication-guides" *
                "m1-14-2-3-final-labeling-text" *
            }
            "m1-14-3-listed-drug-labeling" * {
                "m1-14-3-1-annotated-comparison-with-listed-drug" *
                "m1-14-3-2-approved-labeling-text-for-listed-drug" *
                "m1-14-3-3-labeling-text-for-reference-listed-drug" *
            }
            "m1-14-4-investigational-drug-labeling" * {
                "m1-14-4-1-investigational-brochure" *
                "m1-14-4-2-investigational-drug-labeling" *
            }
            "m1-14-5-foreign-labeling" *
            "m1-14-6-product-labeling-for-2253-submissions" *
        }
        "m1-15-promotional-material" ? [AUDIENCE] {
            "m1-15-1-correspondence-relating-to-promotional-materials" ? {
                "m1-15-1-1-request-for-advisory-comments-on-launch-materials" ?
                "m1-15-1-2-request-for-advisory-comments-on-non-launch-materials" ?
                "m1-15-1-3-pre-submission-of-launch-promotional-materials-for-accelerated-approval-products" ?
                "m1-15-1-4-pre-submission-of-non-launch-promotional-materials-for-accelerated-approval-products" ?
                "m1-15-1-5-pre-dissemination-review-of-television-ads" ?
                "m1-15-1-6-response-to-untitled-letter-or-warning-letter" ?
                "m1-15-1-7-response-to-information-request" ?
                "m1-15-1-8-correspondence-accompanying-materials-previously-missing-or-rejected" ?
                "m1-15-1-9-withdrawal-request" ?
                "m1-15-1-10-submission-of-annotated-references" ?
                "m1-15-1-11-general-correspondence" ?
            }
            "m1-15-2-materials" ? [DOCUMENT] {
                "m1-15-2-1-material" * [MATERIAL] {
                    "m1-15-2-1-1-clean-version" ?
                    "m1-15-2-1-2-annotated-version" ?
                    "m1-15-2-1-3-annotated-labeling-version" ?
                    "m1-15-2-1-4-annotated-references" ?
                }
            }
        }
        "m1-16-risk-management-plan" ? {
            "m1-16-1-risk-management-non-rems" ?
            "m1-16-2-risk-evaluation-and-mitigation-strategies-rems" ? {
                "m1-16-2-1-final-rems" ?
                "m1-16-2-2-draft-rems" ?
                "m1-16-2-3-rems-assessment" ?
                "m1-16-2-4-rems-assessment-methodology" ?
                "m1-16-2-5-rems-correspondence" ?
                "m1-16-2-6-rems-modification-history" ?
            }
        }
        "m1-17-postmarketing-studies" ? {
            "m1-17-1-correspondence-regarding-postmarketing-commitments" *
            "m1-17-2-correspondence-regarding-postmarketing-requirements" *
        }
        "m1-18-proprietary-names" ?
        "m1-19-pre-eua-and-eua" ?
        "m1-20-general-investigational-plan-for-initial-ind" ?
    }
};
