//! Bytes that are looked for.

/// Where a byte is first. Eight bytes are looked at together: most of a dump's bytes are passed over here.
pub(super) fn find_byte(bytes: &[u8], wanted: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let pattern = ONES * u64::from(wanted);
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, &word) in words.iter().enumerate() {
        // A byte of `differs` is 0 where the wanted one stands; the lowest high bit that is then set is exact.
        let differs = u64::from_le_bytes(word) ^ pattern;
        let found = differs.wrapping_sub(ONES) & !differs & HIGH;
        if found != 0 {
            return Some(at * 8 + (found.trailing_zeros() / 8) as usize);
        }
    }
    let start = words.len() * 8;
    rest.iter().position(|&byte| byte == wanted).map(|at| start + at)
}

/// Where some bytes are first.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut start = 0;
    while let Some(at) = find_byte(bytes.get(start..)?, first) {
        if bytes.get(start + at..)?.starts_with(wanted) {
            return Some(start + at);
        }
        start += at + 1;
    }
    None
}

/// Where some bytes are last.
pub(super) fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    (0..=bytes.len().checked_sub(wanted.len())?)
        .rev()
        .find(|&at| bytes.get(at..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// What stands before and behind the last place of some bytes.
pub(super) fn rsplit_once<'a>(bytes: &'a [u8], wanted: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = rfind(bytes, wanted)?;
    Some((bytes.get(..at)?, bytes.get(at + wanted.len()..)?))
}

/// A decimal number of digits alone. `None` where it does not fit, too.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 20 {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, &byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// The digits at the beginning, and what stands behind them.
pub(super) fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.split_at_checked(length).unwrap_or((bytes, &[]))
}

/// The text without blanks at its beginning. rsyslog writes a tab as `#011`.
pub(super) fn trim_start(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b' ' | b'\t', rest @ ..] | [b'#', b'0', b'1', b'1', rest @ ..] => rest,
            _ => return text,
        };
    }
}

/// The text without blanks at its end.
pub(super) fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\r'] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_at_every_place() {
        for length in 0..40 {
            for at in 0..length {
                let mut bytes = vec![0x80_u8; length];
                bytes[at] = b'\n';
                bytes[length - 1] = b'\n';
                assert_eq!(find_byte(&bytes, b'\n'), Some(at), "{at} of {length}");
            }
            assert_eq!(find_byte(&vec![0x0b; length], b'\n'), None);
        }
        assert_eq!((find(b"aab ab", b"ab"), rfind(b"aab ab", b"ab")), (Some(1), Some(4)));
        assert_eq!((find(b"a", b"ab"), rfind(b"a", b"ab")), (None, None));
    }

    #[test]
    fn numbers_do_not_overflow() {
        assert_eq!(decimal(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(decimal(b"18446744073709551616"), None);
        assert_eq!(decimal(b""), None);
        assert_eq!(decimal(b"1a"), None);
    }
}
