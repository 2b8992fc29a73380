//! The section of the Common Technical Document in which a leaf stands.

use crate::backbone::Backbone;
use crate::backbone::leaf::Leaf;

/// A section by its number, such as `4.2.3.1`; empty for headings without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section(String);

impl Section {
    /// Returns the section of a leaf: that of the closest heading that is no `node-extension`.
    pub(super) fn of(backbone: &Backbone, leaf: &Leaf) -> Self {
        let mut headings = backbone.headings.up(leaf.heading);
        headings
            .find(|heading| !heading.is_extension())
            .map_or(Self::default(), |heading| Self::named(&heading.element))
    }

    /// Reads the digits at the beginning of an element's name: `m4-2-3-1-single-dose-toxicity` is 4.2.3.1.
    fn named(element: &str) -> Self {
        let number = element.strip_prefix('m').unwrap_or_default().split('-');
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        Self(number.take_while(is_number).collect::<Vec<_>>().join("."))
    }

    /// Returns the number.
    pub(super) fn number(&self) -> &str {
        &self.0
    }

    /// Tells whether it is the section `top`, or one below it.
    pub(super) fn is_in(&self, top: &str) -> bool {
        self.0 == top || self.is_below(top)
    }

    /// Tells whether it is below the section `top`.
    pub(super) fn is_below(&self, top: &str) -> bool {
        self.0.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Tells whether it is one of these sections, or below one of them.
    pub(super) fn is_in_any(&self, tops: &[&str]) -> bool {
        tops.iter().any(|top| self.is_in(top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_from_element_names() {
        let number = |element: &str| Section::named(element).number().to_owned();
        assert_eq!(number("m4-2-3-1-single-dose-toxicity"), "4.2.3.1");
        assert_eq!(number("m5-clinical-study-reports"), "5");
        assert_eq!(number("cn-1-3-8"), "");
        assert_eq!(number("ectd"), "");
    }

    #[test]
    fn a_section_holds_what_is_below_it_only() {
        let section = Section::named("m5-3-5-1-study-reports");
        assert!(section.is_in("5.3.5.1") && section.is_in("5.3.5") && section.is_below("5.3"));
        assert!(!section.is_below("5.3.5.1") && !section.is_in("5.3.5.11") && !section.is_in("5.3.5.1.1"));
        assert!(!Section::named("m5-3-10").is_in("5.3.1"));
    }
}
