//! eCTD v3.2.2 of no region: what ICH specification 3.2.2 and its DTD ask for. ICH sets no weights; these are Sealpost's.

use super::{Book, Criterion, Edition, error, info, warning};
use crate::finding::Severity::{Error, Warning};
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::subject::Scope::Both;
use crate::rule::{
    extension, folder, index, jump, layout, leaf, naming, pdf, sequence, statistics, util, xpt,
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
    Criterion::pending(Error, "", "IDX-02"),
    Criterion::pending(Error, "", "IDX-03"),
    error("", "IDX-04", index::checksum),
    Criterion::pending(Error, "", "IDX-05"),
    Criterion::pending(Warning, "", "IDX-06"),
    Criterion::pending(Error, "", "IDX-07"),
    Criterion::pending(Error, "", "REG-01"),
    error("", "REG-01", index::regional_well_formed),
    Criterion::pending(Error, "", "LEAF-01"),
    Criterion::pending(Error, "", "LEAF-02"),
    Criterion::pending(Error, "", "LEAF-03"),
    error("", "LEAF-04", |s, f| leaf::checksum(s, f, Both)),
    error("", "LEAF-05", |s, f| leaf::target(s, f, Both)),
    Criterion::pending(Error, "", "LEAF-06"),
    Criterion::pending(Error, "", "LEAF-07"),
    Criterion::pending(Error, "", "LEAF-08"),
    Criterion::pending(Error, "", "LEAF-09"),
    Criterion::pending(Warning, "", "LEAF-09"),
    Criterion::pending(Error, "", "ATTR-01"),
    Criterion::pending(Error, "", "ATTR-02"),
    Criterion::pending(Error, "", "LIFE-01"),
    Criterion::pending(Error, "", "LIFE-02"),
    Criterion::pending(Error, "", "LIFE-03"),
    Criterion::pending(Error, "", "LIFE-04"),
    Criterion::pending(Error, "", "LIFE-06"),
    Criterion::pending(Error, "", "LIFE-07"),
    Criterion::pending(Warning, "", "LIFE-09"),
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
