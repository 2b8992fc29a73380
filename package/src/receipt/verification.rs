//! What the desk found: the members of the receipt `verified`.

use crate::identity::{FilesRoot, FindingsDigest, PackageDigest, PackageId};
use crate::json::{JsonError, Object, Value, ill_typed};
use crate::time::UtcTime;

/// Everything that the receipt `verified` says beyond the filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The package that was opened.
    pub package_digest: PackageDigest,
    /// Files below `data/`.
    pub files: u64,
    /// Bytes below `data/`.
    pub bytes: u64,
    /// Tree hash over the manifest's lines; an audit path to it shows one file without the others.
    pub files_root: FilesRoot,
    /// What the rules object to.
    pub findings: FindingsCount,
    /// What the malware scanner said.
    pub malware: Malware,
    /// The copies that were written and read back; at least one.
    pub copies: Vec<StoredCopy>,
    /// Packages of the same root that came by other carriers.
    pub same_as: Vec<Twin>,
}

/// How many findings there are, and the digest of the file that lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingsCount {
    /// Findings of severity error.
    pub error: u64,
    /// Findings of severity warning.
    pub warning: u64,
    /// Findings of severity info.
    pub info: u64,
    /// SHA-256 of the findings file.
    pub sha256: FindingsDigest,
}

/// What a malware scanner said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malware {
    /// Its verdict.
    pub verdict: Verdict,
    /// Name and version of the engine; empty if none was asked.
    pub engine: String,
    /// Version of its signatures; empty if none was asked.
    pub signatures: String,
}

/// Verdict about malware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Infected,
    /// Nobody looked.
    NotChecked,
}

/// A copy of the package that was written, synced and read back from the medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCopy {
    /// The store, by its configured name.
    pub store: String,
    /// When the last byte had been read back and compared.
    pub read_back: UtcTime,
}

/// Another package of the same dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its id.
    pub package: PackageId,
    /// Its digest.
    pub package_digest: PackageDigest,
}

impl Malware {
    /// Says that no scanner is configured.
    #[must_use]
    pub fn not_checked() -> Self {
        Self { verdict: Verdict::NotChecked, engine: String::new(), signatures: String::new() }
    }
}

impl Verdict {
    /// The word in the member `verdict`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::NotChecked => "not-checked",
        }
    }
}

impl Verification {
    pub(super) fn write(&self, object: Object) -> Object {
        object
            .with("package_digest", self.package_digest)
            .with("files", self.files)
            .with("bytes", self.bytes)
            .with("files_root", self.files_root)
            .with("findings", self.findings.to_json())
            .with("malware", self.malware.to_json())
            .with("copies", self.copies.iter().map(StoredCopy::to_json).collect::<Vec<_>>())
            .with("same_as", self.same_as.iter().copied().map(Twin::to_json).collect::<Vec<_>>())
    }

    pub(super) fn read(object: &Object) -> Result<Self, JsonError> {
        let copies =
            object.objects("copies")?.into_iter().map(StoredCopy::read).collect::<Result<Vec<_>, _>>()?;
        if copies.is_empty() {
            return Err(ill_typed("copies", "a list with at least one copy"));
        }
        Ok(Self {
            package_digest: object.parsed("package_digest")?,
            files: object.number("files")?,
            bytes: object.number("bytes")?,
            files_root: object.parsed("files_root")?,
            findings: FindingsCount::read(object.object("findings")?)?,
            malware: Malware::read(object.object("malware")?)?,
            copies,
            same_as: object.objects("same_as")?.into_iter().map(Twin::read).collect::<Result<_, _>>()?,
        })
    }
}

impl FindingsCount {
    fn to_json(self) -> Object {
        Object::new()
            .with("error", self.error)
            .with("warning", self.warning)
            .with("info", self.info)
            .with("sha256", self.sha256)
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self {
            error: object.number("error")?,
            warning: object.number("warning")?,
            info: object.number("info")?,
            sha256: object.parsed("sha256")?,
        })
    }
}

impl Malware {
    fn to_json(&self) -> Object {
        Object::new()
            .with("verdict", self.verdict.word())
            .with("engine", self.engine.as_str())
            .with("signatures", self.signatures.as_str())
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        let word = object.text("verdict")?;
        let verdicts = [Verdict::Clean, Verdict::Infected, Verdict::NotChecked];
        let verdict = verdicts.into_iter().find(|verdict| verdict.word() == word);
        Ok(Self {
            verdict: verdict.ok_or_else(|| ill_typed("verdict", "clean, infected or not-checked"))?,
            engine: object.text("engine")?.to_owned(),
            signatures: object.text("signatures")?.to_owned(),
        })
    }
}

impl StoredCopy {
    fn to_json(&self) -> Value {
        Object::new().with("store", self.store.as_str()).with("read_back", self.read_back).into()
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self { store: object.text("store")?.to_owned(), read_back: object.parsed("read_back")? })
    }
}

impl Twin {
    fn to_json(self) -> Value {
        Object::new().with("package", self.package).with("package_digest", self.package_digest).into()
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self { package: object.parsed("package")?, package_digest: object.parsed("package_digest")? })
    }
}
