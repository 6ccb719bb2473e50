//! Just enough HTML to finish the page that Trunk wrote: find elements, read attributes, replace ranges of text.
//!
//! The page is ours (`index.html`), so this need not be a parser for the world: it knows comments, attributes in any
//! quotes, and that `script` and `style` hold raw text. It never re-serialises, so what it does not touch stays as it is.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A page and where its elements are.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    elements: Vec<Element>,
    comments: Vec<Range<usize>>,
}

/// A start tag, with its raw text if it is a `script` or a `style`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// The tag's name, in lower case.
    pub(crate) name: String,
    /// Names (in lower case) and values, in the order of the page.
    pub(crate) attributes: Vec<(String, String)>,
    /// From `<` to the end of the start tag, or of the end tag where there is raw text.
    pub(crate) range: Range<usize>,
    /// Where the raw text is.
    content: Option<Range<usize>>,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute that must be there.
    pub(crate) fn attribute(&self, name: &str) -> Result<&str> {
        self.get(name).with_context(|| format!("<{}> in index.html has no `{name}`", self.name))
    }
}

impl Page {
    /// Reads a page from a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Self::new(text).with_context(|| format!("reading the HTML of {}", path.display()))
    }

    /// Finds the elements of a page.
    pub(crate) fn new(text: String) -> Result<Self> {
        let (elements, comments) = scan(&text)?;
        Ok(Self { text, elements, comments })
    }

    /// The page as text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// All elements, in the order of the page.
    pub(crate) fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The element with this id.
    pub(crate) fn by_id(&self, id: &str) -> Result<&Element> {
        let found = self.elements.iter().find(|element| element.get("id") == Some(id));
        found.with_context(|| format!("the page has no element with the id `{id}`"))
    }

    /// The raw text of a `script` or a `style`.
    pub(crate) fn content(&self, element: &Element) -> &str {
        element.content.clone().map_or("", |range| &self.text[range])
    }

    /// The page without its comments, which are for the readers of the source.
    pub(crate) fn without_comments(&self) -> Result<Self> {
        let gone: Vec<_> = self.comments.iter().map(|range| (range.clone(), String::new())).collect();
        self.replaced(&gone)
    }

    /// A page with some ranges replaced, in the order of the page.
    pub(crate) fn replaced(&self, replacements: &[(Range<usize>, String)]) -> Result<Self> {
        let mut text = String::new();
        let mut done = 0;
        for (range, new) in replacements {
            text.push_str(&self.text[done..range.start]);
            text.push_str(new);
            done = range.end;
        }
        text.push_str(&self.text[done..]);
        Self::new(text)
    }
}

fn scan(text: &str) -> Result<(Vec<Element>, Vec<Range<usize>>)> {
    let mut elements = Vec::new();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[open..];
        if rest.starts_with("<!--") {
            let Some(end) = rest.find("-->") else { bail!("a comment does not end") };
            at = open + end + 3;
            // The line that a comment stood on would stay behind, empty.
            at += usize::from(text[at..].starts_with('\n'));
            comments.push(open..at);
        } else if rest[1..].starts_with(|next: char| next.is_ascii_alphabetic()) {
            let element = tag(text, open)?;
            at = element.range.end;
            elements.push(element);
        } else {
            at = open + 1;
        }
    }
    Ok((elements, comments))
}

/// Reads the start tag at `open`, and the raw text that belongs to it.
fn tag(text: &str, open: usize) -> Result<Element> {
    let name_end = text[open + 1..]
        .find(|next: char| !next.is_ascii_alphanumeric() && next != '-')
        .map_or(text.len(), |length| open + 1 + length);
    let name = text[open + 1..name_end].to_ascii_lowercase();
    let (attributes, end) = attributes(text, name_end).with_context(|| format!("in a <{name}>"))?;
    if name != "script" && name != "style" {
        return Ok(Element { name, attributes, range: open..end, content: None });
    }
    let close = format!("</{name}>");
    let Some(length) = text[end..].find(&close) else { bail!("a <{name}> does not end") };
    let content = end..end + length;
    Ok(Element { name, attributes, range: open..content.end + close.len(), content: Some(content) })
}

type Attributes = Vec<(String, String)>;

/// Reads attributes from `at` to the `>`; gives them and where the tag ends.
fn attributes(text: &str, mut at: usize) -> Result<(Attributes, usize)> {
    let mut attributes = Vec::new();
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(|next: char| next.is_ascii_whitespace() || next == '/');
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            bail!("the tag does not end");
        }
        if trimmed.starts_with('>') {
            return Ok((attributes, at + 1));
        }
        let stop = |next: char| next.is_ascii_whitespace() || matches!(next, '=' | '>' | '/');
        let length = trimmed.find(stop).unwrap_or(trimmed.len());
        let name = trimmed[..length].to_ascii_lowercase();
        at += length;
        let Some(value) = trimmed[length..].strip_prefix('=') else {
            attributes.push((name, String::new()));
            continue;
        };
        at += 1;
        let (length, quotes) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (value[1..].find(quote).context("a quote does not end")?, 1),
            _ => {
                (value.find(|next: char| next.is_ascii_whitespace() || next == '>').unwrap_or(value.len()), 0)
            }
        };
        attributes.push((name, value[quotes..quotes + length].to_owned()));
        at += length + 2 * quotes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_elements_attributes_and_raw_text() {
        let text = "<!DOCTYPE html><!-- <p> --><link rel=icon href='data:,' /><script id=\"a\" defer>if (a<b) x('<p>')</script><p>1 < 2";
        let page = Page::new(text.to_owned()).unwrap();
        let names: Vec<_> = page.elements().iter().map(|element| element.name.as_str()).collect();
        assert_eq!(names, ["link", "script", "p"]);
        assert_eq!(page.elements()[0].get("href"), Some("data:,"));
        let script = page.by_id("a").unwrap();
        assert_eq!(script.get("defer"), Some(""));
        assert_eq!(page.content(script), "if (a<b) x('<p>')");
        assert_eq!(&text[script.range.clone()][..8], "<script ");
    }

    #[test]
    fn replaces_ranges_and_leaves_the_rest() {
        let page = Page::new("<a x=1>b<i>c".to_owned()).unwrap();
        let ranges: Vec<_> = page.elements().iter().map(|element| element.range.clone()).collect();
        let page =
            page.replaced(&[(ranges[0].clone(), "<b>".into()), (ranges[1].clone(), String::new())]).unwrap();
        assert_eq!(page.text(), "<b>bc");
    }

    #[test]
    fn comments_go_with_their_line() {
        let page = Page::new("a\n<!-- <b> -->\n<i><!-- -->c".to_owned()).unwrap();
        assert_eq!(page.without_comments().unwrap().text(), "a\n<i>c");
    }

    #[test]
    fn what_does_not_end_is_an_error() {
        for text in ["<!-- ", "<script>x", "<p class=\"", "<p "] {
            assert!(Page::new(text.to_owned()).is_err(), "{text}");
        }
    }
}
