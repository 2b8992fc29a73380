//! Applications for China: cn-regional.xml 1.0, and the complete module 1 that the kind of application asks for.
//!
//! 《eCTD技术规范》 V1.1 and 《eCTD验证标准》 4.2 (envelope) and 4.3 (module 1).

use super::ctd::{self, Custom};
use super::element::Element;
use super::leaf::{File, Leaf};
use super::plan::{Application, Document, Sequence};
use super::util;

/// A new drug (cnapt2): first submission, then a reply that replaces, one that appends and one that deletes.
pub fn new_drug() -> Application {
    application(&Kind {
        number: "x202600001",
        application_type: "cnapt2",
        first: MARKETING,
        label: "cn-1-3-1-2",
    })
}

/// A clinical trial (cnapt1) with the same life cycle.
pub fn trial() -> Application {
    application(&Kind { number: "l202600001", application_type: "cnapt1", first: TRIAL, label: "cn-1-3-1-1" })
}

/// A generic drug (cnapt3) with the same life cycle.
pub fn generic_drug() -> Application {
    application(&Kind {
        number: "y202600001",
        application_type: "cnapt3",
        first: MARKETING,
        label: "cn-1-3-1-2",
    })
}

/// A sequence of a new drug that only brings a cover letter: a reply to the first, which must be another one.
pub(crate) fn reply(folder: &str) -> Sequence {
    let kind = Kind { number: "x202600001", application_type: "cnapt2", first: MARKETING, label: "" };
    sequence(folder, kind.regional(folder, Reason::Reply, &[COVER]))
}

struct Kind {
    number: &'static str,
    application_type: &'static str,
    first: &'static [Row],
    /// The leaf of the label, which is replaced.
    label: &'static str,
}

/// Why a sequence is sent: its sequence type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    First,
    Reply,
}

/// A document of module 1: its ID, which is that of its element, its file below m1/cn, and its title.
#[derive(Clone, Copy)]
struct Row {
    element: &'static str,
    path: &'static str,
    title: &'static str,
}

const CUSTOM: Custom = Custom { tagging: true, send: false, append: false };

fn application(kind: &Kind) -> Application {
    let mut first = sequence("0000", kind.regional("0000", Reason::First, kind.first));
    ctd::first(&mut first, CUSTOM);
    let later = [("0001", "replace"), ("0002", "append"), ("0003", "delete")];
    let later = later.map(|(folder, operation)| kind.change(folder, operation));
    Application { folder: kind.number.to_owned(), sequences: [first].into_iter().chain(later).collect() }
}

impl Kind {
    fn change(&self, folder: &str, operation: &str) -> Sequence {
        let mut regional = self.regional(folder, Reason::Reply, &[COVER]);
        let root = &mut regional.root;
        match operation {
            "replace" => self.amend(root, folder, self.label, operation),
            "delete" => self.amend(root, folder, "cn-1-3-8-2", operation),
            _ => {}
        }
        let mut sequence = sequence(folder, regional);
        match operation {
            "replace" => ctd::replace(&mut sequence, "0000"),
            "append" => ctd::append(&mut sequence, "0000", CUSTOM),
            _ => ctd::delete(&mut sequence, "0000"),
        }
        sequence
    }

    /// Changes a leaf of the first sequence.
    fn amend(&self, root: &mut Element, folder: &str, id: &str, operation: &str) {
        let Some(row) = self.first.iter().find(|row| row.element == id) else { return };
        let target = format!("../../../0000/m1/cn/cn-regional.xml#{id}");
        let leaf = match operation {
            "delete" => Leaf::delete(id, row.title, target).with("xml:lang", "zh"),
            _ => row.leaf(folder).changing(operation, target),
        };
        row.open(root).leaves.push(leaf);
    }

    fn regional(&self, folder: &str, reason: Reason, rows: &[Row]) -> Document {
        let mut root = Element::new("cn_ectd")
            .with("schema-version", "1.0")
            .with("xmlns", "cn_ectd")
            .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
            .with("xsi:schemaLocation", "cn_ectd ../../util/dtd/cn-regional-1-0.xsd")
            .with("xmlns:xlink", "http://www.w3.org/1999/xlink")
            .child(self.envelope(folder, reason))
            .child(Element::new("cn-content"));
        for row in rows {
            row.open(&mut root).leaves.push(row.leaf(folder));
        }
        Document { doctype: None, stylesheet: Some("../../util/style/cn-regional-1-1.xsl".to_owned()), root }
    }

