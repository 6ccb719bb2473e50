//! Labels as frames (`tagroot` and `tagleaf`; `driver/tagroot.go` of pprof).

use crate::profile::{
    Function, LabelSetId, LabelValue, Line, Location, LocationId, Profile, Revision, RowMap, SampleTable,
    StackId, StackTable, StringId, StringTableFull,
};
use crate::units::scaled_label;

/// A profile with labels as frames.
#[derive(Debug, Clone)]
pub struct LabelFrames {
    /// The profile. What is new in its tables stands behind all that was there.
    pub profile: Profile,
    /// Whether some sample has one of the keys that were to be roots.
    pub root_found: bool,
    /// Whether some sample has one of the keys that were to be leaves.
    pub leaf_found: bool,
}

/// Puts a frame for each key of `root_keys` above every stack, the first at the root, and one for each of `leaf_keys`
/// below, the last at the leaf.
///
/// The frame is a function with the sample's values of that key as its name, parted by commas, and the key as its
/// file. Samples that have no such label get a frame too, without a name. Numbers are printed in `output_unit`, pprof's
/// `-unit`, which is `minimum` unless something else is asked for, from the unit that the sample itself gives.
///
/// # Errors
/// When the strings grow past their limit.
pub fn add_label_frames(
    profile: &Profile,
    root_keys: &[&str],
    leaf_keys: &[&str],
    output_unit: &str,
) -> Result<LabelFrames, StringTableFull> {
    if root_keys.is_empty() && leaf_keys.is_empty() {
        return Ok(LabelFrames { profile: profile.clone(), root_found: false, leaf_found: false });
    }
    let mut frames = Frames::new(profile, output_unit);
    let mut sets: Vec<Option<SetFrames>> = vec![None; profile.labels().len()];
    let mut pairs: RowMap<(StackId, LabelSetId), StackId> = RowMap::default();
    let (mut root_found, mut leaf_found) = (false, false);
    let (old, mut stacks, mut samples) = (profile.samples(), StackTable::default(), SampleTable::default());
    samples.set_column_count(old.column_count());
    let mut values = vec![0; old.column_count()];
    let mut stack = Vec::new();
    for (row, (&old_stack, &set)) in old.stacks().iter().zip(old.labels()).enumerate() {
        let new_stack = match pairs.get(&(old_stack, set)) {
            Some(&known) => known,
            None => {
                let slot = &mut sets[set.index()];
                if slot.is_none() {
                    let (roots, has_root) = frames.of_keys(set, root_keys)?;
                    let (leaves, has_leaf) = frames.of_keys(set, leaf_keys)?;
                    root_found |= has_root;
                    leaf_found |= has_leaf;
                    *slot = Some(SetFrames { roots, leaves });
                }
                stack.clear();
                if let Some(SetFrames { roots, leaves }) = slot {
                    stack.extend_from_slice(leaves);
                    stack.extend_from_slice(profile.stacks().get(old_stack));
                    stack.extend_from_slice(roots);
                }
                let new_stack = stacks.intern(&stack);
                pairs.insert((old_stack, set), new_stack);
                new_stack
            }
        };
        for (column, value) in values.iter_mut().enumerate() {
            *value = old.values(column)[row];
        }
        samples.push(new_stack, set, &values);
    }
    let mut revision = frames.revision;
    revision.stacks = stacks.into();
    revision.samples = samples.into();
    Ok(LabelFrames { profile: finish(revision), root_found, leaf_found })
}

#[expect(clippy::expect_used, reason = "every row that a frame names was appended right before")]
fn finish(revision: Revision) -> Profile {
    revision.finish().expect("a profile with more frames is a profile")
}

/// The frames of one label set, leaf first.
#[derive(Debug, Clone)]
struct SetFrames {
    roots: Vec<LocationId>,
    leaves: Vec<LocationId>,
}

/// The new frames, equal ones made once.
struct Frames<'a> {
    profile: &'a Profile,
    output_unit: &'a str,
    revision: Revision,
    known: RowMap<(String, String), LocationId>,
    next_function: u64,
    next_location: u64,
}

impl<'a> Frames<'a> {
    fn new(profile: &'a Profile, output_unit: &'a str) -> Self {
        let locations = profile.locations();
        let last_function = profile.functions().iter().map(|function| function.wire_id).max();
        let last_location = locations.ids().map(|id| locations.get(id).wire_id).max();
        Self {
            profile,
            output_unit,
            revision: profile.revise(),
            known: RowMap::default(),
            next_function: last_function.unwrap_or(0).wrapping_add(1),
            next_location: last_location.unwrap_or(0).wrapping_add(1),
        }
    }

    /// The frames of some keys, the last key first, and whether the set has one of them.
    fn of_keys(
        &mut self,
        set: LabelSetId,
        keys: &[&str],
    ) -> Result<(Vec<LocationId>, bool), StringTableFull> {
        let mut frames = Vec::with_capacity(keys.len());
        let mut found = false;
        for key in keys.iter().rev() {
            let values = self.values(set, key);
            found |= !values.is_empty();
            frames.push(self.frame(values.join(","), key)?);
        }
        Ok((frames, found))
    }

    /// The values of a key as texts, numbers last. Where none of the numbers has a unit, they stay as they are.
    fn values(&self, set: LabelSetId, key: &str) -> Vec<String> {
        let text = |id| self.profile.text(id);
        let labels = self.profile.labels().get(set).iter().filter(|label| text(label.key) == key);
        let has_unit =
            |value: &LabelValue| matches!(value, LabelValue::Number(_, unit) if !text(*unit).is_empty());
        let output_unit =
            if labels.clone().any(|label| has_unit(&label.value)) { self.output_unit } else { "" };
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for label in labels {
            match label.value {
                LabelValue::Text(value) => texts.push(text(value).to_owned()),
                LabelValue::Number(value, unit) => {
                    numbers.push(scaled_label(value, text(unit), output_unit));
                }
            }
        }
        texts.append(&mut numbers);
        texts
    }

    fn frame(&mut self, name: String, key: &str) -> Result<LocationId, StringTableFull> {
        let frame = (name, key.to_owned());
        if let Some(&known) = self.known.get(&frame) {
            return Ok(known);
        }
        let revision = &mut self.revision;
        let name = revision.strings.intern(&frame.0)?;
        let filename = revision.strings.intern(key)?;
        let wire_id = self.next_function;
        self.next_function = wire_id.wrapping_add(1);
        let function = revision.functions.push(Function {
            wire_id,
            name,
            system_name: StringId::EMPTY,
            filename,
            start_line: 0,
        });
        let wire_id = self.next_location;
        self.next_location = wire_id.wrapping_add(1);
        let location = revision.locations.push(
            Location { wire_id, mapping: None, address: 0, is_folded: false },
            [Line { function, line: 0, column: 0 }],
        );
        self.known.insert(frame, location);
        Ok(location)
    }
}

#[cfg(test)]
mod tests;
