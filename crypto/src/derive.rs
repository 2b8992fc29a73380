//! HKDF-SHA256 (RFC 5869) as the package uses it: always 32 bytes out of the data key and the package's salt.

use hkdf::Hkdf;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// Derives 32 bytes from `key` and `salt` for the purpose that `info` names.
#[expect(clippy::expect_used, reason = "32 bytes are below HKDF's limit of 255 hash lengths")]
pub(crate) fn hkdf(key: &Secret<32>, salt: &[u8], info: &[u8]) -> Secret<32> {
    let mut output = Zeroizing::new([0; 32]);
    Hkdf::<sha2::Sha256>::new(Some(salt), key.expose()).expand(info, output.as_mut()).expect("32 bytes");
    Secret::from_bytes(*output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[test]
    fn agrees_with_an_independent_implementation() {
        // Computed with Python's `hmac` alone, extract and expand written out after RFC 5869 section 2.
        let key = Secret::from_bytes([0x0b; 32]);
        let output = hkdf(&key, &[0x01; 32], b"sealpost-package/1 commitment");
        assert_eq!(
            hex::encode(output.expose()),
            "b743e9c8b77e2fddbcf71f0ef2ae28916c7c59c80cf158e9ed501e5bccfdf17a"
        );
    }
}
