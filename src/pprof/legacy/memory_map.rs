//! The memory map behind the samples, in the form of `/proc/PID/maps` or a shorter one.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::lines::Lines;
use super::mappings::MappedFile;
use super::{Failure, numbers, scan};
use crate::pprof::{DecodeError, LimitExceeded, Limits};

/// `7f5e7000-7f5e9000 r-xp 00002000 08:01 1234 /lib/libc.so.6`. Every part may be missing that says `?`, so that
/// where one ends is found by trying: the only expressions of these formats that need an engine.
static PROC_MAPS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    expression(r"^S*(?:0x)?(X+)[S-]?S*(?:0x)?(X+):?(?:S+([-rwxp]+))?(?:S+(X+))?S+X+:X+S+[0-9]+(?:S+(T+))?")
});

/// `0x40000-0x80000 /path/to/binary (@FF00) abc123456`
static BRIEF_MAPS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    expression(r"^S*(?:0x)?(X+)[S-]?S*(?:0x)?(X+):?(?:S+([-rwxp]+))?(?:S+(T+))?(?:S+\(@(X+)\))?(?:S+(X+))?")
});

/// An expression in which `S` stands for white space of Go, `T` for all else, and `X` for a hexadecimal digit.
fn expression(short: &str) -> Option<Regex> {
    let long = short
        .replace("[S", r"[\t\n\x0c\r ")
        .replace('S', r"[\t\n\x0c\r ]")
        .replace('T', r"[^\t\n\x0c\r ]")
        .replace('X', "[0-9A-Fa-f]");
    Regex::new(&long).ok()
}

/// Whether the memory map begins behind this line.
pub(super) fn is_sentinel(line: &[u8]) -> bool {
    [b"--- Memory map: ---".as_slice(), b"MAPPED_LIBRARIES:"]
        .iter()
        .any(|name| scan::find(line, name).is_some())
}

/// Goes to the memory map, if there is one, and reads it.
pub(super) fn read_behind_sentinel(
    lines: &mut Lines<'_>,
    limits: &Limits,
) -> Result<Vec<MappedFile>, Failure> {
    while !is_sentinel(lines.line.text) && lines.next()? {}
    read(lines, limits)
}

/// Reads all lines that are left. A line that is no mapping is passed over, as in pprof; one like `name = value` sets
/// what `$name` stands for in those behind it.
pub(super) fn read(lines: &mut Lines<'_>, limits: &Limits) -> Result<Vec<MappedFile>, Failure> {
    let mut files = Vec::new();
    let mut variables = Variables::default();
    while lines.next()? {
        let line = lines.line;
        let refuse =
            |exceeded: LimitExceeded| Failure::from(DecodeError::new(line.offset, "memory map", exceeded));
        let text = variables.replace(without_log_prefix(line.text)).map_err(refuse)?;
        match entry(&text) {
            Some(Entry::File(file)) => {
                LimitExceeded::check("mappings", limits.mappings, files.len() as u64 + 1).map_err(refuse)?;
                files.push(MappedFile { line: line.offset, ..file });
            }
            Some(Entry::Data) => {}
            None => {
                if let Some((name, value)) = scan::split_once(&text, b'=') {
                    variables.set(scan::trim(name), scan::trim(value));
                }
            }
        }
    }
    Ok(files)
}

/// The text behind what glog puts before a line: `I0102 15:04:05.6 7 file.cc:89] `.
fn without_log_prefix(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|byte| matches!(byte, b'[' | b']'));
    let behind = end.and_then(|end| match line.split_at_checked(end)? {
        (prefix, [b']', space, rest @ ..]) if scan::is_space(*space) => {
            let (file, number) = scan::rsplit_once(prefix, b':')?;
            let is_place = !file.is_empty() && !number.is_empty() && number.iter().all(u8::is_ascii_digit);
            is_place.then_some(rest)
        }
        _ => None,
    });
    behind.unwrap_or(line)
}

enum Entry {
    File(MappedFile),
    /// A part of memory that holds no code.
    Data,
}

