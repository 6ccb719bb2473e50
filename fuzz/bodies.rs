//! What the fuzz targets do with their input. `tests/fuzz` does the same with the stored corpus, so that what was found once
//! stays found, also without a fuzzer.
//!
//! A body panics where a promise is broken.

use airflame::analysis::{FilterTexts, LabelUnits, Pattern, TagFilter};
use airflame::pprof::archive::read_zip;
use airflame::pprof::{DecodeError, Decoded, Limits, Opener, Reading, encode_raw, open_slice, open_slice_as};
use airflame::profile::draw_profile;
use airflame::report::{SourceFiles, flags, run};

/// Smaller than the defaults: a fuzzer finds what takes long or much, and that is no fault below the limit.
fn limits() -> Limits {
    Limits { inflated_bytes: 16 << 20, archive_entry_bytes: 16 << 20, ..Limits::default() }
}

/// Opens any bytes. The first says how the rest is cut into slices, which makes no difference, and how it is read.
pub fn open(data: &[u8]) {
    let Some((&cut, file)) = data.split_first() else { return };
    let reading = if cut & 1 == 0 { Reading::InFull } else { Reading::AsPprof };
    let whole = opened(reading, file, file.len());
    let slices = opened(reading, file, usize::from(cut >> 1) + 1);
    match (whole, slices) {
        (Ok(whole), Ok(slices)) => {
            let encoded = encode_raw(&whole.profile);
            assert!(encoded == encode_raw(&slices.profile) && whole.warnings == slices.warnings);
            let again = open_slice(&encoded).expect("what was written is read");
            assert!(encode_raw(&again.profile) == encoded);
        }
        (Err(whole), Err(slices)) => assert_eq!(whole.kind, slices.kind),
        (whole, slices) => panic!("as a whole {:?}, in slices {:?}", whole.err(), slices.err()),
    }
}

fn opened(reading: Reading, file: &[u8], slice: usize) -> Result<Decoded, DecodeError> {
    let mut opener = Opener::reading(reading, limits(), || 0.0);
    let mut open = || {
        for slice in file.chunks(slice.max(1)) {
            opener.push(slice)?;
        }
        opener.finish()
    };
    let outcome = open();
    if let Err(error) = &outcome {
        let inflated = opener.timings().inflated_bytes;
        // How long data are that lie between two compressions is not known here.
        let is_between = error.context == "data that are compressed twice";
        let end = if error.kind.is_of_compression() { file.len() as u64 } else { inflated };
        assert!(is_between || error.offset <= end, "{error}, and there are {end} bytes");
    }
    outcome
}

/// The profile of a report is given, not found.
struct Given<'a>(&'a [u8]);

impl SourceFiles for Given<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "profile" { Ok(self.0.to_vec()) } else { Err(format!("open {path}: no such file")) }
    }

    fn working_directory(&self) -> String {
        "/".to_owned()
    }
}

/// Makes a report. The first line is the command line, words parted by spaces; the rest is the profile.
pub fn report(data: &[u8]) {
    let mut parts = data.splitn(2, |&byte| byte == b'\n');
    let (Some(line), Some(profile)) = (parts.next(), parts.next()) else { return };
    let Ok(line) = std::str::from_utf8(line) else { return };
    // A bomb is the other targets' matter, where the limits are small.
    if opened(Reading::AsPprof, profile, profile.len()).is_err() {
        return;
    }
    let args: Vec<String> = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    match flags::parse(&args) {
        Ok(invocation) => match run(&invocation, &Given(profile)) {
            Ok(report) => assert!(report.text.last().is_none_or(|&byte| byte == b'\n')),
            Err(error) => assert!(!error.to_string().is_empty()),
        },
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Understands a pattern, up to the first line end, and asks it of the rest.
pub fn pattern(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (source, text) = text.split_once('\n').unwrap_or((text, ""));
    match Pattern::new(source) {
        Ok(pattern) => {
            pattern.is_match(text);
            assert_eq!(pattern.source(), source);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    // A text that is quoted is found in itself.
    assert!(Pattern::new(&Pattern::quote(text)).expect("what is quoted is a pattern").is_match(text));
}

/// Understands a filter of labels and asks it of samples with and without some.
pub fn tag_filter(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match TagFilter::parse("tagfocus", text) {
        Ok(filter) => assert!(filter.source() == text && filter.note() != Some(String::new())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let texts = FilterTexts { tag_focus: text.to_owned(), ..FilterTexts::default() };
    if let Ok(filters) = texts.compile() {
        for profile in [draw_profile("a  a\nb  c\n1  2"), labelled()] {
            let kept = filters.apply(&profile, &LabelUnits::of(&profile)).profile;
            assert!(kept.samples().len() <= profile.samples().len());
        }
    }
}

/// A profile whose samples have labels: the text of a heap profile, whose block sizes become `bytes`.
fn labelled() -> airflame::profile::Profile {
    let text =
        b"heap profile: 3: 300 [4: 400] @ heap/2\n1: 100 [2: 200] @ 0x1 0x2\n2: 4096 [2: 4096] @ 0x1\n";
    open_slice_as(Reading::AsPprof, text).expect("it is a heap profile").profile
}

/// Reads an archive and opens every file of it.
pub fn archive(data: &[u8]) {
    let limits = limits();
    match read_zip(data, limits) {
        // Files may lie one upon another: so many are enough.
        Ok(files) => {
            for file in files.take(16) {
                match file {
                    Ok(entry) => {
                        assert!(entry.bytes.len() as u64 <= limits.archive_entry_bytes);
                        drop(opened(Reading::InFull, &entry.bytes, entry.bytes.len()));
                    }
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
