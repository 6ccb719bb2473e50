//! Every broken file and what is said about it.

use std::fmt::Write as _;

use airflame::pprof::{
    Content, DecodeErrorKind, LimitExceeded, Table, Warning, WarningKind, advice, open_slice, warning_advice,
};
use airflame::profile::{InvalidProfile, StringId};

use crate::fixtures;

#[test]
fn broken_files_are_named() {
    let mut table = String::new();
    for fixture in fixtures::all().into_iter().filter(fixtures::Fixture::is_broken) {
        let error = open_slice(&fixture.bytes).expect_err(&fixture.path);
        let name = fixture.path.trim_start_matches("oddproto/");
        writeln!(table, "{name}\n  {:?}\n  {error}\n  → {}", error.kind, advice(&error.kind)).unwrap();
        writeln!(table, "  offset {}, context {}", error.offset, error.context).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_error_says_what_to_do() {
    use DecodeErrorKind as Kind;
    let page = |title: Option<&str>| Content::Html { title: title.map(Into::into) };
    let contents = [
        page(Some("404 Not Found")),
        page(None),
        Content::Json,
        Content::Xml,
        Content::GoTrace,
        Content::TextProfile { kind: "heap".into() },
        Content::OldCpuProfile,
        Content::GoroutineDump,
        Content::ForeignStacks { language: "Java" },
        Content::UnknownProfile,
        Content::Executable { format: "ELF" },
        Content::Packed { format: "bzip2" },
        Content::Packed { format: "a zip archive" },
        Content::PerfData,
        Content::FlightRecording,
        Content::Document { format: "PDF" },
        Content::FoldedStacks,
        Content::Text { first_line: "profiling is off".into() },
    ];
    let kinds = [
        Kind::Empty,
        Kind::Limit(LimitExceeded { what: "samples", limit: 10, wanted: 11 }),
        Kind::CompressedDataCut,
        Kind::GzipHeader,
        Kind::CompressedDataCorrupt,
        Kind::Checksum { expected: 0xabc, found: 0xdef },
        Kind::InflatedLength { expected: 1, found: 2 },
        Kind::TrailingBytes,
        Kind::ZstdDictionary,
        Kind::Truncated { missing: 7 },
        Kind::Overrun { missing: 7 },
        Kind::VarintTooLong,
        Kind::FieldKey { key: 7 },
        Kind::WireType { field: 2, wire_type: 0 },
        Kind::LengthTooLarge { length: 1 << 40 },
        Kind::NoStrings,
        Kind::FirstStringNotEmpty,
        Kind::UnknownString { index: 9, strings: 3 },
        Kind::NoSampleTypes,
        Kind::ValueCount { values: 1, types: 2 },
        Kind::UnknownLocation { id: 99 },
        Kind::UnknownFunction { location: 1, id: 99 },
        Kind::ReservedId(Table::Mapping),
        Kind::DuplicateId { table: Table::Location, id: 6 },
        Kind::Concatenated,
        Kind::Inconsistent(InvalidProfile::MissingReference("string")),
    ];
    let mut table = String::new();
    for kind in kinds.into_iter().chain(contents.into_iter().map(Kind::NotAProfile)) {
        let advice = advice(&kind);
        assert!(advice.ends_with('.') || advice.ends_with(')'), "whole sentences: {advice}");
        assert!(!advice.contains("  "), "{advice}");
        writeln!(table, "{kind}\n  → {advice}").unwrap();
    }
    let kind =
        WarningKind::NotUtf8 { string: StringId::EMPTY, field: "function name", text: "a\u{fffd}".into() };
    for kind in [kind, WarningKind::MoreNotUtf8 { count: 3 }] {
        let advice = warning_advice(&kind);
        writeln!(table, "{}\n  → {advice}", Warning { offset: 5, kind }).unwrap();
    }
    insta::assert_snapshot!(table);
}
