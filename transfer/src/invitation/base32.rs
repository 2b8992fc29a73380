//! Base 32 in Crockford's alphabet: no letter that a person can take for a digit.

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut group, mut bits) = (0_u32, 0);
    for byte in bytes {
        group = (group << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol(group >> bits));
        }
    }
    if bits > 0 {
        text.push(symbol(group << (5 - bits)));
    }
    text
}

/// The bytes of a text, or `None` for a foreign character, a useless last one, or bits where zeros belong.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut group, mut bits) = (0_u32, 0);
    for symbol in text.bytes() {
        group = (group << 5) | value(symbol)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits).to_le_bytes()[0]);
            group &= (1 << bits) - 1;
        }
    }
    (bits < 5 && group == 0).then_some(bytes)
}

fn symbol(value: u32) -> char {
    char::from(ALPHABET[usize::from(value.to_le_bytes()[0] & 31)])
}

fn value(symbol: u8) -> Option<u32> {
    let symbol = match symbol.to_ascii_lowercase() {
        b'i' | b'l' => b'1',
        b'o' => b'0',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| *known == symbol)?;
    u32::try_from(place).ok()
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_texts() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(&[0xff]), "zw");
        assert_eq!(encode(b"foobar"), "csqpyrk1e8");
        assert_eq!(decode("CSQPYRKLE8").unwrap(), b"foobar");
    }

    #[test]
    fn second_spellings_are_refused() {
        assert_eq!(decode("zx"), None, "a bit where a zero belongs");
        assert_eq!(decode("z"), None, "no whole byte");
        assert_eq!(decode("zu"), None, "not of the alphabet");
    }

    proptest! {
        #[test]
        fn comes_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
