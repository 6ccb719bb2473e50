//! A command line in pprof's own spelling.

use super::{Command, Settings};
use crate::analysis::{Base, Granularity, NodeOrder};
use crate::units::parse_number;

/// What a command line asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// Which report.
    pub command: Command,
    /// How it is made.
    pub settings: Settings,
    /// The profiles, which are merged.
    pub sources: Vec<String>,
    /// The profiles that they are compared with, merged as well.
    pub bases: Vec<String>,
    /// How they are compared.
    pub base: Base,
    /// The sources are scaled to the total of the bases.
    pub normalize: bool,
    /// The profile's own drop and keep frames are ignored.
    pub all_frames: bool,
    /// A comment that is added to the profile.
    pub comment: String,
    /// The build id of the main binary, where the profile names none.
    pub build_id: String,
}

/// Why a command line is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadFlag {
    /// There is no such flag.
    #[error("flag provided but not defined: -{0}")]
    Unknown(String),
    /// A flag's value is missing.
    #[error("flag needs an argument: -{0}")]
    NoValue(String),
    /// A flag's value is of another kind.
    #[error("invalid value \"{value}\" for flag -{flag}: it must be {wanted}")]
    BadValue {
        /// The flag.
        flag: String,
        /// Its value.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// Two flags ask for different reports, orders or granularities.
    #[error("conflicting options: -{0} and -{1}")]
    Conflict(String, String),
    /// No flag asks for a report.
    #[error("no report is asked for: give one of -top, -tree, -peek, -traces, -tags, -raw, -comments, -list")]
    NoCommand,
    /// There is no profile.
    #[error("no profile source specified")]
    NoSource,
    /// Both kinds of base are given.
    #[error("-base and -diff_base flags cannot both be specified")]
    TwoBases,
    /// There is nothing to normalize by.
    #[error("must have base profile to normalize by")]
    NothingToNormalizeBy,
}

