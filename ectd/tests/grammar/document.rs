//! Documents made from our own tables, good ones, and the ways in which they are spoilt. All from a seed.

use std::collections::HashMap;

use ectd::grammar::{Attribute, Content, Element, Grammar, Kind, Part, Presence, Times};

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

#[derive(Clone)]
pub(crate) enum Item {
    Node(Node),
    /// Markup or text as it is.
    Raw(&'static str),
}

#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) items: Vec<Item>,
}

impl Node {
    pub(crate) fn write(&self, into: &mut String) {
        into.push_str(&format!("<{}", self.name));
        for (name, value) in &self.attributes {
            into.push_str(&format!(" {name}=\"{}\"", value.replace('&', "&amp;").replace('<', "&lt;")));
        }
        if self.items.is_empty() {
            return into.push_str("/>");
        }
        into.push('>');
        for item in &self.items {
            match item {
                Item::Node(node) => node.write(into),
                Item::Raw(text) => into.push_str(text),
            }
        }
        into.push_str(&format!("</{}>", self.name));
    }

    /// Finds the node at a position in document order.
    pub(crate) fn nth(&mut self, position: &mut usize) -> Option<&mut Self> {
        if *position == 0 {
            return Some(self);
        }
        *position -= 1;
        self.items.iter_mut().find_map(|item| match item {
            Item::Node(node) => node.nth(position),
            Item::Raw(_) => None,
        })
    }

    pub(crate) fn count(&self) -> usize {
        let below = self.items.iter().map(|item| match item {
            Item::Node(node) => node.count(),
            Item::Raw(_) => 0,
        });
        1 + below.sum::<usize>()
    }
}

/// Makes documents of one grammar.
pub(crate) struct Maker {
    pub(crate) grammar: &'static Grammar,
    pub(crate) index: HashMap<&'static str, Element>,
    pub(crate) names: Vec<&'static str>,
    ids: usize,
}

impl Maker {
    pub(crate) fn new(grammar: &'static Grammar) -> Self {
        let index = grammar.index();
        let mut names: Vec<_> = index.keys().copied().collect();
        names.sort_unstable();
        Self { grammar, index, names, ids: 0 }
    }

    pub(crate) fn root(&mut self, dice: &mut Dice) -> Node {
        self.node(self.grammar.root, 0, dice)
    }

    pub(crate) fn node(&mut self, name: &str, depth: usize, dice: &mut Dice) -> Node {
        let element = self.index[name];
        let mut items = Vec::new();
        match element.content {
            Content::Empty => {}
            Content::Text => {
                items.push(Item::Raw(dice.pick(&["", "Text", "说明 &lt; <!-- x -->", "<![CDATA[a&b]]>"])));
            }
            Content::Mixed(names) => {
                for _ in 0..dice.below(3) {
                    items.push(Item::Raw(dice.pick(&["see ", " "])));
                    items.push(Item::Node(self.node(dice.pick(names), depth + 1, dice)));
                }
            }
            Content::Children(_) | Content::Headings(..) => {
                for part in element.content.parts() {
                    for _ in 0..times(part, depth, dice) {
                        items.push(Item::Raw(dice.pick(&["", "\n  ", "<!-- c -->", "<?p i?>", "&#32;"])));
                        items.push(Item::Node(self.node(self.choose(part, depth, dice), depth + 1, dice)));
                    }
                }
            }
        }
        Node { name: name.to_owned(), attributes: self.attributes(&element, dice), items }
    }

    fn choose(&self, part: Part, depth: usize, dice: &mut Dice) -> &'static str {
        let choice: Vec<_> = part.choice().collect();
        if depth > DEEP { choice[0] } else { dice.pick(&choice) }
    }

    fn attributes(&mut self, element: &Element, dice: &mut Dice) -> Vec<(String, String)> {
        let is_root = element.name == self.grammar.root;
        let mut attributes = Vec::new();
        for attribute in element.attributes() {
            if attribute.presence == Presence::Required || is_root || dice.one_in(4) {
                attributes.push((attribute.name.to_owned(), self.value(attribute, dice)));
            }
        }
        let turn = dice.below(attributes.len());
        attributes.rotate_left(turn);
        attributes
    }

    fn value(&mut self, attribute: &Attribute, dice: &mut Dice) -> String {
        self.ids += 1;
        match (attribute.kind, attribute.presence) {
            (_, Presence::Fixed(value)) => value.to_owned(),
            (Kind::Id, _) => {
                format!("{}{}", dice.pick(&["a", "_", "leaf-", "N.", "叶", "  b", "c:"]), self.ids)
            }
            (Kind::OneOf(words), _) => format!("{}{}", dice.pick(&["", "", " "]), dice.pick(words)),
            (Kind::Text, _) => dice.pick(&["", "x", "md5", "a b  c", "药品 & co <"]).to_owned(),
        }
    }
}

fn times(part: Part, depth: usize, dice: &mut Dice) -> usize {
    match part.times {
        Times::Once => 1,
        Times::Many => 1 + usize::from(dice.one_in(4)),
        Times::Optional | Times::Any if depth > DEEP => 0,
        Times::Optional => usize::from(dice.one_in(3)),
        Times::Any => dice.below(4) / 2 + usize::from(dice.one_in(9)),
    }
}

/// From here on only what must be there.
const DEEP: usize = 7;
