//! Takes the findings of one rule.

use crate::finding::{Finding, NOT_EVALUATED, Severity};

/// What one row of a book finds.
#[derive(Debug)]
pub struct Found<'a> {
    rule: &'static str,
    authority: String,
    severity: Severity,
    extent: Extent,
    findings: &'a mut Vec<Finding>,
}

/// Why a rule could not be evaluated; the message knows the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The earlier sequences are not in hand.
    History,
    /// An earlier sequence is in hand, but its backbone cannot be read.
    EarlierBackbone,
    /// The backbone of this dossier cannot be read.
    Backbone,
    /// Something of the authority that this version does not have.
    Source,
    /// A file was not looked into, for this reason ([`crate::inspect::Reason::key`]).
    Inspection(&'static str),
}

/// How much of a rule was evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// All.
    Whole,
    /// A part.
    Part,
    /// Nothing.
    Nothing,
}

impl Because {
    /// Returns the word under which the messages know the reason.
    pub fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::EarlierBackbone => "earlier-backbone",
            Self::Backbone => "backbone",
            Self::Source => "source",
            Self::Inspection(reason) => reason,
        }
    }

    /// Returns how much is left of a rule for a reason: nothing where all of it rests on what is missing.
    pub(crate) fn leaves(reason: &str) -> Extent {
        if ["history", "backbone", "no-worker"].contains(&reason) { Extent::Nothing } else { Extent::Part }
    }
}

impl<'a> Found<'a> {
    pub(crate) fn new(
        rule: &'static str,
        authority: String,
        severity: Severity,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, authority, severity, extent: Extent::Whole, findings }
    }

    /// Notes a finding; `text` names the message, `arguments` what it shows.
    pub fn note(&mut self, place: impl Into<String>, text: &str, arguments: &[(&str, &str)]) {
        self.push(self.rule, self.severity, place.into(), text, arguments);
    }

    /// Notes that the rule was not evaluated here, which is never a pass.
    ///
    /// For want of history this goes under LIFE-12, else under the rule's own code.
    pub fn not_evaluated(&mut self, place: impl Into<String>, because: Because) {
        self.extent = self.extent.max(Because::leaves(because.name()));
        let rule = if because == Because::History { "LIFE-12" } else { self.rule };
        let number = if self.authority.is_empty() { self.rule } else { self.authority.as_str() };
        let arguments = [("because", because.name().to_owned()), ("criterion", number.to_owned())];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.push(rule, Severity::Info, place.into(), NOT_EVALUATED, &arguments);
    }

    /// Notes that the rule has nothing to look at because of something that is a finding of its own.
    pub fn skip(&mut self) {
        self.extent = Extent::Nothing;
    }

    /// Tells how much was evaluated.
    pub(crate) fn extent(&self) -> Extent {
        self.extent
    }

    fn push(
        &mut self,
        rule: &str,
        severity: Severity,
        place: String,
        text: &str,
        arguments: &[(&str, &str)],
    ) {
        self.findings.push(Finding {
            rule: rule.to_owned(),
            authority: self.authority.clone(),
            severity,
            place,
            text: text.to_owned(),
            arguments: arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        });
    }
}
