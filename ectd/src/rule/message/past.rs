//! What the earlier submission units of the application left behind.

use std::collections::HashMap;

use super::sequence::FIRST;
use crate::application::{History, Sequence};
use crate::backbone::message::Message;
use crate::backbone::message::context::{Context, SUSPENDED};
use crate::backbone::message::value::Item;
use crate::rule::found::Because;
use crate::rule::subject::Subject;

/// The earlier submission units, in the order of their numbers.
pub(super) struct Past<'a> {
    messages: Vec<(&'a str, &'a Message)>,
}

/// What became of a context of use.
#[derive(Clone, Copy)]
pub(super) struct Fate<'a> {
    /// The context as it was sent.
    pub(super) context: &'a Context,
    /// Whether it is neither replaced nor suspended.
    pub(super) is_active: bool,
}

impl<'a> Past<'a> {
    /// The earlier units, if they are known: they are given, or the number says that there is none (eCTD4-014).
    pub(super) fn of(subject: &Subject<'a>) -> Result<Self, Because> {
        let number = subject.backbone.message.as_ref().and_then(Message::sequence);
        match subject.history {
            History::Given(sequences) => Self::read(sequences),
            History::NotGiven if number == Some(FIRST) => Ok(Self { messages: Vec::new() }),
            History::NotGiven => Err(Because::History),
        }
    }

    fn read(sequences: &'a [Sequence]) -> Result<Self, Because> {
        let faulty =
            |sequence: &Sequence| sequence.backbone.documents.iter().any(|document| document.fault.is_some());
        if sequences.iter().any(faulty) {
            return Err(Because::EarlierBackbone);
        }
        // a sequence of v3.2.2 has no message; what refers to its leaves is not evaluated
        let message =
            |sequence: &'a Sequence| Some((sequence.name.as_str(), sequence.backbone.message.as_ref()?));
        Ok(Self { messages: sequences.iter().filter_map(message).collect() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The messages, each with the name of its folder.
    pub(super) fn messages(&self) -> impl Iterator<Item = (&'a str, &'a Message)> {
        self.messages.iter().copied()
    }

    /// All contexts of use by their identifiers. A context is obsolete once another replaces it (IG 9.2.6, statusCode).
    pub(super) fn contexts(&self) -> HashMap<String, Fate<'a>> {
        let mut fates: HashMap<String, Fate<'a>> = HashMap::new();
        for context in self.messages.iter().flat_map(|(_, message)| &message.contexts) {
            let ended = context.replaces.iter().filter_map(Item::key);
            for key in ended.chain(context.key().filter(|_| context.is(SUSPENDED))) {
                fates.entry(key).and_modify(|fate| fate.is_active = false);
            }
            if let Some(key) = context.key().filter(|_| context.is_new()) {
                fates.insert(key, Fate { context, is_active: true });
            }
        }
        fates
    }
}
