//! Go's syntax of regular expressions (`regexp/syntax`), said with the few words that mean the same to regex-lite.

use super::char_set::CharSet;
use super::{BadPattern, PatternProblem as Problem};

/// A pattern for regex-lite.
pub(super) struct Translated {
    pub(super) regex: String,
    /// The text that it looks for, where nothing in it is special.
    pub(super) literal: Option<String>,
}

/// The highest count of a repetition, alone or multiplied with those inside it.
const MAX_REPEAT: u32 = 1000;

#[derive(Clone, Copy, Default)]
struct Flags {
    /// `i`: case does not matter.
    folds_case: bool,
    /// `m`: `^` and `$` match at lines.
    is_multi_line: bool,
    /// `s`: `.` matches a line's end too.
    dot_is_all: bool,
}

/// What a repetition would repeat.
#[derive(Clone, Copy)]
struct Atom {
    /// Where it begins in the output.
    start: usize,
    /// The product of the counts in it.
    repeats: u32,
    /// It is a repetition itself: a second one would be read as its mark for laziness.
    is_repetition: bool,
}

struct Group {
    /// Where its parenthesis stands in the source.
    at: usize,
    /// Where it begins in the output.
    start: usize,
    /// What is restored behind it.
    flags: Flags,
    /// The product of the counts in what stood before it, in the group around it.
    repeats: u32,
}

struct Translator<'a> {
    source: &'a str,
    at: usize,
    regex: String,
    literal: Option<String>,
    flags: Flags,
    groups: Vec<Group>,
    atom: Option<Atom>,
    /// The highest product of counts in the innermost open group.
    repeats: u32,
}

pub(super) fn translate(source: &str) -> Result<Translated, BadPattern> {
    let mut translator = Translator {
        source,
        at: 0,
        regex: String::new(),
        literal: Some(String::new()),
        flags: Flags::default(),
        groups: Vec::new(),
        atom: None,
        repeats: 1,
    };
    translator.run()?;
    Ok(Translated { regex: translator.regex, literal: translator.literal })
}

