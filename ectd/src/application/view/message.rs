//! The current view of eCTD v4.0: contexts of use under their codes, with the documents that they refer to.
//!
//! Source: ICH eCTD v4.0 Implementation Guide 1.6, `contextOfUse`, `replacementOf`, `statusCode`.

use std::collections::{HashMap, HashSet};

use super::{Section, Standing};
use crate::application::life::{Filed, Life};
use crate::backbone::message::Message;
use crate::backbone::message::context::{Context, SUSPENDED};
use crate::backbone::message::value::{Code, Item};

/// Lays the contexts of use of all messages on top of each other.
pub(super) fn lay(life: &Life<'_>, contents: &mut Section) {
    let messages: Vec<(Filed<'_>, &Message)> = life
        .sequences()
        .iter()
        .filter_map(|filed| Some((*filed, filed.backbone.message.as_ref()?)))
        .collect();
    let gone = gone(&messages);
    let documents = documents(&messages);
    for (filed, message) in &messages {
        let stands =
            |context: &&Context| context.is_new() && !context.key().is_some_and(|key| gone.contains(&key));
        for context in message.contexts.iter().filter(stands) {
            contents.at(vec![section(context)]).leaves.push(leaf(*filed, context, &documents));
        }
    }
}

/// The contexts that were replaced or suspended.
fn gone(messages: &[(Filed<'_>, &Message)]) -> HashSet<String> {
    let contexts = messages.iter().flat_map(|(_, message)| &message.contexts);
    contexts
        .flat_map(|context| {
            let suspended = context.key().filter(|_| context.is(SUSPENDED));
            context.replaces.iter().filter_map(Item::key).chain(suspended)
        })
        .collect()
}

/// A document: its title, and its path from the application's folder.
#[derive(Default)]
struct Known {
    title: String,
    path: Option<String>,
}

/// Every document as the last sequence has it that speaks of it: a later one may only give it another title.
fn documents(messages: &[(Filed<'_>, &Message)]) -> HashMap<String, Known> {
    let mut documents: HashMap<String, Known> = HashMap::new();
    for (filed, message) in messages {
        for document in &message.documents {
            let Some(key) = document.key() else { continue };
            let known = documents.entry(key).or_default();
            known.title = document.title.clone().unwrap_or_default();
            if let Some(path) = &document.path {
                known.path = Some(format!("{}/{path}", filed.name));
            }
        }
    }
    documents
}

fn section(context: &Context) -> Section {
    let pair =
        |Code { code, system }: &Code| (system.clone().unwrap_or_default(), code.clone().unwrap_or_default());
    Section {
        element: context.heading().unwrap_or_default().to_owned(),
        attributes: context.keywords.iter().map(pair).collect(),
        ..Section::default()
    }
}

fn leaf(filed: Filed<'_>, context: &Context, documents: &HashMap<String, Known>) -> Standing {
    let named = context.documents.iter().filter_map(Item::key).find_map(|key| documents.get(&key));
    let replaced = context.replaces.iter().filter_map(Item::key);
    Standing {
        sequence: filed.name.to_owned(),
        id: context.key().unwrap_or_default(),
        title: named.map(|known| known.title.clone()).unwrap_or_default(),
        path: named.and_then(|known| known.path.clone()),
        operation: if context.replaces.is_empty() { "new" } else { "replace" }.to_owned(),
        replaced: replaced.map(|key| (String::new(), key)).collect(),
        appended: Vec::new(),
    }
}
