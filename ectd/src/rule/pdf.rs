//! PDF files: that they open, are free of what a reviewer cannot work with, and can be read and searched.
//!
//! China: 《eCTD验证标准》 chapter 6; FDA: US-eCTD4-529 to -553; EU: group 16, whose texts are not public in full. What a
//! bookmark or a link leads to stands in [`super::jump`].

use super::found::{Because, Found};
use super::inspected::{self, Extent, Need, pdfs};
use super::subject::Subject;
use crate::inspect::{Inspection, Kind, Reason};
use crate::pdf::Fault;
use crate::pdf::examples::Examples;
use crate::pdf::opening::Opening;

/// CN 6.1, US-eCTD4-529: it opens, and has pages. One that only wants a password is [`password`]'s.
pub fn opens(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut no_worker = false;
    for seen in inspected::seen(subject, Kind::Pdf, Extent::All) {
        match seen.inspection {
            Inspection::Pdf(facts) => match &facts.fault {
                None | Some(Fault::Locked) => {}
                Some(fault) => found.note(seen.place, "pdf-broken", &broken(fault)),
            },
            Inspection::NotEvaluated(Reason::NoWorker) if no_worker => {}
            Inspection::NotEvaluated(reason) => {
                no_worker = *reason == Reason::NoWorker;
                found.not_evaluated(seen.place, Because::Inspection(reason.key()));
            }
            Inspection::NotInspected | Inspection::Xpt(_) => {}
        }
    }
}

fn broken(fault: &Fault) -> [(&'static str, &str); 2] {
    let (name, cause) = match fault {
        Fault::NotPdf => ("not-pdf", ""),
        Fault::Locked => ("locked", ""),
        Fault::Damaged(cause) => ("damaged", cause.as_str()),
        Fault::Truncated => ("truncated", ""),
        Fault::PageTree => ("page-tree", ""),
        Fault::NoPage => ("no-page", ""),
    };
    [("fault", name), ("cause", cause)]
}

/// CN 6.21, US-eCTD4-535: no password is needed to open it.
pub fn password(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::All, Need::Shell) {
        if document.facts.fault == Some(Fault::Locked) {
            found.note(document.place, "pdf-locked", &[]);
        }
    }
}

/// CN 6.19, US-eCTD4-531: no security settings.
pub fn security(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Shell) {
        if let Some(handler) = &document.facts.security {
            found.note(document.place, "pdf-secured", &[("handler", handler)]);
        }
    }
}

/// CN 6.16, US-eCTD4-532: version 1.4 to 1.7, PDF/A-1 or PDF/A-2 (facts.md §2.5).
pub fn version(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        let (version, archive) = (document.facts.version(), document.facts.archive_part);
        if !VERSIONS.contains(&version) && !matches!(archive, Some(1 | 2)) {
            found.note(document.place, "pdf-version", &[("version", version)]);
        }
    }
}

const VERSIONS: [&str; 4] = ["1.4", "1.5", "1.6", "1.7"];

/// CN 6.17: no embedded file.
pub fn attachments(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        note_some(found, document.place, "pdf-attachment", &document.facts.attachments);
    }
}

/// CN 6.18, US-eCTD4-536: no annotation but links; form fields are none.
pub fn annotations(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        note_some(found, document.place, "pdf-annotation", &document.facts.annotations);
    }
}

/// CN 6.24: no JavaScript, 3D, audio or video.
pub fn active(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        note_some(found, document.place.clone(), "pdf-script", &document.facts.scripts);
        note_some(found, document.place, "pdf-media", &document.facts.media);
    }
}

/// CN 6.20, US-eCTD4-534: with bookmarks it opens showing them; magnification and layout are left to the reader.
pub fn opening(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        let (opening, bookmarks) = (&document.facts.opening, document.facts.bookmarks.total);
        for (setting, value) in settings(opening, bookmarks) {
            found.note(document.place.as_str(), "pdf-opening", &[("setting", setting), ("value", value)]);
        }
    }
}

