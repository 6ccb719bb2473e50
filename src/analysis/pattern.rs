//! Regular expressions as people type them into pprof: Go's syntax (RE2), asked whether they match.
//!
//! ```text
//!  Go's syntax ─► re2: plain groups, classes of ranges, no flags ─► regex-lite
//! ```
//!
//! Which of several matches is found, and what its groups hold, nobody asks here: so groups do not capture and every
//! repetition is greedy.

mod char_set;
mod literal;
mod re2;

use literal::Literal;
use regex_lite::Regex;

/// A regular expression in Go's syntax. It is looked for anywhere in a text, and case matters unless `(?i)` is said.
///
/// ```
/// use airflame::analysis::Pattern;
/// let pattern = Pattern::new(r"^main\.(Run|Serve)$")?;
/// assert!(pattern.is_match("main.Run"));
/// assert!(!pattern.is_match("main.Runner"));
/// # Ok::<(), airflame::analysis::BadPattern>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    /// Nothing in it is special, as in most of what is typed: a search for the text is much faster.
    Literal(Literal),
    Regex(Regex),
}

impl Pattern {
    /// Understands `source` as Go's `regexp.Compile` does.
    ///
    /// # Errors
    /// When Go would refuse it, or when it needs what we do not have; see [`PatternProblem`].
    pub fn new(source: &str) -> Result<Self, BadPattern> {
        let translated = re2::translate(source)?;
        let matcher = match translated.literal {
            Some(text) => Matcher::Literal(Literal::new(&text)),
            None => Matcher::Regex(
                Regex::new(&translated.regex)
                    .map_err(|_| BadPattern::new(PatternProblem::TooLarge, source, 0, source))?,
            ),
        };
        Ok(Self { source: source.to_owned(), matcher })
    }

    /// An expression that matches `text` as it is, and nothing else when it stands between `^` and `$`
    /// (`regexp.QuoteMeta` of Go).
    pub fn quote(text: &str) -> String {
        let mut quoted = String::with_capacity(text.len());
        for character in text.chars() {
            if r"\.+*?()|[]{}^$".contains(character) {
                quoted.push('\\');
            }
            quoted.push(character);
        }
        quoted
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Literal(literal) => literal.is_in(text),
            Matcher::Regex(regex) => regex.is_match(text),
        }
    }

    /// What was typed.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

/// What is wrong with a pattern, in the words of Go's `regexp/syntax`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternProblem {
    /// A range of a class ends before it begins, or a class has a name that does not exist.
    #[error("invalid character class range")]
    ClassRange,
    /// A backslash before a letter or digit that means nothing.
    #[error("invalid escape sequence")]
    Escape,
    /// The name of a group is not made of letters, digits and underscores.
    #[error("invalid named capture")]
    NamedCapture,
    /// What stands behind `(?` is no flag: there are no lookaheads.
    #[error("invalid or unsupported Perl syntax")]
    PerlSyntax,
    /// A repetition is repeated, as in `a**`.
    #[error("invalid nested repetition operator")]
    NestedRepetition,
    /// A count above 1000, alone or multiplied with those inside, or a least above the most.
    #[error("invalid repeat count")]
    RepeatCount,
    /// A `[` without its `]`.
    #[error("missing closing ]")]
    MissingBracket,
    /// A `(` without its `)`.
    #[error("missing closing )")]
    MissingParenthesis,
    /// A repetition of nothing, as in `*a`.
    #[error("missing argument to repetition operator")]
    MissingArgument,
    /// The last character is a backslash.
    #[error("trailing backslash at end of expression")]
    TrailingBackslash,
    /// A `)` without its `(`.
    #[error("unexpected )")]
    UnexpectedParenthesis,
    /// It is too long, or nests too deeply. Go's limit is higher.
    #[error("expression too large")]
    TooLarge,
    /// A class such as `\p{Greek}`, which Go has and we have not.
    #[error("classes of Unicode are not supported; list the characters, as in [α-ω]")]
    UnicodeClass,
}

/// A pattern that is none. Its text is what Go prints, and so what pprof prints behind `parsing focus regexp: `.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("error parsing regexp: {problem}: `{excerpt}`")]
pub struct BadPattern {
    /// What is wrong.
    pub problem: PatternProblem,
    /// At which character of the pattern, counted from 0.
    pub at: usize,
    /// The part of the pattern that is wrong, or all of it.
    pub excerpt: String,
}

impl BadPattern {
    fn new(problem: PatternProblem, source: &str, at: usize, excerpt: &str) -> Self {
        let at = source.char_indices().take_while(|&(byte, _)| byte < at).count();
        Self { problem, at, excerpt: excerpt.to_owned() }
    }
}

#[cfg(test)]
mod tests;
