//! What XML 1.0 and its namespaces ask of a document, and the parser underneath lets pass.

use quick_xml::events::Event;

/// Checks one event; says what is wrong with it.
pub(super) fn check(event: &Event<'_>, is_first: bool) -> Result<(), &'static str> {
    require(is_legal(event), "a character that XML does not allow")?;
    match event {
        Event::Start(tag) => check_tag(tag),
        Event::Text(text) => require(!text.contains("]]>"), "`]]>` in text"),
        Event::Decl(declaration) => {
            require(is_first, "an XML declaration that is not the first thing")?;
            check_declaration(declaration)
        }
        Event::PI(instruction) => check_target(instruction.target()),
        _ => Ok(()),
    }
}

/// Section 3.1: a name, then attributes, each after white space and without `<`.
fn check_tag(tag: &str) -> Result<(), &'static str> {
    let (name, rest) = split_at_space(tag);
    require(is_qualified(name), "not the name of an element")?;
    for pair in Pairs(rest) {
        let (name, value) = pair?;
        require(is_qualified(name), "not the name of an attribute")?;
        require(!value.contains('<'), "`<` in the value of an attribute")?;
    }
    Ok(())
}

/// Section 2.8: version, encoding and standalone, in this order.
fn check_declaration(declaration: &str) -> Result<(), &'static str> {
    let (_, rest) = split_at_space(declaration);
    let mut known = ["version", "encoding", "standalone"].iter();
    for (number, pair) in Pairs(rest).enumerate() {
        let (name, value) = pair?;
        let is_in_order = known.any(|known| *known == name) && (number > 0 || name == "version");
        require(is_in_order && is_declared(name, value), NO_DECLARATION)?;
    }
    require(known.len() < 3, NO_DECLARATION)
}

fn is_declared(name: &str, value: &str) -> bool {
    match name {
        "version" => value
            .strip_prefix("1.")
            .is_some_and(|minor| minor.bytes().all(|b| b.is_ascii_digit()) && !minor.is_empty()),
        "encoding" => value.starts_with(|c: char| c.is_ascii_alphabetic()),
        _ => matches!(value, "yes" | "no"),
    }
}

/// Section 2.6, and no colon (Namespaces, section 7).
fn check_target(target: &str) -> Result<(), &'static str> {
    let is_reserved = target.eq_ignore_ascii_case("xml");
    require(
        is_name(target) && !target.contains(':') && !is_reserved,
        "not the name of a processing instruction",
    )
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(otherwise) }
}

/// `name="value"` after white space, again and again.
struct Pairs<'a>(&'a str);

impl<'a> Iterator for Pairs<'a> {
    type Item = Result<(&'a str, &'a str), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(SPACE);
        if rest.is_empty() {
            return None;
        }
        let is_apart = rest.len() < self.0.len();
        let pair = split_pair(rest).filter(|_| is_apart);
        self.0 = pair.map_or("", |(_, _, rest)| rest);
        Some(pair.map(|(name, value, _)| (name, value)).ok_or("not an attribute with white space before it"))
    }
}

fn split_pair(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches(SPACE);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = rest[1..].split_once(quote)?;
    Some((name.trim_end_matches(SPACE), value, rest))
}

fn split_at_space(text: &str) -> (&str, &str) {
    text.split_at(text.find(SPACE).unwrap_or(text.len()))
}

/// Tells whether a text has nothing but `Char` of section 2.2. By bytes: this looks at all of every file.
pub(super) fn is_legal(text: &str) -> bool {
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    !(text.bytes().any(is_control) || text.contains('\u{fffe}') || text.contains('\u{ffff}'))
}

/// `QName` of Namespaces in XML, section 4: a name, after a prefix or not.
pub(super) fn is_qualified(text: &str) -> bool {
    let (prefix, name) = text.split_once(':').unwrap_or(("_", text));
    is_name(prefix) && is_name(name) && !name.contains(':')
}

/// `Name` of section 2.3.
pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name)
        && characters.all(|one| starts_name(one) || continues_name(one))
}

fn starts_name(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues_name(character: char) -> bool {
    matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// White space, section 2.3.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

const NO_DECLARATION: &str = "not an XML declaration";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for good in ["version=\"1.0\"", "version='1.1' encoding='UTF-8'", "version = '1.0'\tstandalone='no' "]
        {
            assert_eq!(check_declaration(&format!("xml {good}")), Ok(()), "{good}");
        }
        for bad in [
            "",
            "encoding='UTF-8'",
            "version='1.0'encoding='UTF-8'",
            "version='2'",
            "version='1.0' version='1.0'",
            "version='1.0' standalone='no' encoding='UTF-8'",
            "version='1.0' standalone='maybe'",
            "version='1.0' a='b'",
            "version='1.0' encoding='-'",
            "version=1.0",
        ] {
            assert!(check_declaration(&format!("xml {bad}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn names() {
        for good in ["a", "_1", "ectd:ectd", "说明", "a.b-c"] {
            assert!(is_qualified(good), "{good}");
        }
        for bad in ["", ":", ":a", "a:", "a:b:c", "1", "a:1", "-a", "a b", "×"] {
            assert!(!is_qualified(bad), "{bad}");
        }
        assert!(is_name("a:b:c") && !is_name("1a"));
    }

    #[test]
    fn targets_of_instructions() {
        assert_eq!(check_target("xml-stylesheet"), Ok(()));
        for bad in ["", "xml", "XML", "a:b", "1"] {
            assert!(check_target(bad).is_err(), "{bad}");
        }
    }
}
