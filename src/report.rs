//! The text reports of `go tool pprof`, to the byte.
//!
//! ```text
//!  sources, bases ─► combine ─► drop frames ─► one profile          analysis
//!                                                │
//!  settings ──────► label frames ─► (total) ─► filters ─► graph ─► text
//!                                    └ before the filters, unless percentages are relative
//! ```
//!
//! A report is made of one profile, which [`prepare`] makes of what was read. It follows pprof also where pprof's answer is
//! odd, which `docs/compatibility.md` lists: whoever compares the two must find no difference. The one exception is a
//! sum that leaves 64 bits, which wraps in pprof: here it stays at the end of the range, and a note says so.
//!
//! `examples/report.rs` is a command over it.

mod comments;
pub mod flags;
mod head;
pub mod leaks;
mod list;
mod prepare;
mod raw;
mod raw_bytes;
mod run;
mod settings;
mod source_files;
mod tab_writer;
mod tags;
mod top;
mod traces;
mod tree;
mod values;

pub use prepare::{Prepared, prepare};
pub use raw::raw;
pub use run::{RunError, run};
pub use settings::{Command, Settings};
pub use source_files::{NoSourceFiles, SourceFiles};

use crate::analysis::{
    BadFilter, BadPattern, FrameTable, Granularity, Grouping, LabelUnits, Pattern, StackValues, TagFilter,
    TagTable, TrimmedGraph, Trimming, Valuation, add_label_frames, total,
};
use crate::profile::{InvalidProfile, Profile, StringTableFull};
use values::Values;

/// The note on a sum that does not fit.
const SATURATED: &str =
    "a sum left the range of 64 bits and stands at its end; pprof would print a wrong one";

