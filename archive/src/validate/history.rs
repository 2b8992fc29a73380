//! The inventories in the folders of the versions: each must tell the object's past as the newest one does.

use crypto::digest::Sha512Digest;

use super::object::{Copy, Look};
use super::{Progress, ValidateError};
use crate::inventory::{Inventory, check, write};
use crate::layout;

/// Checks every version's own inventory. Returns, sorted, where an earlier inventory gives a stored file another digest
/// than the newest: path and digest.
pub(super) fn check(
    look: &mut Look<'_>,
    root: &Copy,
    progress: &mut dyn Progress,
) -> Result<Vec<(Box<str>, Sha512Digest)>, ValidateError> {
    let head = root.inventory.head();
    let mut other = Vec::new();
    let mut newest = None;
    for number in 1..=head {
        let folder = look.place.below(&layout::version(number));
        let key = folder.below(layout::INVENTORY);
        if look.store.list(&folder)?.is_empty() {
            // Only a version without files of its own may have no folder, and this archive makes none such.
            look.findings.add("E046", folder.as_str(), "the folder of the version is missing");
            continue;
        }
        let Some(copy) = look.inventory(&folder, progress)? else { continue };
        if number == head {
            if copy.found != root.found {
                look.findings.add("E064", key.as_str(), "it is not the inventory of the object");
            }
            look.blame(&folder, &copy.found, copy.said.as_ref(), Some(&root.found));
            newest = Some(copy.found);
        } else {
            let truth = write::digest(&root.inventory.as_of(number));
            look.blame(&folder, &copy.found, copy.said.as_ref(), Some(&truth));
            check::check(&copy.inventory, key.as_str(), &mut look.findings);
            compare(look, key.as_str(), &copy.inventory, &root.inventory, &mut other);
        }
    }
    look.blame(look.place, &root.found, root.said.as_ref(), newest.as_ref());
    other.sort_unstable();
    other.dedup();
    Ok(other)
}

/// Compares an earlier inventory with the newest.
fn compare(
    look: &mut Look<'_>,
    place: &str,
    earlier: &Inventory,
    newest: &Inventory,
    other: &mut Vec<(Box<str>, Sha512Digest)>,
) {
    if earlier.id != newest.id {
        look.findings.add("E110", format!("{place}#id"), "the id is not that of the object");
    }
    if earlier.head() >= newest.head() {
        look.findings.add("E066", place, "it has versions that came later");
    }
    for ((number, was), is) in (1..).zip(&earlier.versions).zip(&newest.versions) {
        let place = format!("{place}#{}", layout::version(number));
        if was.state != is.state {
            look.findings.add("E066", &place, "the version shows other files than in the object's inventory");
        }
        if (&was.created, &was.message, &was.user) != (&is.created, &is.message, &is.user) {
            look.findings.add(
                "W011",
                &place,
                "the version is described otherwise than in the object's inventory",
            );
        }
    }
    for content in &earlier.contents {
        match newest.content(&content.path) {
            None => look.findings.add(
                "E023",
                place,
                format!("the object's inventory does not have {}", content.path),
            ),
            Some(at) if newest.contents[at].sha512 != content.sha512 => {
                other.push((content.path.clone(), content.sha512));
            }
            Some(_) => {}
        }
    }
}
