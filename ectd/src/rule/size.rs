//! Sizes that are too large for an authority, of a file or of the whole dossier.
//!
//! Units are those in which Windows shows sizes, for the standards do not say: 1 MB is 2^20 bytes.

use super::found::Found;
use super::subject::Subject;

/// A file too large: 《eCTD验证标准》 2.2, 500 MB in edition 1.0 and 200 MB in 1.1; SAS XPT 4 GB in both.
pub(crate) fn file(subject: &Subject<'_>, found: &mut Found<'_>) {
    for entry in subject.dossier.files() {
        let path = entry.path.as_str();
        let most = most(path, subject.edition);
        if entry.size() > most {
            let arguments = [("bytes", entry.size().to_string()), ("most", (most / MB).to_string())];
            found.note(
                path,
                "large-file",
                &arguments.each_ref().map(|(name, value)| (*name, value.as_str())),
            );
        }
    }
}

/// A dossier too large for the network: CDE notice on network transfer (2024-07-01) and FDA's gateway, 10 GB.
pub(crate) fn total(subject: &Subject<'_>, found: &mut Found<'_>) {
    let bytes = subject.dossier.bytes();
    if goes_by_disc(bytes) {
        found.note("", "large-dossier", &[("bytes", &bytes.to_string())]);
    }
}

fn goes_by_disc(bytes: u64) -> bool {
    bytes >= TOTAL
}

fn most(path: &str, edition: &str) -> u64 {
    if path.to_ascii_lowercase().ends_with(".xpt") {
        XPT
    } else if edition == "1.0" {
        ORDINARY_1_0
    } else {
        ORDINARY
    }
}

/// Bytes of a megabyte.
const MB: u64 = 1 << 20;

/// Most bytes of an ordinary file since edition 1.1.
const ORDINARY: u64 = 200 * MB;

/// The same in edition 1.0.
const ORDINARY_1_0: u64 = 500 * MB;

/// Most bytes of a SAS transport file.
const XPT: u64 = 4096 * MB;

/// Bytes from which on a dossier goes by disc.
const TOTAL: u64 = 10 * 1024 * MB;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_bytes_of_a_file() {
        assert_eq!(most("m5/a.pdf", "1.0"), 500 << 20);
        assert_eq!(most("m5/a.pdf", "1.1"), 200 << 20);
        for edition in ["1.0", "1.1"] {
            assert_eq!(most("m5/a.XPT", edition), 4 << 30);
        }
    }

    #[test]
    fn from_10_gb_on_a_dossier_goes_by_disc() {
        assert!(goes_by_disc(10 << 30) && !goes_by_disc((10 << 30) - 1));
    }
}
