//! The page of the protocol says what the code does, where both can be compared.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use transfer::codec::Wire;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::reject::{Code, Whose};

fn page() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/wire-protocol.md");
    std::fs::read_to_string(path).unwrap()
}

/// The cells of the table rows between two headings.
fn rows(from: &str, to: &str) -> Vec<Vec<String>> {
    let page = page();
    let part = page.split_once(from).unwrap().1;
    let part = part.split_once(to).map_or(part, |(part, _)| part);
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    part.lines().filter(|line| line.starts_with('|')).skip(2).map(cells).collect()
}

#[test]
fn every_reason_is_listed_as_it_is() {
    let whose = |whose| match whose {
        Whose::Applicant => "applicant",
        Whose::Centre => "centre",
        Whose::Network => "network",
    };
    let listed: Vec<[String; 3]> = rows("\n## Reasons\n", "\n## Invitation\n")
        .into_iter()
        .map(|row| [row[0].clone(), row[1].clone(), row[2].clone()])
        .collect();
    let known: Vec<[String; 3]> = Code::ALL
        .iter()
        .map(|code| {
            let passes = if code.transient() { "yes" } else { "no" };
            [format!("`{}`", code.name()), whose(code.whose()).into(), passes.into()]
        })
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn every_limit_is_listed_as_it_is() {
    judge::<ToCentre>(&rows("\n### To the centre\n", "\n### To the applicant\n"));
    judge::<ToApplicant>(&rows("\n### To the applicant\n", "\nParts:\n"));
}

fn judge<M: Wire>(rows: &[Vec<String>]) {
    for row in rows {
        assert_eq!(M::limit(row[0].parse().unwrap()), Some(bytes(&row[2])), "{}", row[1]);
    }
    assert_eq!(M::limit(u32::try_from(rows.len()).unwrap()), None, "no message is missing on the page");
}

fn bytes(text: &str) -> usize {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let factor = match unit {
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => 1,
    };
    number.replace(',', "").parse::<usize>().unwrap() * factor
}