/// What a flag does with its value.
enum Action {
    /// A flag that is on or off.
    Switch(fn(&mut Parsed, bool)),
    /// One of several that exclude each other; the group, and what the flag does if it is on.
    Choice(&'static str, fn(&mut Parsed)),
    Text(fn(&mut Parsed, &str)),
    /// A whole number.
    Number(fn(&mut Parsed, i64)),
    /// A number with a fraction.
    Float(fn(&mut Parsed, f64)),
    /// A switch or text of pprof that changes nothing in a text report.
    Ignored {
        takes_value: bool,
    },
}

#[derive(Default)]
struct Parsed {
    command: Option<Command>,
    settings: Settings,
    bases: Vec<String>,
    diff_bases: Vec<String>,
    normalize: bool,
    all_frames: bool,
    comment: String,
    build_id: String,
    /// The choices that were made, by group, with the flag that made each.
    chosen: Vec<(&'static str, String)>,
}

impl Parsed {
    /// An old name of a sample type; the first that is named counts.
    fn sample(&mut self, name: &str) {
        if self.settings.sample_index.is_empty() {
            name.clone_into(&mut self.settings.sample_index);
        }
    }
}

/// Sets a field of the settings.
macro_rules! set {
    ($kind:ident, $($field:ident).+) => {
        Action::$kind(|parsed, value| parsed.settings.$($field).+ = value.into())
    };
}

fn action(flag: &str) -> Option<Action> {
    use Action::{Choice, Ignored, Switch, Text};
    let command = |set: fn(&mut Parsed)| Choice("command", set);
    Some(match flag {
        "top" | "text" => command(|parsed| parsed.command = Some(Command::Top)),
        "tree" => command(|parsed| parsed.command = Some(Command::Tree)),
        "traces" => command(|parsed| parsed.command = Some(Command::Traces)),
        "tags" => command(|parsed| parsed.command = Some(Command::Tags)),
        "raw" => command(|parsed| parsed.command = Some(Command::Raw)),
        "comments" => command(|parsed| parsed.command = Some(Command::Comments)),
        "peek" => Text(|parsed, name| parsed.command = Some(Command::Peek(name.to_owned()))),
        "list" => Text(|parsed, name| parsed.command = Some(Command::List(name.to_owned()))),
        "flat" => Choice("sort", |parsed| parsed.settings.order = NodeOrder::Flat),
        "cum" => Choice("sort", |parsed| parsed.settings.order = NodeOrder::Cum),
        "functions" => {
            Choice("granularity", |parsed| parsed.settings.granularity = Some(Granularity::Functions))
        }
        "filefunctions" => {
            Choice("granularity", |parsed| parsed.settings.granularity = Some(Granularity::FileFunctions))
        }
        "files" => Choice("granularity", |parsed| parsed.settings.granularity = Some(Granularity::Files)),
        "lines" => Choice("granularity", |parsed| parsed.settings.granularity = Some(Granularity::Lines)),
        "addresses" => {
            Choice("granularity", |parsed| parsed.settings.granularity = Some(Granularity::Addresses))
        }
        "sample_index" => set!(Text, sample_index),
        "unit" => set!(Text, unit),
        "mean" => set!(Switch, mean),
        "divide_by" => set!(Float, divide_by),
        "noinlines" => set!(Switch, no_inlines),
        "showcolumns" => set!(Switch, show_columns),
        "drop_negative" => set!(Switch, drop_negative),
        "relative_percentages" => set!(Switch, relative_percentages),
        "compact_labels" => set!(Switch, compact_labels),
        "trim" => set!(Switch, trim),
        "nodecount" => set!(Number, node_count),
        "nodefraction" => set!(Float, node_fraction),
        "edgefraction" => set!(Float, edge_fraction),
        "focus" => set!(Text, filters.focus),
        "ignore" => set!(Text, filters.ignore),
        "hide" => set!(Text, filters.hide),
        "show" => set!(Text, filters.show),
        "show_from" => set!(Text, filters.show_from),
        "prune_from" => set!(Text, filters.prune_from),
        "tagfocus" => set!(Text, filters.tag_focus),
        "tagignore" => set!(Text, filters.tag_ignore),
        "tagshow" => set!(Text, filters.tag_show),
        "taghide" => set!(Text, filters.tag_hide),
        "tagroot" => set!(Text, tag_root),
        "tagleaf" => set!(Text, tag_leaf),
        "source_path" => set!(Text, source_path),
        "trim_path" => set!(Text, trim_path),
        "base" => Text(|parsed, file| parsed.bases.push(file.to_owned())),
        "diff_base" => Text(|parsed, file| parsed.diff_bases.push(file.to_owned())),
        "normalize" => Switch(|parsed, on| parsed.normalize = on),
        "all_frames" => Switch(|parsed, on| parsed.all_frames = on),
        "add_comment" => Text(|parsed, text| text.clone_into(&mut parsed.comment)),
        "buildid" => Text(|parsed, id| id.clone_into(&mut parsed.build_id)),
        "call_tree" | "intel_syntax" => Ignored { takes_value: false },
        "symbolize" | "tools" | "seconds" | "timeout" => Ignored { takes_value: true },
        _ => return None,
    })
}

/// The old flags for sample types (pprof's "Legacy convenience options"): the type, and whether it is a mean.
fn sample_flag(flag: &str) -> Option<(&str, bool)> {
    match flag {
        "inuse_space" | "inuse_objects" | "alloc_space" | "alloc_objects" | "contentions" => {
            Some((flag, false))
        }
        "total_delay" => Some(("delay", false)),
        "mean_delay" => Some(("delay", true)),
        _ => None,
    }
}

/// Reads a command line without its first word, the program. Flags stand before the profiles, as Go's `flag` has it: `-flag`,
/// `--flag`, `-flag=value`, `-flag value`.
///
/// # Errors
/// See [`BadFlag`].
pub fn parse(args: &[String]) -> Result<Invocation, BadFlag> {
    let mut parsed = Parsed::default();
    let mut rest = args.iter();
    let mut sources = Vec::new();
    while let Some(arg) = rest.next() {
        let Some(flag) = arg.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            sources.push(arg.clone());
            break;
        };
        let flag = flag.strip_prefix('-').unwrap_or(flag);
        if flag.is_empty() {
            break;
        }
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (flag, None),
        };
        take(&mut parsed, name, value, &mut || rest.next().map(String::as_str))?;
    }
    sources.extend(rest.cloned());
    finish(parsed, sources)
}

