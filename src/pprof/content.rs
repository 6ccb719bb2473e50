//! What a file is that is no profile.

use std::fmt;

/// What a file is that is no profile of the kind that is read here.
///
/// People save error pages as profiles, drop a trace or a core dump by mistake, or fetch the text of a profile that
/// is meant for eyes. Who knows what it is can say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// An HTML page, as a server or a proxy sends it instead of the profile.
    Html {
        /// Its title, or else its first heading.
        title: Option<Box<str>>,
    },
    /// JSON, such as an error of an API or the profile of another tool.
    Json,
    /// XML or SVG, such as a flame graph that is drawn already.
    Xml,
    /// The file of `go tool trace`.
    GoTrace,
    /// A profile as text (`?debug=1`).
    TextProfile {
        /// Which one it says it is: `goroutine`, `heap`, `contention`…
        kind: Box<str>,
    },
    /// A CPU profile in the binary format before `profile.proto`, of gperftools and of Go before 1.9.
    OldCpuProfile,
    /// Stacks of goroutines as text: `?debug=2`, a panic, or `SIGQUIT`.
    GoroutineDump,
    /// Stacks of another language's threads.
    ForeignStacks {
        /// The language.
        language: &'static str,
    },
    /// The answer of Go's server to a profile that it does not have.
    UnknownProfile,
    /// A program or library.
    Executable {
        /// In which format.
        format: &'static str,
    },
    /// Several files in one, or a file that is compressed in a way that is not read here.
    Packed {
        /// In which format.
        format: &'static str,
    },
    /// Output of `perf record`.
    PerfData,
    /// A recording of Java Flight Recorder.
    FlightRecording,
    /// A document or picture.
    Document {
        /// In which format.
        format: &'static str,
    },
    /// Folded stacks (`main;handler;decode 42`), which flame graph scripts exchange.
    FoldedStacks,
    /// Text, such as an error message that was saved as a profile.
    Text {
        /// Its first line, cut to 80 characters.
        first_line: Box<str>,
    },
}

const QUOTED_CHARS: usize = 80;

/// Tells what a file is by its first bytes; 4 KiB are enough. `None` for a profile, and for what nobody knows.
///
/// Ask it about files that cannot be decoded. A profile has control characters among its first bytes, and so is never
/// taken for text.
pub fn recognise(head: &[u8]) -> Option<Content> {
    let known = by_magic(head).or_else(|| by_text(head));
    known.filter(|_| !head.is_empty())
}

