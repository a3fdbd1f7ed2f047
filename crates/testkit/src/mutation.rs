//! Deterministic damage: the same seed and number always give the same bytes.

/// A small generator of numbers (xorshift64*, Vigna 2016); good enough to choose where to damage.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts a sequence; any number will do.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        // The state must not be 0; multiplying by an odd number keeps different seeds different.
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`, or 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.number() % limit).unwrap_or_default()
    }
}

/// Values that lengths and counts go wrong at.
const EDGES: [u8; 8] = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff];

/// `seed` with one to four things wrong with it; parts of `other` may be spliced in.
#[must_use]
pub fn mutated(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let edge = EDGES[random.below(EDGES.len())];
        match random.below(8) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            2 | 3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = edge;
                }
            }
            4 => bytes.truncate(at),
            5 => {
                let end = at + random.below(bytes.len() - at).min(64);
                bytes.drain(at..end);
            }
            6 => bytes.insert(at, edge),
            _ => {
                let from = random.below(other.len());
                let end = from + random.below(other.len() - from).min(256);
                bytes.splice(at..at, other[from..end].iter().copied());
            }
        }
    }
    bytes
}
