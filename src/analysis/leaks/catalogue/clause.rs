//! The clauses of rules.

/// What a clause asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// The state is one of the patterns.
    State,
    /// The innermost frame is.
    Leaf,
    /// The innermost frame is of no standard package.
    LeafOwn,
    /// The outermost frame but for the runtime's is.
    Root,
    /// Any frame is.
    Has,
    /// The creator is.
    Creator,
    /// A frame or the creator is of no standard package.
    Own,
    /// The owner's name has one of the words.
    Word,
    /// Other goroutines have such a frame.
    Beside,
    /// Of all goroutines with such a frame, half have it innermost.
    Most,
    /// It is the runtime's own.
    Runtime,
    /// Go has proved some to be leaked.
    Proved,
    /// Not grown from the first capture to the last.
    Steady,
    /// As many in every capture.
    Unchanged,
    /// So many or fewer in the newest capture.
    AtMost,
    /// The first dump's goroutines are still there.
    Kept,
    /// They are not, but others are.
    Turnover,
    /// Something wakes them now and then.
    Wakes,
    /// Somebody is at work inside of the function that they wait in.
    Holder,
    /// They and others wait inside of what the other has locked.
    Crossed,
    /// The mean object is larger.
    SizeOver,
    /// There are fewer objects.
    ObjectsUnder,
    /// More of what was allocated stayed.
    SurvivalOver,
    /// Less of it stayed.
    SurvivalUnder,
}

/// What stands behind a clause's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Patterns,
    Number,
}

use Question as Q;

/// The names of the clauses. A name that another begins with stands behind that.
const NAMES: [(&str, Question, Takes); 24] = [
    ("leaf own", Q::LeafOwn, Takes::Nothing),
    ("state ", Q::State, Takes::Patterns),
    ("leaf ", Q::Leaf, Takes::Patterns),
    ("root ", Q::Root, Takes::Patterns),
    ("has ", Q::Has, Takes::Patterns),
    ("creator ", Q::Creator, Takes::Patterns),
    ("own", Q::Own, Takes::Nothing),
    ("word ", Q::Word, Takes::Patterns),
    ("beside ", Q::Beside, Takes::Patterns),
    ("most ", Q::Most, Takes::Patterns),
    ("runtime", Q::Runtime, Takes::Nothing),
    ("proved", Q::Proved, Takes::Nothing),
    ("steady", Q::Steady, Takes::Nothing),
    ("unchanged", Q::Unchanged, Takes::Nothing),
    ("at most ", Q::AtMost, Takes::Number),
    ("kept", Q::Kept, Takes::Nothing),
    ("turnover", Q::Turnover, Takes::Nothing),
    ("wakes", Q::Wakes, Takes::Nothing),
    ("holder", Q::Holder, Takes::Nothing),
    ("crossed", Q::Crossed, Takes::Nothing),
    ("size over ", Q::SizeOver, Takes::Number),
    ("objects under ", Q::ObjectsUnder, Takes::Number),
    ("survival over ", Q::SurvivalOver, Takes::Number),
    ("survival under ", Q::SurvivalUnder, Takes::Number),
];

/// One condition of a rule.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    /// What is asked.
    pub(super) question: Question,
    /// Whether the answer must be no.
    pub(super) negated: bool,
    /// The patterns, one of which suffices.
    pub(super) patterns: Vec<Pattern>,
    /// The number.
    pub(super) number: f64,
}

impl Clause {
    /// Reads a clause.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let rest = text.strip_prefix("not ");
        let negated = rest.is_some();
        let text = rest.unwrap_or(text);
        for (name, question, takes) in NAMES {
            let Some(behind) = text.strip_prefix(name) else { continue };
            let mut clause = Self { question, negated, patterns: Vec::new(), number: 0.0 };
            match takes {
                Takes::Nothing if !behind.is_empty() => continue,
                Takes::Nothing => {}
                Takes::Number => {
                    clause.number = behind.parse().map_err(|_| "a clause needs a number here")?;
                }
                Takes::Patterns => {
                    clause.patterns = behind.split('|').map(Pattern::parse).collect();
                    if clause.patterns.iter().any(|pattern| pattern.text.is_empty()) {
                        return Err("a pattern is empty");
                    }
                }
            }
            return Ok(clause);
        }
        Err("no clause has this name")
    }

    /// Whether a text matches one of the patterns.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(text))
    }
}

/// A whole name, or its beginning or end.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// What is looked for; for words it is all that counts.
    pub(super) text: String,
    open_before: bool,
    open_behind: bool,
}

impl Pattern {
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let (text, open_before) = text.strip_prefix("...").map_or((text, false), |rest| (rest, true));
        let (text, open_behind) = text.strip_suffix("...").map_or((text, false), |rest| (rest, true));
        Self { text: text.to_owned(), open_before, open_behind }
    }

    fn matches(&self, name: &str) -> bool {
        let text = self.text.as_str();
        match (self.open_before, self.open_behind) {
            (false, false) => name == text,
            (true, false) => name.ends_with(text),
            (false, true) => name.starts_with(text),
            (true, true) => name.contains(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_open_where_it_says_so() {
        for (pattern, name, wanted) in [
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.b...", "a.bc", true),
            ("...b", "a.b", true),
            ("...b", "a.bc", false),
            ("...grpc/transport...", "x/vendor/grpc/transport.(*T).run", true),
            ("iter.Pull[...].func1.1", "iter.Pull[...].func1.1", true),
        ] {
            assert_eq!(Pattern::parse(pattern).matches(name), wanted, "{pattern} {name}");
        }
    }

    #[test]
    fn clauses_are_read() {
        let clause = Clause::parse("not leaf a.b | c.d...").unwrap();
        assert_eq!((clause.question, clause.negated, clause.patterns.len()), (Question::Leaf, true, 2));
        assert_eq!(Clause::parse("leaf own").unwrap().question, Question::LeafOwn);
        assert_eq!(Clause::parse("leaf own.F").unwrap().question, Question::Leaf);
        assert_eq!(Clause::parse("at most 7").unwrap().number, 7.0);
        for wrong in ["", "leaf", "leaf ", "at most many", "ownership", "has a | "] {
            assert!(Clause::parse(wrong).is_err(), "{wrong}");
        }
    }
}
