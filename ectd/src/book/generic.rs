//! What any dossier needs to be carried at all, and the little that can be said of a folder without a backbone.
//!
//! Sources: `docs/package-format.md`, names; CDE 《申报资料电子光盘技术要求》 and its notice on network transfer of 2024-07.
//! The codes BAG, READ and SM3 are Sealpost's own.

use super::{Book, Criterion, Edition, error, info, warning};
use crate::profile::Profile;
use crate::rule::jump::Side::{Bookmarks, Links};
use crate::rule::{carriage, folder, jump, listing, naming, pdf, plain, xpt};

pub(super) static BOOK: Book = Book {
    profile: Profile::Generic,
    prefix: "",
    editions: &[Edition { name: "1", title: "Sealpost 1" }],
    criteria: &[
        warning("", "PKG-04", folder::empty),
        warning("", "PKG-07", plain::kind),
        warning("", "PKG-08", plain::characters),
        warning("", "PKG-09", plain::name_length),
        info("", "PKG-10", naming::path_length),
        warning("", "PKG-11", plain::size),
        warning("", "PKG-12", plain::total),
        error("", "SM3-01", listing::lines),
        error("", "SM3-02", listing::digests),
        error("", "SM3-03", listing::missing),
        warning("", "SM3-04", listing::unlisted),
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
    ],
};

/// Stands at the head of every book.
pub(super) const CARRIAGE: &[Criterion] = &[
    error("", "BAG-01", carriage::name),
    error("", "BAG-02", carriage::kind),
    error("", "BAG-03", carriage::clash),
    error("", "BAG-04", carriage::number),
    error("", "READ-01", carriage::readable),
    error("", "READ-02", carriage::steady),
];