fn by_magic(head: &[u8]) -> Option<Content> {
    let executable = |format| Some(Content::Executable { format });
    let packed = |format| Some(Content::Packed { format });
    let document = |format| Some(Content::Document { format });
    match head {
        [0x1f, 0x8b, ..] => packed("gzip, more than twice"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => packed("zstd, more than twice"),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => packed("a zip archive"),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => packed("bzip2"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => packed("xz"),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => packed("a 7z archive"),
        [0x04, 0x22, 0x4d, 0x18, ..] => packed("lz4"),
        _ if head.get(257..262) == Some(b"ustar") => packed("a tar archive"),
        [0x7f, b'E', b'L', b'F', ..] => executable("ELF"),
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => executable("Mach-O"),
        [0xca, 0xfe, 0xba, 0xbe, ..] => executable("Mach-O or a Java class"),
        [b'M', b'Z', _, _, ..] if head.contains(&0) => executable("PE"),
        [0, b'a', b's', b'm', ..] => executable("WebAssembly"),
        [b'%', b'P', b'D', b'F', ..] => document("PDF"),
        [0x89, b'P', b'N', b'G', ..] => document("PNG"),
        [0xff, 0xd8, 0xff, ..] => document("JPEG"),
        [b'G', b'I', b'F', b'8', ..] => document("GIF"),
        [b'P', b'E', b'R', b'F', b'I', b'L', b'E', b'2', ..] => Some(Content::PerfData),
        [b'F', b'L', b'R', 0, ..] => Some(Content::FlightRecording),
        [b'g', b'o', b' ', b'1', b'.', ..] if contains(head.get(..16)?, b" trace\0") => {
            Some(Content::GoTrace)
        }
        _ => is_old_cpu_profile(head).then_some(Content::OldCpuProfile),
    }
}

/// The words 0, 3, 0, period, 0 in either width and either order of bytes.
fn is_old_cpu_profile(head: &[u8]) -> bool {
    [4, 8].into_iter().any(|width| {
        let words: Vec<&[u8]> = head.chunks_exact(width).take(5).collect();
        let is = |word: &[u8], low: u8| {
            let mut little = vec![0; width];
            if let Some(byte) = little.first_mut() {
                *byte = low;
            }
            let mut big = little.clone();
            big.reverse();
            word == little || word == big
        };
        let [zero, three, version, period, padding] = words.as_slice() else { return false };
        is(zero, 0) && is(three, 3) && (is(version, 0) || is(version, 1)) && !is(period, 0) && is(padding, 0)
    })
}

fn by_text(head: &[u8]) -> Option<Content> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end inside a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{1b}');
    let text = text.trim_start();
    if text.is_empty() || !text.chars().all(is_text) {
        return None;
    }
    let line = text.lines().next().unwrap_or(text).trim_end();
    Some(if text.starts_with('<') {
        markup(text)
    } else if is_json(text) {
        Content::Json
    } else if line.starts_with("Unknown profile") {
        Content::UnknownProfile
    } else if let Some(kind) = text_profile(line) {
        Content::TextProfile { kind: kind.into() }
    } else if text.lines().any(is_goroutine_header) {
        Content::GoroutineDump
    } else if let Some(language) = foreign(text) {
        Content::ForeignStacks { language }
    } else if is_folded(text) {
        Content::FoldedStacks
    } else {
        Content::Text { first_line: line.chars().take(QUOTED_CHARS).collect() }
    })
}

fn markup(text: &str) -> Content {
    let lower = text.to_ascii_lowercase();
    let is_html = ["<!doctype html", "<html", "<head", "<body", "<title", "<h1", "<pre", "<p>"];
    if !is_html.iter().any(|tag| lower.contains(tag)) || lower.contains("<svg") && !lower.contains("<html") {
        return Content::Xml;
    }
    let title = ["title", "h1"].into_iter().find_map(|tag| element(text, &lower, tag));
    Content::Html { title }
}

/// The text of the first element of a name. `lower` is `text` in lower case, byte for byte.
fn element(text: &str, lower: &str, name: &str) -> Option<Box<str>> {
    let open = lower.find(&format!("<{name}"))?;
    let start = open + lower.get(open..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</")?;
    let words: Vec<&str> = text.get(start..end)?.split_whitespace().collect();
    let text: String = words.join(" ").chars().take(QUOTED_CHARS).collect();
    (!text.is_empty()).then(|| text.into())
}

fn is_json(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| !c.is_whitespace());
    let start = (chars.next(), chars.next());
    matches!(start, (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"' | ']')))
}

/// Which profile a text of `/debug/pprof/…?debug=1` is.
fn text_profile(line: &str) -> Option<&str> {
    if let Some((kind, rest)) = line.split_once(" profile:") {
        let is_go = rest.trim_start().starts_with("total ");
        let is_heap = matches!(kind, "heap" | "growth" | "fragmentation" | "heapprofile");
        return ((is_go || is_heap) && !kind.contains(' ')).then_some(kind);
    }
    let kind = line.strip_prefix("--- ")?;
    let kind = kind.split([' ', ':']).next()?;
    matches!(kind, "contention" | "contentionz" | "mutex" | "heapz" | "threadz" | "Memory" | "growthz")
        .then_some(kind)
}

/// Whether a line is like `goroutine 7 [chan receive, 3 minutes]:`.
fn is_goroutine_header(line: &str) -> bool {
    let rest = line.strip_prefix("goroutine ");
    let after_id = rest.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    matches!((rest, after_id), (Some(rest), Some(after)) if rest.len() > after.len() && after.contains(" [") && after.starts_with(' '))
}

/// The language whose stacks a text has, by what only it prints.
fn foreign(text: &str) -> Option<&'static str> {
    const MARKS: [(&str, &str); 6] = [
        ("Full thread dump ", "Java"),
        ("java.lang.Thread.State: ", "Java"),
        ("Traceback (most recent call last):", "Python"),
        ("Current thread 0x", "Python"),
        ("panicked at ", "Rust"),
        ("Unhandled exception. System.", ".NET"),
    ];
    MARKS.into_iter().find(|(mark, _)| text.contains(mark)).map(|(_, language)| language)
}

fn is_folded(text: &str) -> bool {
    // The last line is perhaps cut.
    let lines: Vec<&str> = text.lines().collect();
    let whole = lines.split_last().map_or(&[] as &[&str], |(last, rest)| {
        if rest.is_empty() || text.ends_with('\n') {
            &lines
        } else {
            let _ = last;
            rest
        }
    });
    let mut lines = whole.iter().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    let is_folded = |line: &&str| {
        let (stack, count) = line.trim_end().rsplit_once(' ').unwrap_or_default();
        !stack.is_empty() && is_count(count)
    };
    lines.peek().is_some() && text.contains(';') && lines.all(is_folded)
}

/// Whether a text is a decimal number, perhaps with a fraction.
fn is_count(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Html { title: Some(title) } => write!(f, "an HTML page, “{title}”"),
            Self::Html { title: None } => f.write_str("an HTML page"),
            Self::Json => f.write_str("JSON"),
            Self::Xml => f.write_str("XML or SVG"),
            Self::GoTrace => f.write_str("an execution trace for go tool trace"),
            Self::TextProfile { kind } => write!(f, "a {kind} profile as text (debug=1)"),
            Self::OldCpuProfile => f.write_str("a CPU profile in the old binary format"),
            Self::GoroutineDump => f.write_str("a goroutine dump as text"),
            Self::ForeignStacks { language } => write!(f, "stacks of {language}"),
            Self::UnknownProfile => f.write_str("the message “Unknown profile” of a Go server"),
            Self::Executable { format } => write!(f, "a program or library ({format})"),
            Self::Packed { format } => write!(f, "a packed file ({format})"),
            Self::PerfData => f.write_str("a recording of Linux perf"),
            Self::FlightRecording => f.write_str("a Java flight recording"),
            Self::Document { format } => write!(f, "a document or picture ({format})"),
            Self::FoldedStacks => f.write_str("folded stacks as text"),
            Self::Text { first_line } => write!(f, "text, “{first_line}”"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_file_is() {
        let mut tar = vec![b'a'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        let mut cpu = Vec::new();
        for word in [0_u64, 3, 0, 10_000, 0] {
            cpu.extend(word.to_le_bytes());
        }
        let cases: &[(&[u8], &str)] = &[
            (b"<html><body><h1>404 Not Found</h1></body></html>", "an HTML page, “404 Not Found”"),
            (b"<!DOCTYPE html>\n<head><TITLE>Sign\n in</TITLE>", "an HTML page, “Sign in”"),
            (b"<?xml version=\"1.0\"?><svg>", "XML or SVG"),
            (b"{\"profile\":\"none\"}", "JSON"),
            (b"go 1.22 trace\0\0\0\x01\x02", "an execution trace for go tool trace"),
            (b"goroutine profile: total 39\n3 @ 0x43", "a goroutine profile as text (debug=1)"),
            (b"heap profile: 8: 9 [1: 2] @ heap/1048576\n", "a heap profile as text (debug=1)"),
            (b"--- contention:\ncycles/second=1\n", "a contention profile as text (debug=1)"),
            (b"goroutine 1 [running]:\nmain.main()\n", "a goroutine dump as text"),
            (b"panic: oh\n\ngoroutine 19 [chan send, 3 minutes]:\n", "a goroutine dump as text"),
            (b"Full thread dump OpenJDK 64-Bit Server VM (21+35):\n", "stacks of Java"),
            (b"Traceback (most recent call last):\n  File \"a.py\"", "stacks of Python"),
            (b"Unknown profile\n", "the message “Unknown profile” of a Go server"),
            (b"\x7fELF\x02\x01", "a program or library (ELF)"),
            (b"PK\x03\x04", "a packed file (a zip archive)"),
            (&tar, "a packed file (a tar archive)"),
            (&cpu, "a CPU profile in the old binary format"),
            (b"main;a;b 12\nmain;c 3\nmain;d", "folded stacks as text"),
            (b"Could not enable CPU profiling\n", "text, “Could not enable CPU profiling”"),
        ];
        for (head, expected) in cases {
            assert_eq!(recognise(head).map(|content| content.to_string()).as_deref(), Some(*expected));
        }
        assert_eq!(recognise(b"\x0a\x04\x08\x01\x10\x02"), None);
        assert_eq!(recognise(b""), None);
    }
}
