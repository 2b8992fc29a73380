//! United States: FDA "eCTD Validation Criteria" 4.6 for v3.2.2 (2026-08-28), as far as its numbers are public.
//!
//! Error stands for High (not received), warning for Medium and Low. Rows without a number are Sealpost's proposal.

use super::{Book, Criterion, Edition, error, info, warning};
use crate::finding::Severity::Info;
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::subject::Scope::{Both, Index, Regional};
use crate::rule::{
    constant, dataset, entry, extension, folder, form, heading, index, jump, layout, leaf, life, naming, pdf,
    regional, related, sequence, size, statistics, study, util, validity, xpt,
};

pub(super) static BOOK: Book = Book {
    profile: Profile::Us,
    prefix: "FDA",
    editions: &[Edition { name: "4.6", title: "FDA eCTD v3.2.2 validation criteria 4.6 (2026-08-28)" }],
    criteria: CRITERIA,
};

const CRITERIA: &[Criterion] = &[
    error("", "PKG-01", sequence::four_digits),
    warning("", "PKG-03", layout::top),
    warning("", "PKG-04", folder::empty),
    warning("", "PKG-05", layout::module_1),
    error("1306", "PKG-06", folder::unreferenced),
    warning("", "PKG-07", extension::single).partly("file-types"),
    warning("", "PKG-08", naming::characters),
    warning("", "PKG-09", naming::name_length),
    warning("1085", "PKG-10", naming::path_length),
    warning("", "PKG-12", size::total),
    error("", "PKG-13", leaf::case),
    info("", "PKG-15", statistics::all),
    error("", "UTL-01", |s, f| util::complete(s, f, &util::ICH_DTD)),
    warning("", "UTL-02", |s, f| util::complete(s, f, &util::ICH_STYLE)),
    error("", "UTL-03", |s, f| util::complete(s, f, &util::US_DTD)),
    info("", "UTL-04", util::line_ends),
    warning("", "UTL-05", util::study_tagging).partly("checksums"),
    error("6", "IDX-01", index::present).partly("judgement"),
    error("", "IDX-01", index::well_formed),
    error("", "IDX-02", |s, f| validity::valid(s, f, Index)),
    warning("", "IDX-03", validity::doctype),
    error("", "IDX-04", index::checksum),
    error("", "IDX-05", heading::module_1),
    warning("", "IDX-06", |s, f| heading::filled(s, f, Both)),
    error("", "IDX-07", validity::xlink),
    error("2", "REG-01", regional::present),
    error("1463", "REG-01", regional::supported_in_us),
    error("", "REG-01", |s, f| validity::valid(s, f, Regional)),
    error("", "REG-01", regional::well_formed),
    error("", "LEAF-01", |s, f| entry::id(s, f, Both)),
    warning("1034", "LEAF-02", |s, f| entry::operation(s, f, Both)),
    error("", "LEAF-03", |s, f| entry::checksum_type(s, f, Both)),
    error("", "LEAF-04", |s, f| leaf::checksum(s, f, Both)),
    error("1323", "LEAF-05", |s, f| leaf::target(s, f, Both)),
    error("", "LEAF-06", |s, f| entry::has_link(s, f, Both)),
    warning("", "LEAF-07", |s, f| entry::deletes_without_link(s, f, Both)),
    error("", "LEAF-08", |s, f| entry::paths_sound(s, f, Both)),
    error("", "LEAF-09", |s, f| entry::title(s, f, Both)),
    warning("", "LEAF-09", |s, f| entry::title_blanks(s, f, Both)),
    error("", "ATTR-01", heading::substance_and_manufacturer),
    error("", "ATTR-02", |s, f| heading::attribute(s, f, "indication", heading::EFFICACY)),
    error("", "LIFE-02", |s, f| life::target_named(s, f, Both)),
    error("", "LIFE-03", |s, f| life::target_exists(s, f, Both)),
    warning("", "LIFE-04", |s, f| life::target_once(s, f, Both)),
    warning("", "LIFE-06", |s, f| life::never_replaced(s, f, Both)),
    warning("", "LIFE-07", |s, f| life::not_deleted(s, f, Both)),
    warning("", "LIFE-09", life::same_heading),
    error("5", "ENV-03", constant::application_of_fda).partly("form"),
    warning("1952", "STF-01", |s, f| {
        study::valid(s, f);
        study::title(s, f);
    }),
    warning("", "PDF-01", pdf::opens),
    warning("", "PDF-01", pdf::password),
    warning("", "PDF-02", pdf::security),
    warning("", "PDF-02", pdf::version),
    warning("", "PDF-02", pdf::attachments),
    warning("", "PDF-02", pdf::active),
    warning("", "PDF-02", |s, f| jump::flawed(s, f, Bookmarks, jump::EXTERNAL)),
    warning("", "PDF-02", |s, f| jump::flawed(s, f, Links, jump::EXTERNAL)),
    warning("", "PDF-02", pdf::outlined),
    warning("", "XPT-01", xpt::sane),
    // numbers of facts that no other authority has
    error("3", "FDA-3", layout::single_file),
    error("4", "FDA-4", layout::no_content),
    error("5", "FDA-5", form::fits_application).partly("form"),
    error("7", "FDA-7", form::present).partly("form"),
    error("1551", "FDA-1551", form::labeling),
    error("1553", "FDA-1553", form::promotional).partly("submission-type"),
    error("1561", "FDA-1561", related::circular).partly("text"),
    error("1734", "FDA-1734", dataset::summary).partly("content"),
    error("1735", "FDA-1735", dataset::tags),
    error("1736", "FDA-1736", dataset::complete),
    Criterion::not(Info, "2001", "FDA-2001", "text"),
];
