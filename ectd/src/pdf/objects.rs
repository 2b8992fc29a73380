//! Objects followed through their references, whatever is wrong with them: what is not as expected is not there.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, decode_text_string};

/// The objects of one file.
#[derive(Clone, Copy)]
pub(super) struct Objects<'a> {
    document: &'a Document,
}

impl<'a> Objects<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document }
    }

    pub(super) fn catalog(self) -> Option<&'a Dictionary> {
        self.dictionary(&self.document.trailer, b"Root")
    }

    /// All objects that have a number of their own.
    pub(super) fn all(self) -> impl Iterator<Item = (ObjectId, &'a Object)> {
        self.document.objects.iter().map(|(id, object)| (*id, object))
    }

    /// The object meant, and the number under which it is kept.
    pub(super) fn follow(self, object: &'a Object) -> Option<(Option<ObjectId>, &'a Object)> {
        self.document.dereference(object).ok().filter(|(_, object)| !object.is_null())
    }

    pub(super) fn get(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        self.follow(dictionary.get(key).ok()?).map(|(_, object)| object)
    }

    pub(super) fn dictionary(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.get(dictionary, key).and_then(as_dictionary)
    }

    pub(super) fn array(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        self.get(dictionary, key)?.as_array().ok().map(Vec::as_slice)
    }

    pub(super) fn name(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_name().ok()
    }

    pub(super) fn stream(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Stream> {
        self.get(dictionary, key)?.as_stream().ok()
    }

    /// A text string (7.9.2.2); bytes of no known encoding are replaced.
    pub(super) fn text(self, dictionary: &'a Dictionary, key: &[u8]) -> Option<String> {
        text(self.get(dictionary, key)?)
    }
}

/// A dictionary, or that of a stream.
pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(super) fn text(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    Some(decode_text_string(object).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned()))
}

/// A name as text.
pub(super) fn words(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
