//! A heading of the current view with what stands in it.

use std::cmp::Ordering;

use serde::Serialize;

use crate::backbone::heading::{Heading, Headings};

/// A heading with its leaves and the headings below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The element, such as `m3-2-s-drug-substance`; in v4.0 the code of the context of use.
    pub element: String,
    /// The attributes that tell it from another of the same element; in v4.0 the key words.
    pub attributes: Vec<(String, String)>,
    /// The title of a node extension.
    pub title: Option<String>,
    /// The leaves in it.
    pub leaves: Vec<Standing>,
    /// The headings below it.
    pub sections: Vec<Section>,
}

/// A leaf that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its sequence.
    pub sequence: String,
    /// Its ID.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Path of its file from the application's folder.
    pub path: Option<String>,
    /// What it did when it was filed, as written.
    pub operation: String,
    /// What it replaced, the latest first: sequence and ID.
    pub replaced: Vec<(String, String)>,
    /// What was appended to it, and stands.
    pub appended: Vec<Standing>,
}

impl Section {
    /// Counts the leaves that stand in it and below, appended ones among them.
    pub fn count(&self) -> usize {
        let own: usize = self.leaves.iter().map(|leaf| 1 + leaf.appended.len()).sum();
        own + self.sections.iter().map(Self::count).sum::<usize>()
    }

    /// The empty sections from the top down to a heading; the root element of the document is none.
    pub(super) fn path(headings: &Headings, heading: Option<usize>) -> Vec<Self> {
        let mut path: Vec<Self> =
            headings.up(heading).filter(|heading| heading.parent.is_some()).map(Self::of).collect();
        path.reverse();
        path
    }

    fn of(heading: &Heading) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut attributes: Vec<_> = heading.distinguishing().map(owned).collect();
        attributes.sort_unstable();
        Self {
            element: heading.element.clone(),
            attributes,
            title: heading.title.as_deref().map(|title| title.trim().to_owned()),
            ..Self::default()
        }
    }

    /// Finds the section below this one, making what is not there yet.
    pub(super) fn at(&mut self, path: Vec<Self>) -> &mut Self {
        let mut here = self;
        for wanted in path {
            let known = here.sections.iter().position(|section| section.is_like(&wanted));
            let position = known.unwrap_or_else(|| {
                here.sections.push(wanted);
                here.sections.len() - 1
            });
            here = &mut here.sections[position];
        }
        here
    }

    fn is_like(&self, other: &Self) -> bool {
        self.element == other.element && self.attributes == other.attributes && self.title == other.title
    }

    /// Brings the headings into the order of their numbers; those of one element stay as they came.
    pub(super) fn sort(&mut self) {
        self.sections.sort_by(|one, other| in_order(&one.element, &other.element));
        self.sections.iter_mut().for_each(Self::sort);
    }
}

/// Compares names piece by piece, numbers by their value: `m1-2` comes before `m1-10`.
fn in_order(one: &str, other: &str) -> Ordering {
    let pieces = |name: &str| -> Vec<(u32, String)> {
        name.split(['-', '.']).map(|piece| (rank(piece), piece.to_owned())).collect()
    };
    pieces(one).cmp(&pieces(other))
}

/// The value of a number; in 3.2 the CTD has substance, product, appendices and regional information in this order.
fn rank(piece: &str) -> u32 {
    let letter = ["s", "p", "a", "r"].iter().position(|letter| *letter == piece);
    let letter = letter.and_then(|position| u32::try_from(position).ok());
    letter.or_else(|| piece.parse().ok()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_in_the_order_of_their_numbers() {
        let mut names =
            ["m1-10-x", "m1-2-y", "m5", "m3-2-p-1", "m3-2-s-4", "cn-1-12", "cn-1-3-10", "cn-1-3-2"];
        names.sort_by(|one, other| in_order(one, other));
        let expected =
            ["cn-1-3-2", "cn-1-3-10", "cn-1-12", "m1-2-y", "m1-10-x", "m3-2-s-4", "m3-2-p-1", "m5"];
        assert_eq!(names, expected);
    }
}
