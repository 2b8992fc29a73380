//! The grammars against a parser that reads the authorities' own DTDs, and against what is known of each.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use ectd::grammar::{Grammar, Verdict, cn, eu, ich, stf, us, validate};

#[path = "../common/shared.rs"]
mod shared;

mod document;
mod known;
mod models;
mod spoil;

use document::{Dice, Maker};

/// Documents of each grammar.
const DOCUMENTS: usize = 400;

#[test]
fn ich_is_judged_as_by_its_dtd() {
    compare(&ich::GRAMMAR, "ich-ectd-3-2.dtd", 1);
}

#[test]
fn us_is_judged_as_by_its_dtd() {
    compare(&us::GRAMMAR, "us-regional-v3-3.dtd", 2);
}

#[test]
fn eu_is_judged_as_by_its_dtd() {
    compare(&eu::GRAMMAR, "eu-regional.dtd", 3);
}

#[test]
fn stf_is_judged_as_by_its_dtd() {
    compare(&stf::GRAMMAR, "ich-stf-v2-2.dtd", 4);
}

#[test]
fn broken_text_is_refused_as_by_xmllint() {
    if !has_xmllint() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let documents: BTreeMap<String, String> = documents(&stf::GRAMMAR, "none.dtd", 5)
        .into_iter()
        .zip(0..)
        .map(|((name, text), seed)| (name, spoil::break_text(&text, &mut Dice(seed))))
        .collect();
    for (name, text) in &documents {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let refused = refused(folder.path(), &["--noout", "--nonet"], documents.keys());
    for (name, text) in &documents {
        let theirs = refused.get(name);
        let verdict = validate(text.as_bytes(), &stf::GRAMMAR);
        assert_eq!(verdict.fault.is_some(), theirs.is_some(), "{}", tell(text, &verdict, theirs));
    }
    assert!(refused.len() > DOCUMENTS / 2 && refused.len() < DOCUMENTS, "{} are refused", refused.len());
}

fn has_xmllint() -> bool {
    let runs = Command::new("xmllint").arg("--version").output().is_ok();
    if !runs {
        shared::skip("xmllint is not installed (Debian: apt-get install libxml2-utils)");
    }
    runs
}

/// Copies the authorities' DTDs to a folder of the test, where there is an xmllint to read them.
fn official() -> Option<TempDir> {
    let official = shared::shared("domain/dtd/official").filter(|_| has_xmllint())?;
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(official).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    Some(folder)
}

/// Demands the same verdict from xmllint, document by document.
fn compare(grammar: &'static Grammar, dtd: &str, seed: u64) {
    let Some(folder) = official() else { return };
    let documents = documents(grammar, dtd, seed);
    for (name, text) in &documents {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let refused = refused(folder.path(), &["--noout", "--nonet", "--valid"], documents.keys());
    assert!((DOCUMENTS / 4..DOCUMENTS * 3 / 4).contains(&refused.len()), "{} are refused", refused.len());
    let wrong: Vec<_> = documents
        .iter()
        .filter_map(|(name, text)| {
            let verdict = validate(text.as_bytes(), grammar);
            let theirs = refused.get(name);
            (verdict.is_valid() == theirs.is_some()).then(|| tell(text, &verdict, theirs))
        })
        .collect();
    assert!(wrong.is_empty(), "{} verdicts differ; the first:\n{}", wrong.len(), wrong[0]);
}

fn tell(text: &str, verdict: &Verdict, theirs: Option<&String>) -> String {
    format!("{text}\nours: {:?} {:?}\nxmllint: {theirs:?}", verdict.fault, verdict.breaches)
}

/// A third of the documents is left as made; the others are spoilt once or twice.
fn documents(grammar: &'static Grammar, dtd: &str, seed: u64) -> BTreeMap<String, String> {
    let (mut maker, mut dice) = (Maker::new(grammar), Dice(seed));
    (0..DOCUMENTS)
        .map(|number| {
            let mut root = maker.root(&mut dice);
            for _ in 0..number % 3 {
                maker.spoil(&mut root, &mut dice);
            }
            let doctype = if number % 50 == 49 { "leaf" } else { grammar.root };
            let mut text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE {doctype} SYSTEM \"{dtd}\">\n"
            );
            root.write(&mut text);
            (format!("{number:04}.xml"), text)
        })
        .collect()
}

/// Runs one parser over all documents; returns those that it refuses, with its words.
fn refused(
    folder: &Path,
    arguments: &[&str],
    names: std::collections::btree_map::Keys<'_, String, impl Sized>,
) -> BTreeMap<String, String> {
    let output = Command::new("xmllint").current_dir(folder).args(arguments).args(names).output().unwrap();
    let mut refused = BTreeMap::<String, String>::new();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        // a namespace need not be an address (Namespaces in XML 1.0, section 2.2): its comparison is the grammar's
        let is_refusal = |words: &str| words.contains("error") && !words.contains("is not a valid URI");
        if let Some((name, words)) = line.split_once(':').filter(|(_, words)| is_refusal(words)) {
            refused.entry(name.to_owned()).or_default().extend([words, "\n"]);
        }
    }
    refused
}

#[test]
fn tables_have_as_many_elements_as_their_sources() {
    let counts = [&ich::GRAMMAR, &us::GRAMMAR, &eu::GRAMMAR, &stf::GRAMMAR, &cn::GRAMMAR]
        .map(|grammar| grammar.index().len());
    assert_eq!(counts, [159 + 6, 147 + 27, 56, 11, 70 + 21]);
}

#[test]
fn no_model_is_ambiguous() {
    for grammar in [&ich::GRAMMAR, &us::GRAMMAR, &eu::GRAMMAR, &stf::GRAMMAR, &cn::GRAMMAR] {
        let index = grammar.index();
        for element in index.values() {
            let choices: Vec<_> =
                element.content.parts().flat_map(|part| part.choice().collect::<Vec<_>>()).collect();
            let distinct: BTreeSet<_> = choices.iter().collect();
            assert_eq!(choices.len(), distinct.len(), "{}", element.name);
            assert!(choices.iter().all(|name| index.contains_key(name)), "{}: {choices:?}", element.name);
            let attributes: BTreeSet<_> = element.attributes().map(|attribute| attribute.name).collect();
            assert_eq!(element.attributes().count(), attributes.len(), "{}", element.name);
        }
    }
}
