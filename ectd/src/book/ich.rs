//! eCTD v3.2.2 of no region: what ICH specification 3.2.2 and its DTD ask for. ICH sets no weights; these are Sealpost's.

use super::{Book, Criterion, Edition, error, info, warning};
use crate::finding::Severity::Error;
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::subject::Scope::{Both, Index};
use crate::rule::{
    entry, extension, folder, heading, index, jump, layout, leaf, life, naming, pdf, regional, sequence,
    statistics, util, validity, xpt,
};

pub(super) static BOOK: Book = Book {
    profile: Profile::Ich,
    prefix: "ICH",
    editions: &[Edition { name: "3.2.2", title: "ICH eCTD specification 3.2.2" }],
    criteria: CRITERIA,
};

const CRITERIA: &[Criterion] = &[
    error("", "PKG-01", sequence::four_digits),
    warning("", "PKG-03", layout::top),
    warning("", "PKG-04", folder::empty),
    warning("", "PKG-05", layout::module_1),
    error("", "PKG-06", folder::unreferenced),
    warning("", "PKG-07", extension::single).partly("file-types"),
    warning("", "PKG-08", naming::characters),
    error("", "PKG-09", naming::name_length),
    warning("", "PKG-10", naming::path_length),
    error("", "PKG-13", leaf::case),
    info("", "PKG-15", statistics::all),
    error("", "UTL-01", |s, f| util::complete(s, f, &util::ICH_DTD)),
    warning("", "UTL-02", |s, f| util::complete(s, f, &util::ICH_STYLE)),
    error("", "UTL-03", util::any_region),
    info("", "UTL-04", util::line_ends),
    error("", "IDX-01", index::present),
    error("", "IDX-01", index::well_formed),
    error("", "IDX-02", |s, f| validity::valid(s, f, Index)),
    error("", "IDX-03", validity::doctype),
    error("", "IDX-04", index::checksum),
    Criterion::not(Error, "", "IDX-05", "region"),
    warning("", "IDX-06", |s, f| heading::filled(s, f, Both)),
    error("", "IDX-07", validity::xlink),
    error("", "REG-01", regional::well_formed),
    error("", "LEAF-01", |s, f| entry::id(s, f, Both)),
    error("", "LEAF-02", |s, f| entry::operation(s, f, Both)),
    error("", "LEAF-03", |s, f| entry::checksum_type(s, f, Both)),
    error("", "LEAF-04", |s, f| leaf::checksum(s, f, Both)),
    error("", "LEAF-05", |s, f| leaf::target(s, f, Both)),
    error("", "LEAF-06", |s, f| entry::has_link(s, f, Both)),
    error("", "LEAF-07", |s, f| entry::deletes_without_link(s, f, Both)),
    error("", "LEAF-08", |s, f| entry::paths_sound(s, f, Both)),
    error("", "LEAF-09", |s, f| entry::title(s, f, Both)),
    warning("", "LEAF-09", |s, f| entry::title_blanks(s, f, Both)),
    error("", "ATTR-01", heading::substance_and_manufacturer),
    error("", "ATTR-02", |s, f| heading::attribute(s, f, "indication", heading::EFFICACY)),
    error("", "LIFE-01", |s, f| life::initial(s, f, Both)),
    error("", "LIFE-02", |s, f| life::target_named(s, f, Both)),
    error("", "LIFE-03", |s, f| life::target_exists(s, f, Both)),
    error("", "LIFE-04", |s, f| life::target_once(s, f, Both)),
    error("", "LIFE-06", |s, f| life::never_replaced(s, f, Both)),
    error("", "LIFE-07", |s, f| life::not_deleted(s, f, Both)),
    warning("", "LIFE-09", life::same_heading),
    error("", "PDF-01", pdf::opens),
    error("", "PDF-01", pdf::password),
    warning("", "PDF-02", pdf::security),
    warning("", "PDF-02", pdf::version),
    warning("", "PDF-02", pdf::attachments),
    warning("", "PDF-02", pdf::active),
    warning("", "PDF-02", |s, f| jump::flawed(s, f, Bookmarks, jump::EXTERNAL)),
    warning("", "PDF-02", |s, f| jump::flawed(s, f, Links, jump::EXTERNAL)),
    warning("", "PDF-02", pdf::outlined),
    warning("", "XPT-01", xpt::sane),
];
