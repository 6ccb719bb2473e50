//! Random numbers that are the same everywhere and for ever: a crate's may change with its version.

/// SplitMix64 of Steele, Lea and Flood: one addition and three mixings per number.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

/// Mixes the bits of a number, so that neighbours have nothing in common.
pub(crate) fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Random {
    /// A sequence of its own for each pair of seed and purpose.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        Self { state: mix(seed ^ mix(purpose.wrapping_add(0x9e37_79b9_7f4a_7c15))) }
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// From 0 up to, but without, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of `0..count`, each as likely; 0 where there are none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// One of `0..count`, of which the first are likelier the greater `skew` is: with 1 all are alike, with 3
    /// the first of two is taken in 79 of 100 cases.
    pub(crate) fn skewed(&mut self, count: usize, skew: i32) -> usize {
        ((self.unit().powi(skew) * count as f64) as usize).min(count.saturating_sub(1))
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of a list that has some.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix64() {
        // The first outputs of the published algorithm for the seed 1234567.
        let mut random = Random { state: 1_234_567 };
        assert_eq!([random.bits(), random.bits()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn a_skew_prefers_the_first() {
        let mut random = Random::new(1, 1);
        let firsts = (0..10_000).filter(|_| random.skewed(2, 3) == 0).count();
        assert!((7_700..8_100).contains(&firsts), "{firsts}");
        assert!((0..10_000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }
}
