//! The key under which two names count as the same on a file system that ignores case or Unicode form.
//!
//! Not a transformation of names: names are kept byte for byte everywhere, only compared under this key.
//! Used by the walk, by the package opener and by the rule PKG-13.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::path::DossierPath;

/// Returns `text` in NFC, fully case-folded, and in NFC again.
///
/// Folding may leave a form that is no longer NFC (U+0390 is an example), so normalising only before it would
/// keep apart two names that are one on Windows and macOS (Unicode 3.13, D145 canonical caseless match).
pub fn key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: String = text.nfc().collect();
    caseless::default_case_fold_str(&composed).nfc().collect()
}

/// The names taken so far: refuses a path that would fall on another one, or be a folder of it
/// (`docs/package-format.md`, names).
///
/// Keeps 16 bytes of BLAKE3 for each name and folder, so a million files take some tens of MiB.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashMap<[u8; 16], Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
}

/// A path meets another one: equal under [`key`], or one is a folder of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name falls on another one when case and Unicode form are ignored")]
pub struct Clash;

impl Names {
    /// Takes the name of a file.
    ///
    /// # Errors
    /// [`Clash`] when the name, or one of its folders, meets a name taken before.
    pub fn take(&mut self, path: &DossierPath) -> Result<(), Clash> {
        let folded = key(path.as_str());
        for (end, _) in folded.match_indices('/') {
            match self.taken.insert(short(&folded[..end]), Kind::Folder) {
                None | Some(Kind::Folder) => {}
                Some(Kind::File) => return Err(Clash),
            }
        }
        match self.taken.insert(short(&folded), Kind::File) {
            None => Ok(()),
            Some(_) => Err(Clash),
        }
    }
}

fn short(text: &str) -> [u8; 16] {
    let whole: [u8; 32] = blake3::hash(text.as_bytes()).into();
    let mut first = [0; 16];
    first.copy_from_slice(&whole[..16]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(paths: &[&str]) -> Vec<bool> {
        let mut names = Names::default();
        paths.iter().map(|path| names.take(&path.parse().unwrap()).is_ok()).collect()
    }

    #[test]
    fn ignores_case_and_form() {
        assert_eq!(key("Straße/É"), key("STRASSE/e\u{301}"));
        assert_eq!(key("\u{390}"), key("\u{399}\u{308}\u{301}"));
        assert_ne!(key("夹"), key("夾"));
    }

    #[test]
    fn refuses_equal_names() {
        assert_eq!(take_all(&["m1/a.pdf", "m1/A.pdf", "m2/a.pdf"]), [true, false, true]);
        assert_eq!(take_all(&["m1/\u{e9}.pdf", "m1/e\u{301}.pdf"]), [true, false]);
    }

    #[test]
    fn refuses_a_file_that_is_a_folder_of_another() {
        assert_eq!(take_all(&["m1/a", "M1/A/b"]), [true, false]);
        assert_eq!(take_all(&["m1/a/b", "m1/A"]), [true, false]);
    }

    #[test]
    fn folders_may_differ_in_case_only() {
        assert_eq!(take_all(&["m1/a", "M1/b"]), [true, true]);
    }
}
