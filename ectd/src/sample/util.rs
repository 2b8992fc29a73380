//! The authority's DTD and stylesheet, copied into a sample from a folder of the caller's: they are not ours to ship.

use std::fs;
use std::path::{Path, PathBuf};

use super::{SampleError, Shape, Written, cannot_write, make_folder};
use crate::profile::Profile;

/// Finds the files that the profile has under util: where each lies, and where it goes.
pub(super) fn find(shape: &Shape) -> Result<Vec<(PathBuf, &'static str)>, SampleError> {
    let Some(folder) = shape.util.as_ref().filter(|_| shape.profile == Profile::Ich) else {
        return Ok(Vec::new());
    };
    ICH.iter().map(|&place| Ok((find_one(folder, place)?, place))).collect()
}

pub(super) fn copy(source: &Path, target: &Path) -> Result<Written, SampleError> {
    if let Some(folder) = target.parent() {
        make_folder(folder)?;
    }
    let bytes = fs::copy(source, target).map_err(cannot_write(target))?;
    Ok(Written { files: 1, bytes })
}

/// Looks for `util/dtd/NAME` as NAME, dtd/NAME and util/dtd/NAME.
fn find_one(folder: &Path, place: &'static str) -> Result<PathBuf, SampleError> {
    let starts = place.match_indices('/').map(|(slash, _)| &place[slash + 1..]).chain([place]);
    let missing = || SampleError::Util { name: place, folder: folder.to_owned() };
    starts.map(|name| folder.join(name)).find(|path| path.is_file()).ok_or_else(missing)
}

const ICH: &[&str] = &["util/dtd/ich-ectd-3-2.dtd", "util/style/ectd-2-0.xsl"];
