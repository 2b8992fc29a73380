//! `docs/rules.md` is made from the books: this makes it again and compares. With `SEALPOST_REWRITE=1` it is written.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use ectd::book::{Book, Criterion, Edition, State};
use ectd::finding::Severity;
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::rule::found::Extent;

#[test]
fn the_page_of_the_rules_is_what_the_books_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let page = page();
    if std::env::var_os("SEALPOST_REWRITE").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let filed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        filed == page,
        "docs/rules.md is not what the books say: SEALPOST_REWRITE=1 cargo test -p ectd --test suite rules_page"
    );
}

#[test]
fn every_rule_has_a_title_and_every_gap_a_reason_in_both_languages() {
    for book in Profile::ALL.map(Book::of) {
        for row in book.criteria() {
            for language in Language::ALL {
                let title = book.title(row, language);
                assert!(title != row.code, "{} has no title in {language}", row.code);
                let is_chinese = title.chars().any(|character| character > '\u{4e00}');
                assert_eq!(is_chinese, language == Language::Zh, "{}: {title}", row.code);
                let reason = row.state.explain(language).unwrap_or_default();
                assert!(!reason.starts_with("reason-"), "{reason} has no text in {language}");
            }
        }
    }
}

/// Of China's 149 at least 130 are evaluated; a number is when all its rows are.
#[test]
fn of_china_at_least_130_numbers_are_evaluated_and_never_fewer() {
    let book = Book::of(Profile::Cn);
    let numbers = numbers(book, book.editions.first().unwrap());
    let evaluated = numbers.values().filter(|extent| **extent == Extent::Whole).count();
    assert_eq!(numbers.len(), 149);
    assert!(evaluated >= LEAST, "{evaluated}");
}

/// The numbers of an authority, each with the least that is evaluated of its rows.
fn numbers(book: &Book, edition: &Edition) -> BTreeMap<&'static str, Extent> {
    let mut numbers = BTreeMap::new();
    for row in rows(book, edition).filter(|row| !row.number.is_empty()) {
        let extent = numbers.entry(row.number).or_insert(Extent::Whole);
        *extent = (*extent).max(row.state.extent());
    }
    numbers
}

fn rows<'a>(book: &'a Book, edition: &'a Edition) -> impl Iterator<Item = &'static Criterion> + use<'a> {
    book.criteria().filter(|row| row.is_in(edition.name))
}

fn page() -> String {
    let mut page = String::from(HEAD);
    for book in Profile::ALL.map(Book::of) {
        for edition in book.editions.iter().rev() {
            section(&mut page, book, edition);
        }
    }
    page
}

fn section(page: &mut String, book: &Book, edition: &Edition) {
    let current = if edition == book.current() { ", in force" } else { "" };
    writeln!(page, "\n## {}, {}{current}\n\n{}.\n", book.profile, edition.name, edition.title).unwrap();
    sums(page, book, edition);
    if edition == book.current() {
        table(page, book, rows(book, edition));
        exceptions(page, book, edition);
    } else {
        page.push_str("\nRows that the edition in force does not have, or has with another weight:\n");
        let differs = |row: &&Criterion| row.only.is_some();
        table(page, book, rows(book, edition).filter(differs));
    }
}

fn sums(page: &mut String, book: &Book, edition: &Edition) {
    page.push_str("| | evaluated | partly | not evaluable |\n|---|---|---|---|\n");
    let count = |is: &dyn Fn(State) -> bool| rows(book, edition).filter(|row| is(row.state)).count();
    let by_row = [
        count(&|state| state == State::Evaluated),
        count(&|state| matches!(state, State::Partly(_))),
        count(&|state| matches!(state, State::Not(_))),
    ];
    writeln!(page, "| rows | {} | {} | {} |", by_row[0], by_row[1], by_row[2]).unwrap();
    let numbers = numbers(book, edition);
    let of = |extent| numbers.values().filter(|known| **known == extent).count();
    let (whole, part, nothing) = (of(Extent::Whole), of(Extent::Part), of(Extent::Nothing));
    writeln!(page, "| numbers of the authority | {whole} | {part} | {nothing} |").unwrap();
}

fn table(page: &mut String, book: &Book, rows: impl Iterator<Item = &'static Criterion>) {
    page.push_str("\n| number | code | weight | state | asks for |\n|---|---|---|---|---|\n");
    for row in rows {
        let (number, title) = (book.authority(row), book.title(row, Language::En));
        let (weight, state) = (weight(row.severity), state(row.state));
        writeln!(page, "| {number} | {} | {weight} | {state} | {title} |", row.code).unwrap();
    }
}

fn exceptions(page: &mut String, book: &Book, edition: &Edition) {
    let mut by_reason: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for row in rows(book, edition) {
        let Some(reason) = row.state.explain(Language::En) else { continue };
        let name = if row.number.is_empty() { row.code.to_owned() } else { book.authority(row) };
        by_reason.entry((state(row.state), reason)).or_default().push(name);
    }
    if by_reason.is_empty() {
        return;
    }
    page.push_str("\n| exception | rules | source that is missing |\n|---|---|---|\n");
    for ((state, reason), mut names) in by_reason {
        names.dedup();
        writeln!(page, "| {state} | {} | {reason} |", names.join(", ")).unwrap();
    }
}

fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Evaluated => "evaluated",
        State::Partly(_) => "partly",
        State::Not(_) => "not evaluable",
    }
}

const HEAD: &str = "# Rules\n\n\
    What `sealpost check` and the desk look for, authority by authority. Made from the rule books in `ectd/src/book` by\n\
    `SEALPOST_REWRITE=1 cargo test -p ectd --test suite rules_page`; a test compares. The codes are the same under every\n\
    authority; the numbers are the authority's own. A rule that is not or only partly evaluated says so in every report\n\
    and never counts as passed; beyond what stands here that happens when earlier sequences are not given, when a\n\
    backbone cannot be read, and when a file exceeds the limits of inspection.\n";

/// As many as are evaluated now: it never gets fewer.
const LEAST: usize = 143;