/// A report, and what pprof would say beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The text.
    pub text: Vec<u8>,
    /// What is to be known of how it came about: a filter that matched nothing, a range that could be a pattern.
    pub notes: Vec<String>,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The profile counts nothing.
    #[error("profile has no samples")]
    NoSampleTypes,
    /// There is no such sample type.
    #[error("sample_index \"{wanted}\" must be one of {}, or their number from 0 on", known.join(", "))]
    SampleIndex {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Values cannot be divided by nothing.
    #[error("zero divisor specified")]
    ZeroDivisor,
    /// A filter cannot be used.
    #[error(transparent)]
    Filter(#[from] BadFilter),
    /// The pattern of `-peek` or `-list` cannot be used.
    #[error("parsing argument regexp: {0}")]
    Pattern(#[from] BadPattern),
    /// No name matches the pattern of `-peek` or `-list`.
    #[error("no matches found for regexp: {pattern}")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
    /// A table would become larger than tables can be.
    #[error(transparent)]
    Strings(#[from] StringTableFull),
    /// The tables of a changed profile do not fit together.
    #[error(transparent)]
    Profile(#[from] InvalidProfile),
}

/// What the reports of a graph are printed from.
struct Graph<'a> {
    frames: &'a FrameTable,
    trimmed: &'a TrimmedGraph,
    values: &'a Values,
}

/// Makes a report of a profile that is [prepared](prepare).
///
/// # Errors
/// See [`ReportError`]; it fails exactly where pprof does.
pub fn generate(
    profile: &Profile,
    command: &Command,
    settings: &Settings,
    sources: &dyn SourceFiles,
) -> Result<Report, ReportError> {
    if let Some(hidden) = raw_bytes::hidden(profile)? {
        let report = generate(&hidden, command, settings, sources)?;
        return Ok(Report { text: raw_bytes::restored(&report.text), ..report });
    }
    let mut notes = Vec::new();
    let units = LabelUnits::of(profile);
    notes.extend(units.warnings());
    let with_frames = with_label_frames(profile, settings, &mut notes)?;
    let filters = settings.filters.compile()?;
    let mut filter = |profile: &Profile| {
        let filtered = filters.apply(profile, &units);
        notes.extend(
            [&filters.tag_focus, &filters.tag_ignore].into_iter().flatten().filter_map(TagFilter::note),
        );
        notes.extend(filtered.unmatched.iter().map(|kind| no_match(kind.warning_name())));
        filtered.profile
    };
    let relative = settings.relative_percentages.then(|| filter(&with_frames));
    let counted = relative.as_ref().unwrap_or(&with_frames);
    let valuation = valuation(counted, settings)?;
    if settings.divide_by == 0.0 {
        return Err(ReportError::ZeroDivisor);
    }
    let pattern = match command {
        Command::Peek(pattern) | Command::List(pattern) => Some(Pattern::new(pattern)?),
        _ => None,
    };
    let sum = total(counted, valuation);
    let profile = match relative {
        Some(filtered) => filtered,
        None => filter(&with_frames),
    };
    let shown = Shown { profile: &profile, settings, valuation, units: &units, total: sum.value };
    let (text, saturated) = shown.print(command, pattern.as_ref(), sources)?;
    if saturated || sum.saturated {
        notes.push(SATURATED.to_owned());
    }
    Ok(Report { text, notes })
}

fn with_label_frames(
    profile: &Profile,
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<Profile, ReportError> {
    let added = add_label_frames(
        profile,
        &label_keys(&settings.tag_root),
        &label_keys(&settings.tag_leaf),
        &settings.unit,
    )?;
    for (name, text, found) in
        [("TagRoot", &settings.tag_root, added.root_found), ("TagLeaf", &settings.tag_leaf, added.leaf_found)]
    {
        if !text.is_empty() && !found {
            notes.push(no_match(name));
        }
    }
    Ok(added.profile)
}

fn label_keys(list: &str) -> Vec<&str> {
    list.split(',').filter(|key| !key.is_empty()).collect()
}

fn no_match(name: &str) -> String {
    format!("{name} expression matched no samples")
}

fn valuation(profile: &Profile, settings: &Settings) -> Result<Valuation, ReportError> {
    let types = &profile.header().sample_types;
    if types.is_empty() {
        return Err(ReportError::NoSampleTypes);
    }
    let index = profile.sample_index(&settings.sample_index).ok_or_else(|| ReportError::SampleIndex {
        wanted: settings.sample_index.clone(),
        known: types.iter().map(|of| profile.text(of.kind).to_owned()).collect(),
    })?;
    Ok(Valuation { index, mean: settings.mean })
}

/// A filtered profile and how it is shown.
struct Shown<'a> {
    profile: &'a Profile,
    settings: &'a Settings,
    valuation: Valuation,
    units: &'a LabelUnits,
    total: i64,
}

impl Shown<'_> {
    /// The text, and whether a sum of it did not fit.
    fn print(
        &self,
        command: &Command,
        pattern: Option<&Pattern>,
        sources: &dyn SourceFiles,
    ) -> Result<(Vec<u8>, bool), ReportError> {
        let sample_type = self.profile.header().sample_types[self.valuation.index];
        let kind = self.profile.text(sample_type.kind);
        let kind = if self.settings.mean { format!("mean_{kind}") } else { kind.to_owned() };
        let values = Values::new(self.settings, self.profile.text(sample_type.unit), self.total);
        let mut lines = Vec::new();
        let mut saturated = false;
        match command {
            Command::Raw if self.settings.no_inlines => {
                return Ok((
                    raw::raw(&prepare::without_inlined(self.profile, self.settings.show_columns)?),
                    false,
                ));
            }
            Command::Raw => return Ok((raw::raw(self.profile), false)),
            Command::Comments => return Ok((comments::comments(self.profile), false)),
            Command::Tags => {
                let column = self.profile.samples().values(self.valuation.index);
                let table = TagTable::build(self.profile, self.units, column, values.unit());
                saturated = table.saturated;
                tags::print(&table, &values, &mut lines);
            }
            Command::Traces => {
                let frames = FrameTable::build(&[self.profile], self.grouping(None));
                lines = head::of_profile(self.profile, &kind, &values);
                traces::print(self.profile, &frames, self.valuation, self.units, &values, &mut lines);
            }
            Command::Top | Command::Tree | Command::Peek(_) | Command::List(_) => {
                saturated = self.print_graph(command, pattern, &kind, values, sources, &mut lines)?;
            }
        }
        let mut text = lines.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        Ok((text.into_bytes(), saturated))
    }

    fn print_graph(
        &self,
        command: &Command,
        pattern: Option<&Pattern>,
        kind: &str,
        mut values: Values,
        sources: &dyn SourceFiles,
        lines: &mut Vec<String>,
    ) -> Result<bool, ReportError> {
        let is_list = matches!(command, Command::List(_));
        let settings = self.settings;
        let profile = &prepare::with_trimmed_paths(self.profile, settings)?;
        let frames = FrameTable::build(&[profile], self.grouping(is_list.then_some(Granularity::Lines)));
        let sums = StackValues::sum(profile, self.valuation);
        let trimming = trimming(command, settings);
        let trimmed =
            TrimmedGraph::build(&frames, profile, &sums, trimming, settings.order, settings.drop_negative);
        if !is_list {
            values.suit(trimmed.graph.nodes());
            *lines = head::of_graph(profile, kind, settings, &trimmed, trimming.node_fraction, &values);
        }
        let graph = Graph { frames: &frames, trimmed: &trimmed, values: &values };
        let mut saturated = trimmed.graph.saturated;
        match (command, pattern) {
            (Command::List(_), Some(pattern)) => {
                saturated |= list::print(&graph, pattern, settings, sources, lines)?;
            }
            (Command::Top, _) => top::print(&graph, lines),
            (_, pattern) => tree::print(&graph, pattern, lines)?,
        }
        Ok(saturated)
    }

    /// What tells nodes apart; `-list` has it its own way.
    fn grouping(&self, forced: Option<Granularity>) -> Grouping {
        let Settings { granularity, no_inlines, show_columns, .. } = *self.settings;
        Grouping {
            granularity: forced.or(granularity).unwrap_or_default(),
            no_inlines,
            show_columns,
            by_object: forced.is_some(),
        }
    }
}

/// What a report leaves out when nobody says so (`applyCommandOverrides` of pprof).
fn trimming(command: &Command, settings: &Settings) -> Trimming {
    /// How many nodes a tree has.
    const TREE_NODES: i64 = 80;
    if !settings.trim || matches!(command, Command::Peek(_) | Command::List(_)) {
        return Trimming::NONE;
    }
    let count = match (settings.node_count, command) {
        (-1, Command::Top) => 0,
        (-1, _) => TREE_NODES,
        (count, _) => count,
    };
    Trimming {
        node_count: usize::try_from(count).unwrap_or(0),
        node_fraction: settings.node_fraction,
        edge_fraction: settings.edge_fraction,
    }
}
