//! The messages of the findings: complete, alike in both languages, and each used by a rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use ectd::finding::{Finding, Severity};
use ectd::language::Language;

#[test]
fn both_languages_have_the_same_messages() {
    let messages = |text: &str| -> Vec<(String, Vec<String>)> {
        let mut messages = Vec::new();
        for line in text.lines() {
            if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| !name.contains([' ', '#'])) {
                messages.push((name.to_owned(), Vec::new()));
            }
            let variables = line.split('$').skip(1).filter(|_| !line.starts_with('#'));
            if let Some((_, known)) = messages.last_mut() {
                known.extend(
                    variables.map(|rest| rest.split([' ', '}']).next().unwrap_or_default().to_owned()),
                );
                known.sort();
            }
        }
        messages
    };
    let english = messages(include_str!("../locales/en/rules.ftl"));
    assert!(english.len() > 20);
    assert_eq!(english, messages(include_str!("../locales/zh/rules.ftl")));
}

#[test]
fn every_message_is_used_and_renders() {
    let rules = [
        include_str!("../src/rule/carriage.rs"),
        include_str!("../src/rule/folder.rs"),
        include_str!("../src/rule/naming.rs"),
        include_str!("../src/rule/index.rs"),
        include_str!("../src/rule/leaf.rs"),
        include_str!("../src/rule/found.rs"),
        include_str!("../src/rule/pdf.rs"),
        include_str!("../src/rule/jump.rs"),
        include_str!("../src/rule/xpt.rs"),
    ]
    .concat();
    let english = include_str!("../locales/en/rules.ftl");
    let variables = english.split("{ $").skip(1).map(|rest| rest.split(' ').next().unwrap());
    let arguments: BTreeMap<String, String> =
        variables.map(|name| (name.to_owned(), "VALUE".to_owned())).collect();
    for (name, _) in
        english.lines().filter_map(|line| line.split_once(" = ")).filter(|(name, _)| !name.starts_with('#'))
    {
        assert!(rules.contains(&format!("\"{name}\"")), "no rule uses the message {name}");
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
