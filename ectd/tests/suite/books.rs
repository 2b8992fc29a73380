//! The books: complete, in the authorities' order, and honest about what is not evaluated.

use std::collections::BTreeSet;

use ectd::book::Book;
use ectd::finding::Severity;
use ectd::profile::Profile;

fn numbers(profile: Profile, edition: &str) -> BTreeSet<&'static str> {
    let rows = Book::of(profile).criteria().filter(|row| row.is_in(edition) && !row.number.is_empty());
    rows.map(|row| row.number).collect()
}

#[test]
fn china_has_149_numbers_and_two_more_since_1_1() {
    assert_eq!(numbers(Profile::Cn, "1.0").len(), 149);
    let new: Vec<_> = numbers(Profile::Cn, "1.1").difference(&numbers(Profile::Cn, "1.0")).copied().collect();
    assert_eq!(new, ["4.3.10", "4.3.11"]);
}

#[test]
fn editions_differ_in_weight() {
    let weight = |number: &str, edition: &str| {
        let mut rows =
            Book::of(Profile::Cn).criteria().filter(|row| row.number == number && row.is_in(edition));
        let severity = rows.next().unwrap().severity;
        assert!(rows.next().is_none());
        severity
    };
    for number in ["2.2", "6.23"] {
        assert_eq!(weight(number, "1.0"), Severity::Warning);
        assert_eq!(weight(number, "1.1"), Severity::Error);
    }
}

#[test]
fn v4_lists_all_144() {
    let listed = numbers(Profile::V4, "1.5").into_iter().filter(|number| number.contains("eCTD4-")).count();
    assert_eq!(listed, 144);
}

#[test]
fn every_book_knows_its_editions() {
    for profile in Profile::ALL {
        let book = Book::of(profile);
        assert_eq!(book.profile, profile);
        assert_eq!(book.edition(book.current().name), Some(book.current()));
        for row in book.criteria() {
            assert!(row.only.is_none_or(|only| book.edition(only).is_some()), "{}", row.number);
        }
    }
    assert_eq!(Book::of(Profile::Cn).current().name, "1.1");
}
