//! Which numbers were given out before a registry was lost: none of them may ever be given again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::clock::Moment;
use crate::config::places::{self, Config};

/// The last number of each year that is sure to have been given, or that may have been.
///
/// The files of a submission bear its number, and its first receipt is a file before anybody hears of it. So the stores
/// say it all, as long as they are there. Where they went with the registry, `last`, the newest number of the copy, is not
/// among the receipts; then a gap is left for what was given after the copy.
pub(super) fn given(config: &Config, backup: &Path, last: Option<&str>, now: Moment) -> BTreeMap<i16, i64> {
    let code = &config.settings.centre.code;
    let mut given = BTreeMap::new();
    let mut note = |(year, value): (i16, i64)| {
        let highest = given.entry(year).or_insert(0);
        *highest = value.max(*highest);
    };
    let stores = [config.inbox(), config.delivered(), config.receipts()];
    for store in stores.into_iter().chain([places::SEALED, places::RECEIPTS].map(|name| backup.join(name))) {
        let Ok(entries) = std::fs::read_dir(store) else { continue };
        entries
            .flatten()
            .filter_map(|entry| parse(code, &entry.file_name().to_string_lossy()))
            .for_each(&mut note);
    }
    last.and_then(|number| parse(code, number)).into_iter().for_each(&mut note);
    let newest = last.map_or_else(|| config.receipts(), |number| config.receipts_of(number));
    if !newest.exists() {
        *given.entry(year(now)).or_insert(0) += GAP;
    }
    given
}

/// Year and value of `CODE-YEAR-VALUE`, perhaps with more behind it.
fn parse(code: &str, name: &str) -> Option<(i16, i64)> {
    let stem = name.split('.').next()?;
    let (year, value) = stem.strip_prefix(code)?.strip_prefix('-')?.split_once('-')?;
    Some((year.parse().ok()?, value.parse().ok()?))
}

fn year(now: Moment) -> i16 {
    let text = now.to_string();
    text.split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default()
}

/// Numbers that are left out where nobody can say which were given: more than a centre gives in the second by which the
/// copy may be behind.
const GAP: i64 = 100;

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_number_is_read_from_the_names_of_its_files() {
        for (name, expected) in [
            ("CDE-2026-000012", Some((2026, 12))),
            ("CDE-2026-000012.sealpost", Some((2026, 12))),
            ("CDE-2026-1000000.digests", Some((2026, 1_000_000))),
            ("CDEX-2026-000012", None),
            ("other", None),
            ("CDE-2026-x", None),
        ] {
            assert_eq!(parse("CDE", name), expected, "{name}");
        }
    }
}
