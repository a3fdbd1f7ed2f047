//! Reproducible randomness: SplitMix64 (Steele, Lea and Flood, 2014), integers only.
//!
//! No floating point, because `ln` and `pow` differ in their last bit between platforms and the generated files must
//! not.

/// A stream of random numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// Starts the stream that belongs to `seed`.
    #[must_use]
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns 64 fresh bits.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number in `0..limit`; 0 where `limit` is 0. The bias is below `limit / 2^64`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(limit);
        u64::try_from(wide >> 64).expect("the product of two 64-bit numbers has 128 bits")
    }

    /// Returns a number in `low..=high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// Says yes `count` times in ten thousand.
    pub(crate) fn in_ten_thousand(&mut self, count: u64) -> bool {
        self.below(10_000) < count
    }

    /// Returns one of `choices`, which must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// Returns an index below `length`.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("the index is below a usize")
    }

    /// Returns a size with a heavy tail: at least `smallest`, doubling with probability one half up to `doublings`
    /// times, and anywhere within the last octave.
    pub(crate) fn heavy(&mut self, smallest: u64, doublings: u32) -> u64 {
        let octave = self.next().trailing_ones().min(doublings);
        let base = smallest << octave;
        base + self.below(base)
    }

    /// Returns 32 fresh bits.
    pub(crate) fn word(&mut self) -> u32 {
        u32::try_from(self.next() >> 32).expect("32 bits remain")
    }

    /// Returns 16 fresh bits.
    pub(crate) fn half(&mut self) -> u16 {
        u16::try_from(self.next() >> 48).expect("16 bits remain")
    }

    /// Returns `N` fresh bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Appends `count` fresh bytes to `out`.
    pub(crate) fn append(&mut self, out: &mut Vec<u8>, count: usize) {
        let start = out.len();
        out.resize(start + count, 0);
        self.fill(&mut out[start..]);
    }

    /// Overwrites `out` with fresh bytes.
    pub(crate) fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let fresh = self.next().to_le_bytes();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of SplitMix64 for the seed 1234567, as in Rosetta Code's "Pseudo-random numbers/Splitmix64".
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        let mut random = Random::new(1);
        for _ in 0..10_000 {
            assert!((5..=7).contains(&random.between(5, 7)));
            assert!((10..160).contains(&random.heavy(10, 3)));
        }
    }
}