    fn envelope(&self, folder: &str, reason: Reason) -> Element {
        let code = |name: &str, code: &str, version: &str| {
            Element::new(name).with("code", code).with("version", version)
        };
        let (sequence_type, related, description) = match reason {
            Reason::First => ("cnsqt1", folder, "首次提交"),
            Reason::Reply => ("cnsqt2", "0000", "回复"),
        };
        let contact = Element::new("sequence-contact")
            .field("name", "样例联系人")
            .field("phone", "010-00000000")
            .field("email", "contact@example.org");
        Element::new("cn-envelope")
            .field("application-id", self.number)
            .child(code("application-type", self.application_type, "1.1"))
            .child(code("product-type", "cnprt1", "1.0"))
            .field("product-number", "2026000001")
            .field("related-sequence", related)
            .child(code("regulatory-activity-type", "cnrat1", "1.0"))
            .field("sequence-number", folder)
            .child(code("sequence-type", sequence_type, "1.0"))
            .field("sequence-description", description)
            .child(contact)
    }
}

fn sequence(folder: &str, regional: Document) -> Sequence {
    let leaf = ctd::regional("m1/cn/cn-regional.xml", "Module 1 for China", regional);
    let mut sequence = ctd::sequence(folder, Some(leaf));
    sequence.util.extend(util::CN);
    sequence
}

impl Row {
    fn leaf(&self, sequence: &str) -> Leaf {
        let file =
            File::pdf(format!("m1/cn/{}", self.path), format!("{}, sequence {sequence}", self.element));
        Leaf::new(self.element, self.title, file).with("xml:lang", "zh")
    }

    /// Opens the element with those around it: cn-1-3-8-1 stands in cn-1-3-8, that in cn-1-3.
    fn open<'a>(&self, root: &'a mut Element) -> &'a mut Element {
        let content = root.open("cn-content", &[]);
        let ends = self.element.match_indices('-').map(|(end, _)| end).skip(2).chain([self.element.len()]);
        ends.fold(content, |element, end| element.open(&self.element[..end], &[]))
    }
}

const COVER: Row = Row { element: "cn-1-0", path: "00/cover-letter.pdf", title: "说明函" };
const FORM: Row = Row { element: "cn-1-2", path: "02/application-form.pdf", title: "申请表" };
const QUALITY: Row =
    Row { element: "cn-1-3-3", path: "03/quality-standard.pdf", title: "产品质量标准和生产工艺" };
const MATERIALS: Row = Row {
    element: "cn-1-3-8-1",
    path: "03/material-certificates.pdf",
    title: "原料药、药用辅料及药包材证明文件",
};
const PATENTS: Row =
    Row { element: "cn-1-3-8-2", path: "03/patents.pdf", title: "专利信息及证明文件" };
const APPLICANT: Row = Row {
    element: "cn-1-11-1",
    path: "11/applicant-certificates.pdf",
    title: "境内生产药品申请人/生产企业资质证明文件",
};

/// CN 4.3.1 and 4.3.3.
const MARKETING: &[Row] = &[
    COVER,
    FORM,
    Row { element: "cn-1-3-1-2", path: "03/label.pdf", title: "上市药品说明书及修订说明" },
    Row { element: "cn-1-3-2-2", path: "03/packaging.pdf", title: "上市药品包装标签" },
    QUALITY,
    MATERIALS,
    PATENTS,
    APPLICANT,
];

/// CN 4.3.5.
const TRIAL: &[Row] = &[
    COVER,
    FORM,
    Row {
        element: "cn-1-3-1-1", path: "03/label.pdf", title: "研究药物说明书及修订说明（临床试验申请）"
    },
    Row {
        element: "cn-1-3-2-1", path: "03/packaging.pdf", title: "研究药物包装标签（临床试验申请）"
    },
    QUALITY,
    Row { element: "cn-1-3-4-1", path: "03/trial-plan.pdf", title: "临床试验计划和方案" },
    Row { element: "cn-1-3-4-2", path: "03/informed-consent.pdf", title: "知情同意书样稿" },
    Row { element: "cn-1-3-4-3", path: "03/investigators-brochure.pdf", title: "研究者手册" },
    MATERIALS,
    PATENTS,
    APPLICANT,
];
