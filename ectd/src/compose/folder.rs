//! A dossier without a backbone: files in folders, and index-sm3.txt with the SM3 of each.

use super::leaf::File;
use super::plan::{Application, Form, Sequence};

/// One folder with a few documents.
pub fn plain() -> Application {
    let mut sequence = Sequence::new("0000", Form::List, None);
    sequence.files = ROWS.iter().map(|(path, title)| File::pdf(*path, *title)).collect();
    Application { folder: "sample".to_owned(), sequences: vec![sequence] }
}

const ROWS: &[(&str, &str)] = &[
    ("1-administrative/cover-letter.pdf", "Cover letter"),
    ("1-administrative/application-form.pdf", "Application form"),
    ("2-summaries/overview.pdf", "Overview"),
    ("3-quality/质量标准.pdf", "Quality standard"),
    ("5-clinical/study-report.pdf", "Study report"),
];
