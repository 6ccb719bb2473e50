//! Numbers in texts, as Go's `strconv` reads them.

/// A hexadecimal number without `0x` (`ParseUint(…, 16, 64)`). `None` when it is larger than 64 bits.
pub(super) fn hex(digits: &[u8]) -> Option<u64> {
    unsigned(digits, 16)
}

/// A decimal number, perhaps with a sign (`ParseInt(…, 10, 64)`).
pub(super) fn decimal(text: &[u8]) -> Option<i64> {
    let (is_negative, digits) = sign(text);
    signed(is_negative, unsigned(digits, 10)?)
}

/// A number that says its base itself (`ParseInt(…, 0, 64)`): `0x1f`, `0b1`, `0o17`, `017` (octal too), `1_000`.
pub(super) fn literal(text: &[u8]) -> Option<i64> {
    let (is_negative, digits) = sign(text);
    let (base, digits, prefix) = match digits {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (16, rest, true),
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (2, rest, true),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (8, rest, true),
        [b'0'] => return Some(0),
        [b'0', rest @ ..] => (8, rest, true),
        _ => (10, digits, false),
    };
    // An underscore may stand between two digits and behind a prefix.
    let mut after_digit = prefix;
    let mut plain = Vec::with_capacity(digits.len());
    for &byte in digits {
        if byte == b'_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
        } else {
            plain.push(byte);
            after_digit = true;
        }
    }
    if !after_digit {
        return None;
    }
    signed(is_negative, unsigned(&plain, base)?)
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

fn signed(is_negative: bool, magnitude: u64) -> Option<i64> {
    if is_negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

fn unsigned(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, &byte| {
        let digit = char::from(byte).to_digit(base)?;
        number.checked_mul(base.into())?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_go_does() {
        let cases: &[(&str, Option<i64>)] = &[
            ("0", Some(0)),
            ("-0", Some(0)),
            ("010", Some(8)),
            ("08", None),
            ("+0x1F", Some(31)),
            ("0b101", Some(5)),
            ("0o17", Some(15)),
            ("0x", None),
            ("1_000", Some(1000)),
            ("0x_f", Some(15)),
            ("0_7", Some(7)),
            ("_1", None),
            ("1__0", None),
            ("1_", None),
            ("", None),
            ("-", None),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(literal(text.as_bytes()), *expected, "{text}");
        }
        assert_eq!(decimal(b"010"), Some(10));
        assert_eq!(decimal(b"1_0"), None);
        assert_eq!(hex(b"FFFFFFFFFFFFFFFF"), Some(u64::MAX));
    }
}
