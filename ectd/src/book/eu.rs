//! European Union: "eCTD Validation Criteria" 8.2 (2025-12-01); its numbers as of the public text of 6.1.
//!
//! Error stands for pass/fail, warning for best practice. Rows without a number are Sealpost's proposal.

use super::{Book, Criterion, Edition, error, warning};
use crate::finding::Severity::{Error, Info, Warning};
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::subject::Scope::Both;
use crate::rule::{folder, index, jump, leaf, naming, pdf, xpt};

pub(super) static BOOK: Book = Book {
    profile: Profile::Eu,
    prefix: "EU",
    editions: &[Edition { name: "8.2", title: "EU eCTD validation criteria 8.2 (2025-12-01)" }],
    criteria: CRITERIA,
};

const CRITERIA: &[Criterion] = &[
    Criterion::pending(Error, "13.3", "PKG-01"),
    Criterion::pending(Warning, "", "PKG-03"),
    warning("", "PKG-04", folder::empty),
    Criterion::pending(Warning, "", "PKG-05"),
    error("", "PKG-06", folder::unreferenced),
    Criterion::pending(Warning, "", "PKG-07"),
    warning("15.BP3", "PKG-08", naming::characters),
    warning("", "PKG-09", naming::name_length),
    warning("", "PKG-10", naming::path_length),
    error("", "PKG-13", leaf::case),
    Criterion::pending(Info, "", "PKG-15"),
    Criterion::pending(Error, "1.1-1.3", "UTL-01"),
    Criterion::pending(Error, "2.1-2.3", "UTL-02"),
    Criterion::pending(Error, "3.x-5.x", "UTL-03"),
    Criterion::pending(Info, "", "UTL-04"),
    Criterion::pending(Error, "1.4, 3.4", "UTL-06"),
    error("7.1-7.2", "IDX-01", index::present),
    error("7.3", "IDX-01", index::well_formed),
    Criterion::pending(Error, "7.4", "IDX-02"),
    Criterion::pending(Error, "7.5", "IDX-03"),
    error("8.1-8.3", "IDX-04", index::checksum),
    Criterion::pending(Error, "", "IDX-05"),
    Criterion::pending(Error, "10.1", "IDX-06"),
    Criterion::pending(Error, "7.4", "IDX-07"),
    Criterion::pending(Error, "9.1-9.2, 9.4-9.6", "REG-01"),
    error("9.3", "REG-01", index::regional_well_formed),
    Criterion::pending(Error, "", "LEAF-01"),
    Criterion::pending(Error, "", "LEAF-02"),
    Criterion::pending(Error, "11.1", "LEAF-03"),
    error("11.2", "LEAF-04", |s, f| leaf::checksum(s, f, Both)),
    error("", "LEAF-05", |s, f| leaf::target(s, f, Both)),
    Criterion::pending(Error, "11.4", "LEAF-06"),
    Criterion::pending(Warning, "", "LEAF-07"),
    Criterion::pending(Error, "", "LEAF-08"),
    Criterion::pending(Error, "11.3", "LEAF-09"),
    Criterion::pending(Warning, "", "LEAF-09"),
    Criterion::pending(Warning, "12.1", "LEAF-10"),
    Criterion::pending(Error, "", "ATTR-01"),
    Criterion::pending(Error, "", "ATTR-02"),
    Criterion::pending(Error, "", "LIFE-01"),
    Criterion::pending(Error, "", "LIFE-02"),
    Criterion::pending(Error, "11.9", "LIFE-03"),
    Criterion::pending(Warning, "", "LIFE-04"),
    Criterion::pending(Warning, "", "LIFE-06"),
    Criterion::pending(Warning, "", "LIFE-07"),
    Criterion::pending(Warning, "", "LIFE-09"),
    Criterion::pending(Error, "9.7-9.9 (UUID)", "ENV-03"),
    warning("16", "PDF-01", pdf::opens),
    warning("16", "PDF-01", pdf::password),
    warning("16", "PDF-02", pdf::security),
    warning("16", "PDF-02", pdf::version),
    warning("16", "PDF-02", pdf::attachments),
    warning("16", "PDF-02", pdf::active),
    warning("16", "PDF-02", |s, f| jump::flawed(s, f, Bookmarks, jump::EXTERNAL)),
    warning("16", "PDF-02", |s, f| jump::flawed(s, f, Links, jump::EXTERNAL)),
    warning("16", "PDF-02", pdf::outlined),
    warning("", "XPT-01", xpt::sane),
];
