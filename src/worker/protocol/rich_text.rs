//! Text with structure, as the worker writes it and the page shows it.
//!
//! A part of the page that only tells something, as a list of findings does, is written once here, and drawn by one function
//! of the page. As a message it is a string: neither of its ends costs code for each thing that is told.

use serde::{Deserialize, Serialize};

/// Nested elements with classes, attributes and texts.
///
/// It is a string in which control characters stand for structure; texts that are put in have none:
///
/// ```text
///  \u{1} tag . classes \u{4}      opens an element
///  \u{2} name = value \u{4}       an attribute of the element that was opened last
///  \u{3}                          closes the element
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText(String);

const OPEN: char = '\u{1}';
const ATTRIBUTE: char = '\u{2}';
const CLOSE: char = '\u{3}';
const END: char = '\u{4}';

/// A part of a [`RichText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// An element begins.
    Open {
        /// Its tag.
        tag: &'a str,
        /// Its classes; empty where it has none.
        class: &'a str,
    },
    /// The element that began last has this attribute.
    Attribute {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a str,
    },
    /// Text.
    Text(&'a str),
    /// The element ends.
    Close,
}

impl RichText {
    /// Begins an element: `li`, or with classes `li.suspect alarm`.
    pub fn open(&mut self, tag: &str) -> &mut Self {
        self.0.push(OPEN);
        self.text(tag);
        self.0.push(END);
        self
    }

    /// Gives the element that began last an attribute.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.push(ATTRIBUTE);
        self.text(name);
        self.0.push('=');
        self.text(value);
        self.0.push(END);
        self
    }

    /// Adds a text. A control character that would be structure is shown as one that cannot be.
    pub fn text(&mut self, text: &str) -> &mut Self {
        if text.contains([OPEN, ATTRIBUTE, CLOSE, END]) {
            self.0.push_str(&text.replace([OPEN, ATTRIBUTE, CLOSE, END], "\u{fffd}"));
        } else {
            self.0.push_str(text);
        }
        self
    }

    /// Ends the element that began last.
    pub fn close(&mut self) -> &mut Self {
        self.0.push(CLOSE);
        self
    }

    /// An element that holds a text.
    pub fn element(&mut self, tag: &str, text: &str) -> &mut Self {
        self.open(tag).text(text).close()
    }

    /// An element that holds a text and tells more when it is pointed at.
    pub fn titled(&mut self, tag: &str, title: &str, text: &str) -> &mut Self {
        self.open(tag).attribute("title", title).text(text).close()
    }

    /// An element that holds sentences, in which code stands between backticks.
    pub fn prose(&mut self, tag: &str, text: &str) -> &mut Self {
        self.open(tag);
        for (at, part) in text.split('`').enumerate() {
            if at % 2 == 0 {
                self.text(part)
            } else {
                self.element("code", part)
            };
        }
        self.close()
    }

    /// A button that copies.
    pub fn copy_button(&mut self, name: &str, text: &str) -> &mut Self {
        self.open(COPY).attribute("name", name).attribute("text", text).close()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it is made of.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens(&self.0)
    }
}

/// The tag of a button that copies its attribute `text`.
pub const COPY: &str = "copy";

/// The parts of a [`RichText`], in order.
#[derive(Debug, Clone)]
pub struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = self.0.chars().next()?;
        if first == CLOSE {
            self.0 = &self.0[1..];
            return Some(Token::Close);
        }
        if first != OPEN && first != ATTRIBUTE {
            let end = self.0.find([OPEN, ATTRIBUTE, CLOSE, END]).unwrap_or(self.0.len());
            // An end of nothing is no text: nobody writes one, and it is passed over.
            let (text, rest) = self.0.split_at(end.max(1));
            self.0 = rest;
            return Some(Token::Text(text));
        }
        let (inner, rest) = self.0[1..].split_once(END).unwrap_or((&self.0[1..], ""));
        self.0 = rest;
        let (left, right) = inner.split_once(if first == OPEN { '.' } else { '=' }).unwrap_or((inner, ""));
        Some(if first == OPEN {
            Token::Open { tag: left, class: right }
        } else {
            Token::Attribute { name: left, value: right }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn says_what_was_written() {
        let mut text = RichText::default();
        text.open("li.suspect alarm").attribute("title", "a=b.c").text("x").element("b", "y").close();
        let tokens: Vec<_> = text.tokens().collect();
        assert_eq!(
            tokens,
            [
                Token::Open { tag: "li", class: "suspect alarm" },
                Token::Attribute { name: "title", value: "a=b.c" },
                Token::Text("x"),
                Token::Open { tag: "b", class: "" },
                Token::Text("y"),
                Token::Close,
                Token::Close,
            ]
        );
    }

    #[test]
    fn code_stands_between_backticks() {
        let mut text = RichText::default();
        text.prose("p", "call `defer cancel()` at once");
        let texts: Vec<_> = text.tokens().filter(|token| matches!(token, Token::Text(_))).collect();
        assert_eq!(texts, [Token::Text("call "), Token::Text("defer cancel()"), Token::Text(" at once")]);
        assert_eq!(text.tokens().filter(|token| matches!(token, Token::Open { tag: "code", .. })).count(), 1);
    }

    proptest! {
        #[test]
        fn no_name_of_a_profile_becomes_structure(name in "[\\PC\u{1}-\u{5}]{0,12}") {
            let mut text = RichText::default();
            text.open("p").attribute("title", &name).text(&name).close();
            let tokens: Vec<_> = text.tokens().collect();
            let is_text = |token: &&Token<'_>| matches!(token, Token::Text(_));
            prop_assert_eq!(tokens.iter().filter(is_text).count(), usize::from(!name.is_empty()));
            prop_assert_eq!(tokens.len(), 3 + usize::from(!name.is_empty()));
        }

        #[test]
        fn any_string_has_parts(bytes in "[\\PC\u{1}-\u{4}]{0,40}") {
            let parts = RichText(bytes.clone()).tokens().count();
            prop_assert!(parts <= bytes.len());
        }
    }
}
