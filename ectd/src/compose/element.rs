//! An element of a planned XML document, with the leaves and elements in it.

use super::leaf::Leaf;

/// An element. Text stands first in it, then its leaves, then its other children, as the DTDs want it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, with the prefix.
    pub name: String,
    /// Its attributes in the order in which they are written.
    pub attributes: Vec<(String, String)>,
    /// Its text, unescaped.
    pub text: String,
    /// The leaves directly in it.
    pub leaves: Vec<Leaf>,
    /// The elements directly in it.
    pub children: Vec<Element>,
}

impl Element {
    /// Makes an empty element.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, attribute: &str, value: impl Into<String>) -> Self {
        self.set(attribute, value);
        self
    }

    /// Sets the text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds a child.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// Adds a child that has nothing but text.
    #[must_use]
    pub fn field(self, name: &str, text: impl Into<String>) -> Self {
        self.child(Self::new(name).text(text))
    }

    /// Adds a leaf.
    #[must_use]
    pub fn leaf(mut self, leaf: Leaf) -> Self {
        self.leaves.push(leaf);
        self
    }

    /// Sets an attribute, whether it is there or not.
    pub fn set(&mut self, attribute: &str, value: impl Into<String>) {
        match self.attributes.iter_mut().find(|(name, _)| name == attribute) {
            Some((_, old)) => *old = value.into(),
            None => self.attributes.push((attribute.to_owned(), value.into())),
        }
    }

    /// Takes an attribute away.
    pub fn unset(&mut self, attribute: &str) {
        self.attributes.retain(|(name, _)| name != attribute);
    }

    /// Returns the child of this name and these attributes, made at its place if missing: headings stand in the order
    /// of their section numbers, anything else at the end.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        let mut wanted = Self::new(name);
        for (attribute, value) in attributes {
            wanted.set(attribute, *value);
        }
        let same = |child: &Self| child.name == wanted.name && child.attributes == wanted.attributes;
        let place = self.children.iter().position(same).unwrap_or_else(|| self.insert(wanted));
        &mut self.children[place]
    }

    /// Puts a child at its place, which is returned.
    fn insert(&mut self, child: Self) -> usize {
        let number = section(&child.name);
        let after = |other: &Self| {
            let other = section(&other.name);
            other.len() == number.len() && other > number
        };
        let place = self.children.iter().position(after).unwrap_or(self.children.len());
        self.children.insert(place, child);
        place
    }

    /// Finds the element of this name, or the heading of this section (`m3-2-s-1-1`), here or below; also within the
    /// documents that leaves stand for.
    pub fn find(&mut self, name: &str) -> Option<&mut Self> {
        let number = section(name);
        let is_heading = !number.is_empty() && number == section(&self.name);
        let begins_so = self.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
        let is_named = self.name == name || is_heading && begins_so;
        if is_named {
            return Some(self);
        }
        for leaf in &mut self.leaves {
            if let Some(document) = leaf.document()
                && let Some(found) = document.root.find(name)
            {
                return Some(found);
            }
        }
        self.children.iter_mut().find_map(|child| child.find(name))
    }

    /// Finds the leaf of this ID, here or below; also within the documents that leaves stand for.
    pub fn find_leaf(&mut self, id: &str) -> Option<&mut Leaf> {
        for leaf in &mut self.leaves {
            if leaf.id == id {
                return Some(leaf);
            }
            if let Some(document) = leaf.document()
                && let Some(found) = document.root.find_leaf(id)
            {
                return Some(found);
            }
        }
        self.children.iter_mut().find_map(|child| child.find_leaf(id))
    }

    /// Returns the first leaf here or below.
    pub fn first_leaf(&mut self) -> Option<&mut Leaf> {
        self.leaves.first_mut().or_else(|| self.children.iter_mut().find_map(Self::first_leaf))
    }

    /// Takes the leaves away that are chosen, here and below, and then the headings that are left without any.
    pub fn drop_leaves(&mut self, chosen: &dyn Fn(&Leaf) -> bool) {
        self.leaves.retain(|leaf| !chosen(leaf));
        for document in self.leaves.iter_mut().filter_map(Leaf::document) {
            document.root.drop_leaves(chosen);
        }
        self.children.retain_mut(|child| {
            let had = child.has_leaf();
            child.drop_leaves(chosen);
            !had || child.has_leaf()
        });
    }

    /// Adds the leaves here and below to `leaves`; not those within the documents that leaves stand for.
    pub(super) fn collect_leaves<'a>(&'a self, leaves: &mut Vec<&'a Leaf>) {
        leaves.extend(&self.leaves);
        for child in &self.children {
            child.collect_leaves(leaves);
        }
    }

    fn has_leaf(&self) -> bool {
        !self.leaves.is_empty() || self.children.iter().any(Self::has_leaf)
    }
}

/// The section number that a heading's name begins with: `m3-2-s-4-1-specification` is 3, 2, S, 4, 1. Nothing for
/// names that are no headings.
fn section(name: &str) -> Vec<u32> {
    let number = name.strip_prefix("cn-").or_else(|| name.strip_prefix('m')).unwrap_or_default();
    number.split('-').map_while(place).collect()
}

/// The letters of 2.3 and 3.2 stand in the order S, P, A, R.
fn place(part: &str) -> Option<u32> {
    match part {
        "s" => Some(1),
        "p" => Some(2),
        "a" => Some(3),
        "r" => Some(4),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_open_in_the_order_of_their_sections() {
        let mut root = Element::new("m3-2-body-of-data");
        for name in ["m3-2-r-regional-information", "m3-2-s-drug-substance", "m3-2-a-appendices"] {
            root.open(name, &[]);
        }
        root.open("m3-2-s-drug-substance", &[("substance", "b")]);
        root.open("m3-2-p-drug-product", &[]);
        let names: Vec<_> = root.children.iter().map(|child| child.name.as_str()).collect();
        let expected = [
            "m3-2-s-drug-substance",
            "m3-2-s-drug-substance",
            "m3-2-p-drug-product",
            "m3-2-a-appendices",
            "m3-2-r-regional-information",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_heading_is_found_by_its_section() {
        let mut root =
            Element::new("cn-1-3").child(Element::new("cn-1-3-8").child(Element::new("cn-1-3-8-10")));
        assert_eq!(root.find("cn-1-3-8").map(|found| found.name.clone()).as_deref(), Some("cn-1-3-8"));
        assert_eq!(root.find("cn-1-3-8-10").map(|found| found.name.clone()).as_deref(), Some("cn-1-3-8-10"));
        assert!(root.find("cn-1-3-8-1").is_none());
        let mut root =
            Element::new("m3-2-s-1-general-information").child(Element::new("m3-2-s-1-1-nomenclature"));
        assert_eq!(
            root.find("m3-2-s-1-1").map(|found| found.name.clone()).as_deref(),
            Some("m3-2-s-1-1-nomenclature")
        );
    }
}
