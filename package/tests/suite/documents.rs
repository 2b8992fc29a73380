//! Properties of the readers: what is written is read again, and no bytes at all make them panic.

use std::sync::LazyLock;

use crate::centre::Centre;
use package::card::Card;
use package::json::{LARGEST_INTEGER, Object, Value};
use package::receipt::Receipt;
use package::statement::Statement;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        (0..=LARGEST_INTEGER).prop_map(Value::Number),
        "[^\u{fdd0}-\u{fdef}\u{fffe}\u{ffff}]{0,12}"
            .prop_filter("no noncharacter", |text| plain(text))
            .prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            btree_map("[a-z夹\"\\\\\n]{0,4}", inner, 0..6).prop_map(|members| object(members).into()),
        ]
    })
}

fn plain(text: &str) -> bool {
    text.chars().all(|c| u32::from(c) & 0xFFFE != 0xFFFE)
}

fn object(members: impl IntoIterator<Item = (String, Value)>) -> Object {
    members.into_iter().fold(Object::new(), |object, (name, value)| object.with(&name, value))
}

/// One sound document of each kind.
static DOCUMENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let centre = Centre::new();
    let mut documents = centre.receipts();
    documents.push(centre.statement().bytes().to_vec());
    documents.push(centre.card(1).bytes().to_vec());
    documents
});

fn readers(bytes: &[u8]) -> usize {
    let read = [Receipt::read(bytes).is_ok(), Statement::read(bytes).is_ok(), Card::read(bytes).is_ok()];
    read.into_iter().filter(|read| *read).count()
}

#[test]
fn each_document_is_read_as_one_kind_only() {
    for document in DOCUMENTS.iter() {
        assert_eq!(readers(document), 1);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(members in btree_map("[a-z]{0,5}", values(), 0..6)) {
        let object = object(members);
        let bytes = object.to_bytes();
        prop_assert_eq!(Object::parse(&bytes), Ok(object));
    }

    #[test]
    fn our_json_is_json_to_others(members in btree_map("[a-z]{0,5}", values(), 0..6)) {
        let bytes = object(members).to_bytes();
        let others: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert!(others.is_object());
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(readers(&bytes), 0);
        let _ = Object::parse(&bytes);
    }

    #[test]
    fn a_document_cut_and_joined_is_refused(which in 0..6usize, at in any::<prop::sample::Index>(),
                                            remove in 0..40usize, insert in vec(any::<u8>(), 0..40)) {
        let mut changed = DOCUMENTS[which].clone();
        let at = at.index(changed.len());
        let end = (at + remove).min(changed.len());
        changed.splice(at..end, insert);
        // A change inside the carried certificate may leave our signature whole; trust in the CA covers that.
        let own = DOCUMENTS[which].clone();
        let certificate = own.windows(2).position(|two| two == [0x30, 0x82]).unwrap();
        prop_assume!(changed == own || at < certificate || at > certificate + 700);
        prop_assert_eq!(readers(&changed), usize::from(changed == own));
    }
}
