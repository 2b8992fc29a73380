//! Makes text out of a dossier fit to be shown: nothing in it can drive a terminal or turn the reading direction.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces control characters and bidirectional overrides, which could make a name read as another one, by their number
/// as Unicode writes it, `U+202E`.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_harmful(character) {
            // writing to a string cannot fail
            let _ = write!(safe, "U+{:04X}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn only_what_is_harmful_is_replaced() {
        assert_eq!(shown("m3/中文 夹/é.pdf#id"), "m3/中文 夹/é.pdf#id");
        assert_eq!(shown("a\u{1b}[2Jb\nc"), "aU+001B[2JbU+000Ac");
        assert_eq!(shown("fdp\u{202e}.exe"), "fdpU+202E.exe");
    }
}
