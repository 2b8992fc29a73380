//! A bag as a folder. Beside the four tag files that were sealed it may hold evidence: further tag files, all of them
//! listed in `tagmanifest-sha512.txt`, so that `tagmanifest-sha256.txt`, whose digest is the manifest root, stays as it is.

use std::path::PathBuf;

use crypto::digest::{Sha512, Sha512Digest};
use durable::error::FileError;
use durable::file::File;
use package::bag::TAG_MANIFEST;

use super::{Members, put};

/// A folder that takes the members of a bag.
#[derive(Debug)]
pub struct BagFolder {
    root: PathBuf,
    /// The folder that was made last: members come in order, so the next is mostly in it too.
    made: PathBuf,
    open: Option<Open>,
    tags: Vec<(String, Sha512Digest)>,
}

#[derive(Debug)]
struct Open {
    name: String,
    file: File,
    length: u64,
    /// Of tag files only: the others are in the manifest.
    sha512: Option<Sha512>,
}

impl BagFolder {
    /// Takes members into an empty folder.
    pub fn new(root: PathBuf) -> Self {
        Self { made: root.clone(), root, open: None, tags: Vec::new() }
    }

    /// Lists all tag files, after the last one. Nothing is durable yet.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn finish(mut self) -> Result<(), FileError> {
        let mut tags = std::mem::take(&mut self.tags);
        // A tag manifest lists no tag manifest (RFC 8493 §2.2.1).
        tags.retain(|(name, _)| name != TAG_MANIFEST);
        tags.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let lines: String = tags.iter().map(|(name, sha512)| format!("{sha512}  {name}\n")).collect();
        put(&mut self, TAG_MANIFEST_SHA512, lines.as_bytes())
    }
}

impl Members for BagFolder {
    fn begin(&mut self, name: &str) -> Result<(), FileError> {
        let place = self.root.join(name);
        let above = place.parent().unwrap_or(&self.root);
        if above != self.made {
            let made = std::fs::create_dir_all(above);
            made.map_err(|source| FileError { operation: "create folder", path: above.to_owned(), source })?;
            self.made = above.to_owned();
        }
        let sha512 = (!name.starts_with("data/")).then(Sha512::new);
        self.open =
            Some(Open { name: name.to_owned(), file: File::open_or_create(&place)?, length: 0, sha512 });
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.file.write_at(bytes, open.length)?;
        open.length += bytes.len() as u64;
        if let Some(sha512) = &mut open.sha512 {
            sha512.update(bytes);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), FileError> {
        if let Some(Open { name, sha512: Some(sha512), .. }) = self.open.take() {
            self.tags.push((name, sha512.finish()));
        }
        Ok(())
    }
}

/// Name of the tag manifest of all tag files.
const TAG_MANIFEST_SHA512: &str = "tagmanifest-sha512.txt";

#[cfg(test)]
mod tests {
    use super::{BagFolder, put};

    #[test]
    fn every_tag_file_is_listed_but_the_tag_manifests() {
        let top = tempfile::tempdir().unwrap();
        let mut bag = BagFolder::new(top.path().to_owned());
        for name in ["bagit.txt", "data/0000/a.pdf", "tagmanifest-sha256.txt", "evidence/statement.cose"] {
            put(&mut bag, name, name.as_bytes()).unwrap();
        }
        bag.finish().unwrap();
        assert_eq!(std::fs::read(top.path().join("data/0000/a.pdf")).unwrap(), b"data/0000/a.pdf");
        let text = std::fs::read_to_string(top.path().join("tagmanifest-sha512.txt")).unwrap();
        let names: Vec<_> = text.lines().map(|line| line.split_once("  ").unwrap().1).collect();
        assert_eq!(names, ["bagit.txt", "evidence/statement.cose"]);
        let digest = crypto::digest::Sha512Digest::of(b"bagit.txt").to_string();
        assert!(text.starts_with(&digest), "{text}");
    }
}