fn settings(opening: &Opening, bookmarks: u64) -> Vec<(&'static str, &str)> {
    let mode = opening.mode.as_deref().unwrap_or("UseNone");
    let mut settings = Vec::new();
    if bookmarks > 0 && mode != "UseOutlines" {
        settings.push(("mode", mode));
    }
    settings.extend(opening.layout.as_deref().map(|layout| ("layout", layout)));
    settings.extend(opening.action.as_deref().map(|action| ("action", action)));
    if opening.zoom {
        settings.push(("zoom", ""));
    }
    settings
}

/// CN 6.22, US-eCTD4-533: Fast Web View, that is linearized.
pub fn fast_web_view(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Shell) {
        if document.facts.fault.is_none() && !document.facts.fast_web_view {
            found.note(document.place, "pdf-slow", &[]);
        }
    }
}

/// CN 6.23: more than five pages have bookmarks.
pub fn outlined(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::WithoutForm, Need::Content) {
        let pages = document.facts.pages;
        if pages > PAGES && document.facts.bookmarks.total == 0 {
            found.note(document.place, "pdf-without-bookmarks", &[("pages", &pages.to_string())]);
        }
    }
}

/// Pages that need no bookmarks.
const PAGES: u64 = 5;

/// CN 6.25, US-eCTD4-537: there is text to search in; pictures of text are no text.
pub fn searchable(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        let text = &document.facts.text;
        if text.with_text > 0 {
            continue;
        }
        if text.unread > 0 {
            found.not_evaluated(document.place, Because::Inspection("unpacks-too-large"));
        } else if text.only_images > 0 {
            found.note(document.place, "pdf-image", &[("pages", &document.facts.pages.to_string())]);
        }
    }
}

/// CN 6.26, US-eCTD4-530: fonts other than the standard ones are embedded.
pub fn fonts(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        let foreign = document.facts.foreign_fonts.iter().filter(|font| !is_standard(&font.name));
        let names: Vec<String> = foreign.map(|font| format!("{} ({})", font.name, font.page)).collect();
        if !names.is_empty() {
            let total = names.len().to_string();
            let shown = names[..names.len().min(SHOWN)].join(", ");
            found.note(document.place, "pdf-font", &[("total", &total), ("examples", &shown)]);
        }
    }
}

/// Fonts that a message names.
const SHOWN: usize = 8;

/// 宋体, Times New Roman, Arial and Courier New in four cuts, Symbol, Zapf Dingbats (CN 6.26), however they are written:
/// `TimesNewRomanPS-BoldMT`, `Arial,Bold`.
fn is_standard(name: &str) -> bool {
    let letters: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    FAMILIES.iter().filter_map(|family| letters.strip_prefix(family)).any(|mut cut| {
        while let Some(rest) = CUTS.iter().find_map(|word| cut.strip_prefix(word)) {
            cut = rest;
        }
        cut.is_empty()
    })
}

const FAMILIES: [&str; 7] =
    ["timesnewroman", "arial", "couriernew", "symbol", "zapfdingbats", "simsun", "宋体"];

const CUTS: [&str; 5] = ["ps", "mt", "bold", "italic", "regular"];

/// Notes that there are some of what should not be there.
pub(super) fn note_some(found: &mut Found<'_>, place: String, text: &str, examples: &Examples) {
    if examples.total > 0 {
        let arguments = [("total", examples.total.to_string()), ("examples", examples.first.join(", "))];
        found.note(place, text, &arguments.each_ref().map(|(name, value)| (*name, value.as_str())));
    }
}

#[cfg(test)]
mod tests {
    use super::is_standard;

    #[test]
    fn standard_fonts_are_known_however_they_are_written() {
        for name in ["Arial", "Arial,Bold", "ArialMT", "Arial-BoldItalicMT", "TimesNewRomanPS-BoldMT"] {
            assert!(is_standard(name), "{name}");
        }
        for name in ["Times New Roman", "CourierNewPSMT", "Symbol", "ZapfDingbats", "SimSun", "宋体,Bold"] {
            assert!(is_standard(name), "{name}");
        }
        for name in ["", "Helvetica", "ArialNarrow", "ArialUnicodeMS", "Courier", "Times-Roman", "STSong"] {
            assert!(!is_standard(name), "{name}");
        }
    }
}
