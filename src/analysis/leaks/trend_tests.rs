//! Whether values rise, how fast, and whether as a leak does.

use super::Range;
use super::thresholds::{STEADY, STRAIGHT};

/// Up to so many values their orders are counted; 30! has room in an `i128`.
const COUNTED: usize = 30;

/// The one-sided p of the Mann–Kendall test: how probable it is that values in random order rise at least as often as these.
///
/// Exact up to 30 values, ties included: of all orders of the values, the share with no more pairs in descending order.
/// Their numbers are the coefficients of the q-multinomial `[n]! / Π [t]!`, t being how often each value occurs. Beyond
/// that, the normal approximation with the variance of ties and the correction for continuity, whose error is below 0.003 then.
pub(super) fn rising_p(values: &[f64]) -> f64 {
    let count = values.len();
    let (mut rises, mut falls) = (0_i64, 0_i64);
    for (at, earlier) in values.iter().enumerate() {
        for later in &values[at + 1..] {
            rises += i64::from(later > earlier);
            falls += i64::from(later < earlier);
        }
    }
    let ties = ties(values);
    if count > COUNTED {
        return approximate_p(rises - falls, &ties);
    }
    // Coefficients of q^0 to q^falls.
    let mut orders = vec![0_i128; falls as usize + 1];
    orders[0] = 1;
    let (mut placed, mut all) = (0, 1.0);
    for equal in ties {
        for next in 1..=equal {
            let whole = placed + next;
            for at in (whole..orders.len()).rev() {
                orders[at] -= orders[at - whole];
            }
            for at in next..orders.len() {
                orders[at] += orders[at - next];
            }
            all *= whole as f64 / next as f64;
        }
        placed += equal;
    }
    orders.iter().sum::<i128>() as f64 / all
}

/// That p by the normal approximation.
fn approximate_p(score: i64, ties: &[usize]) -> f64 {
    upper_tail((score - 1) as f64 / score_variance(ties).sqrt().max(1e-9))
}

/// How often each value occurs.
fn ties(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|left, right| left == right).map(<[f64]>::len).collect()
}

/// The variance of the Mann–Kendall score.
fn score_variance(ties: &[usize]) -> f64 {
    let part = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
    let tied: f64 = ties.iter().map(|&equal| part(equal as f64)).sum();
    (part(ties.iter().sum::<usize>() as f64) - tied) / 18.0
}

/// The upper tail of the normal distribution, by the formula 26.2.17 of Abramowitz and Stegun; its error is below 1e-7.
fn upper_tail(z: f64) -> f64 {
    let at = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let sum = series.iter().fold(0.0, |sum, factor| (sum + factor) * at);
    let tail = sum * (-z * z / 2.0).exp() * 0.398_942_280_4;
    if z < 0.0 { 1.0 - tail } else { tail }
}

