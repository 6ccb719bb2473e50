//! What is odd about a profile that is read all the same.

use std::fmt;

use crate::profile::{LabelValue, Profile, StringId};

/// Something that is odd about a profile, and does not keep it from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The byte of the inflated profile.
    pub offset: u64,
    /// What is odd.
    pub kind: WarningKind,
}

/// What can be odd about a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// A string is not UTF-8, which `profile.proto` promises and pprof does not check. It is shown with U+FFFD for
    /// what cannot be read, and is written back as it was.
    NotUtf8 {
        /// The string.
        string: StringId,
        /// What it names, such as `function name`; `unused string` where nothing refers to it.
        field: &'static str,
        /// The string as it is shown, cut to 80 characters.
        text: Box<str>,
    },
    /// More strings are not UTF-8 than are worth naming one by one.
    MoreNotUtf8 {
        /// How many more there are.
        count: u64,
    },
    /// A dump of goroutines ends in the middle of one.
    DumpCut {
        /// How many goroutines were read.
        goroutines: u64,
    },
    /// Lines of a text are too long to be read.
    LinesSkipped {
        /// How many bytes they have.
        bytes: u64,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match &self.kind {
            WarningKind::NotUtf8 { field, text, .. } => {
                write!(
                    f,
                    "the {field} “{text}” is not UTF-8 (string table, at byte {offset} of the inflated profile)"
                )
            }
            WarningKind::MoreNotUtf8 { count } => {
                write!(f, "{count} more strings are not UTF-8 (from byte {offset} of the inflated profile)")
            }
            WarningKind::DumpCut { goroutines } => {
                write!(
                    f,
                    "the dump is cut at byte {offset}: {goroutines} goroutines are in it, and there were more"
                )
            }
            WarningKind::LinesSkipped { bytes } => {
                write!(f, "{bytes} bytes of the text stand in lines that are too long, and were passed over")
            }
        }
    }
}

/// Strings that are not UTF-8, of which the first are remembered and the others counted.
#[derive(Debug, Default)]
pub(super) struct NotUtf8 {
    first: Vec<(StringId, u64)>,
    more: u64,
    more_offset: u64,
}

/// So many are named one by one.
const NAMED: usize = 20;
const TEXT_CHARS: usize = 80;

impl NotUtf8 {
    pub(super) fn note(&mut self, id: StringId, offset: u64) {
        if self.first.len() < NAMED {
            self.first.push((id, offset));
        } else {
            if self.more == 0 {
                self.more_offset = offset;
            }
            self.more += 1;
        }
    }
}

/// The warnings about strings, now that it is known what they name.
pub(super) fn warnings(strings: &NotUtf8, profile: &Profile) -> Vec<Warning> {
    let named = strings.first.iter().map(|&(string, offset)| {
        let text: String = profile.text(string).chars().take(TEXT_CHARS).collect();
        let kind = WarningKind::NotUtf8 { string, field: field(string, profile), text: text.into() };
        Warning { offset, kind }
    });
    let more = (strings.more > 0).then_some(Warning {
        offset: strings.more_offset,
        kind: WarningKind::MoreNotUtf8 { count: strings.more },
    });
    named.chain(more).collect()
}

/// What a string names first of all.
fn field(string: StringId, profile: &Profile) -> &'static str {
    let header = profile.header();
    let functions = || profile.functions().iter();
    let labels = || profile.labels().ids().flat_map(|set| profile.labels().get(set));
    let mut mappings = profile.mappings().iter();
    let mut types = header.sample_types.iter().chain(&header.period_type);
    if functions().any(|function| function.name == string) {
        "function name"
    } else if functions().any(|function| function.system_name == string) {
        "system name of a function"
    } else if functions().any(|function| function.filename == string) {
        "source file"
    } else if labels().any(|label| label.key == string) {
        "label key"
    } else if labels().any(|label| label.value == LabelValue::Text(string)) {
        "label value"
    } else if labels().any(|label| matches!(label.value, LabelValue::Number(_, unit) if unit == string)) {
        "label unit"
    } else if mappings.any(|mapping| [mapping.file, mapping.build_id].contains(&string)) {
        "mapping"
    } else if types.any(|value_type| [value_type.kind, value_type.unit].contains(&string)) {
        "sample type"
    } else if header.comments.contains(&string) {
        "comment"
    } else if [header.drop_frames, header.keep_frames, header.default_sample_type, header.doc_url]
        .contains(&string)
    {
        "header"
    } else {
        "unused string"
    }
}