impl<'a> Translator<'a> {
    fn run(&mut self) -> Result<(), BadPattern> {
        // Where the repetition begins that ends here.
        let mut repetition = None;
        while let Some(char) = self.peek() {
            let start = self.at;
            let previous = repetition.take();
            match char {
                '(' if self.rest().starts_with("(?") => self.flags_or_group()?,
                '(' => {
                    self.at += 1;
                    self.open(start);
                }
                ')' => self.close()?,
                '|' => {
                    self.at += 1;
                    self.special("|");
                    self.atom = None;
                }
                '^' => self.look(1, if self.flags.is_multi_line { "(?m:^)" } else { r"\A" }),
                '$' => self.look(1, if self.flags.is_multi_line { "(?m:$)" } else { r"\z" }),
                '.' => self.look(1, if self.flags.dot_is_all { "(?s:.)" } else { r"[^\n]" }),
                '[' => self.class()?,
                '*' | '+' | '?' => {
                    self.at += 1;
                    self.repeat(start, previous, &self.source[start..self.at], 1, false)?;
                    repetition = Some(start);
                }
                '{' => match self.counts() {
                    None => {
                        self.at += 1;
                        self.char(u32::from('{'));
                    }
                    Some((least, most)) => {
                        if least > MAX_REPEAT || most.is_some_and(|most| most > MAX_REPEAT || most < least) {
                            return self.fail(Problem::RepeatCount, start);
                        }
                        let count = most.unwrap_or(least);
                        let is_many = least >= 2 || count >= 2;
                        // A count of none hides what is inside; `{0,}` does not.
                        let factor = if most == Some(0) { 0 } else { count.max(1) };
                        self.repeat(start, previous, &self.source[start..self.at], factor, is_many)?;
                        repetition = Some(start);
                    }
                },
                '\\' => self.backslash()?,
                _ => {
                    self.at += char.len_utf8();
                    self.char(u32::from(char));
                }
            }
        }
        match self.groups.last() {
            None => Ok(()),
            Some(group) => {
                Err(BadPattern::new(Problem::MissingParenthesis, self.source, group.at, self.source))
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    /// What was read from `start` on is wrong.
    fn fail<T>(&self, problem: Problem, start: usize) -> Result<T, BadPattern> {
        Err(BadPattern::new(problem, self.source, start, &self.source[start..self.at]))
    }

    /// Writes something that is no literal.
    fn special(&mut self, text: &str) {
        self.literal = None;
        self.regex.push_str(text);
    }

    fn begin_atom(&mut self) {
        self.atom = Some(Atom { start: self.regex.len(), repeats: 1, is_repetition: false });
    }

    fn look(&mut self, bytes: usize, text: &str) {
        self.at += bytes;
        self.begin_atom();
        self.special(text);
    }

    /// One character, in any case if that does not matter.
    fn char(&mut self, code: u32) {
        let mut set = CharSet::default();
        set.add(code, code);
        match char::from_u32(code) {
            Some(char) if !self.flags.folds_case => {
                self.begin_atom();
                if let Some(literal) = &mut self.literal {
                    literal.push(char);
                }
                if r"\.+*?()|[]{}^$#&-~".contains(char) {
                    self.regex.push('\\');
                }
                self.regex.push(char);
            }
            _ => {
                if self.flags.folds_case {
                    set.fold();
                }
                self.set(set);
            }
        }
    }

    fn set(&mut self, set: CharSet) {
        self.begin_atom();
        self.literal = None;
        set.write(&mut self.regex);
    }

    fn open(&mut self, at: usize) {
        let group = Group { at, start: self.regex.len(), flags: self.flags, repeats: self.repeats };
        self.groups.push(group);
        self.special("(?:");
        self.atom = None;
        self.repeats = 1;
    }

    fn close(&mut self) -> Result<(), BadPattern> {
        let Some(group) = self.groups.pop() else {
            return Err(BadPattern::new(Problem::UnexpectedParenthesis, self.source, self.at, self.source));
        };
        self.at += 1;
        self.special(")");
        self.flags = group.flags;
        self.atom = Some(Atom { start: group.start, repeats: self.repeats, is_repetition: false });
        self.repeats = self.repeats.max(group.repeats);
        Ok(())
    }

    /// `(?P<name>`, `(?<name>`, `(?flags:` and `(?flags)`.
    fn flags_or_group(&mut self) -> Result<(), BadPattern> {
        let start = self.at;
        let rest = self.rest();
        let name = rest.strip_prefix("(?P<").or_else(|| rest.strip_prefix("(?<"));
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            let name_start = self.source.len() - name.len();
            self.at = self.source.len();
            let Some(length) = name.find('>') else { return self.fail(Problem::NamedCapture, start) };
            self.at = name_start + length + 1;
            let is_word = |char: char| char == '_' || char.is_ascii_alphanumeric();
            if length == 0 || !name[..length].chars().all(is_word) {
                return self.fail(Problem::NamedCapture, start);
            }
            self.open(start);
            return Ok(());
        }
        self.at += 2;
        let mut flags = self.flags;
        let mut value = true;
        let mut is_complete = true;
        loop {
            match self.next() {
                Some('i') => flags.folds_case = value,
                Some('m') => flags.is_multi_line = value,
                Some('s') => flags.dot_is_all = value,
                Some('U') => {}
                Some('-') if value => {
                    (value, is_complete) = (false, false);
                    continue;
                }
                Some(end @ (':' | ')')) if is_complete => {
                    if end == ':' {
                        self.open(start);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => return self.fail(Problem::PerlSyntax, start),
            }
            is_complete = true;
        }
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`; anything else is a brace and nothing is read. A number beyond all bounds
    /// is the highest.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let body = &self.rest()[1..];
        let (body, _) = body.split_once('}')?;
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let is_plain = is_number && (text.len() == 1 || !text.starts_with('0'));
            is_plain.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let counts = match body.split_once(',') {
            None => number(body).map(|count| (count, Some(count)))?,
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        self.at += body.len() + 2;
        Some(counts)
    }

    /// Repeats the last atom; `start` is where the operator begins, and `previous` where the one before it does.
    fn repeat(
        &mut self,
        start: usize,
        previous: Option<usize>,
        operator: &str,
        factor: u32,
        is_many: bool,
    ) -> Result<(), BadPattern> {
        if self.peek() == Some('?') {
            self.at += 1;
        }
        if let Some(previous) = previous {
            return self.fail(Problem::NestedRepetition, previous);
        }
        let Some(atom) = self.atom else { return self.fail(Problem::MissingArgument, start) };
        let repeats = if factor == 0 { 1 } else { atom.repeats.saturating_mul(factor) };
        if is_many && repeats > MAX_REPEAT {
            return self.fail(Problem::RepeatCount, start);
        }
        if atom.is_repetition {
            self.regex.insert_str(atom.start, "(?:");
            self.regex.push(')');
        }
        self.special(operator);
        self.atom = Some(Atom { repeats, is_repetition: true, ..atom });
        self.repeats = self.repeats.max(repeats);
        Ok(())
    }

    /// An escape outside a class.
    fn backslash(&mut self) -> Result<(), BadPattern> {
        let start = self.at;
        match self.rest()[1..].chars().next() {
            Some('A') => self.look(2, r"\A"),
            Some('z') => self.look(2, r"\z"),
            // In a group, because regex-lite reads `\b{` as the beginning of something else.
            Some('b') => self.look(2, r"(?:\b)"),
            Some('B') => self.look(2, r"(?:\B)"),
            Some('C') => {
                self.at += 2;
                return self.fail(Problem::Escape, start);
            }
            Some('Q') => {
                self.at += 2;
                let rest = self.rest();
                let (text, length) =
                    rest.split_once(r"\E").map_or((rest, rest.len()), |(text, _)| (text, text.len() + 2));
                self.at += length;
                for char in text.chars() {
                    self.char(u32::from(char));
                }
            }
            _ => {
                if let Some(set) = self.class_escape()? {
                    self.set(set);
                } else {
                    let code = self.escape()?;
                    self.char(code);
                }
            }
        }
        Ok(())
    }

    /// `\d`, `\W` and the like, inside a class and outside.
    fn class_escape(&mut self) -> Result<Option<CharSet>, BadPattern> {
        let Some(letter) = self.rest().strip_prefix('\\').and_then(|rest| rest.chars().next()) else {
            return Ok(None);
        };
        if matches!(letter, 'p' | 'P') {
            let start = self.at;
            self.at += 2;
            let rest = self.rest();
            let length = if rest.starts_with('{') { rest.find('}') } else { None };
            let first = rest.chars().next().map_or(0, char::len_utf8);
            self.at += length.map_or(first, |length| length + 1);
            return self.fail(Problem::UnicodeClass, start);
        }
        let Some(set) = CharSet::perl(letter.to_ascii_lowercase()) else { return Ok(None) };
        self.at += 2;
        Ok(Some(self.cased(set, letter.is_ascii_uppercase())))
    }

    /// A class inside a class: what is the same in another case is added before it is negated.
    fn cased(&self, mut set: CharSet, is_negated: bool) -> CharSet {
        if self.flags.folds_case {
            set.fold();
        }
        if is_negated { set.negated() } else { set }
    }

    /// An escape of a single character.
    fn escape(&mut self) -> Result<u32, BadPattern> {
        let start = self.at;
        self.at += 1;
        let Some(char) = self.next() else {
            return Err(BadPattern::new(Problem::TrailingBackslash, self.source, start, ""));
        };
        let is_octal = |char: Option<char>| char.is_some_and(|char| ('0'..='7').contains(&char));
        let code = match char {
            // A single digit would be a reference to a group.
            '0'..='7' if char == '0' || is_octal(self.peek()) => {
                let digits = self.source[start + 1..].bytes().take(3);
                let digits = digits.take_while(|digit| (b'0'..=b'7').contains(digit)).count();
                self.at = start + 1 + digits;
                u32::from_str_radix(&self.source[start + 1..self.at], 8).ok()
            }
            'x' => self.hexadecimal(),
            'a' => Some(0x07),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'v' => Some(0x0b),
            _ if char.is_ascii() && !char.is_ascii_alphanumeric() => Some(u32::from(char)),
            _ => None,
        };
        code.map_or_else(|| self.fail(Problem::Escape, start), Ok)
    }

    /// What stands behind `\x`: two digits, or any number of them in braces.
    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.next()?;
        if first != '{' {
            let second = self.next()?;
            return Some(first.to_digit(16)? * 16 + second.to_digit(16)?);
        }
        let mut code = None;
        loop {
            let char = self.next()?;
            if char == '}' {
                return code;
            }
            let value = code.unwrap_or(0) * 16 + char.to_digit(16)?;
            code = Some(value).filter(|&value| value <= u32::from(char::MAX));
            code?;
        }
    }

    /// `[…]`.
    fn class(&mut self) -> Result<(), BadPattern> {
        let start = self.at;
        self.at += 1;
        let is_negated = self.peek() == Some('^');
        self.at += usize::from(is_negated);
        let mut set = CharSet::default();
        let mut is_first = true;
        while is_first || self.peek() != Some(']') {
            is_first = false;
            if let Some(named) = self.named_class()? {
                set.add_all(named);
            } else if let Some(escaped) = self.class_escape()? {
                set.add_all(escaped);
            } else {
                let range_start = self.at;
                let from = self.class_char(start)?;
                let mut to = from;
                if self.rest().starts_with('-') && self.rest().len() > 1 && !self.rest().starts_with("-]") {
                    self.at += 1;
                    to = self.class_char(start)?;
                    if to < from {
                        return self.fail(Problem::ClassRange, range_start);
                    }
                }
                let mut range = CharSet::default();
                range.add(from, to);
                set.add_all(self.cased(range, false));
            }
        }
        self.at += 1;
        self.set(if is_negated { set.negated() } else { set });
        Ok(())
    }

    fn class_char(&mut self, class: usize) -> Result<u32, BadPattern> {
        match self.peek() {
            Some('\\') => self.escape(),
            Some(char) => {
                self.at += char.len_utf8();
                Ok(u32::from(char))
            }
            None => self.fail(Problem::MissingBracket, class),
        }
    }

    /// `[:alpha:]` and `[:^alpha:]`, inside a class.
    fn named_class(&mut self) -> Result<Option<CharSet>, BadPattern> {
        let start = self.at;
        let Some((name, _)) = self.rest().strip_prefix("[:").and_then(|rest| rest.split_once(":]")) else {
            return Ok(None);
        };
        self.at += name.len() + 4;
        let positive = name.strip_prefix('^');
        match CharSet::named(positive.unwrap_or(name)) {
            Some(set) => Ok(Some(self.cased(set, positive.is_some()))),
            None => self.fail(Problem::ClassRange, start),
        }
    }
}
