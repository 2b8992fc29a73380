//! Key files: the one form, and each contradiction.

use crypto::key_file::{KeyFile, KeyFileError};
use crypto::secret::Secret;
use crypto::wrap::{Kem, PrivateKey};

#[test]
fn a_key_file_reads_back() {
    for kem in [Kem::XWing, Kem::X25519] {
        let file = key_file(kem);
        let text = file.to_json();
        let read = KeyFile::parse(&text).unwrap();
        assert_eq!((read.role.as_str(), read.key.secret()), ("centre", file.key.secret()));
        assert_eq!(read.key.public(), file.key.public());
    }
}

#[test]
fn the_form_is_that_of_the_contract() {
    let text = key_file(Kem::X25519).to_json();
    let public = "fff8d32e2e5daae9ad5173abaeafcfec2a2c8b5b28ac0ee4f1f5f4d4c8b6ad3c";
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let members: Vec<&str> = ["kid", "role", "kem", "private", "public"].into();
    let order: Vec<usize> =
        members.iter().map(|member| text.find(&format!("\"{member}\":")).unwrap()).collect();
    assert!(order.is_sorted(), "{members:?} stand in this order");
    assert_eq!(value["kem"], 32);
    assert_eq!(value["private"].as_str().unwrap(), "07".repeat(32));
    assert_eq!(value["public"].as_str().unwrap().len(), public.len());
    assert!(text.ends_with("}\n"));
}

#[test]
fn contradictions_are_refused() {
    let text = key_file(Kem::X25519).to_json();
    let other = key_file(Kem::XWing);
    let parse = |from: &str, to: &str| KeyFile::parse(&text.replace(from, to)).unwrap_err();
    assert_eq!(parse("\"kem\":32", "\"kem\":33"), KeyFileError::Kem { found: 33 });
    assert_eq!(parse("\"kem\":32", "\"kem\":25722"), KeyFileError::Public);
    assert_eq!(parse(&"07".repeat(32), &"08".repeat(32)), KeyFileError::Public);
    assert!(matches!(parse(&"07".repeat(32), "07"), KeyFileError::Private(_)));
    let kid = key_file(Kem::X25519).key.public().kid();
    let wrong = other.key.public().kid().to_string();
    assert_eq!(parse(&kid.to_string(), &wrong), KeyFileError::Kid { expected: kid });
    assert!(matches!(parse("{", "{\"more\":1,"), KeyFileError::Json { .. }));
    assert!(matches!(parse("\"role\":\"centre\",", ""), KeyFileError::Json { .. }));
    assert!(matches!(parse("}", "} x"), KeyFileError::Json { .. }));
}

#[test]
fn no_error_shows_the_private_key() {
    let text = key_file(Kem::X25519).to_json().replace("\"kem\":32", "\"kem\":\"0707\"");
    let error = KeyFile::parse(&text).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("0707"));
}

fn key_file(kem: Kem) -> KeyFile {
    let key = PrivateKey::from_secret(kem, Secret::from_bytes([7; 32]));
    KeyFile { role: "centre".to_owned(), key }
}