/// Reads one line; `None` if it is no mapping.
fn entry(line: &[u8]) -> Option<Entry> {
    // The engine takes text. A byte is a character here, so that any byte may stand in a name.
    let text: String = line.iter().copied().map(char::from).collect();
    let (start, limit, permissions, offset, file, build_id);
    if let Some(found) = PROC_MAPS.as_ref()?.captures(&text) {
        let group = |group| found.get(group).map_or("", |found| found.as_str());
        (start, limit, permissions, offset) = (group(1), group(2), group(3), group(4));
        (file, build_id) = (bytes(group(5)), Vec::new());
    } else {
        let found = BRIEF_MAPS.as_ref()?.captures(&text)?;
        let group = |group| found.get(group).map_or("", |found| found.as_str());
        (start, limit, permissions, offset) = (group(1), group(2), group(3), group(5));
        (file, build_id) = (bytes(group(4)), bytes(group(6)));
    }
    if !permissions.is_empty() && !permissions.contains('x') {
        return Some(Entry::Data);
    }
    let offset = if offset.is_empty() { 0 } else { numbers::hex(offset.as_bytes())? };
    let (start, limit) = (numbers::hex(start.as_bytes())?, numbers::hex(limit.as_bytes())?);
    Some(Entry::File(MappedFile { start, limit, offset, file, build_id, line: 0 }))
}

fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| c as u8).collect()
}

/// What `$name` stands for.
#[derive(Debug, Default)]
struct Variables {
    /// Names with their `$`, in the order in which they are tried.
    values: Vec<(Vec<u8>, Vec<u8>)>,
    /// How many bytes were compared and put in so far.
    work: u64,
}

/// No memory map needs so much replacing: who asks for it wants to keep us busy.
const MAX_WORK: u64 = 1 << 28;

impl Variables {
    /// Sets a variable that has no value yet: pprof takes the first.
    fn set(&mut self, name: &[u8], value: &[u8]) {
        let name = [b"$", name].concat();
        self.work += self.values.len() as u64;
        if !self.values.iter().any(|(known, _)| *known == name) {
            self.values.push((name, value.into()));
        }
    }

    /// The line with all variables replaced (`strings.Replacer`).
    fn replace<'a>(&mut self, line: &'a [u8]) -> Result<std::borrow::Cow<'a, [u8]>, LimitExceeded> {
        if self.values.is_empty() || !line.contains(&b'$') {
            LimitExceeded::check("replacements", MAX_WORK, self.work)?;
            return Ok(line.into());
        }
        let mut text = Vec::with_capacity(line.len());
        let mut rest = line;
        while let Some((&byte, behind)) = rest.split_first() {
            let variable = if byte == b'$' {
                self.work += self.values.len() as u64;
                self.values.iter().find(|(name, _)| rest.starts_with(name))
            } else {
                None
            };
            if let Some((name, value)) = variable {
                self.work += (name.len() + value.len()) as u64;
                text.extend_from_slice(value);
                rest = rest.get(name.len()..).unwrap_or_default();
            } else {
                text.push(byte);
                rest = behind;
            }
            LimitExceeded::check("replacements", MAX_WORK, self.work)?;
        }
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(u64, u64, u64, String, String)> {
        let files = read(&mut Lines::new(text.as_bytes(), 0), &Limits::default()).unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        files
            .into_iter()
            .map(|file| (file.start, file.limit, file.offset, text(file.file), text(file.build_id)))
            .collect()
    }

    #[test]
    fn both_forms_are_read() {
        let map = "\
            00400000-004d2000 r-xp 00001000 08:01 1234  /bin/app\n\
            004d2000-004d3000 rw-p 000d2000 08:01 1234  /bin/app\n\
            no mapping\n\
            lib = /usr/lib\n\
            I0102 15:04:05.6 7 profile.cc:89] 0x7f00-0x7fff: $lib/b.so (@ff0) abc123\n\
            40000 80000 r-xp\n";
        assert_eq!(
            files(map),
            [
                (0x40_0000, 0x4d_2000, 0x1000, "/bin/app".into(), String::new()),
                (0x7f00, 0x7fff, 0xff0, "/usr/lib/b.so".into(), "abc123".into()),
                (0x40000, 0x80000, 0, String::new(), String::new()),
            ]
        );
    }

    #[test]
    fn the_first_value_of_a_variable_stays() {
        let map = "xy=1\nx=2\nxy=3\n1000-2000 $xy$x$c\n";
        assert_eq!(files(map)[0].3, "12$c");
        // Two hexadecimal digits are a mapping.
        assert_eq!(files("ab=1")[0].0, 0xa);
    }

    #[test]
    fn replacing_has_an_end() {
        let map = format!("a={}\n{}", "b".repeat(60_000), format!("{}\n", "$a".repeat(30_000)).repeat(40));
        assert!(read(&mut Lines::new(map.as_bytes(), 0), &Limits::default()).is_err());
    }
}
