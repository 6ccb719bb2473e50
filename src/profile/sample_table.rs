//! Samples: how much of each sample type was seen at which stack.

use super::room::make_room;
use super::{LabelSetId, OutOfMemory, SampleId, StackId};

/// The samples of a profile in the file's order, in columns: one for stacks, one for labels, and one for the
/// values of each sample type.
#[derive(Debug, Clone, Default)]
pub struct SampleTable {
    stacks: Vec<StackId>,
    labels: Vec<LabelSetId>,
    values: Vec<Vec<i64>>,
}

impl SampleTable {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none, as in a delta profile of an idle process.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The stack of each sample.
    pub fn stacks(&self) -> &[StackId] {
        &self.stacks
    }

    /// The label set of each sample.
    pub fn labels(&self) -> &[LabelSetId] {
        &self.labels
    }

    /// The values of each sample in column `sample_type`.
    ///
    /// # Panics
    /// When there is no such sample type.
    pub fn values(&self, sample_type: usize) -> &[i64] {
        &self.values[sample_type]
    }

    /// How many columns of values there are.
    pub fn column_count(&self) -> usize {
        self.values.len()
    }

    /// Sets the number of columns. A file may name its sample types behind its samples, so that a decoder
    /// learns from the first sample how many values there are.
    pub fn set_column_count(&mut self, columns: usize) {
        debug_assert!(self.is_empty(), "columns are set before the first sample");
        self.values.resize_with(columns, Vec::new);
    }

    pub(super) fn make_room(&mut self, more: usize) -> Result<(), OutOfMemory> {
        const WHAT: &str = "samples";
        make_room(&mut self.stacks, more, WHAT)?;
        make_room(&mut self.labels, more, WHAT)?;
        self.values.iter_mut().try_for_each(|column| make_room(column, more, WHAT))
    }

    /// Gives back room that was made and is not needed.
    pub(super) fn shrink(&mut self) {
        self.stacks.shrink_to_fit();
        self.labels.shrink_to_fit();
        self.values.iter_mut().for_each(Vec::shrink_to_fit);
    }

    /// The values of some rows, with other stacks and label sets, of which there is one for each row.
    pub fn picked(&self, rows: &[u32], stacks: Vec<StackId>, labels: Vec<LabelSetId>) -> Self {
        debug_assert_eq!((rows.len(), rows.len()), (stacks.len(), labels.len()), "a sample has one of each");
        let pick = |column: &Vec<i64>| rows.iter().map(|&row| column[row as usize]).collect();
        Self { stacks, labels, values: self.values.iter().map(pick).collect() }
    }

    /// Appends a sample; `values` has one value per column.
    pub fn push(&mut self, stack: StackId, labels: LabelSetId, values: &[i64]) -> SampleId {
        self.push_stack(stack);
        self.push_values(labels, values);
        SampleId::new(self.len() - 1)
    }

    /// Appends the stack of the next sample that has none: a decoder looks for many at a time.
    pub fn push_stack(&mut self, stack: StackId) {
        self.stacks.push(stack);
    }

    /// Appends all of a sample but its stack.
    pub fn push_values(&mut self, labels: LabelSetId, values: &[i64]) {
        debug_assert_eq!(values.len(), self.values.len(), "a sample has one value per column");
        self.labels.push(labels);
        for (column, &value) in self.values.iter_mut().zip(values) {
            column.push(value);
        }
    }
}
