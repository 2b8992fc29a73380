//! Any bytes as a statement, receipt or card, as a certificate, or as a time-stamp. What is read is written again and compared.
#![no_main]

use crypto::certificate::{self, Certificate, CertificateDer};
use crypto::sign1::Signed;
use crypto::timestamp::Token;
use fuzz::corpus::Corpus;
use fuzz::vector::Vector;
use libfuzzer_sys::fuzz_target;
use package::card::Card;
use package::receipt::Receipt;
use package::statement::Statement;

fuzz_target!(init: seed(), |content: &[u8]| {
    let Some((first, document)) = content.split_first() else { return };
    match first % 4 {
        0 => {
            if let Ok(signed) = Signed::parse(document) {
                assert_eq!(signed.to_bytes(), document);
                let _ = signed.verify();
            }
            let _ = (Statement::read(document), Receipt::read(document), Card::read(document));
        }
        1 => {
            let _ = Certificate::parse(&CertificateDer::from(document));
        }
        2 => {
            if let Ok(text) = std::str::from_utf8(document) {
                let _ = certificate::from_pem(text);
            }
        }
        _ => {
            if let Ok(token) = Token::read(document) {
                assert_eq!(token.to_der(), document);
            }
        }
    }
});

fn seed() {
    let corpus = Corpus::of("signed");
    for vector in Vector::all("timestamp") {
        for token in vector.documents("token") {
            corpus.keep(&vector.name, &[&[3], &token[..]].concat());
        }
    }
    for vector in Vector::all("receipt") {
        for name in ["statement", "receipt", "card", "trust"] {
            let choice = u8::from(name == "trust");
            for (number, document) in vector.documents(name).iter().enumerate() {
                corpus
                    .keep(&format!("{}-{name}-{number}", vector.name), &[&[choice], &document[..]].concat());
                if choice == 1 {
                    let pem = certificate::to_pem(&[CertificateDer::from(&document[..])]);
                    corpus.keep("pem", &[&[2], pem.as_bytes()].concat());
                }
            }
        }
    }
}
