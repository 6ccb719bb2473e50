//! Profiles that no program writes, and that must not bring a reader down.

use std::io::{self, Write};

use crate::message::Message;

/// What is too much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// One stack of a million frames of one function.
    Deep,
    /// A hundred thousand samples, each with a label that no other has.
    Labels,
    /// A function with a name of 50 MB.
    Name,
}

impl Extreme {
    /// All of them, each with the name by which it is asked for.
    pub const ALL: [(&str, Self); 3] =
        [("extreme-deep", Self::Deep), ("extreme-labels", Self::Labels), ("extreme-name", Self::Name)];
}

const DEPTH: usize = 1_000_000;
const LABELS: u64 = 100_000;
const NAME_BYTES: usize = 50_000_000;

/// Writes it, uncompressed.
///
/// # Errors
/// Those of `out`.
pub fn write_extreme(extreme: Extreme, mut out: impl Write) -> io::Result<()> {
    let mut profile = Message::default();
    profile.message(1, |kind| {
        kind.uint(1, 1);
        kind.uint(2, 2);
    });
    let samples = if extreme == Extreme::Labels { LABELS } else { 1 };
    let stack = vec![1; if extreme == Extreme::Deep { DEPTH } else { 1 }];
    // The first four strings are the empty one, the sample type's two, and the function's name.
    let labels = (0..samples).map(|sample| 4 + 2 * sample);
    for key in labels.clone() {
        profile.message(2, |sample| {
            sample.uint(2, 1);
            sample.uints(1, &stack);
            if extreme == Extreme::Labels {
                sample.message(3, |label| {
                    label.uint(1, key);
                    label.uint(2, key + 1);
                });
            }
        });
        out.write_all(profile.bytes())?;
        profile.clear();
    }
    profile.message(4, |location| {
        location.uint(1, 1);
        location.message(4, |line| line.uint(1, 1));
    });
    profile.message(5, |function| {
        function.uint(1, 1);
        function.uint(2, 3);
    });
    let name =
        if extreme == Extreme::Name { "recur".repeat(NAME_BYTES / 5) } else { "main.recur".to_owned() };
    for text in ["", "samples", "count", &name] {
        profile.text(6, text);
    }
    if extreme == Extreme::Labels {
        for key in labels {
            profile.text(6, &format!("key-{key}"));
            profile.text(6, &format!("value-{key}"));
        }
    }
    out.write_all(profile.bytes())
}
