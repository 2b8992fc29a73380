//! The envelopes of the regions: under which application, activity and sequence a dossier is filed. Texts as written.
//!
//! Sources: cn-regional 1.0 (`cn-envelope`), us-regional 3.3 (`admin`), eu-envelope 3.1 (`envelope`).

use super::node::Node;

/// The envelopes of a backbone; each region fills its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// China.
    pub cn: Option<CnEnvelope>,
    /// United States.
    pub us: Option<UsEnvelope>,
    /// European Union: one for each country.
    pub eu: Vec<EuEnvelope>,
}

/// A value of a code list, with the version of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The code.
    pub code: Option<String>,
    /// The version of its list.
    pub version: Option<String>,
}

/// `cn-envelope`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CnEnvelope {
    /// 申请编号.
    pub application_id: Option<String>,
    /// 申请类型.
    pub application_type: Option<Coded>,
    /// 产品类型.
    pub product_type: Option<Coded>,
    /// 原始编号.
    pub product_number: Option<String>,
    /// 相关序列; more than one is kept.
    pub related_sequences: Vec<String>,
    /// 注册行为类型.
    pub activity_type: Option<Coded>,
    /// 序列号.
    pub sequence_number: Option<String>,
    /// 序列类型.
    pub sequence_type: Option<Coded>,
    /// 序列描述.
    pub sequence_description: Option<String>,
}

/// `admin`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsEnvelope {
    /// The applicant's number.
    pub applicant_id: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// What the submission is.
    pub description: Option<String>,
    /// The applications of a grouped submission.
    pub applications: Vec<UsApplication>,
}

/// `application`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsApplication {
    /// `application-containing-files`.
    pub contains_files: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// Its type.
    pub application_type: Option<String>,
    /// The submission that the sequence belongs to.
    pub submission_id: Option<String>,
    /// Its type.
    pub submission_type: Option<String>,
    /// The sequence.
    pub sequence_number: Option<String>,
    /// Its type.
    pub submission_sub_type: Option<String>,
    /// The form's type.
    pub form_type: Option<String>,
}

/// `envelope`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EuEnvelope {
    /// The country.
    pub country: Option<String>,
    /// The application's UUID.
    pub identifier: Option<String>,
    /// The submission's type.
    pub submission_type: Option<String>,
    /// `single`, `grouping`, `worksharing`.
    pub submission_mode: Option<String>,
    /// The high-level number.
    pub number: Option<String>,
    /// Procedure tracking numbers.
    pub procedure_tracking: Vec<String>,
    /// The submission unit's type.
    pub submission_unit: Option<String>,
    /// The applicant.
    pub applicant: Option<String>,
    /// The agency's code.
    pub agency: Option<String>,
    /// The procedure's type.
    pub procedure: Option<String>,
    /// Invented names.
    pub invented_names: Vec<String>,
    /// International non-proprietary names.
    pub inns: Vec<String>,
    /// The sequence.
    pub sequence: Option<String>,
    /// Related sequences.
    pub related_sequences: Vec<String>,
    /// What the submission is.
    pub description: Option<String>,
}

impl Envelope {
    /// Tells whether an element of that name is an envelope.
    pub(super) fn is(name: &str) -> bool {
        matches!(name, "cn-envelope" | "admin" | "eu-envelope")
    }

    /// Takes an envelope; of two of one region, the first counts.
    pub(super) fn take(&mut self, node: &Node) {
        if node.is("cn-envelope") {
            self.cn.get_or_insert_with(|| CnEnvelope::of(node));
        } else if node.is("admin") {
            self.us.get_or_insert_with(|| UsEnvelope::of(node));
        } else {
            self.eu.extend(node.children("envelope").map(EuEnvelope::of));
        }
    }

    /// Returns the application that the dossier is filed under.
    pub fn application(&self) -> Option<&str> {
        let cn = self.cn.as_ref().and_then(|envelope| envelope.application_id.as_deref());
        let us = || self.us.as_ref()?.filed()?.number.as_deref();
        let eu = || self.eu.iter().find_map(|envelope| envelope.identifier.as_deref());
        written(cn).or_else(|| written(us())).or_else(|| written(eu()))
    }

