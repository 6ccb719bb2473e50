//! What to do about a file that is not read.

use std::borrow::Cow;

use super::{Content, DecodeErrorKind, WarningKind};

const FETCH_AGAIN: &str = "The file is damaged or incomplete. Fetch it again, for example with \
     curl -fsS -o heap.pb.gz http://HOST/debug/pprof/heap, and see that curl reports no error.";
const PRODUCER: &str = "The program that wrote the profile made a mistake, and go tool pprof refuses this file, too. \
     Fetch it again; if that does not help, report it to the makers of the profiler.";

/// What to do about an error, in whole sentences for people.
pub fn advice(kind: &DecodeErrorKind) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        DecodeErrorKind::Empty => {
            "Nothing was saved. Fetch the profile again; a CPU profile takes 30 seconds, in which the connection must \
             stay open."
        }
        DecodeErrorKind::NotAProfile(content) => return not_a_profile(content),
        DecodeErrorKind::Limit(_) => {
            "The profile is larger than a browser tab can hold. Make it smaller with go tool pprof -proto -focus=NAME, \
             or take a shorter profile."
        }
        DecodeErrorKind::OutOfMemory(_) => {
            "Close the profiles that you do not need, or reload the page, and open it again. Where it is the only one it is \
             too large for a browser tab: make it smaller with go tool pprof -proto -focus=NAME."
        }
        DecodeErrorKind::CompressedDataCut | DecodeErrorKind::Truncated { .. } => {
            "The download was cut short. Fetch the file again, and give the server and every proxy between time enough: \
             a profile of N seconds takes more than N seconds to arrive."
        }
        DecodeErrorKind::GzipHeader
        | DecodeErrorKind::CompressedDataCorrupt
        | DecodeErrorKind::Checksum { .. }
        | DecodeErrorKind::InflatedLength { .. } => {
            "The file was damaged on its way. Fetch it again, and copy it in binary mode, not as text."
        }
        DecodeErrorKind::TrailingBytes => {
            "Something was appended to the profile. Fetch it again into a new file instead of appending to one."
        }
        DecodeErrorKind::ZstdDictionary => {
            "Decompress the file with zstd -d -D DICTIONARY and open the result."
        }
        DecodeErrorKind::VarintTooLong
        | DecodeErrorKind::Overrun { .. }
        | DecodeErrorKind::FieldKey { .. }
        | DecodeErrorKind::WireType { .. }
        | DecodeErrorKind::LengthTooLarge { .. }
        | DecodeErrorKind::NoStrings
        | DecodeErrorKind::FirstStringNotEmpty => {
            "This is no pprof profile, or a damaged one. See that it is what /debug/pprof or runtime/pprof wrote, and \
             fetch it again."
        }
        DecodeErrorKind::Concatenated => {
            "Open the profiles one by one. If a program wrote them, it started a second profile into the same file; \
             go tool pprof -proto A B > merged.pb.gz merges profiles."
        }
        DecodeErrorKind::DuplicateId { .. } => {
            "Two profiles were perhaps written into one file. Open them one by one, or merge them with \
             go tool pprof -proto A B > merged.pb.gz."
        }
        DecodeErrorKind::UnknownString { .. }
        | DecodeErrorKind::UnknownLocation { .. }
        | DecodeErrorKind::UnknownFunction { .. } => FETCH_AGAIN,
        DecodeErrorKind::MalformedLine { .. } => {
            "The text is damaged, perhaps because another message was written into it. Fetch it again, best without \
             ?debug=1, which gives the same profile in a smaller file."
        }
        DecodeErrorKind::NoSampleTypes
        | DecodeErrorKind::ValueCount { .. }
        | DecodeErrorKind::ReservedId(_)
        | DecodeErrorKind::Inconsistent(_) => PRODUCER,
    })
}

fn not_a_profile(content: &Content) -> Cow<'static, str> {
    Cow::Borrowed(match content {
        Content::Html { .. } => {
            "The server sent a web page instead of the profile: an error, a login or the index of /debug/pprof. Open \
             the address in a browser to see it, and fetch with curl -f, which does not save error pages."
        }
        Content::Json => {
            "Profiles of other tools are not read. If it is an error message, read it in a text editor; otherwise \
             fetch the profile in pprof format."
        }
        Content::Xml => "A drawn graph holds no profile. Open the .pb.gz that it was drawn from.",
        Content::GoTrace => {
            "Open it with go tool trace. A profile can be made of it: \
             go tool trace -pprof=sched FILE > sched.pb.gz (also net, sync, syscall)."
        }
        Content::TextProfile { .. } => {
            "The text is incomplete, or of a kind that is not read. Fetch it again, best without ?debug=1, which gives \
             the same profile in a smaller file."
        }
        Content::OldCpuProfile => {
            "It is cut off in the middle of a stack. Take the profile again, and let the program end as it should, so \
             that all of it is written."
        }
        Content::GoroutineDump => {
            "It begins further down than is looked, or none of its goroutines is whole. Cut the text in front of the first line \
             “goroutine N [state]:” away, and open it again."
        }
        Content::UnknownProfile => {
            "The server knows no profile of that name. See /debug/pprof/ for the names that it has, such as heap, \
             allocs, goroutine, block, mutex."
        }
        Content::Executable { .. } => {
            "Open the profile and not the program. A profile of Go has all its names in it and needs no program."
        }
        Content::Packed { format } if *format == "a zip archive" => {
            "The archive lies inside another compressed file. Unpack it once and open the .zip."
        }
        Content::Packed { .. } => "Unpack it and open the profiles in it. Read are gzip, zstd and zip.",
        Content::PerfData => {
            "Convert it with perf_to_profile (github.com/google/perf_data_converter) and open the result."
        }
        Content::FlightRecording => "Convert it with a tool such as jfr-to-pprof and open the result.",
        Content::Document { .. } => {
            "A document or picture holds no profile. Open the .pb.gz that it was made from."
        }
        Content::ForeignStacks { .. } => {
            "Only stacks of Go are read: /debug/pprof/goroutine?debug=2, a panic, or what Go prints on SIGQUIT."
        }
        Content::FoldedStacks => "Open the profile that they were made of.",
        Content::Text { .. } => {
            "The server probably answered with a message instead of the profile. Do what it says and fetch again, \
             with curl -f, which does not save error messages. A log is read where it holds stacks of goroutines."
        }
    })
}

/// What to do about a warning, in whole sentences for people.
pub fn warning_advice(kind: &WarningKind) -> &'static str {
    match kind {
        WarningKind::NotUtf8 { .. } | WarningKind::MoreNotUtf8 { .. } => {
            "The profile is shown, with � for the bytes that cannot be read. A name that is cut inside a character or \
             was made from binary data does this: look where the program sets it."
        }
        WarningKind::DumpCut { .. } => {
            "Go cuts a dump at 64 MiB, and runtime.Stack at the size of its buffer. What is there is shown, and its counts are \
             the least that there were. For all, fetch /debug/pprof/goroutine without ?debug=2, which has no such limit."
        }
        WarningKind::LinesSkipped { .. } => "All other lines were read.",
    }
}
