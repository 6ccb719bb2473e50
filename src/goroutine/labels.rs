//! pprof labels in the header of a goroutine, in the three spellings that there are.
//!
//! ```text
//! {handler: /webhook, note: "tab\tand \u00fc"}        Go 1.27
//! {"handler": "/webhook"}                             Go 1.26 behind a GODEBUG, and a fork
//! ```

use super::scan::find;

/// A key and its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// Reads `key: value, key: value`, what stands between the braces. What cannot be read ends it: the pairs before are kept.
pub(super) fn pairs(text: &[u8]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((key, behind)) = token(rest, b":") else { break };
        let Some(behind) = behind.strip_prefix(b":") else { break };
        let Some((value, behind)) = token(behind.strip_prefix(b" ").unwrap_or(behind), b", ") else { break };
        pairs.push((key, value));
        let Some(behind) = behind.strip_prefix(b",") else { break };
        rest = behind.strip_prefix(b" ").unwrap_or(behind);
    }
    pairs
}

/// A text in quotes, or one without up to `end`; and what stands behind it.
fn token<'a>(text: &'a [u8], end: &[u8]) -> Option<(Vec<u8>, &'a [u8])> {
    if text.first() == Some(&b'"') {
        return quoted(text);
    }
    let (token, behind) = text.split_at_checked(find(text, end).unwrap_or(text.len()))?;
    Some((token.to_vec(), behind))
}

/// A text in quotes as Go writes it, and what stands behind them.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut plain = Vec::new();
    let length = unescape(text.strip_prefix(b"\"")?, &mut plain);
    Some((plain, text.get(1 + length..)?.strip_prefix(b"\"")?))
}

/// Takes the escapes of Go and of JSON out of a text, up to the quote that ends it or to its end, and returns how many bytes
/// that are.
pub(super) fn unescape(text: &[u8], plain: &mut Vec<u8>) -> usize {
    let mut at = 0;
    // Half of a character beyond U+FFFF, which JSON writes as two.
    let mut surrogate = None;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if byte == b'"' {
            return at - 1;
        }
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        let Some(&escape) = text.get(at) else { break };
        at += 1;
        let digits = match escape {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let Some(number) = text.get(at..at + digits).and_then(hex) else { continue };
            at += digits;
            if escape == b'x' {
                plain.push(number as u8);
                continue;
            }
            let whole = match (surrogate.take(), number) {
                (_, 0xd800..=0xdbff) => {
                    surrogate = Some(number);
                    continue;
                }
                (Some(high), 0xdc00..=0xdfff) => 0x1_0000 + ((high - 0xd800) << 10) + (number - 0xdc00),
                _ => number,
            };
            let c = char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER);
            plain.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        plain.push(match escape {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            other => other,
        });
    }
    text.len()
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number: u32, &byte| Some(number << 4 | char::from(byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let text_of = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        pairs(text.as_bytes()).into_iter().map(|(key, value)| (text_of(key), text_of(value))).collect()
    }

    #[test]
    fn all_spellings_are_read() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read("a: /v1, b: "), [pair("a", "/v1"), pair("b", "")]);
        assert_eq!(
            read(r#"note: "tab\tnl\n\u00fcn", route: "/v1/\"q, x: y\" p""#),
            [pair("note", "tab\tnl\nün"), pair("route", "/v1/\"q, x: y\" p")]
        );
        assert_eq!(read(r#""k": "v", "l":"w""#), [pair("k", "v"), pair("l", "w")]);
        assert_eq!(read(": x"), [pair("", "x")]);
        assert_eq!(read(r#"a: "😀""#), [pair("a", "😀")]);
        assert_eq!(read(r#"a: "\ud83d\ude00\U0001f600""#), [pair("a", "😀😀")]);
        assert_eq!(read(r#"a: b, c: "cut"#), [pair("a", "b")]);
    }

    /// How the runtime writes a label's text.
    fn written(text: &str) -> String {
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./_".contains(&byte)) {
            return text.to_owned();
        }
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted.push_str("\\n"),
                '\t' => quoted.push_str("\\t"),
                ' '..='~' => quoted.push(c),
                _ if (c as u32) < 0x80 => quoted.push_str(&format!("\\x{:02x}", c as u32)),
                _ if (c as u32) < 0x1_0000 => quoted.push_str(&format!("\\u{:04x}", c as u32)),
                _ => quoted.push_str(&format!("\\U{:08x}", c as u32)),
            }
        }
        quoted + "\""
    }

    proptest! {
        #[test]
        fn any_labels_come_back(labels in proptest::collection::vec((".{0,12}", ".{0,12}"), 0..5)) {
            let text: Vec<String> =
                labels.iter().map(|(key, value)| format!("{}: {}", written(key), written(value))).collect();
            prop_assert_eq!(read(&text.join(", ")), labels);
        }
    }
}