    /// Returns its sequence.
    pub fn sequence(&self) -> Option<&str> {
        let cn = self.cn.as_ref().and_then(|envelope| envelope.sequence_number.as_deref());
        let us = || self.us.as_ref()?.filed()?.sequence_number.as_deref();
        let eu = || self.eu.iter().find_map(|envelope| envelope.sequence.as_deref());
        written(cn).or_else(|| written(us())).or_else(|| written(eu()))
    }
}

impl UsEnvelope {
    /// Returns the application that contains the files, else the first.
    pub fn filed(&self) -> Option<&UsApplication> {
        let contains = |application: &&UsApplication| application.contains_files.as_deref() == Some("true");
        self.applications.iter().find(contains).or(self.applications.first())
    }

    fn of(node: &Node) -> Self {
        let applicant = node.child("applicant-info");
        let text = |name: &str| applicant.and_then(|applicant| applicant.text_of(name));
        Self {
            applicant_id: text("id"),
            company: text("company-name"),
            description: text("submission-description"),
            applications: node.below("application").map(UsApplication::of).collect(),
        }
    }
}

impl UsApplication {
    fn of(node: &Node) -> Self {
        let number = node.child("application-information").and_then(|node| node.child("application-number"));
        let submission = node.child("submission-information");
        let id = submission.and_then(|node| node.child("submission-id"));
        let sequence = submission.and_then(|node| node.child("sequence-number"));
        let form = submission.and_then(|node| node.child("form"));
        let text = |node: Option<&Node>| node.map(|node| node.text().to_owned());
        let owned = |node: Option<&Node>, name: &str| node.and_then(|node| node.owned(name));
        Self {
            contains_files: node.owned("application-containing-files"),
            number: text(number),
            application_type: owned(number, "application-type"),
            submission_id: text(id),
            submission_type: owned(id, "submission-type"),
            sequence_number: text(sequence),
            submission_sub_type: owned(sequence, "submission-sub-type"),
            form_type: owned(form, "form-type"),
        }
    }
}

impl CnEnvelope {
    fn of(node: &Node) -> Self {
        Self {
            application_id: node.text_of("application-id"),
            application_type: coded(node, "application-type"),
            product_type: coded(node, "product-type"),
            product_number: node.text_of("product-number"),
            related_sequences: texts(node, "related-sequence"),
            activity_type: coded(node, "regulatory-activity-type"),
            sequence_number: node.text_of("sequence-number"),
            sequence_type: coded(node, "sequence-type"),
            sequence_description: node.text_of("sequence-description"),
        }
    }
}

impl EuEnvelope {
    fn of(node: &Node) -> Self {
        let kind = |name: &str, attribute: &str| node.child(name).and_then(|child| child.owned(attribute));
        let submission = node.child("submission");
        let tracking = submission.and_then(|submission| submission.child("procedure-tracking"));
        Self {
            country: node.owned("country"),
            identifier: node.text_of("identifier"),
            submission_type: kind("submission", "type"),
            submission_mode: kind("submission", "mode"),
            number: submission.and_then(|submission| submission.text_of("number")),
            procedure_tracking: tracking.map(|tracking| texts(tracking, "number")).unwrap_or_default(),
            submission_unit: kind("submission-unit", "type"),
            applicant: node.text_of("applicant"),
            agency: kind("agency", "code"),
            procedure: kind("procedure", "type"),
            invented_names: texts(node, "invented-name"),
            inns: texts(node, "inn"),
            sequence: node.text_of("sequence"),
            related_sequences: texts(node, "related-sequence"),
            description: node.text_of("submission-description"),
        }
    }
}

fn coded(node: &Node, name: &str) -> Option<Coded> {
    node.child(name).map(|child| Coded { code: child.owned("code"), version: child.owned("version") })
}

fn texts(node: &Node, name: &str) -> Vec<String> {
    node.children(name).map(|child| child.text().to_owned()).collect()
}

fn written(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
