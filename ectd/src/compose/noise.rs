//! Noise that no compressor shortens and that is the same on every machine: SplitMix64 (Steele, Lea, Flood 2014), seeded
//! with BLAKE3 of what the file is.

/// A stream of noise.
pub(crate) struct Noise {
    state: u64,
}

impl Noise {
    /// Seeds a stream with the sample's seed and a number within it.
    pub(crate) fn new(seed: &[u8; 32], number: u64) -> Self {
        let digest: [u8; 32] = blake3::keyed_hash(seed, &number.to_be_bytes()).into();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self { state: u64::from_be_bytes(first) }
    }

    /// Returns the next 64 bits.
    pub(crate) fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Adds `amount` bytes, little-endian words.
    pub(crate) fn append(&mut self, buffer: &mut Vec<u8>, amount: usize) {
        let first = buffer.len();
        buffer.resize(first + amount, 0);
        let mut words = buffer[first..].chunks_exact_mut(8);
        for word in &mut words {
            word.copy_from_slice(&self.word().to_le_bytes());
        }
        let rest = words.into_remainder();
        if !rest.is_empty() {
            let word = self.word().to_le_bytes();
            rest.copy_from_slice(&word[..rest.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answer() {
        // first output of the reference implementation for seed 0
        assert_eq!(Noise { state: 0 }.word(), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn pieces_make_the_same_noise() {
        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        Noise::new(&[7; 32], 1).append(&mut whole, 29);
        let mut noise = Noise::new(&[7; 32], 1);
        noise.append(&mut pieces, 16);
        noise.append(&mut pieces, 13);
        assert_eq!(whole, pieces);
    }
}
