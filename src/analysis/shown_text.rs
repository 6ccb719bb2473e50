//! Texts of a profile on their way to people.

/// How many bytes of a name are shown. The longest names that compilers write have some thousand; a profile may say that
/// a name has a million times as many, which no page can show and nobody can read.
const MAX_BYTES: usize = 4096;

/// What is shown of a text: all of it, or its beginning and `…`. Only what people look at is cut: reports and filters are of
/// the whole text.
pub fn shown_text(text: &str) -> String {
    [shown_start(text), if is_cut(text) { "…" } else { "" }].concat()
}

/// The beginning of a text that [`shown_text`] shows, where nothing can be added to it.
pub fn shown_start(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES)]
}

/// Whether a text is too long to be shown as a whole.
pub fn is_cut(text: &str) -> bool {
    text.len() > MAX_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_left_and_no_character_is_split() {
        let fits = "x".repeat(MAX_BYTES);
        assert_eq!(shown_text(&fits), fits);
        assert!(!is_cut(&fits));
        let long = format!("x{}", "ß".repeat(MAX_BYTES));
        assert!(is_cut(&long));
        assert_eq!(shown_text(&long), format!("x{}…", "ß".repeat(MAX_BYTES / 2 - 1)));
        assert_eq!(shown_text(""), "");
    }
}
