//! The pages in their order (7.7.3), each with the resources that it has or inherits.

use std::collections::HashMap;

use lopdf::{Dictionary, Object, ObjectId};

use super::objects::{Objects, as_dictionary};

/// The pages of one file.
#[derive(Default)]
pub(super) struct Pages<'a> {
    pub(super) list: Vec<Page<'a>>,
    /// The tree led in a circle, or to something that is no page.
    pub(super) broken: bool,
    /// Every node met; those that are pages with their place in the list.
    met: HashMap<ObjectId, Option<usize>>,
}

/// One page.
pub(super) struct Page<'a> {
    /// From 1 on.
    pub(super) number: usize,
    pub(super) dictionary: &'a Dictionary,
    pub(super) resources: Option<&'a Dictionary>,
}

type Node<'a> = (&'a Object, Option<&'a Dictionary>);

impl<'a> Pages<'a> {
    /// Walks the tree.
    pub(super) fn of(objects: Objects<'a>) -> Self {
        let mut pages = Self::default();
        let root = objects.catalog().and_then(|catalog| catalog.get(b"Pages").ok());
        let mut open: Vec<Node<'a>> = root.map(|root| (root, None)).into_iter().collect();
        while let Some(node) = open.pop() {
            match pages.enter(objects, node) {
                Some(kids) => open.extend(kids.into_iter().rev()),
                None => pages.broken = true,
            }
        }
        pages
    }

    /// Takes a page, or gives the children of a node; nothing when it is neither, or was met before.
    fn enter(&mut self, objects: Objects<'a>, (object, inherited): Node<'a>) -> Option<Vec<Node<'a>>> {
        let (id, object) = objects.follow(object)?;
        let dictionary = as_dictionary(object)?;
        let resources = objects.dictionary(dictionary, b"Resources").or(inherited);
        let kids = objects.array(dictionary, b"Kids");
        let place = kids.is_none().then_some(self.list.len());
        if let Some(id) = id
            && self.met.insert(id, place).is_some()
        {
            return None;
        }
        if kids.is_none() {
            self.list.push(Page { number: self.list.len() + 1, dictionary, resources });
        }
        Some(kids.unwrap_or_default().iter().map(|kid| (kid, resources)).collect())
    }

    /// Whether the object is one of the pages.
    pub(super) fn has(&self, id: ObjectId) -> bool {
        self.met.get(&id).is_some_and(Option::is_some)
    }
}
