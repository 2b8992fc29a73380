//! The messages of the findings: complete, alike in both languages, each named once and used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ectd::finding::{Finding, Severity};
use ectd::language::Language;

/// The content of all files below a folder of this crate with that extension, by their names.
fn files(folder: &str, extension: &str) -> BTreeMap<PathBuf, String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeMap::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                files.insert(path.strip_prefix(&top).unwrap().to_owned(), fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

/// The messages of a file, in their order, each with the variables that it shows.
fn messages(text: &str) -> Vec<(String, Vec<String>)> {
    let mut messages: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| !name.contains(' ')) {
            messages.push((name.to_owned(), Vec::new()));
        }
        if let Some((_, known)) = messages.last_mut() {
            let variables = line.split('$').skip(1);
            known.extend(variables.map(|rest| rest.split([' ', '}']).next().unwrap_or_default().to_owned()));
            known.sort();
        }
    }
    messages
}

#[test]
fn both_languages_have_the_same_messages() {
    let (english, chinese) = (files("locales/en", "ftl"), files("locales/zh", "ftl"));
    assert!(english.keys().eq(chinese.keys()));
    for (name, text) in &english {
        assert_eq!(messages(text), messages(&chinese[name]), "{}", name.display());
    }
}

#[test]
fn every_name_is_given_once() {
    let mut known = BTreeSet::new();
    for (name, _) in files("locales/en", "ftl").values().flat_map(|text| messages(text)) {
        assert!(known.insert(name.clone()), "{name} is there twice");
    }
    assert!(known.len() > 60);
}

#[test]
fn every_message_is_used_and_renders() {
    let sources: String = files("src", "rs").into_values().collect();
    let english: String = files("locales/en", "ftl").into_values().collect();
    let messages = messages(&english);
    let variables = messages.iter().flat_map(|(_, variables)| variables);
    let arguments: BTreeMap<String, String> =
        variables.map(|name| (name.to_owned(), "VALUE".to_owned())).collect();
    for (name, _) in &messages {
        let short = name.strip_prefix("reason-").unwrap_or(name);
        let is_used = sources.contains(&format!("\"{short}\"")) || english.contains(&format!("{{ {name} }}"));
        // looked up by the rule's code or a gap's reason; those of the grammars are tested beside them
        let is_known = ["title-", "because-", "grammar-"].iter().any(|start| name.starts_with(start));
        assert!(is_used || is_known, "nobody uses the message {name}");
        let finding = Finding {
            rule: "X".to_owned(),
            authority: String::new(),
            severity: Severity::Info,
            place: "PLACE".to_owned(),
            text: name.to_owned(),
            arguments: arguments.clone(),
        };
        let (zh, en) = (finding.message(Language::Zh), finding.message(Language::En));
        assert!(
            zh.chars().any(|character| character > '\u{4e00}') && !en.starts_with("X "),
            "{name}: {zh} {en}"
        );
    }
}
