//! Texts as numbers.

/// A decimal number as a user types it, `0.25`, `-3` or `1e-5`, rounded as `str::parse` does it: to the nearest, and of
/// two as near to the even one. What is no such number, or too large for one, is `None`; so are `inf` and `nan`.
///
/// The standard library's way is a table of powers of five, which cannot be compressed: 12 KB of the page.
pub fn parse_number(text: &str) -> Option<f64> {
    let (is_negative, magnitude) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (digits, exponent) = match magnitude.iter().position(|byte| byte.eq_ignore_ascii_case(&b'e')) {
        Some(at) => (magnitude.get(..at)?, exponent(magnitude.get(at + 1..)?)?),
        None => (magnitude, 0),
    };
    let (whole, fraction) = match digits.iter().position(|&byte| byte == b'.') {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (digits, &[][..]),
    };
    let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let length = whole.len() + fraction.len();
    if !is_number(whole) || !is_number(fraction) || !(1..=MOST_DIGITS).contains(&length) {
        return None;
    }
    let mut number = Big::default();
    for digit in whole.iter().chain(fraction) {
        number.multiply_and_add(10, (digit - b'0').into());
    }
    let value = number.times_power_of_ten(exponent - fraction.len() as i32);
    value.is_finite().then_some(if is_negative { -value } else { value })
}

/// What is longer was not typed.
const MOST_DIGITS: usize = 400;

/// An exponent; one beyond what a number of [`MOST_DIGITS`] can make up for stands for all beyond.
fn exponent(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        rest => (1, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let add = |sum: i32, digit: &u8| (sum * 10 + i32::from(digit - b'0')).min(1_000);
    Some(sign * digits.iter().fold(0, add))
}

/// A whole number of any size, in digits of 32 bits, the lowest first.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    fn multiply_and_add(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides, and tells whether something is left over.
    fn divide(&mut self, divisor: u32) -> bool {
        let mut rest = 0;
        for digit in self.0.iter_mut().rev() {
            let dividend = rest << 32 | u64::from(*digit);
            *digit = (dividend / u64::from(divisor)) as u32;
            rest = dividend % u64::from(divisor);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        rest > 0
    }

    /// The number times ten to the `exponent`, rounded once.
    fn times_power_of_ten(mut self, exponent: i32) -> f64 {
        let mut binary_exponent = 0;
        let mut is_more = false;
        for _ in 0..exponent {
            self.multiply_and_add(10, 0);
        }
        if exponent < 0 && !self.0.is_empty() {
            // Four bits for each ten, and as many again as the result is rounded from, at least.
            let shift = exponent.unsigned_abs() as usize / 8 + 4;
            self.0.splice(0..0, vec![0; shift]);
            binary_exponent = -32 * shift as i32;
            for _ in exponent..0 {
                is_more |= self.divide(10);
            }
        }
        // The highest 64 to 96 bits, and whether there is anything below them.
        let top = self.0.len().saturating_sub(3);
        let (low, high) = self.0.split_at(top);
        is_more |= low.iter().any(|&digit| digit != 0);
        binary_exponent += 32 * top as i32;
        let high = high.iter().rev().fold(0, |sum: u128, &digit| sum << 32 | u128::from(digit));
        rounded(high, is_more, binary_exponent)
    }
}

/// The number nearest to `(bits + something below 1, if is_more) · 2^exponent`, of which `bits` has over 54 if there is more.
fn rounded(bits: u128, is_more: bool, exponent: i32) -> f64 {
    if bits == 0 {
        return 0.0;
    }
    // The value of the last bit that the result has: 53 of them, or fewer in what is very small.
    let length = 128 - bits.leading_zeros() as i32;
    let last = (length + exponent - 53).max(-1074);
    let dropped = last - exponent;
    let (mantissa, exponent) = match dropped {
        // Nothing is dropped: all bits fit.
        ..=0 => (bits as u64, exponent),
        1..=127 => {
            let (kept, half) = (bits >> dropped, 1 << (dropped - 1));
            let below = bits & ((half << 1) - 1);
            let is_up = below > half || below == half && (is_more || kept & 1 == 1);
            (kept as u64 + u64::from(is_up), last)
        }
        // Less than half of the smallest number.
        _ => (0, 0),
    };
    // Each factor is a power of two, and each product but the last exact: `mantissa` has at most 54 bits.
    let half = exponent / 2;
    mantissa as f64 * power_of_two(half) * power_of_two(exponent - half)
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent.clamp(-1022, 1023) + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hard_numbers_are_read() {
        for text in [
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "0.1",
            "123456789012345678901234567890",
            "9007199254740993",
            "9007199254740992.9999999999999999999",
            "9007199254740993.0000000000000000000000001",
            "1.7976931348623157e308",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "0e999999999999",
            "6.9294956446009195e15",
            "8.98846567431158e307",
            "1e23",
            "5e-324",
            "1e-5",
        ] {
            assert_eq!(parse_number(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", ".", "e5", "1e", "1e+", "1 ", "0x1", "inf", "nan", "1_0", "--1", "1.2.3", "1e400"]
        {
            assert_eq!(parse_number(text), None, "{text}");
        }
        assert_eq!(parse_number(&"1".repeat(MOST_DIGITS + 1)), None);
    }

    proptest! {
        #[test]
        fn any_number_is_read_as_the_standard_library_does(bits: u64, digits in "[0-9]{1,30}(\\.[0-9]{1,40})?(e-?[0-9]{1,3})?") {
            let number = f64::from_bits(bits);
            if number.is_finite() {
                for text in [format!("{number:e}"), number.to_string()] {
                    prop_assert_eq!(parse_number(&text).map(f64::to_bits), Some(bits), "{}", text);
                }
            }
            let wanted = digits.parse().ok().filter(|number: &f64| number.is_finite());
            prop_assert_eq!(parse_number(&digits).map(f64::to_bits), wanted.map(f64::to_bits));
        }
    }
}
