//! Fitting names into boxes.

use serde::{Deserialize, Serialize};

use crate::analysis::function_name;

/// The font of the texts on boxes: the system's.
pub const FONT_FAMILY: &str = "ui-sans-serif, system-ui, \"Segoe UI\", Roboto, sans-serif";

/// The size of the texts on boxes in CSS pixels.
pub const FONT_SIZE: f64 = 11.5;

/// What stands for the rest of a name that was cut.
const ELLIPSIS: char = '…';

/// The fewest characters of a name that still say something.
const MIN_CHARACTERS: usize = 3;

/// The first and last printable character of ASCII.
const PRINTABLE: std::ops::RangeInclusive<u8> = b' '..=b'~';

/// How wide characters are in CSS pixels. The page measures them once per font and device pixel ratio; from then
/// on fitting is arithmetic. Kerning is left out, which makes texts at most a little narrower than computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advances {
    ascii: Vec<f64>,
    other: f64,
    ellipsis: f64,
}

impl Advances {
    /// Asks `measure` for the width of each printable character of ASCII, of `…`, and of `W`, which stands for
    /// all others up to U+1100 (wider ones count double).
    pub fn measure(mut measure: impl FnMut(&str) -> f64) -> Self {
        let mut width = |character: char| {
            let width = measure(character.encode_utf8(&mut [0; 4]));
            if width.is_finite() && width > 0.0 { width } else { FONT_SIZE / 2.0 }
        };
        let ascii = PRINTABLE.map(|byte| width(char::from(byte))).collect();
        Self { ascii, other: width('W'), ellipsis: width(ELLIPSIS) }
    }

    /// As if every character were equally wide: for tests, and until the font is measured.
    pub fn uniform(width: f64) -> Self {
        Self::measure(|_| width)
    }

    /// How wide a character is.
    pub fn of(&self, character: char) -> f64 {
        match character {
            ' '..='~' => self.ascii.get(character as usize - 0x20).copied().unwrap_or(self.other),
            ELLIPSIS => self.ellipsis,
            '\u{1100}'.. => self.other * 2.0,
            _ => self.other,
        }
    }

    /// How wide a text is.
    pub fn width(&self, text: &str) -> f64 {
        if !text.is_ascii() {
            return text.chars().map(|character| self.of(character)).sum();
        }
        // Nearly all texts, and some hundred of them in each frame.
        let of_byte = |byte: u8| self.ascii.get(usize::from(byte).wrapping_sub(0x20)).unwrap_or(&self.other);
        text.bytes().map(of_byte).sum()
    }
}

/// With how much of a function's name to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NameForm {
    /// From the last element of the import path on: `session.(*Store).Remember`.
    #[default]
    Short,
    /// With the whole import path, where there is room.
    Full,
}

/// What to write on a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// The text, without the ellipsis.
    pub text: &'a str,
    /// Whether an ellipsis follows.
    pub is_cut: bool,
}

impl Label<'_> {
    /// The text as it is drawn, behind `mark`.
    pub fn drawn(&self, mark: &str) -> String {
        [mark, self.text, if self.is_cut { "…" } else { "" }].concat()
    }
}

/// The longest form of a function's name that fits into `width` CSS pixels; see
/// [`function_name::shorter_forms`]. Where none does, the beginning of the shortest one, if that is at least three
/// characters and an ellipsis.
pub fn fit_name<'a>(name: &'a str, form: NameForm, width: f64, advances: &Advances) -> Option<Label<'a>> {
    let start = match form {
        NameForm::Full => name,
        NameForm::Short => function_name::unqualified(name),
    };
    // A form is a suffix of the one before: its width is what is left without what was cut off.
    let mut left = advances.width(start);
    let mut last = start;
    for text in function_name::shorter_forms(start) {
        left -= advances.width(&last[..last.len() - text.len()]);
        if left <= width {
            return (!text.is_empty()).then_some(Label { text, is_cut: false });
        }
        last = text;
    }
    cut(last, width, advances)
}

/// A text that fits into `width` CSS pixels, cut at its end where it must be.
pub fn fit_text<'a>(text: &'a str, width: f64, advances: &Advances) -> Option<Label<'a>> {
    if text.is_empty() {
        return None;
    }
    if advances.width(text) <= width {
        return Some(Label { text, is_cut: false });
    }
    cut(text, width, advances)
}

fn cut<'a>(text: &'a str, width: f64, advances: &Advances) -> Option<Label<'a>> {
    let mut left = width - advances.of(ELLIPSIS);
    let mut characters = 0;
    for (at, character) in text.char_indices() {
        left -= advances.of(character);
        if left < 0.0 {
            return (characters >= MIN_CHARACTERS).then_some(Label { text: &text[..at], is_cut: true });
        }
        characters += 1;
    }
    (characters >= MIN_CHARACTERS).then_some(Label { text, is_cut: true })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAME: &str = "github.com/acme/hookrelay/internal/session.(*Store).Remember";

    fn fitted(form: NameForm, characters: usize) -> Option<String> {
        let label = fit_name(NAME, form, characters as f64 * 6.0, &Advances::uniform(6.0));
        label.map(|label| label.drawn(""))
    }

    #[test]
    fn the_longest_form_that_fits_is_chosen() {
        let full = |characters| fitted(NameForm::Full, characters);
        assert_eq!(full(60).as_deref(), Some(NAME));
        assert_eq!(full(59).as_deref(), Some("acme/hookrelay/internal/session.(*Store).Remember"));
        assert_eq!(full(30).as_deref(), Some("session.(*Store).Remember"));
        assert_eq!(full(20).as_deref(), Some("(*Store).Remember"));
        assert_eq!(full(8).as_deref(), Some("Remember"));
        assert_eq!(full(7).as_deref(), Some("Rememb…"));
        assert_eq!(full(4).as_deref(), Some("Rem…"));
        assert_eq!(full(3), None);
    }

    #[test]
    fn the_short_form_begins_behind_the_path() {
        assert_eq!(fitted(NameForm::Short, 99).as_deref(), Some("session.(*Store).Remember"));
        assert_eq!(fitted(NameForm::Short, 17).as_deref(), Some("(*Store).Remember"));
    }

    #[test]
    fn characters_beyond_ascii_are_counted_and_never_split() {
        let advances = Advances::uniform(6.0);
        let name = "shapes.(*Größe).Verdoppeln";
        assert_eq!(fit_name(name, NameForm::Short, 26.0 * 6.0, &advances).unwrap().text, name);
        assert_eq!(fit_text("größer", 30.0, &advances).unwrap().drawn(""), "größ…");
        assert_eq!(advances.width("漢字"), 24.0);
        assert_eq!(fit_text("", 30.0, &advances), None);
        assert_eq!(fit_name("", NameForm::Full, 30.0, &advances), None);
    }

    #[test]
    fn a_font_that_cannot_be_measured_is_guessed() {
        assert_eq!(Advances::measure(|_| f64::NAN).width("ab"), FONT_SIZE);
    }

    proptest! {
        #[test]
        fn a_label_fits(name in "[a-z/.(*)\\[ ß漢]{0,40}", width in 0.0..300.0_f64, full in any::<bool>()) {
            let advances = Advances::measure(|text| 3.0 + text.len() as f64);
            let form = if full { NameForm::Full } else { NameForm::Short };
            if let Some(label) = fit_name(&name, form, width, &advances) {
                prop_assert!(advances.width(&label.drawn("")) <= width + 1e-9);
                prop_assert!(name.contains(label.text));
            }
        }
    }
}
