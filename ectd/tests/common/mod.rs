//! Dossiers made for one test, and the real samples beside the project where they are present.
#![allow(dead_code, unused_imports, reason = "each test program uses its part")]

pub(crate) mod tiny;
pub(crate) mod told;
pub(crate) mod twice;

use std::fs;
use std::path::PathBuf;

use crypto::digest::Md5Digest;
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::finding::Finding;
use ectd::profile::Profile;
use tempfile::TempDir;

mod shared;
pub(crate) mod written;

pub(crate) use shared::{sample, shared, skip};

/// A folder `app/0000` to put files into.
pub(crate) struct Folder {
    top: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        fs::create_dir_all(top.path().join("x202600001/0000")).unwrap();
        Self { top }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.top.path().join("x202600001/0000")
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn folder(&self, name: &str) -> &Self {
        fs::create_dir_all(self.path().join(name)).unwrap();
        self
    }

    /// Writes index.xml around some leaves, and its checksum.
    pub(crate) fn index(&self, leaves: &str) -> &Self {
        self.raw_index(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ectd:ectd xmlns:ectd=\"http://www.ich.org/ectd\" \
             xmlns:xlink=\"http://www.w3c.org/1999/xlink\" dtd-version=\"3.2\">{leaves}</ectd:ectd>"
        ))
    }

    pub(crate) fn raw_index(&self, content: impl AsRef<[u8]>) -> &Self {
        let digest = Md5Digest::of(content.as_ref()).to_string();
        self.file("index.xml", content).file("index-md5.txt", digest)
    }

    pub(crate) fn open(&self) -> Dossier {
        Dossier::open(&self.path()).unwrap()
    }

    /// Checks it; see [`of_any_folder`].
    pub(crate) fn check(&self, profile: Profile) -> Report {
        of_any_folder(twice::twice(&Check::under(profile), &self.open()))
    }
}

/// A leaf with the checksum of `content`.
pub(crate) fn leaf(id: &str, href: &str, content: &str) -> String {
    let digest = Md5Digest::of(content.as_bytes());
    format!(
        "<leaf ID=\"{id}\" operation=\"new\" checksum=\"{digest}\" checksum-type=\"MD5\" xlink:href=\"{href}\">\
         <title>x</title></leaf>"
    )
}

/// The findings but those that say that files were not looked into, since there was nobody to do it.
pub(crate) fn objections(report: &Report) -> impl Iterator<Item = &Finding> {
    let because =
        |finding: &Finding| finding.arguments.get("because").is_some_and(|word| word == "no-worker");
    report.findings.iter().filter(move |finding| !because(finding))
}

/// Rule and place of each finding. Most tests give no launcher: that nothing was looked into is left out.
pub(crate) fn found(report: &Report) -> Vec<(&str, &str)> {
    objections(report).map(|finding| (finding.rule.as_str(), finding.place.as_str())).collect()
}

/// Rule and place of each finding of these rules.
pub(crate) fn of<'a>(report: &'a Report, rules: &[&str]) -> Vec<(&'a str, &'a str)> {
    found(report).into_iter().filter(|(rule, _)| rules.contains(rule)).collect()
}

/// Keeps the findings of rules that make sense of any folder, however little of a dossier it is: made for tests of
/// those. What it lacks to be whole is left out.
pub(crate) fn of_any_folder(mut report: Report) -> Report {
    let is_kept = |rule: &str| OF_ANY_FOLDER.iter().any(|kept| rule.starts_with(kept));
    report.findings = objections(&report).cloned().collect();
    report.findings.retain(|finding| {
        finding.text != "not-evaluated" && is_kept(&finding.rule) || finding.text.starts_with("xml-")
    });
    report
}

const OF_ANY_FOLDER: [&str; 14] = [
    "BAG-", "READ-", "PKG-04", "PKG-06", "PKG-08", "PKG-09", "PKG-10", "PKG-13", "IDX-01", "IDX-04",
    "LEAF-04", "LEAF-05", "PDF-", "XPT-",
];
