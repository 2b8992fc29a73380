//! What stands before the root element: the document type declaration and processing instructions.
//!
//! Read for what they name, never followed: nothing that they point at is opened.

use quick_xml::events::BytesPI;

use super::wellformed::is_name;

/// The document type declaration (XML 1.0, section 2.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctype {
    /// The root element that it announces.
    pub name: String,
    /// The public identifier, as in `PUBLIC "…" "…"`.
    pub public: Option<String>,
    /// The system identifier: where the DTD is said to be.
    pub system: Option<String>,
    /// Whether it declares something of its own between `[` and `]`.
    pub internal: bool,
}

impl Doctype {
    /// Reads what stands between `<!DOCTYPE` and `>`; `None` where it is no such declaration.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, rest) = split_name(text.trim_start());
        let (public, system, rest) = match split_name(rest.trim_start()) {
            ("PUBLIC", rest) => {
                let (public, rest) = literal(rest)?;
                let (system, rest) = literal(rest)?;
                (Some(public), Some(system), rest)
            }
            ("SYSTEM", rest) => {
                let (system, rest) = literal(rest)?;
                (None, Some(system), rest)
            }
            _ => (None, None, rest),
        };
        let rest = rest.trim();
        let internal = rest.starts_with('[');
        let is_whole = rest.is_empty() || (internal && rest.ends_with(']'));
        (is_whole && is_name(name)).then(|| Self { name: name.to_owned(), public, system, internal })
    }
}

/// Returns the path of an `xml-stylesheet` instruction (W3C, Associating Style Sheets with XML documents).
pub(super) fn stylesheet(instruction: &BytesPI<'_>) -> Option<String> {
    let mut attributes = instruction.attributes().filter_map(Result::ok);
    let href = attributes.find(|attribute| attribute.key.as_ref() == "href")?;
    (instruction.target() == "xml-stylesheet").then(|| href.value.into_owned())
}

fn split_name(text: &str) -> (&str, &str) {
    text.split_at(
        text.find(|c: char| c.is_whitespace() || matches!(c, '[' | '"' | '\'')).unwrap_or(text.len()),
    )
}

fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix(|c: char| c.is_whitespace())?.trim_start();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (literal, rest) = text[1..].split_once(quote)?;
    Some((literal.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, Option<String>, Option<String>, bool)> {
        Doctype::parse(text).map(|doctype| (doctype.name, doctype.public, doctype.system, doctype.internal))
    }

    #[test]
    fn the_forms_of_a_declaration() {
        let some = |text: &str| Some(text.to_owned());
        let system = "ectd:ectd SYSTEM \"util/dtd/ich-ectd-3-2.dtd\"";
        assert_eq!(parts(system), Some(("ectd:ectd".into(), None, some("util/dtd/ich-ectd-3-2.dtd"), false)));
        assert_eq!(
            parts("a PUBLIC '-//EU//DTD' \"b'.dtd\" [<!ENTITY x \"]\">] "),
            Some(("a".into(), some("-//EU//DTD"), some("b'.dtd"), true))
        );
        assert_eq!(parts("a"), Some(("a".into(), None, None, false)));
        assert_eq!(parts("a[]"), Some(("a".into(), None, None, true)));
    }

    #[test]
    fn what_is_no_declaration() {
        for text in [
            "",
            "a SYSTEM",
            "a SYSTEM b.dtd",
            "a SYSTEM'b'",
            "1 SYSTEM 'b'",
            "a PUBLIC \"x\"",
            "a b",
            "a SYSTEM 'x' y",
            "a SYSTEM \"x",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn the_style_sheet_is_found() {
        let of = |text: &'static str| stylesheet(&BytesPI::new(text));
        assert_eq!(
            of("xml-stylesheet type=\"text/xsl\" href=\"util/style/a.xsl\"").as_deref(),
            Some("util/style/a.xsl")
        );
        assert_eq!(of("xml-stylesheet type=\"text/xsl\""), None);
        assert_eq!(of("other href=\"a\""), None);
    }
}
