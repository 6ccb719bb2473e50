//! The tree of some of the stacks of another.

use super::StackPaths;
use crate::analysis::{BitSet, CallTree, PathId, in_pieces};

impl StackPaths {
    /// The tree of the stacks that are kept of each profile, which is made of a tree of all of them: the paths that are kept stay in
    /// their order, and share with each other the least of what was shared by those between them. A stack that is not kept ends in the
    /// root's path.
    ///
    /// ```text
    ///  all      A B C   1          kept     A B C   1
    ///           A B D   3
    ///           A E     2                   A E     2
    /// ```
    ///
    /// `None` where stacks were cut short: of fewer stacks each may have more frames.
    pub(in crate::analysis) fn kept(&self, tree: &CallTree, kept: &[BitSet]) -> Option<(CallTree, Self)> {
        if self.cut > 0 {
            return None;
        }
        let mut is_path_kept = vec![false; tree.path_count()];
        let mut is_kept = Vec::with_capacity(self.ends.iter().map(Vec::len).sum());
        is_path_kept[0] = true;
        for (ends, kept) in self.ends.iter().zip(kept) {
            in_pieces(ends.len(), &mut |piece| {
                for stack in piece {
                    let is_this_kept = kept.contains(stack);
                    is_path_kept[ends[stack].index()] |= is_this_kept;
                    is_kept.push(is_this_kept);
                }
            });
        }
        let (mut shared, mut depths) = (Vec::new(), Vec::new());
        let mut places = vec![PathId::ROOT; tree.path_count()];
        let mut least = u32::MAX;
        in_pieces(tree.path_count(), &mut |piece| {
            for path in piece {
                least = least.min(tree.shared(path));
                if is_path_kept[path] {
                    places[path] = PathId::new(shared.len());
                    shared.push(std::mem::replace(&mut least, u32::MAX));
                    depths.push(tree.path_depth(path));
                }
            }
        });
        // The path of a stack that is not kept may be, for another's sake.
        let mut is_kept_of_all = is_kept.iter();
        let place = |end: &PathId| {
            if is_kept_of_all.next() == Some(&true) { places[end.index()] } else { PathId::ROOT }
        };
        let mut places_of_all = self.ends.iter().flatten().map(place);
        let ends = self.ends.iter().map(|ends| places_of_all.by_ref().take(ends.len()).collect()).collect();
        drop(places_of_all);
        let paths = tree.frame_paths().kept(&is_path_kept, &is_kept);
        Some((CallTree::of_paths(paths, shared, &depths), Self { ends, cut: 0 }))
    }
}
