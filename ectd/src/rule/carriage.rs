//! What keeps a dossier from being carried at all, whatever the authority says: names, kinds, files that cannot be read.
//!
//! Source: `docs/package-format.md`, names. The codes are Sealpost's own.

use super::found::Found;
use super::subject::Subject;
use crate::dossier::Refusal;
use crate::path::PathRefusal;
use crate::reading::Reading;

/// A name that cannot be carried.
pub(crate) fn name(subject: &Subject<'_>, found: &mut Found<'_>) {
    for refused in subject.dossier.refusals() {
        if let Refusal::Name(reason) = &refused.refusal {
            let (reason, detail) = explain(reason);
            found.note(&refused.place, "bag-name", &[("reason", reason), ("detail", &detail)]);
        }
    }
}

/// A link or a device.
pub(crate) fn kind(subject: &Subject<'_>, found: &mut Found<'_>) {
    for refused in subject.dossier.refusals() {
        match refused.refusal {
            Refusal::Link => found.note(&refused.place, "bag-link", &[]),
            Refusal::Device => found.note(&refused.place, "bag-device", &[]),
            _ => {}
        }
    }
}

/// Two names that fall together.
pub(crate) fn clash(subject: &Subject<'_>, found: &mut Found<'_>) {
    for refused in subject.dossier.refusals() {
        if let Refusal::Clash { other } = &refused.refusal {
            found.note(&refused.place, "bag-clash", &[("other", other)]);
        }
    }
}

/// No file, or too many.
pub(crate) fn number(subject: &Subject<'_>, found: &mut Found<'_>) {
    for refused in subject.dossier.refusals() {
        match refused.refusal {
            Refusal::NoFile => found.note(&refused.place, "bag-no-file", &[]),
            Refusal::TooManyFiles => found.note(&refused.place, "bag-too-many-files", &[]),
            _ => {}
        }
    }
}

/// What cannot be read.
pub(crate) fn readable(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unreadable in subject.dossier.unreadable() {
        found.note(&unreadable.place, "unreadable", &[("cause", &unreadable.cause)]);
    }
    for (file, reading) in subject.readings.iter().enumerate() {
        if let Reading::Unreadable(cause) = reading {
            found.note(subject.path(file), "unreadable", &[("cause", cause)]);
        }
    }
}

/// What changes while it is checked.
pub(crate) fn steady(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (file, reading) in subject.readings.iter().enumerate() {
        if *reading == Reading::Changed {
            found.note(subject.path(file), "changed", &[]);
        }
    }
}

/// The name under which the messages know a reason, and what it shows.
fn explain(reason: &PathRefusal) -> (&'static str, String) {
    match reason {
        PathRefusal::NotUtf8 => ("encoding", String::new()),
        PathRefusal::EmptyComponent => ("empty", String::new()),
        PathRefusal::DotComponent => ("dots", String::new()),
        PathRefusal::LongComponent { bytes } => ("long-name", bytes.to_string()),
        PathRefusal::LongPath { bytes } => ("long-path", bytes.to_string()),
        PathRefusal::TrailingSpaceOrDot => ("end", String::new()),
        PathRefusal::Character { character } if character.is_control() => {
            ("character", format!("U+{:04X}", u32::from(*character)))
        }
        PathRefusal::Character { character } => ("character", character.to_string()),
        PathRefusal::DeviceName { name } => ("device", name.clone()),
    }
}