/// The Theil–Sen slope: the median of the slopes of all pairs, and the 95 % interval of their order statistics (Sen 1968).
/// `None` where no two places differ.
pub(super) fn theil_sen(x: &[f64], values: &[f64]) -> Option<Range> {
    let mut slopes = Vec::new();
    for later in 1..values.len() {
        for earlier in 0..later {
            let run = x[later] - x[earlier];
            if run > 0.0 {
                slopes.push((values[later] - values[earlier]) / run);
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let last = slopes.len().checked_sub(1)?;
    let half = slopes.len() / 2;
    let value = if slopes.len() % 2 == 1 { slopes[half] } else { (slopes[half - 1] + slopes[half]) / 2.0 };
    let reach = 1.96 * score_variance(&ties(values)).sqrt();
    let low = ((slopes.len() as f64 - reach) / 2.0).floor().max(0.0) as usize;
    let high = ((slopes.len() as f64 + reach) / 2.0).ceil() as usize;
    Some(Range { value, low: slopes[low.min(last)], high: slopes[high.min(last)] })
}

/// The line of least squares: its slope, and the sum of the squares of the distances from it.
pub(super) fn line(x: &[f64], values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let (mean_x, mean) = (x.iter().sum::<f64>() / count, values.iter().sum::<f64>() / count);
    let (mut squares, mut products, mut all) = (0.0, 0.0, 0.0);
    for (x, value) in x.iter().zip(values) {
        squares += (x - mean_x) * (x - mean_x);
        products += (x - mean_x) * (value - mean);
        all += (value - mean) * (value - mean);
    }
    let slope = if squares > 0.0 { products / squares } else { 0.0 };
    (slope, (all - slope * products).max(0.0))
}

/// How steadily values rise, as a multiple of what tells them from a random walk; 1 and more does.
///
/// A random walk that happens to end high has steps no larger than its distances from a line. What grows along a line with
/// noise has steps far larger than these distances; what grows by independent steps, as the noted objects of a sampled leak,
/// has a mean step that is large beside their deviation. One of both is enough.
///
/// ```text
///  straight = Σ step² / Σ distance²      steady = mean step / (deviation of steps / √n)
/// ```
pub(super) fn drift(x: &[f64], values: &[f64]) -> f64 {
    let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let count = steps.len() as f64;
    let mean = steps.iter().sum::<f64>() / count;
    if steps.len() < 2 || mean <= 0.0 {
        return 0.0;
    }
    let squares: f64 = steps.iter().map(|step| step * step).sum();
    let deviation = ((squares - count * mean * mean).max(0.0) / (count - 1.0)).sqrt();
    let straight = squares / line(x, values).1;
    let steady = mean * count.sqrt() / deviation;
    // Without any noise both are infinite, which no number of a test should be.
    (straight / STRAIGHT).max(steady / STEADY).min(1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All orders of small numbers, by Heap's algorithm without recursion.
    fn orders(values: &[f64], see: &mut dyn FnMut(&[f64])) {
        let mut values = values.to_vec();
        let mut counts = vec![0; values.len()];
        see(&values);
        let mut at = 1;
        while at < values.len() {
            if counts[at] < at {
                values.swap(if at % 2 == 0 { 0 } else { counts[at] }, at);
                see(&values);
                counts[at] += 1;
                at = 1;
            } else {
                counts[at] = 0;
                at += 1;
            }
        }
    }

    fn score(values: &[f64]) -> i32 {
        let mut score = 0;
        for (at, earlier) in values.iter().enumerate() {
            for later in &values[at + 1..] {
                score += i32::from(later > earlier) - i32::from(later < earlier);
            }
        }
        score
    }

    #[test]
    fn p_is_that_of_all_orders_with_and_without_ties() {
        let cases: [&[f64]; 7] = [
            &[1.0],
            &[1.0, 2.0, 3.0, 4.0],
            &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0],
            &[2.0, 2.0, 1.0, 3.0, 3.0, 3.0],
            &[0.0, 0.0, 0.0, 3.0, 6.0, 9.0],
            &[5.0, 5.0, 5.0, 5.0],
            &[7.0, 1.0, 6.0, 2.0, 5.0, 3.0, 4.0],
        ];
        for values in cases {
            let (mut all, mut at_least) = (0.0, 0.0);
            orders(values, &mut |order| {
                all += 1.0;
                at_least += f64::from(u8::from(score(order) >= score(values)));
            });
            assert!((rising_p(values) - at_least / all).abs() < 1e-12, "{values:?}: {}", rising_p(values));
        }
    }

    #[test]
    fn the_smallest_p_are_those_of_the_tables() {
        for (count, p) in [(3, 1.0 / 6.0), (4, 1.0 / 24.0), (5, 1.0 / 120.0), (6, 1.0 / 720.0)] {
            let values: Vec<f64> = (0..count).map(f64::from).collect();
            assert!((rising_p(&values) - p).abs() < 1e-15);
        }
    }

    #[test]
    fn many_values_are_near_to_the_exact_ones() {
        // Up and down with a rise, from none to a clear one; the first with ties.
        for rise in [0.0, 0.02, 0.05, 0.1, 0.2] {
            let values: Vec<f64> =
                (0..30).map(|at| rise * f64::from(at) + if at % 2 == 0 { 4.0 } else { 0.0 }).collect();
            let exact = rising_p(&values);
            let normal = approximate_p(i64::from(score(&values)), &ties(&values));
            assert!((exact - normal).abs() < 0.003, "{exact} {normal}");
        }
        assert!((upper_tail(1.96) - 0.025).abs() < 1e-5 && (upper_tail(-1.0) - 0.841_34).abs() < 1e-4);
        let all: Vec<f64> = (0..200).map(f64::from).collect();
        assert!(rising_p(&all) < 1e-6);
        assert!(rising_p(&[1.0; 40]) > 0.4);
    }

    #[test]
    fn slopes_are_medians() {
        let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        // One wild value does not move it.
        let range = theil_sen(&x, &[0.0, 2.0, 4.0, 600.0, 8.0, 10.0]).unwrap();
        assert!((range.value - 2.0).abs() < 1e-9 && range.low <= 2.0 && range.high >= 2.0);
        let exact = theil_sen(&x, &x.map(|x| 3.0 * x)).unwrap();
        assert_eq!((exact.low, exact.value, exact.high), (3.0, 3.0, 3.0));
        assert_eq!(theil_sen(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(theil_sen(&[], &[]), None);
    }

    #[test]
    fn a_line_drifts_and_a_step_does_not() {
        let x: Vec<f64> = (0..8).map(f64::from).collect();
        let noisy: Vec<f64> = x.iter().map(|x| 2.0 * x + (x * 2.3).sin()).collect();
        assert!(drift(&x, &noisy) > 1.0);
        assert!(drift(&x, &x) >= 1e3);
        let step = [0.0, 0.1, 0.0, 0.1, 9.0, 9.1, 9.0, 9.1];
        assert!(drift(&x, &step) < 1.0);
        assert_eq!(drift(&x, &[3.0; 8]), 0.0);
        assert_eq!(drift(&[0.0, 1.0], &[1.0, 2.0]), 0.0);
    }
}