fn take<'a>(
    parsed: &mut Parsed,
    flag: &str,
    value: Option<&'a str>,
    next: &mut dyn FnMut() -> Option<&'a str>,
) -> Result<(), BadFlag> {
    let bad =
        |value: &str, wanted| BadFlag::BadValue { flag: flag.to_owned(), value: value.to_owned(), wanted };
    let switch = |value: Option<&str>| match value {
        None => Ok(true),
        Some(value) => bool_value(value).ok_or_else(|| bad(value, "true or false")),
    };
    if let Some((name, is_mean)) = sample_flag(flag) {
        if switch(value)? {
            parsed.sample(name);
            parsed.settings.mean |= is_mean;
        }
        return Ok(());
    }
    let action = action(flag).ok_or_else(|| BadFlag::Unknown(flag.to_owned()))?;
    let mut text = || value.or_else(&mut *next).ok_or_else(|| BadFlag::NoValue(flag.to_owned()));
    match action {
        Action::Switch(set) => set(parsed, switch(value)?),
        Action::Choice(group, set) => {
            if switch(value)? {
                choose(parsed, group, flag)?;
                set(parsed);
            }
        }
        Action::Text(set) => {
            let text = text()?;
            // pprof takes an empty pattern for none.
            if matches!(flag, "peek" | "list") && !text.is_empty() {
                choose(parsed, "command", flag)?;
            } else if matches!(flag, "peek" | "list") {
                return Ok(());
            }
            set(parsed, text);
        }
        Action::Number(set) => {
            let text = text()?;
            set(parsed, text.parse().map_err(|_| bad(text, "a whole number"))?);
        }
        Action::Float(set) => {
            let text = text()?;
            set(parsed, parse_number(text).ok_or_else(|| bad(text, "a number"))?);
        }
        Action::Ignored { takes_value: true } => {
            text()?;
        }
        Action::Ignored { takes_value: false } => {
            switch(value)?;
        }
    }
    Ok(())
}

/// Notes a choice; two of one group exclude each other.
fn choose(parsed: &mut Parsed, group: &'static str, flag: &str) -> Result<(), BadFlag> {
    match parsed.chosen.iter().find(|(of, chosen)| *of == group && chosen != flag) {
        Some((_, other)) => Err(BadFlag::Conflict(other.clone(), flag.to_owned())),
        None => {
            parsed.chosen.push((group, flag.to_owned()));
            Ok(())
        }
    }
}

/// The spellings of Go's `strconv.ParseBool`.
fn bool_value(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

fn finish(parsed: Parsed, sources: Vec<String>) -> Result<Invocation, BadFlag> {
    let Parsed {
        command, settings, mut bases, mut diff_bases, normalize, all_frames, comment, build_id, ..
    } = parsed;
    bases.retain(|base| !base.is_empty());
    diff_bases.retain(|base| !base.is_empty());
    if sources.is_empty() {
        return Err(BadFlag::NoSource);
    }
    let (bases, base) = match (bases.is_empty(), diff_bases.is_empty()) {
        (false, false) => return Err(BadFlag::TwoBases),
        (false, true) => (bases, Base::Subtracted),
        (true, false) => (diff_bases, Base::Diff),
        (true, true) => (Vec::new(), Base::None),
    };
    if normalize && bases.is_empty() {
        return Err(BadFlag::NothingToNormalizeBy);
    }
    let command = command.ok_or(BadFlag::NoCommand)?;
    Ok(Invocation { command, settings, sources, bases, base, normalize, all_frames, comment, build_id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, BadFlag> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn reads_the_spellings_of_pprof() {
        let line = parsed("-top --cum -sample_index=0 -nodecount 5 -base=A -mean=false B C").unwrap();
        assert_eq!((line.command, line.settings.order), (Command::Top, NodeOrder::Cum));
        assert_eq!((line.settings.sample_index.as_str(), line.settings.node_count), ("0", 5));
        assert_eq!(
            (line.sources, line.bases, line.base),
            (vec!["B".into(), "C".into()], vec!["A".into()], Base::Subtracted)
        );
        assert_eq!(parsed("-peek=a.b -mean_delay x").unwrap().command, Command::Peek("a.b".to_owned()));
        assert!(parsed("-peek=a.b -mean_delay x").unwrap().settings.mean);
    }

    #[test]
    fn refuses_what_pprof_refuses() {
        for (line, error) in [
            ("-top -tree x", "conflicting options: -top and -tree"),
            ("-top -lines -files x", "conflicting options: -lines and -files"),
            ("-top", "no profile source specified"),
            ("-top -base=a -diff_base=b x", "-base and -diff_base flags cannot both be specified"),
            ("-top -normalize x", "must have base profile to normalize by"),
            (
                "-top -nodecount=many x",
                "invalid value \"many\" for flag -nodecount: it must be a whole number",
            ),
            ("-top -wrong x", "flag provided but not defined: -wrong"),
            ("-top -focus", "flag needs an argument: -focus"),
            (
                "x",
                "no report is asked for: give one of -top, -tree, -peek, -traces, -tags, -raw, -comments, -list",
            ),
        ] {
            assert_eq!(parsed(line).unwrap_err().to_string(), error, "{line}");
        }
    }
}
