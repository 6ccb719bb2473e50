//! A dump as a profile, so that all that is asked of profiles can be asked of it.

use super::{Dump, DumpError, Goroutine};
use crate::profile::{
    Label, LabelSetId, LabelTable, LabelValue, Profile, RowIndex, SampleTable, Shared, StackId, StackTable,
    StringId, ValueType, row_hash,
};

impl Dump {
    /// Its goroutines as a profile: a sample for each stack with labels, valued by how many goroutines have it.
    ///
    /// The sample type is that of a `goroutine` profile. Beside its pprof labels a sample has `state`, and `created by` where
    /// the dump tells. Which text it was stands in a comment.
    ///
    /// # Errors
    /// When there are more names than a profile can hold.
    pub fn to_profile(&self) -> Result<Profile, DumpError> {
        let mut revision = self.tables.revise();
        let full = |source| DumpError::Strings { offset: 0, source };
        let strings = &mut revision.strings;
        let kind = strings.intern("goroutine").map_err(full)?;
        let unit = strings.intern("count").map_err(full)?;
        let comment = strings.intern(self.form.name()).map_err(full)?;
        let goroutine = ValueType { kind, unit };
        let mut labels = LabelSets {
            state: strings.intern("state").map_err(full)?,
            created_by: strings.intern("created by").map_err(full)?,
            known: RowIndex::default(),
            keys: Vec::new(),
            table: LabelTable::default(),
        };
        let mut stacks = StackTable::default();
        let mut rows = RowIndex::default();
        let mut samples: Vec<(StackId, LabelSetId, i64)> = Vec::new();
        for (_, goroutine) in self.counted() {
            let set = labels.of(self, goroutine);
            let stack = stacks.intern(self.stack(goroutine.stack));
            let hash = row_hash(&((stack.index() as u64) << 32 | set.index() as u64));
            let is_same =
                |row: usize| samples.get(row).is_some_and(|known| (known.0, known.1) == (stack, set));
            match rows.find(hash, is_same).and_then(|row| samples.get_mut(row)) {
                Some(known) => known.2 += 1,
                None => {
                    rows.insert(hash, samples.len());
                    samples.push((stack, set, 1));
                }
            }
        }
        samples.sort_by_key(|sample| std::cmp::Reverse(sample.2));
        let mut table = SampleTable::default();
        table.set_column_count(1);
        for (stack, set, count) in samples {
            table.push(stack, set, &[count]);
        }
        revision.header.sample_types = vec![goroutine];
        revision.header.period_type = Some(goroutine);
        revision.header.period = 1;
        revision.header.comments = vec![comment];
        revision.stacks = Shared::from(stacks);
        revision.labels = Shared::from(labels.table);
        revision.samples = Shared::from(table);
        Ok(revision.finish()?)
    }
}

/// The label sets of samples: those of goroutines, with what else is told of them.
struct LabelSets {
    state: StringId,
    created_by: StringId,
    known: RowIndex,
    keys: Vec<(Key, LabelSetId)>,
    table: LabelTable,
}

/// Labels, state and creator's name.
type Key = (LabelSetId, StringId, StringId);

impl LabelSets {
    fn of(&mut self, dump: &Dump, goroutine: &Goroutine) -> LabelSetId {
        let creator = goroutine.creator.map_or(StringId::EMPTY, |creator| {
            let line = dump.tables.locations().lines(creator).next();
            line.map_or(StringId::EMPTY, |line| dump.tables.functions().name(line.function))
        });
        let key = (goroutine.labels, goroutine.state, creator);
        let hash = row_hash(&key);
        let is_same = |row: usize| self.keys.get(row).is_some_and(|known| known.0 == key);
        if let Some((_, set)) = self.known.find(hash, is_same).and_then(|row| self.keys.get(row)) {
            return *set;
        }
        let mut labels = dump.tables.labels().get(goroutine.labels).to_vec();
        for (key, value) in [(self.state, goroutine.state), (self.created_by, creator)] {
            if value != StringId::EMPTY {
                labels.push(Label { key, value: LabelValue::Text(value) });
            }
        }
        let set = self.table.intern(&labels);
        self.known.insert(hash, self.keys.len());
        self.keys.push((key, set));
        set
    }
}
