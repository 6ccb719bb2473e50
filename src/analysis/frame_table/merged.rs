//! One table of two.

use super::build::MappingKey;
use super::{FrameAt, FrameTable, LocationFrames, RowKey};
use crate::analysis::text_pool::TextId;
use crate::analysis::{FrameId, Granularity, RowId};
use crate::profile::{Profile, RowIndex, row_hash};

/// More mappings than this are not held against each other, one by one.
const MAX_MAPPINGS: usize = 300;

impl FrameTable {
    /// The frames of two profiles, of each of which there is a table: what [`build`](Self::build) gives of both, but no location of
    /// the second is looked at again. It comes with the frames in it of the second table. Those of the first stay as they are.
    ///
    /// `None` where a frame of the second table may depend on what the first profile has: where addresses count, or are all that there
    /// is, or where both name a mapping differently.
    pub(in crate::analysis) fn merged(
        tables: [&Self; 2],
        profiles: [&Profile; 2],
    ) -> Option<(Self, Vec<FrameId>)> {
        let [first, second] = tables;
        let by_file = first.grouping.granularity == Granularity::Files;
        let name = |key: &RowKey| if by_file { key.file } else { key.name };
        let has_names = |table: &&Self| table.row_keys.iter().skip(1).all(|key| name(key) != TextId::EMPTY);
        let is_simple = first.grouping == second.grouping
            && !first.grouping.by_object
            && first.grouping.granularity != Granularity::Addresses
            && tables.iter().all(has_names)
            && have_same_objects(profiles);
        if !is_simple {
            return None;
        }
        let mut table = first.clone();
        table.texts.thaw();
        let mut rows = RowIndex::default();
        for (row, key) in first.row_keys.iter().enumerate().skip(1) {
            rows.insert(row_hash(key), row);
        }
        let mut texts = vec![None; second.texts.len()];
        let mut renamed = vec![FrameId::ROOT; second.len()];
        for frame in second.ids().skip(1) {
            let mut text = |id: TextId| {
                *texts[id.index()].get_or_insert_with(|| table.texts.intern(second.texts.get(id)))
            };
            let row = second.row(frame);
            let key = second.row_keys[row.index()];
            let key = RowKey { name: text(key.name), file: text(key.file), object: text(key.object), ..key };
            let hash = row_hash(&key);
            if let Some(known) = rows.find(hash, |row| table.row_keys[row] == key) {
                renamed[frame.index()] = table.row_frames[known];
                continue;
            }
            let (at, added) = (frame.index(), FrameId::new(table.names.len()));
            renamed[at] = added;
            rows.insert(hash, table.row_keys.len());
            table.rows.push(RowId::new(table.row_keys.len()));
            table.row_names.push(text(second.row_names[row.index()]));
            table.row_keys.push(key);
            table.row_frames.push(added);
            table.names.push(text(second.names[at]));
            table.functions.push(text(second.functions[at]));
            table.files.push(text(second.files[at]));
            table.lines.push(second.lines[at]);
            table.start_lines.push(second.start_lines[at]);
            table.objects.push(text(second.objects[at]));
            table.addresses.push(second.addresses[at]);
        }
        table.texts.freeze();
        for LocationFrames { frames, ends } in &second.profiles {
            let rename = |at: &FrameAt| FrameAt::new(renamed[at.frame().index()], at.is_inlined());
            let frames = frames.iter().map(rename).collect();
            table.profiles.push(LocationFrames { frames, ends: ends.clone() });
        }
        Some((table, renamed))
    }
}

/// Whether what both profiles have mapped has the same name in both.
fn have_same_objects(profiles: [&Profile; 2]) -> bool {
    let [first, second] = profiles.map(|profile| -> Vec<_> {
        let mapping = |mapping: crate::profile::Mapping| {
            let (file, build_id) = (profile.text(mapping.file), profile.text(mapping.build_id));
            (MappingKey::new(&mapping, if build_id.is_empty() { file } else { build_id }), file)
        };
        profile.mappings().iter().take(MAX_MAPPINGS + 1).map(mapping).collect()
    });
    let is_same = |(key, _): &(MappingKey<&str>, &str)| {
        // The first that has the key gives its name to all.
        let named =
            |all: &[(MappingKey<&str>, _)]| all.iter().find(|(of, _)| of == key).map(|&(_, file)| file);
        named(&first).is_none_or(|known| Some(known) == named(&second))
    };
    first.len().max(second.len()) <= MAX_MAPPINGS && second.iter().all(is_same)
}
