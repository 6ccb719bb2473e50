//! What `tagfocus` and `tagignore` ask of a sample's labels (`compileTagFilter` of pprof).

use super::tag_range::TagRange;
use crate::analysis::{BadPattern, LabelUnits, Pattern};
use crate::profile::{Label, LabelValue, Profile};

/// A condition on the labels of a sample.
///
/// - `key=VALUES` asks the labels of that key, and `VALUES` alone those of any.
/// - `32kb`, `4mb:`, `:64kb` and `12kb:64mb` are ranges, both ends included, and ask numeric labels only.
/// - Anything else is a list of regular expressions, parted by commas, and asks text labels only. With a key, one of
///   them must match a value of it. Without one, each of them must match some `key:value`.
#[derive(Debug, Clone, PartialEq)]
pub struct TagFilter {
    name: String,
    source: String,
    /// The key before the first `=`; empty where any will do.
    key: String,
    condition: Condition,
}

#[derive(Debug, Clone, PartialEq)]
enum Condition {
    Range(TagRange),
    Patterns(Vec<Pattern>),
}

// No range has an end that is no number.
impl Eq for TagFilter {}

/// A tag filter that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadTagFilter {
    /// One of its regular expressions is wrong.
    #[error("parsing {name} regexp: {reason}")]
    Pattern {
        /// The filter's name, such as `tagfocus`.
        name: String,
        /// At which character of the filter that expression begins, counted from 0.
        start: usize,
        /// What is wrong with it; the position in it counts from there.
        #[source]
        reason: BadPattern,
    },
    /// A number of a range does not fit 64 bits. pprof panics.
    #[error("failed to parse int {number}: value out of range")]
    NumberTooLarge {
        /// The number.
        number: String,
    },
}

impl TagFilter {
    /// Understands `text`, which is not empty, as the filter `name`: `tagfocus` or `tagignore`.
    ///
    /// # Errors
    /// When a regular expression is wrong, or a number too large.
    pub fn parse(name: &str, text: &str) -> Result<Self, BadTagFilter> {
        let (key, values) = text.split_once('=').unwrap_or(("", text));
        let condition = match TagRange::parse(values)? {
            Some(range) => Condition::Range(range),
            None => Condition::Patterns(patterns(name, text, values)?),
        };
        Ok(Self { name: name.to_owned(), source: text.to_owned(), key: key.to_owned(), condition })
    }

    /// What was typed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What pprof says when it has taken the text for a range, because a regular expression may have been meant.
    pub fn note(&self) -> Option<String> {
        let values = self.source.split_once('=').map_or(self.source.as_str(), |(_, values)| values);
        matches!(self.condition, Condition::Range(_))
            .then(|| [&self.name, ":Interpreted '", values, "' as range, not regexp"].concat())
    }

    /// Whether it matches a sample with these labels. Numbers are in the units of `units`, whatever the sample says.
    pub(super) fn matches(&self, profile: &Profile, labels: &[Label], units: &LabelUnits) -> bool {
        match &self.condition {
            Condition::Range(range) => labels.iter().any(|label| {
                let LabelValue::Number(value, _) = label.value else { return false };
                let key = profile.text(label.key);
                (self.key.is_empty() || key == self.key) && range.contains(value, units.unit(key))
            }),
            Condition::Patterns(patterns) if self.key.is_empty() => {
                let texts: Vec<String> =
                    texts(profile, labels).map(|(key, value)| [key, ":", value].concat()).collect();
                patterns.iter().all(|pattern| texts.iter().any(|text| pattern.is_match(text)))
            }
            Condition::Patterns(patterns) => texts(profile, labels).any(|(key, value)| {
                key == self.key && patterns.iter().any(|pattern| pattern.is_match(value))
            }),
        }
    }
}

fn patterns(name: &str, text: &str, values: &str) -> Result<Vec<Pattern>, BadTagFilter> {
    let mut start = text[..text.len() - values.len()].chars().count();
    let mut patterns = Vec::new();
    for part in values.split(',') {
        let pattern = Pattern::new(part).map_err(|reason| BadTagFilter::Pattern {
            name: name.to_owned(),
            start,
            reason,
        })?;
        patterns.push(pattern);
        start += part.chars().count() + 1;
    }
    Ok(patterns)
}

fn texts<'a>(profile: &'a Profile, labels: &'a [Label]) -> impl Iterator<Item = (&'a str, &'a str)> {
    labels.iter().filter_map(|label| match label.value {
        LabelValue::Text(value) => Some((profile.text(label.key), profile.text(value))),
        LabelValue::Number(..) => None,
    })
}
