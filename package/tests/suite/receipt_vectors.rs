//! Every byte form of statement, receipt and card that is accepted or refused: `tests/vectors/receipt/*.vector`.

use std::fs;
use std::path::{Path, PathBuf};

use crypto::chain::Anchor;
use crypto::hex;
use package::card::{Card, CardError};
use package::evidence::EvidenceError;
use package::receipt::step::Step;
use package::receipt::{Receipt, ReceiptError};
use package::statement::{Statement, StatementError};
use package::time::UtcTime;

struct Vector(Vec<(String, String)>);

impl Vector {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let line =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(text.lines().map(|l| line(l).unwrap()).collect())
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(held, _)| held == name).map(|(_, value)| value.as_str()).collect()
    }

    fn one(&self, name: &str) -> &str {
        self.all(name)[0]
    }

    fn documents(&self, name: &str) -> Vec<Vec<u8>> {
        self.all(name).into_iter().map(|text| hex::decode(text).unwrap()).collect()
    }

    fn anchor(&self) -> Anchor {
        Anchor::from_der(self.documents("trust").remove(0).into()).unwrap()
    }

    fn at(&self) -> UtcTime {
        self.one("at").parse().unwrap()
    }

    /// What a reader makes of it: `sound`, or the check that refuses.
    fn judge(&self) -> String {
        let verdict = match self.one("kind") {
            "statement" => self.judge_statement(),
            "receipts" => self.judge_receipts(),
            "card" => self.judge_card(),
            other => panic!("unknown kind {other}"),
        };
        verdict.map_or_else(|check| format!("refused {check}"), |()| "sound".to_owned())
    }

    fn judge_statement(&self) -> Result<(), &'static str> {
        let statement = Statement::read(&self.documents("statement")[0]).map_err(statement_check)?;
        statement.trust(&self.anchor(), self.at()).map_err(statement_check)?;
        Ok(())
    }

    fn judge_receipts(&self) -> Result<(), &'static str> {
        let mut step: Option<Step> = None;
        for bytes in self.documents("receipt") {
            let receipt = Receipt::read(&bytes).map_err(receipt_check)?;
            receipt.trust(&self.anchor()).map_err(receipt_check)?;
            for card in self.documents("card") {
                let card = Card::read(&card).map_err(card_check)?;
                card.names(&receipt).then_some(()).ok_or("card")?;
            }
            for statement in self.documents("statement") {
                let statement = Statement::read(&statement).map_err(statement_check)?;
                receipt.filing().is_of(&statement).then_some(()).ok_or("statement")?;
            }
            let next = match step {
                None => Step::first(receipt),
                Some(before) => before.next(receipt),
            };
            step = Some(next.map_err(|_| "link")?);
        }
        Ok(())
    }

    fn judge_card(&self) -> Result<(), &'static str> {
        let card = Card::read(&self.documents("card")[0]).map_err(card_check)?;
        card.trust(&self.anchor(), self.at()).map_err(card_check)?;
        Ok(())
    }
}

fn evidence_check(error: &EvidenceError) -> &'static str {
    match error {
        EvidenceError::Envelope(_) => "envelope",
        EvidenceError::Signature(_) => "signature",
        EvidenceError::OtherType { .. } => "type",
        EvidenceError::OtherRole { .. } => "role",
        EvidenceError::Chain(_) => "chain",
        EvidenceError::Payload(_) => "json",
        other => panic!("no check: {other}"),
    }
}

fn statement_check(error: StatementError) -> &'static str {
    match error {
        StatementError::Evidence(error) => evidence_check(&error),
        StatementError::Payload(_) => "json",
        StatementError::Unprotected => "unprotected",
        StatementError::OtherOrganisation { .. } => "signer",
        other => panic!("no check: {other}"),
    }
}

fn receipt_check(error: ReceiptError) -> &'static str {
    match error {
        ReceiptError::Evidence(error) => evidence_check(&error),
        ReceiptError::Payload(_) => "json",
        ReceiptError::Salt => "unprotected",
        ReceiptError::OtherCentre { .. } => "signer",
        other => panic!("no check: {other}"),
    }
}

fn card_check(error: CardError) -> &'static str {
    match error {
        CardError::Evidence(error) => evidence_check(&error),
        CardError::Payload(_) => "json",
        CardError::OtherCentre { .. } => "signer",
        CardError::Ended(_) => "end",
        other => panic!("no check: {other}"),
    }
}

#[test]
fn every_vector_is_judged_as_its_head_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/receipt");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 100, "{} vectors", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let vector = Vector::read(&path);
        let (expected, found) = (vector.one("expect"), vector.judge());
        if expected != found {
            let name = path.file_name().unwrap().to_string_lossy();
            wrong.push(format!("{name} ({}): expected {expected}, found {found}", vector.one("about")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
