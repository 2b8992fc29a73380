//! SAS transport files: that they are what their name says (SAS TS-140). No authority numbers this; each relies on it.

use super::found::{Because, Found};
use super::inspected::{self, Extent};
use super::subject::Subject;
use crate::inspect::{Inspection, Kind};
use crate::xpt::Fault;

/// The headers are sound, and of version 5, which is what authorities take (FDA Study Data Technical Conformance Guide).
pub fn sane(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut unknown = None;
    for seen in inspected::seen(subject, Kind::Xpt, Extent::All) {
        match seen.inspection {
            Inspection::Xpt(facts) => match (facts.fault, facts.version) {
                (Some(fault), _) => found.note(seen.place, "xpt-broken", &[("fault", name(fault))]),
                (None, Some(version @ 6..)) => {
                    found.note(seen.place, "xpt-version", &[("version", &version.to_string())]);
                }
                (None, _) => {}
            },
            other => unknown = unknown.or_else(|| Some((seen.place, inspected::reason(other)?.key()))),
        }
    }
    if let Some((place, key)) = unknown {
        found.not_evaluated(place, Because::Inspection(key));
    }
}

fn name(fault: Fault) -> &'static str {
    match fault {
        Fault::NotTransport => "not-transport",
        Fault::Truncated => "truncated",
        Fault::Length => "length",
        Fault::Header => "header",
        Fault::NoMember => "no-member",
        Fault::Variable => "variable",
    }
}
