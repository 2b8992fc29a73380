//! The report for people: findings by rule, gaps that are no pass, and a page in which nothing from a dossier is markup.

use crate::common::{Folder, leaf};
use ectd::check::Report;
use ectd::finding::{Finding, Severity};
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::report::gap::Gap;
use ectd::report::group::Group;
use ectd::report::page::{Circumstances, page};
use ectd::report::plain::lines;
use ectd::rule::found::Extent;

/// Two leaves whose files are something else, one without a file, and a file that nobody names.
fn broken() -> Report {
    let folder = Folder::new();
    folder.file("m2/a.pdf", "other").file("m2/b.pdf", "other").file("m2/c.pdf", "c");
    folder.index(
        &[leaf("N1", "m2/a.pdf", "a"), leaf("N2", "m2/b.pdf", "b"), leaf("N3", "m2/none.pdf", "")].concat(),
    );
    folder.check(Profile::Cn)
}

fn finding(rule: &str, severity: Severity, place: &str, text: &str, arguments: &[(&str, &str)]) -> Finding {
    Finding {
        rule: rule.to_owned(),
        authority: "CN 3.14".to_owned(),
        severity,
        place: place.to_owned(),
        text: text.to_owned(),
        arguments: arguments.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
    }
}

fn around() -> Circumstances {
    Circumstances {
        folder: "x202600001/0000".into(),
        time: "2026-11-22 10:00:00 CST".into(),
        tool: "sealpost 0.1.0".into(),
        history: None,
        accepted: None,
    }
}

#[test]
fn each_rule_stands_once_with_all_its_places_and_errors_come_first() {
    let report = broken();
    let groups = Group::all(&report);
    let checksum = groups.iter().find(|group| group.rule == "LEAF-04").unwrap();
    let places: Vec<_> = checksum.findings.iter().map(|finding| finding.place.as_str()).collect();
    assert_eq!((checksum.authority, places), ("CN 3.14", vec!["m2/a.pdf#N1", "m2/b.pdf#N2"]));
    let weights: Vec<_> = groups.iter().map(|group| group.severity).collect();
    assert!(weights.is_sorted_by(|one, other| one >= other), "{weights:?}");
    let grouped: usize = groups.iter().map(|group| group.findings.len()).sum();
    assert_eq!(grouped, report.findings.iter().filter(|finding| !finding.is_gap()).count());
}

#[test]
fn text_names_some_places_and_counts_the_rest() {
    let report = broken();
    let text = lines(&report, Language::En, 1).join("\n");
    assert!(text.contains("error  LEAF-04  CN 3.14  "), "{text}");
    assert!(text.contains("m2/a.pdf#N1") && !text.contains("m2/b.pdf#N2"), "{text}");
    assert!(text.contains("… and 1 more places"), "{text}");
    let all = lines(&report, Language::Zh, 9).join("\n");
    assert!(
        all.contains("错误  LEAF-04") && all.contains("m2/b.pdf#N2") && !all.contains("另有 1 处"),
        "{all}"
    );
}

#[test]
fn what_was_not_evaluated_is_a_gap_with_its_reason_and_no_objection() {
    let mut report = broken();
    let arguments = [("because", "too-large"), ("criterion", "CN 3.14")];
    report.findings.push(finding("LEAF-04", Severity::Info, "m2/huge.pdf", "not-evaluated", &arguments));
    assert!(
        Group::all(&report)
            .iter()
            .all(|group| group.findings.iter().all(|found| found.place != "m2/huge.pdf"))
    );
    let gaps = Gap::all(&report);
    let gap = gaps.iter().find(|gap| gap.name() == "CN 3.14").unwrap();
    assert_eq!((gap.extent, gap.places().collect::<Vec<_>>()), (Extent::Part, vec!["m2/huge.pdf"]));
    assert_eq!(gap.reason(Language::En), "the file is larger than what is looked into");
    let schema = gaps.iter().find(|gap| gap.name() == "CN 4.1.3").unwrap();
    assert!(!schema.reason(Language::Zh).starts_with("reason-"), "{}", schema.reason(Language::Zh));
    let html = page(&report, &around(), Language::En).unwrap();
    assert!(html.contains("m2/huge.pdf") && html.contains("None of them counts as passed"));
}

