//! The pages for those who have a package and a key but little else: their commands are run as they stand there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crypto::digest::Sha256Digest;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program;
use tests::skip::skip;
use tests::tree;

use crate::support::{number, sealed};

#[test]
fn the_page_opens_a_package_without_sealpost() {
    let Some(filed) = Filed::at_a_centre("opening without Sealpost", &[], &["escrow-decrypt.json"]) else {
        return;
    };
    let said = filed.follow("docs/opening-without-sealpost.md");
    assert!(tree::digests(&filed.place.path().join("opened/data/0000")) == filed.dossier);
    let root = filed.centre.submissions()[0]["manifest_root"].as_str().expect("root").to_owned();
    assert!(said.lines().any(|line| line.starts_with(&root)), "{said}");
}

#[test]
fn the_escrow_drill_opens_with_two_of_three_shares() {
    let shares = ["escrow-share-1.json", "escrow-share-3.json"];
    let Some(filed) = Filed::at_a_centre("escrow drill", &["--escrow-shares", "2-of-3"], &shares) else {
        return;
    };
    assert!(!filed.centre.home().join("keys/escrow-decrypt.json").exists());
    // The page has its tools from the other page.
    let judge = PathBuf::from(std::env::var_os("SEALPOST_JUDGES").expect("judges"));
    let tools = judge.parent().and_then(Path::parent).expect("environment");
    std::os::unix::fs::symlink(tools, filed.place.path().join("tools")).expect("link");
    let said = filed.follow("docs/escrow-drill.md");
    assert!(tree::digests(&filed.place.path().join("drill/data/0000")) == filed.dossier, "{said}");

    let package = filed.place.path().join("CDE-2026-000001.sealpost");
    let mut alone = Command::new(program::path("sealpost-verify"));
    alone.args(["--lang", "en", "package"]).arg(package).arg("--key").arg(filed.place.path().join(shares[0]));
    let refused = program::run(&mut alone).expect(1);
    assert!(refused.stderr.contains("2 different shares are needed, 1 given"), "{refused:?}");
}

/// A dossier that was filed, and a folder with what the pages ask for, under the names that they give.
struct Filed {
    centre: Centre,
    dossier: BTreeMap<String, Sha256Digest>,
    place: tempfile::TempDir,
}

impl Filed {
    fn at_a_centre(test: &str, options: &[&str], keys: &[&str]) -> Option<Self> {
        if std::env::var_os("SEALPOST_JUDGES").is_none() {
            skip(test, "no Python judges (SEALPOST_JUDGES)");
            return None;
        }
        let centre = Centre::init_in(&std::env::temp_dir(), options);
        let _serving = centre.serve();
        let applicant = Applicant::enrolled(&centre, "acme");
        let folder = applicant.sample("x202600001/0000", 8, 3_000_000);
        let number = number(&applicant.submit(&folder, "x202600001", "0000").expect(0));
        let place = tempfile::tempdir().expect("folder");
        for kind in ["sealpost", "digests", "wraps"] {
            let to = place.path().join(format!("CDE-2026-000001.{kind}"));
            std::fs::copy(sealed(&centre, &number).with_extension(kind), to).expect("copy");
        }
        for key in keys.iter().chain(&["ca.pem"]) {
            std::fs::copy(centre.home().join("keys").join(key), place.path().join(key)).expect("copy");
        }
        let opener = repository().join("tests/interop/open_package.py");
        std::fs::copy(opener, place.path().join("open_package.py")).expect("copy");
        Some(Self { centre, dossier: tree::digests(&folder), place })
    }

    /// Runs the commands of a page in the folder, and gives what they said.
    fn follow(&self, page: &str) -> String {
        let page = std::fs::read_to_string(repository().join(page)).expect("page");
        let programs = program::path("sealpost-verify");
        let programs = programs.parent().expect("folder").display();
        let path = format!("{programs}:{}", std::env::var("PATH").expect("PATH"));
        let mut shell = Command::new("bash");
        shell.args(["-euc", &commands(&page)]).current_dir(self.place.path()).env("PATH", path);
        let output = shell.output().expect("bash");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }
}

/// The commands of a page, one block after another.
fn commands(page: &str) -> String {
    let blocks = page.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default()).collect()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("repository")
}
