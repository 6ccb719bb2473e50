//! What was sampled of a heap, scaled up to what there was.

/// The number of objects and their bytes, estimated from those that were sampled (`scaleHeapSample`).
///
/// One allocation in about `rate` bytes is sampled, so that an object of s bytes is in the profile with a probability
/// of 1 − e^(−s/rate), and stands for as many objects as that is the inverse of. A rate of 1 or less means that all
/// were sampled, or that nobody knows.
pub(super) fn heap_sample(count: i64, size: i64, rate: i64) -> (i64, i64) {
    if count == 0 || size == 0 {
        return (0, 0);
    }
    if rate <= 1 {
        return (count, size);
    }
    let average = size as f64 / count as f64;
    let scale = 1.0 / (1.0 - exp(-average / rate as f64));
    (truncate(count as f64 * scale), truncate(size as f64 * scale))
}

/// A number without its fraction, as amd64 converts it: what does not fit into 64 bits is the smallest of all.
pub(super) fn truncate(number: f64) -> i64 {
    let limit = -(i64::MIN as f64);
    if (-limit..limit).contains(&number) { number as i64 } else { i64::MIN }
}

/// e^x with the roundings of Go's `math.Exp` on amd64, which is what pprof runs on nearly everywhere: a product that
/// is cut to an integer shows a difference in the last bit.
///
/// x is reduced by a multiple of ln 2 and by 16, its Taylor series is summed, and the result is squared four times,
/// all with fused multiplication and addition (N. Shibata's method for SIMD).
fn exp(x: f64) -> f64 {
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fefa_3000);
    const LN_2_LOW: f64 = 0.282_352_905_630_315_8e-12;
    const INVERSE_FACTORIALS: [f64; 8] =
        [1.0 / 40320.0, 1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0];
    if x.is_nan() || x > 7.097_827_128_933_84e2 {
        return if x.is_nan() { x } else { f64::INFINITY };
    }
    let exponent = (x * std::f64::consts::LOG2_E).round_ties_even();
    if exponent < -1022.0 {
        // Nearly 0, and nothing beside the 1 from which it is taken.
        return 0.0;
    }
    let reduced = (-exponent).mul_add(LN_2_LOW, (-exponent).mul_add(LN_2_HIGH, x)) * 0.0625;
    let series = INVERSE_FACTORIALS.into_iter().reduce(|sum, term| reduced.mul_add(sum, term)).unwrap_or(1.0);
    let mut less_one = reduced * series;
    for _ in 0..3 {
        less_one *= less_one + 2.0;
    }
    let power = less_one.mul_add(less_one + 2.0, 1.0);
    power * f64::from_bits(((exponent as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_right() {
        for step in -6990..7000 {
            let x = f64::from(step) * 0.1013;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-15, "{x}");
        }
        assert_eq!((exp(0.0), exp(-1e300), exp(1e3)), (1.0, 0.0, f64::INFINITY));
    }

    /// Where most libraries round the other way.
    #[test]
    fn exp_rounds_as_go_does() {
        let bits: [(u64, u64); 4] = [
            (0xbfbaf922962cfd8f, 0x3fecccc63939a4a7),
            (0xc0392da426bb55ac, 0x3da98d86d1770b09),
            (0xc04294d352220bc4, 0x3c94e6df5e5a2010),
            (0xc05286b2a27f1b69, 0x39410667ba5611db),
        ];
        for (x, power) in bits {
            assert_eq!(exp(f64::from_bits(x)).to_bits(), power);
        }
    }

    #[test]
    fn small_objects_stand_for_many() {
        assert_eq!(heap_sample(0, 5, 100), (0, 0));
        assert_eq!(heap_sample(3, 30, 1), (3, 30));
        assert_eq!(heap_sample(1, 1 << 30, 4096), (1, 1 << 30));
        assert_eq!(heap_sample(2, 1024, 524_288), (2049, 1_049_088));
        // An object of a byte at the largest rate: amd64 gives this for what does not fit.
        assert_eq!(heap_sample(i64::MAX, 1, i64::MAX), (i64::MIN, i64::MIN));
    }
}
