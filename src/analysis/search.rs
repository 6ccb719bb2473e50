//! Finding frames by what is typed.

use super::letter_case::lower;
use super::{BitSet, CallTree, FrameId, FrameTable, PathSums};

/// The frames whose name or file contains what was typed. Case does not matter and nothing is a pattern: a dot
/// is a dot, so that `(*Store).Remember` can be pasted as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    frames: BitSet,
}

impl Search {
    /// Searches all frames. Nothing typed finds nothing.
    pub fn new(frames: &FrameTable, typed: &str) -> Self {
        let typed = typed.trim();
        if typed.is_empty() {
            return Self { frames: BitSet::new(frames.len()) };
        }
        let folded = folded(typed);
        Self { frames: frames.matching(|text| contains(text, &folded)) }
    }

    /// Whether the frame was found.
    pub fn matches(&self, frame: FrameId) -> bool {
        self.frames.contains(frame.index())
    }

    /// How many frames were found.
    pub fn frame_count(&self) -> usize {
        self.frames.count()
    }

    /// The frames that were found.
    pub fn frames(&self) -> impl Iterator<Item = FrameId> + '_ {
        self.frames.iter().map(FrameId::new)
    }

    /// The sum of `cum` over all nodes that were found, where what lies below a found node is in it already and
    /// does not count again: so a path counts that has a found frame. `sums` are of the paths of `tree`.
    pub fn matched(&self, tree: &CallTree, sums: &PathSums) -> i64 {
        let mut sum = 0_i64;
        let mut path = 0;
        while path < tree.path_count() {
            path = match tree.added_depth(path, &|frame| self.matches(frame)) {
                Some(depth) => {
                    let paths = tree.subtree_on(path, depth).paths();
                    sum = sum.saturating_add(sums.of(paths.clone()));
                    paths.end
                }
                None => path + 1,
            };
        }
        sum
    }
}

/// Whether `text` contains `folded`, which is [`folded`], in any case.
fn contains(text: &str, folded_typed: &str) -> bool {
    if text.is_ascii() && folded_typed.is_ascii() {
        let typed = folded_typed.as_bytes();
        return text.as_bytes().windows(typed.len()).any(|part| part.eq_ignore_ascii_case(typed));
    }
    folded(text).contains(folded_typed)
}

/// A text in small letters, where the two of the Greek sigma and the dotted capital i are as the others.
fn folded(text: &str) -> String {
    let letters = text.chars().map(|letter| match lower(letter) {
        'ς' => 'σ',
        'İ' => 'i',
        small => small,
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Grouping, Measure, Shape, Subject};
    use crate::profile::draw_profile;

    #[test]
    fn what_is_found_counts_once_on_a_path() {
        let profile = draw_profile(
            "
            main.Run  main.Run     main.Run  net.Dial
            io.Read   net.(*C).Do  net.Dial  .
            .         net.Dial     .         .
            1         20           300       4000
        ",
        );
        let subject = Subject::single(&profile);
        let shape = Shape::build(subject, Grouping::default());
        let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
        let sum = |typed| Search::new(shape.frames(), typed).matched(shape.tree(), measure.target.sums());
        assert_eq!(sum("NET."), 4320);
        assert_eq!(sum("dial"), 4320);
        assert_eq!(sum("(*c)"), 20);
        assert_eq!(sum("run"), 321);
        assert_eq!(sum("n.t"), 0);
        assert_eq!(sum("  "), 0);
        assert_eq!(Search::new(shape.frames(), "net").frame_count(), 2);
    }

    #[test]
    fn case_is_folded_beyond_ascii() {
        assert!(contains("Größe.Ändern", "ändern"));
        assert!(!contains("Größe", "x"));
        for typed in ["ΟΔΟΣ", "οδος", "οδοσ"] {
            assert!(contains("ΟΔΟΣ", &folded(typed)) && contains("οδος", &folded(typed)), "{typed}");
        }
        assert!(contains("İzmir", "izmir"));
    }
}
