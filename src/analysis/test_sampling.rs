//! Heaps as Go samples them, for tests: seeded, so that a test does today what it did yesterday.

/// Random numbers, by splitmix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number of [0, 1).
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Allocates objects of a size as Go does at a rate: a byte is chosen after an exponential distance, its object is noted, and
    /// the next distance begins behind it. Gives how many were noted.
    pub(crate) fn sample(&mut self, objects: i64, size: f64, rate: f64) -> i64 {
        let (mut at, mut noted) = (0.0, 0);
        loop {
            at += -(1.0 - self.next()).ln() * rate;
            let object = (at / size).floor();
            if object >= objects as f64 {
                return noted;
            }
            noted += 1;
            at = (object + 1.0) * size;
        }
    }
}
