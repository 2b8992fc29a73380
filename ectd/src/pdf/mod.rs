//! What one PDF is like: facts for the rules about PDF, no verdicts.
//!
//! ISO 32000-1 is meant wherever a clause is named. The objects are read with `lopdf`; whatever is walked (pages, outline,
//! names, actions) is walked without recursion and never twice, so that a loop ends. What a file may cost in memory and
//! time is bounded by the process around this module ([`crate::inspect`]): it reads files that hate us.

use serde::{Deserialize, Serialize};

use crate::pdf::examples::Examples;
use crate::pdf::font::Font;
use crate::pdf::jump::Jumps;
use crate::pdf::opening::Opening;
use crate::pdf::searchable::Text;

mod annotation;
mod destination;
mod embedded;
pub mod examples;
mod file;
pub mod font;
pub mod jump;
mod objects;
pub mod opening;
mod outline;
mod pages;
pub mod searchable;

pub use file::Excess;

/// What is known about one PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// Why it does not open. Then only header, security and Fast Web View may be known.
    pub fault: Option<Fault>,
    /// The security handler, as `Standard`, where the file is encrypted (7.6).
    pub security: Option<String>,
    /// The version in the header, as `1.7` (7.5.2).
    pub header_version: String,
    /// The version in the catalog, which counts when it is later (7.7.2).
    pub catalog_version: Option<String>,
    /// The part of ISO 19005 that the metadata claim, as 1 for PDF/A-1.
    pub archive_part: Option<u8>,
    /// Linearized, and not changed since (annex F).
    pub fast_web_view: bool,
    /// Pages.
    pub pages: u64,
    /// The outline's items (12.3.3).
    pub bookmarks: Jumps,
    /// The link annotations (12.5.6.5).
    pub links: Jumps,
    /// How a reader shows it first.
    pub opening: Opening,
    /// JavaScript actions, by object.
    pub scripts: Examples,
    /// Embedded files, by name.
    pub attachments: Examples,
    /// 3D, film, sound and rich media, by page.
    pub media: Examples,
    /// Annotations that are neither links nor form fields nor media, by page.
    pub annotations: Examples,
    /// Fonts that are used by pages and not embedded.
    pub foreign_fonts: Vec<Font>,
    /// Whether there is text to search in.
    pub text: Text,
}

/// Why a PDF does not open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// No PDF header.
    NotPdf,
    /// Encrypted, and the empty password does not open it.
    Locked,
    /// Cross-reference table or objects cannot be read; the reader's words.
    Damaged(String),
    /// It ends before its end.
    Truncated,
    /// Its page tree leads in a circle or to objects that are not there.
    PageTree,
    /// It has no page.
    NoPage,
}

impl Facts {
    /// Looks into a PDF.
    ///
    /// # Errors
    /// [`Excess`] when it would unpack to more than is read.
    pub fn of(content: &[u8]) -> Result<Self, Excess> {
        file::examine(content)
    }

    /// Returns the version that counts: the later of header and catalog.
    pub fn version(&self) -> &str {
        let header = self.header_version.as_str();
        self.catalog_version.as_deref().map_or(header, |catalog| catalog.max(header))
    }
}
