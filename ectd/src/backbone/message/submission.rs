//! `componentOf1` of a submission unit: the sequence number, the submission and its applications.

use super::value::{Code, Item, codes, ids, items, value, values};
use crate::backbone::node::Node;

/// `submissionUnit` (IG 9.2.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// `id`.
    pub ids: Vec<Item>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `title/@value`.
    pub title: Option<String>,
    /// `statusCode/@code`.
    pub status: Vec<Option<String>>,
}

/// `componentOf1` with its `submission` (IG 9.2.11, 9.2.12); one that groups applications has several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// `sequenceNumber/@value`.
    pub sequence_numbers: Vec<Option<String>>,
    /// `id/item`.
    pub ids: Vec<Item>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `callBackContact/contactParty`.
    pub contacts: Vec<Contact>,
    /// `componentOf/application`.
    pub applications: Vec<Application>,
}

/// `contactParty`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// `id`.
    pub ids: Vec<Item>,
    /// `code`: what the person is asked about.
    pub codes: Vec<Code>,
    /// `telecom/item/@value`: telephone numbers and mail addresses, each with its scheme.
    pub telecoms: Vec<String>,
}

/// `application` (IG 9.2.14), without its documents and key words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application {
    /// `id/item`.
    pub ids: Vec<Item>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `holder/applicant/sponsorOrganization/name/part/@value`.
    pub company: Vec<Option<String>>,
    /// `reference/applicationReference/id/item`, or the identifier itself.
    pub references: Vec<Item>,
}

impl Unit {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            ids: ids(node),
            codes: codes(node),
            title: value(node, "title"),
            status: values(node, "statusCode", "code"),
        }
    }
}

impl Submission {
    pub(super) fn of(outer: &Node, node: &Node) -> Self {
        Self {
            sequence_numbers: values(outer, "sequenceNumber", "value"),
            ids: items(node),
            codes: codes(node),
            contacts: node.below("contactParty").map(Contact::of).collect(),
            applications: node.below("application").map(Application::of).collect(),
        }
    }

    /// Returns what tells it from other submissions.
    pub fn key(&self) -> Option<String> {
        self.ids.iter().find_map(Item::key)
    }

    /// Returns the submission's type.
    pub fn kind(&self) -> Option<&str> {
        kind(&self.codes)
    }
}

impl Contact {
    fn of(node: &Node) -> Self {
        let telecoms = node.below("telecom").flat_map(|telecom| telecom.children("item"));
        Self {
            ids: ids(node),
            codes: codes(node),
            telecoms: telecoms.filter_map(|item| item.owned("value")).collect(),
        }
    }

    /// Returns what tells the person from others.
    pub fn key(&self) -> Option<String> {
        self.ids.iter().find_map(Item::key)
    }

    /// Returns what the person is asked about.
    pub fn kind(&self) -> Option<&str> {
        kind(&self.codes)
    }
}

impl Application {
    fn of(node: &Node) -> Self {
        let name = node.below("sponsorOrganization").flat_map(|company| company.children("name"));
        Self {
            ids: items(node),
            codes: codes(node),
            company: name.flat_map(|name| values(name, "part", "value")).collect(),
            references: node.below("applicationReference").flat_map(references).collect(),
        }
    }

    /// Returns the application's number.
    pub fn number(&self) -> Option<&str> {
        self.ids.iter().find_map(|id| id.extension.as_deref())
    }

    /// Returns the application's type.
    pub fn kind(&self) -> Option<&str> {
        kind(&self.codes)
    }
}

fn kind(codes: &[Code]) -> Option<&str> {
    codes.iter().find_map(|code| code.code.as_deref())
}

fn references(node: &Node) -> Vec<Item> {
    let items = items(node);
    if items.is_empty() { ids(node) } else { items }
}
