//! Looking for a text in many others.

/// A text to be looked for. How far a search may jump is worked out once, for all texts that it is looked for in.
#[derive(Debug, Clone)]
pub(super) struct Literal {
    text: Box<[u8]>,
    /// How far the end of the text may move on when a byte stands there (Horspool's algorithm): to the last place but one that has the
    /// byte, or past it.
    jumps: Box<[u8; 256]>,
}

impl Literal {
    pub(super) fn new(text: &str) -> Self {
        let farthest = text.len().min(usize::from(u8::MAX));
        let mut jumps = Box::new([farthest as u8; 256]);
        let before_last = text.len().saturating_sub(1);
        for (at, &byte) in text.as_bytes().iter().enumerate().take(before_last) {
            jumps[usize::from(byte)] = (before_last - at).min(farthest) as u8;
        }
        Self { text: text.as_bytes().into(), jumps }
    }

    /// Whether it stands anywhere in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let Some(last) = self.text.len().checked_sub(1) else { return true };
        let (text, mut at) = (text.as_bytes(), last);
        while let Some(&byte) = text.get(at) {
            if byte == self.text[last] && text[at - last..=at] == *self.text {
                return true;
            }
            at += usize::from(self.jumps[usize::from(byte)]);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_the_standard_library_finds(wanted in "[abé]{0,6}", text in "[abcé]{0,40}", times in 1_usize..90) {
            prop_assert_eq!(Literal::new(&wanted).is_in(&text), text.contains(&wanted));
            // Longer than a jump can be.
            let (wanted, text) = (wanted.repeat(times), text.clone() + &wanted.repeat(times) + &text);
            prop_assert!(Literal::new(&wanted).is_in(&text));
            prop_assert_eq!(Literal::new(&(wanted.clone() + "c")).is_in(&text), text.contains(&(wanted + "c")));
        }
    }
}