#[test]
fn every_reason_that_a_finding_gives_has_a_text_of_its_own() {
    let block = include_str!("../../locales/en/rules.ftl").split("not-evaluated = ").nth(1).unwrap();
    let words =
        block.split("}. ").next().unwrap().lines().filter_map(|line| line.trim().strip_prefix(['[', '*']));
    let words: Vec<_> = words.map(|line| line.trim_start_matches('[').split(']').next().unwrap()).collect();
    assert!(words.len() > 5, "{words:?}");
    let mut report = broken();
    for because in words {
        report.findings.clear();
        let arguments = [("because", because), ("criterion", "CN 3.14")];
        report.findings.push(finding("LEAF-04", Severity::Info, "m2/a.pdf", "not-evaluated", &arguments));
        let gaps = Gap::all(&report);
        let gap = gaps.iter().find(|gap| gap.name() == "CN 3.14").unwrap();
        for language in Language::ALL {
            assert!(!gap.reason(language).starts_with("because-"), "{because} in {language}");
        }
    }
}

#[test]
fn the_page_says_under_which_rules_by_whom_and_when() {
    let report = broken();
    let html = page(&report, &around(), Language::En).unwrap();
    for said in [
        report.edition.title,
        "sealpost 0.1.0",
        "2026-11-22 10:00:00 CST",
        "x202600001/0000",
        "<td>0000</td>",
        "CN 3.14 · LEAF-04",
        "m2/a.pdf#N1",
        "would object",
    ] {
        assert!(html.contains(said), "{said}\n{html}");
    }
    let counts = format!("{} / {} / {}", report.errors(), report.warnings(), report.infos());
    assert!(html.contains(&format!("<td>{counts}</td>")));
    assert!(!html.contains("Accepted with a reason"));
    let chinese = page(&report, &around(), Language::Zh).unwrap();
    assert!(chinese.contains("<html lang=\"zh\">") && chinese.contains("申报资料检查报告"));
}

#[test]
fn the_reason_for_accepting_stands_on_the_page_and_only_errors_are_marked() {
    let mut report = broken();
    report.findings.push(finding("PKG-08", Severity::Warning, "m2/x.pdf", "empty-folder", &[]));
    let accepted = Circumstances { accepted: Some("agreed with <CDE> & filed".into()), ..around() };
    let html = page(&report, &accepted, Language::En).unwrap();
    assert!(html.contains("agreed with &#60;CDE&#62; &#38; filed"), "{html}");
    let heads: Vec<_> = html.lines().filter(|line| line.starts_with("<h3>")).collect();
    assert!(
        heads.iter().all(|head| head.contains("— accepted") == head.contains("weight error")),
        "{heads:?}"
    );
}

#[test]
fn nothing_from_a_dossier_becomes_markup_or_turns_the_page() {
    let hostile = "m2/<script>alert('x')</script>\"&\u{202e}fdp\u{1b}[2J.pdf";
    let mut report = broken();
    report.findings.clear();
    for text in ["unreferenced", "leaf-without-file", "no-such-message"] {
        let arguments = [("backbone", hostile), ("path", hostile)];
        report.findings.push(finding(hostile, Severity::Error, hostile, text, &arguments));
    }
    let around = Circumstances {
        folder: hostile.into(),
        time: hostile.into(),
        tool: hostile.into(),
        history: Some(hostile.into()),
        accepted: Some(hostile.into()),
    };
    for language in Language::ALL {
        let html = page(&report, &around, language).unwrap();
        assert!(!html.contains("<script") && !html.contains("alert('x')"), "{html}");
        assert!(!html.contains('\u{202e}') && !html.contains('\u{1b}'));
        assert!(html.contains("&#60;script&#62;") && html.contains("U+202Efdp"), "{html}");
        assert!(
            !html.contains("src=") && !html.contains("href=") && !html.contains("url("),
            "self-contained"
        );
        let text = lines(&report, language, 9).join("\n");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn a_dossier_without_objection_says_so() {
    let mut report = broken();
    report.findings.clear();
    let html = page(&report, &around(), Language::En).unwrap();
    assert!(html.contains("No error was found.") && html.contains("<p>None.</p>"));
}
