//! The ways in which documents are spoilt; some leave them valid, which is part of the test.

use crate::document::{Dice, Item, Maker, Node};

impl Maker {
    /// Changes one thing somewhere.
    pub(crate) fn spoil(&mut self, root: &mut Node, dice: &mut Dice) {
        let mut position = dice.below(root.count());
        let is_root = position == 0;
        let id = self.some_id(root, dice);
        let Some(node) = root.nth(&mut position) else { return };
        match dice.below(11) {
            0 => drop_one(&mut node.items, dice),
            1 => duplicate(&mut node.items, dice),
            2 => swap(&mut node.items, dice),
            3 if !is_root => {
                node.name = if dice.one_in(2) { "unknown" } else { dice.pick(&self.names) }.to_owned();
            }
            4 => drop_attribute(node, dice),
            5 => self.add_attribute(node, dice),
            6 => alter_attribute(node, dice),
            7 => node.items.insert(dice.below(node.items.len() + 1), Item::Raw(dice.pick(TEXTS))),
            8 => set(node, "ID", &id.unwrap_or_default()),
            9 => set(node, "ID", dice.pick(IDS)),
            _ => self.add_child(node, dice),
        }
    }

    fn some_id(&self, root: &mut Node, dice: &mut Dice) -> Option<String> {
        let mut position = dice.below(root.count());
        let node = root.nth(&mut position)?;
        node.attributes.iter().find(|(name, _)| name == "ID").map(|(_, value)| value.clone())
    }

    fn add_attribute(&self, node: &mut Node, dice: &mut Dice) {
        let other = self.index[dice.pick(&self.names)];
        let known: Vec<_> = other.attributes().map(|attribute| attribute.name).collect();
        let name = if known.is_empty() { "unknown" } else { dice.pick(&known) };
        let name = dice.pick(&[name, "xml:lang", "xml:space", "xmlns:other", "xlink:href", "xlink:label"]);
        let value = if name.starts_with("xmlns") { "http://www.w3c.org/1999/xlink" } else { "simple" };
        set(node, name, value);
    }

    fn add_child(&mut self, node: &mut Node, dice: &mut Dice) {
        let name = dice.pick(&self.names);
        let place = dice.below(node.items.len() + 1);
        if name != self.grammar.root {
            let child = self.node(name, 6, dice);
            node.items.insert(place, Item::Node(child));
        }
    }
}

fn drop_one(items: &mut Vec<Item>, dice: &mut Dice) {
    if !items.is_empty() {
        items.remove(dice.below(items.len()));
    }
}

fn duplicate(items: &mut Vec<Item>, dice: &mut Dice) {
    if let Some(mut copy) = (!items.is_empty()).then(|| items[dice.below(items.len())].clone()) {
        if dice.one_in(2) {
            rename(&mut copy, dice);
        }
        items.insert(dice.below(items.len() + 1), copy);
    }
}

/// Gives a copy IDs of its own.
fn rename(item: &mut Item, dice: &mut Dice) {
    let Item::Node(node) = item else { return };
    for (_, value) in node.attributes.iter_mut().filter(|(name, _)| name == "ID") {
        value.push_str(&format!("-{}", dice.below(1 << 30)));
    }
    node.items.iter_mut().for_each(|item| rename(item, dice));
}

fn swap(items: &mut [Item], dice: &mut Dice) {
    if items.len() > 1 {
        items.swap(dice.below(items.len()), dice.below(items.len()));
    }
}

/// Not a declaration: a parser that follows the DTD gets it from there, ours does not.
fn drop_attribute(node: &mut Node, dice: &mut Dice) {
    let position = dice.below(node.attributes.len());
    if node.attributes.get(position).is_some_and(|(name, _)| !name.starts_with("xmlns")) {
        node.attributes.remove(position);
    }
}

fn alter_attribute(node: &mut Node, dice: &mut Dice) {
    if let Some(position) = dice.below(node.attributes.len() + 1).checked_sub(1) {
        let (name, value) = &mut node.attributes[position];
        let values = if name.starts_with("xmlns") { NAMESPACES } else { VALUES };
        dice.pick(values).clone_into(value);
    }
}

fn set(node: &mut Node, name: &str, value: &str) {
    node.attributes.retain(|(known, _)| known != name);
    node.attributes.push((name.to_owned(), value.to_owned()));
}

/// Breaks the text of a document behind its first two lines, the declarations.
pub(crate) fn break_text(text: &str, dice: &mut Dice) -> String {
    let body = text.match_indices('\n').nth(1).map_or(0, |(end, _)| end + 1);
    let mut characters: Vec<char> = text[body..].chars().collect();
    for _ in 0..dice.below(3) {
        let start = dice.below(characters.len());
        let end = (start + dice.below(9)).min(characters.len());
        match dice.below(3) {
            0 => drop(characters.splice(start..end, [])),
            _ => drop(characters.splice(start..start, dice.pick(MARKUP).chars())),
        }
    }
    format!("{}{}", &text[..body], characters.into_iter().collect::<String>())
}

const MARKUP: &[&str] = &[
    "<",
    ">",
    "&",
    "\"",
    "'",
    "=",
    " ",
    "/",
    "!",
    "?",
    "--",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<![CDATA[",
    "1",
    ":",
    "x:",
    "&lt;",
    "&#1;",
    "&#0;",
    "&#x41;",
    "&#x110000;",
    "&#xD800;",
    "&;",
    "&a;",
    "\u{1}",
    "\u{7f}",
    "\u{fffe}",
    "\t",
    "\u{b}",
    "\u{85}",
    "\u{feff}",
    "é",
    "×",
    "<a/>",
    "<a>",
    "</a>",
    "<1/>",
    "<:a/>",
    "<a:b/>",
    "<a:b:c xmlns:a='u'/>",
    " a='<'",
    " a='>'",
    " a='b'c='d'",
    " a='b' a='c'",
    " xmlns=''",
    " xmlns:a=''",
    " xmlns:xmlns='a'",
    " xmlns:xml='a'",
    "<?xml version='1.0'?>",
    "<?xml?>",
    "<?XML a?>",
    "<?a:b c?>",
    "<?a?>",
    "<!DOCTYPE a>",
    " q:a=''",
    " xmlns:q='u' xmlns:r='u' q:a='' r:a=''",
    " xmlns:q='u' q:a='' a=''",
    "<a></a >",
    "<a/ >",
    "< a/>",
];

const TEXTS: &[&str] = &[
    "text",
    " ",
    "\n",
    "<!-- aside -->",
    "<?aside now?>",
    "<![CDATA[ ]]>",
    "<![CDATA[x]]>",
    "&#10;",
    "&amp;",
    "\u{a0}",
];

const IDS: &[&str] =
    &["1a", "", " ", "a b", "-a", ".a", "a/b", "a", " a ", "说明", "a:b", "é", "a\u{b7}", "·a", "a×b"];

const VALUES: &[&str] = &[
    "", "x", "new", " append ", "NEW", "simple", "Simple", "true", "3.2", "3.3", "ema", "initial", "de",
    "none", "a  b",
];

const NAMESPACES: &[&str] = &[
    "http://www.w3c.org/1999/xlink",
    "http://www.w3.org/1999/xlink",
    "http://www.ich.org/ectd",
    "http://europa.eu.int/",
];
