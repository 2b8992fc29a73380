//! The authority's DTDs and stylesheets, copied into a sequence from a folder of the caller's: they are not ours to ship.

use std::path::{Path, PathBuf};

/// Finds those of the files that the folder has: where each lies, and where it goes.
pub(super) fn find(folder: &Path, places: &[&'static str]) -> Vec<(PathBuf, &'static str)> {
    places.iter().filter_map(|&place| Some((find_one(folder, place)?, place))).collect()
}

/// Looks for `util/dtd/NAME` as NAME, dtd/NAME and util/dtd/NAME.
fn find_one(folder: &Path, place: &'static str) -> Option<PathBuf> {
    let starts = place.match_indices('/').map(|(slash, _)| &place[slash + 1..]).chain([place]);
    let mut starts: Vec<&str> = starts.collect();
    starts.sort_by_key(|name| name.len());
    starts.into_iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// ICH eCTD specification 3.2.2: what index.xml refers to.
pub(super) const ICH: &[&str] = &["util/dtd/ich-ectd-3-2.dtd", "util/style/ectd-2-0.xsl"];

/// STF 2.6.1; CN 2.7 also wants the older stylesheet and the table of valid values.
pub(super) const STF: &[&str] = &[
    "util/dtd/ich-stf-v2-2.dtd",
    "util/style/ich-stf-stylesheet-2-3.xsl",
    "util/style/ich-stf-stylesheet-2-2a.xsl",
    "util/style/valid-values.xml",
];

/// CN 2.7 in its edition 1.1.
pub(super) const CN: &[&str] = &[
    "util/dtd/cn-regional-1-0.xsd",
    "util/dtd/xlink.xsd",
    "util/dtd/xml.xsd",
    "util/style/cn-regional-1-1.xsl",
];

/// FDA "The eCTD Backbone Files Specification for Module 1".
pub(super) const US: &[&str] = &["util/dtd/us-regional-v3-3.dtd", "util/style/us-regional.xsl"];

/// EU criteria 3 to 6.
pub(super) const EU: &[&str] = &[
    "util/dtd/eu-regional.dtd",
    "util/dtd/eu-leaf.mod",
    "util/dtd/eu-envelope.mod",
    "util/style/eu-regional.xsl",
];
