//! The current view of eCTD v4.0: contexts of use under their codes, with the documents that they refer to.
//!
//! Source: ICH eCTD v4.0 Implementation Guide 1.6, `contextOfUse`, `replacementOf`, `statusCode`.

use std::collections::{HashMap, HashSet};

use super::{Section, Standing};
use crate::application::life::{Filed, Life};
use crate::backbone::message::{Context, FileDocument, Message};

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
        let standing = message.contexts.iter().filter(|context| is_active(context));
        for context in standing.filter(|context| !id(context).is_some_and(|id| gone.contains(id))) {
            contents.at(vec![section(context)]).leaves.push(leaf(*filed, context, &documents));
        }
    }
}

/// The contexts that were replaced or suspended.
fn gone<'a>(messages: &[(Filed<'a>, &'a Message)]) -> HashSet<&'a str> {
    let contexts = messages.iter().flat_map(|(_, message)| &message.contexts);
    contexts
        .flat_map(|context| {
            let suspended = id(context).filter(|_| !is_active(context));
            context.replaces.iter().flatten().map(String::as_str).chain(suspended)
        })
        .collect()
}

/// Every document with the sequence that brought it; of two, the later with a file.
fn documents<'a>(messages: &[(Filed<'a>, &'a Message)]) -> HashMap<&'a str, (&'a str, &'a FileDocument)> {
    let mut documents = HashMap::new();
    for (filed, message) in messages {
        for document in message.documents.iter().filter(|document| document.path.is_some()) {
            documents.extend(document.ids.iter().flatten().map(|id| (id.as_str(), (filed.name, document))));
        }
    }
    documents
}

fn section(context: &Context) -> Section {
    let keywords = context.keywords.iter();
    Section {
        element: context.codes.iter().find_map(|code| code.code.clone()).unwrap_or_default(),
        attributes: keywords
            .map(|keyword| {
                (keyword.system.clone().unwrap_or_default(), keyword.code.clone().unwrap_or_default())
            })
            .collect(),
        ..Section::default()
    }
}

fn leaf(filed: Filed<'_>, context: &Context, documents: &HashMap<&str, (&str, &FileDocument)>) -> Standing {
    let named = context.documents.iter().flatten().find_map(|id| documents.get(id.as_str()));
    Standing {
        sequence: filed.name.to_owned(),
        id: id(context).unwrap_or_default().to_owned(),
        title: named.and_then(|(_, document)| document.title.clone()).unwrap_or_default(),
        path: named.and_then(|(sequence, document)| Some(format!("{sequence}/{}", document.path.as_ref()?))),
        operation: if context.replaces.is_empty() { "new" } else { "replace" }.to_owned(),
        replaced: context.replaces.iter().flatten().map(|id| (String::new(), id.clone())).collect(),
        appended: Vec::new(),
    }
}

fn id(context: &Context) -> Option<&str> {
    context.ids.iter().find_map(Option::as_deref)
}

fn is_active(context: &Context) -> bool {
    context.status.iter().flatten().all(|status| status != "suspended")
}
