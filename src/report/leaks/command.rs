//! The command lines `-leaks` and `-goroutines`, which pprof has not.

use super::{
    CaptureTarget, File, FindingsText, OpenedFile, examine, goroutines_json, goroutines_text, json,
    open_files,
};
use crate::analysis::leaks::Catalogue;
use crate::report::{Report, SourceFiles};
use crate::units::parse_bytes;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The groups of goroutines, and not the findings.
    pub goroutines: bool,
    /// As JSON.
    pub json: bool,
    /// As Markdown.
    pub markdown: bool,
    /// A limit of memory in bytes.
    pub limit: Option<i64>,
    /// The files.
    pub sources: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadQuestion {
    /// A flag does not belong to these commands.
    #[error("-{0} does not go with -leaks or -goroutines: they know -json, -markdown and -limit=512MiB")]
    Unknown(String),
    /// The limit is no size.
    #[error("-limit={0} is no size: write 512MiB, 2GiB or a number of bytes")]
    Limit(String),
    /// No file is named.
    #[error("no profile or dump is named")]
    NoSource,
    /// None of the files could be read.
    #[error("none of the files could be read: {}", .0.join("; "))]
    NothingRead(Vec<String>),
}

/// Reads a command line; `None` where it asks for one of pprof's reports.
pub fn parse(args: &[String]) -> Option<Result<Question, BadQuestion>> {
    let flag = |arg: &str| arg.strip_prefix("--").or_else(|| arg.strip_prefix('-')).map(str::to_owned);
    let is_ours = |arg: &String| matches!(flag(arg).as_deref(), Some("leaks" | "goroutines"));
    if !args.iter().any(is_ours) {
        return None;
    }
    let mut question = Question::default();
    for arg in args {
        let Some(flag) = flag(arg).filter(|_| question.sources.is_empty()) else {
            question.sources.push(arg.clone());
            continue;
        };
        match flag.split_once('=').unwrap_or((&flag, "")) {
            ("leaks", _) => {}
            ("goroutines", _) => question.goroutines = true,
            ("json", _) => question.json = true,
            ("markdown", _) => question.markdown = true,
            ("limit", size) => match parse_bytes(size) {
                Some(limit) => question.limit = Some(limit),
                None => return Some(Err(BadQuestion::Limit(size.to_owned()))),
            },
            _ => return Some(Err(BadQuestion::Unknown(flag))),
        }
    }
    Some(if question.sources.is_empty() { Err(BadQuestion::NoSource) } else { Ok(question) })
}

/// Answers.
///
/// # Errors
/// Where none of the files can be read.
pub fn run(question: &Question, files: &dyn SourceFiles) -> Result<Report, BadQuestion> {
    let (opened, notes) = open_files(&question.sources, files);
    if opened.is_empty() {
        return Err(BadQuestion::NothingRead(notes));
    }
    let catalogue = Catalogue::built_in();
    let evidence: Vec<File<'_>> = opened.iter().map(OpenedFile::file).collect();
    let examined = examine(&evidence, question.limit, &catalogue);
    let (table, findings) = (&examined.table, &examined.findings);
    let text = match (question.goroutines, question.json) {
        (true, true) => goroutines_json(table, &catalogue),
        (true, false) => goroutines_text(table, &catalogue),
        (false, is_json) => {
            let text = FindingsText::of(findings, &catalogue, table, &CaptureTarget::default());
            match () {
                () if is_json => json(findings, &text, &catalogue),
                () if question.markdown => text.markdown,
                () => text.plain(),
            }
        }
    };
    Ok(Report { text: text.into_bytes(), notes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Result<Question, BadQuestion>> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn flags_are_read() {
        let question = parsed("-leaks --json -limit=512MiB a b").unwrap().unwrap();
        assert_eq!((question.json, question.goroutines, question.limit), (true, false, Some(536_870_912)));
        assert_eq!(question.sources, ["a", "b"]);
        assert!(parsed("-goroutines a").unwrap().unwrap().goroutines);
        assert_eq!(parsed("-top a"), None);
        assert_eq!(parsed("-leaks"), Some(Err(BadQuestion::NoSource)));
        assert_eq!(parsed("-leaks -cum a"), Some(Err(BadQuestion::Unknown("cum".to_owned()))));
        assert_eq!(parsed("-leaks -limit=much a"), Some(Err(BadQuestion::Limit("much".to_owned()))));
    }

    #[test]
    fn sizes() {
        for (text, wanted) in [
            ("512Mi", Some(536_870_912)),
            ("1.5 GB", Some(1_500_000_000)),
            ("100", Some(100)),
            ("0", None),
            ("-5MiB", None),
            ("5 parsecs", None),
            ("", None),
            ("99999999TiB", None),
        ] {
            assert_eq!(parse_bytes(text), wanted, "{text}");
        }
    }
}
