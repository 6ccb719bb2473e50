//! Small questions to bytes, answered as Go's `strings`, `regexp` and `bufio` answer them.
//!
//! The texts are bytes and need not be UTF-8. Where pprof has a regular expression, the functions here walk the same
//! way by hand: these lines are most of a text, and none of their expressions needs to go back.

/// The lines of a text, without `\n` and without the `\r` before it.
pub(super) fn split_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// What `\s` is in Go.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Without white space of Unicode at both ends (`strings.TrimSpace`).
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let mut text = text;
    loop {
        text = match text {
            [9..=13 | b' ', rest @ ..] => rest,
            [0xc2, 0x85 | 0xa0, rest @ ..]
            | [0xe1, 0x9a, 0x80, rest @ ..]
            | [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, rest @ ..]
            | [0xe2, 0x81, 0x9f, rest @ ..]
            | [0xe3, 0x80, 0x80, rest @ ..] => rest,
            [rest @ .., 9..=13 | b' '] => rest,
            [rest @ .., 0xc2, 0x85 | 0xa0]
            | [rest @ .., 0xe1, 0x9a, 0x80]
            | [rest @ .., 0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf]
            | [rest @ .., 0xe2, 0x81, 0x9f]
            | [rest @ .., 0xe3, 0x80, 0x80] => rest,
            _ => return text,
        };
    }
}

/// Whether a line says nothing to pprof.
pub(super) fn is_space_or_comment(line: &[u8]) -> bool {
    matches!(trim(line), [] | [b'#', ..])
}

/// Where `wanted` stands first.
pub(super) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// What stands before and behind the first `byte`.
pub(super) fn split_once(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&other| other == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before and behind the last `byte`.
pub(super) fn rsplit_once(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().rposition(|&other| other == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A place in a line, from which is taken what is expected there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    /// Takes these bytes.
    pub(super) fn take(&mut self, wanted: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(wanted)?;
        Some(())
    }

    /// Takes as many bytes of a kind as there are, perhaps none.
    pub(super) fn run(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let length = self.0.iter().position(|&byte| !is(byte)).unwrap_or(self.0.len());
        let (run, rest) = self.0.split_at_checked(length).unwrap_or_default();
        self.0 = rest;
        run
    }

    /// Takes blanks, perhaps none.
    pub(super) fn blanks(&mut self) -> usize {
        self.run(|byte| byte == b' ').len()
    }

    /// Takes digits, at least one.
    pub(super) fn digits(&mut self) -> Option<&'a [u8]> {
        Some(self.run(|byte| byte.is_ascii_digit())).filter(|digits| !digits.is_empty())
    }

    /// Takes digits, perhaps with a `-` before them.
    pub(super) fn signed_digits(&mut self) -> Option<&'a [u8]> {
        let start = self.0;
        let _ = self.take(b"-");
        let length = self.digits()?.len() + usize::from(start.starts_with(b"-"));
        start.get(..length)
    }
}

/// The first place in a line where `matches` finds something, if it is a place where digits begin, or a `-` before
/// them. A place amid digits is not asked: whoever matches there matches where they begin.
pub(super) fn at_digits<'a, T>(
    line: &'a [u8],
    matches: impl Fn(Cursor<'a>, Option<u8>) -> Option<T>,
) -> Option<T> {
    let mut before = None;
    let mut at = Cursor(line);
    while let Some(&byte) = at.0.first() {
        let is_start = !before.is_some_and(|byte: u8| byte.is_ascii_digit());
        if byte.is_ascii_digit()
            && is_start
            && let Some(found) = matches(at, before)
        {
            return Some(found);
        }
        before = Some(byte);
        at.0 = at.0.get(1..).unwrap_or_default();
    }
    None
}

/// The bytes of which lists of addresses are made: `[ x0-9a-f]`.
pub(super) fn is_of_addresses(byte: u8) -> bool {
    matches!(byte, b' ' | b'x' | b'0'..=b'9' | b'a'..=b'f')
}

/// Appends the numbers of a list that look like `0x12ab`, whatever stands between them. `None` when one is larger
/// than 64 bits.
pub(super) fn addresses(list: &[u8], into: &mut Vec<u64>) -> Option<()> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let mut at = Cursor(list);
    while !at.0.is_empty() {
        let is_number = at.0.starts_with(b"0x") && at.0.get(2).is_some_and(|&byte| is_hex(byte));
        if is_number {
            at.take(b"0x")?;
            into.push(super::numbers::hex(at.run(is_hex))?);
        } else {
            at.0 = at.0.get(1..).unwrap_or_default();
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_as_go_does() {
        assert_eq!(trim(b"\t\x0b\xc2\xa0 a b \xe2\x80\xa9\r"), b"a b");
        assert_eq!(trim("\u{3000}\u{85}".as_bytes()), b"");
        assert_eq!(trim(b"\xa0a\xc2"), b"\xa0a\xc2");
    }

    #[test]
    fn finds_addresses_as_the_regular_expression_does() {
        let mut found = Vec::new();
        addresses(b" 0x0x12 x 0xffx0x1 0x", &mut found).unwrap();
        assert_eq!(found, [0, 0xff, 1]);
        assert_eq!(addresses(b"0x00000000000000001", &mut found), Some(()));
        assert_eq!(addresses(b"0x10000000000000000", &mut found), None);
    }
}
