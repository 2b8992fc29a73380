//! Each element of each table against its declaration: xmllint is made to say what it expects.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ectd::grammar::{Content, Element, Grammar, Part, Times, What, eu, ich, stf, us, validate};

use crate::{official, refused};

#[test]
fn every_element_is_declared_alike() {
    let Some(folder) = official() else { return };
    compare(&ich::GRAMMAR, folder.path(), &["ich-ectd-3-2.dtd"]);
    compare(&us::GRAMMAR, folder.path(), &["us-regional-v3-3.dtd"]);
    compare(&eu::GRAMMAR, folder.path(), &["eu-regional.dtd", "eu-envelope.mod", "eu-leaf.mod"]);
    compare(&stf::GRAMMAR, folder.path(), &["ich-stf-v2-2.dtd"]);
}

fn compare(grammar: &'static Grammar, folder: &Path, sources: &[&str]) {
    let text: String =
        sources.iter().map(|source| fs::read_to_string(folder.join(source)).unwrap_or_default()).collect();
    let tokens = tokens(&text);
    let index = grammar.index();
    let declared: BTreeSet<_> = after(&tokens, "<!ELEMENT").collect();
    assert_eq!(declared, index.keys().copied().collect());
    let attributes = attributes(grammar, &tokens);
    let documents: BTreeMap<String, (Element, String)> = index
        .values()
        .zip(0..)
        .map(|(element, number)| {
            (format!("model-{number}.xml"), (*element, document(element.name, sources[0], &attributes)))
        })
        .collect();
    for (name, (_, text)) in &documents {
        fs::write(folder.join(name), text).unwrap();
    }
    let told = refused(folder, &["--noout", "--nonet", "--valid"], documents.keys());
    for (name, (element, text)) in &documents {
        let theirs = told.get(name).map_or("", String::as_str);
        assert!(theirs.contains(&expected(element)), "{}\n{theirs}", expected(element));
        let verdict = validate(text.as_bytes(), grammar);
        let (mut unknown, mut lacking) = (BTreeSet::new(), BTreeSet::new());
        for breach in verdict.breaches {
            match breach.what {
                What::UnknownAttribute { attribute } => drop(unknown.insert(attribute)),
                What::LacksAttribute { attribute } => drop(lacking.insert(attribute.to_owned())),
                _ => {}
            }
        }
        assert_eq!(unknown, named(theirs, "No declaration for attribute "), "{}", element.name);
        // xmllint takes `title` for `xlink:title`; names with a prefix are for the documents made at random
        lacking.retain(|name| !name.contains(':'));
        assert_eq!(lacking, named(theirs, "does not carry attribute "), "{}", element.name);
    }
}

/// An element as the root, with all attributes that there are and a child that there is not.
fn document(name: &str, dtd: &str, attributes: &BTreeSet<&str>) -> String {
    let attributes: String = attributes.iter().map(|name| format!(" {name}=\"x\"")).collect();
    let prefix = name.split_once(':').map_or(String::new(), |(prefix, _)| format!(" xmlns:{prefix}=\"x\""));
    format!("<!DOCTYPE {name} SYSTEM \"{dtd}\">\n<{name}{prefix}{attributes}><none/></{name}>")
}

/// Names of attributes without a prefix: ours, and what stands before a type in the DTD.
fn attributes<'a>(grammar: &Grammar, tokens: &[&'a str]) -> BTreeSet<&'a str> {
    let ours: Vec<_> = grammar.index().values().flat_map(Element::attributes).map(|one| one.name).collect();
    let theirs = tokens.windows(2).filter(|pair| matches!(pair[1], "CDATA" | "ID")).map(|pair| pair[0]);
    let names = theirs.chain(ours).filter(|name| name.chars().all(|c| c.is_ascii_alphabetic() || c == '-'));
    names.collect()
}

fn tokens(text: &str) -> Vec<&str> {
    let code = text.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, code)| code));
    code.flat_map(|code| code.split([' ', '\t', '\r', '\n', '"', '\'', '>']))
        .filter(|token| !token.is_empty())
        .collect()
}

fn after<'a>(tokens: &[&'a str], keyword: &str) -> impl Iterator<Item = &'a str> {
    tokens.windows(2).filter(move |pair| pair[0] == keyword).map(|pair| pair[1])
}

/// What xmllint says of the child that there is not.
fn expected(element: &Element) -> String {
    match element.content {
        Content::Empty => "was declared EMPTY".to_owned(),
        Content::Text => "was declared #PCDATA".to_owned(),
        Content::Mixed(_) => format!("is not declared in {} list of possible children", element.name),
        Content::Children(_) | Content::Headings(..) => {
            let parts: Vec<_> = element.content.parts().collect();
            let model = match parts.as_slice() {
                [one] => format!("({}){}", choice(one), sign(one.times)),
                _ => format!("({})", parts.iter().map(part).collect::<Vec<_>>().join(" , ")),
            };
            format!("does not follow the DTD, expecting {model}, got (none)")
        }
    }
}

fn part(part: &Part) -> String {
    let is_one = part.choice().count() == 1;
    let choice = if is_one { choice(part) } else { format!("({})", choice(part)) };
    format!("{choice}{}", sign(part.times))
}

fn choice(part: &Part) -> String {
    part.choice().collect::<Vec<_>>().join(" | ")
}

fn sign(times: Times) -> &'static str {
    match times {
        Times::Once => "",
        Times::Optional => "?",
        Times::Any => "*",
        Times::Many => "+",
    }
}

/// The words that follow a phrase.
fn named(told: &str, phrase: &str) -> BTreeSet<String> {
    let words = told.split(phrase).skip(1).filter_map(|rest| rest.split([' ', '\n']).next());
    words.filter(|word| !word.contains(':')).map(str::to_owned).collect()
}
