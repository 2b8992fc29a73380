//! The vectors of the formats (`tests/vectors`): `name: value` lines, in a package's vector followed by its bytes.

use std::fs;
use std::path::{Path, PathBuf};

use crypto::hex;

/// A vector file.
pub struct Vector {
    /// Its name without the ending.
    pub name: String,
    text: String,
}

impl Vector {
    /// Reads all vectors of a kind: `package`, `receipt` or `wire`.
    pub fn all(kind: &str) -> Vec<Self> {
        let files =
            fs::read_dir(folder(kind)).expect("the vectors").map(|entry| entry.expect("an entry").path());
        files
            .filter(|path| path.extension().is_some_and(|end| end == "vector"))
            .map(|path| Self::read(&path))
            .collect()
    }

    /// Reads one vector.
    pub fn one(kind: &str, name: &str) -> Self {
        Self::read(&folder(kind).join(format!("{name}.vector")))
    }

    /// Returns the values of a name, in their order.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.text.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(held, _)| *held == name).map(|(_, value)| value).collect()
    }

    /// Returns the bytes of each value of a name.
    pub fn documents(&self, name: &str) -> Vec<Vec<u8>> {
        self.values(name).into_iter().filter_map(|text| hex::decode(text).ok()).collect()
    }

    /// Returns the bytes below the empty line; nothing where there are none.
    pub fn body(&self) -> Option<Vec<u8>> {
        let (_, body) = self.text.split_once("\n\n")?;
        hex::decode(&body.split_whitespace().collect::<String>()).ok()
    }

    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, text: fs::read_to_string(path).expect("a vector") }
    }
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(kind)
}
