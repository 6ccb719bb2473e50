//! How locations become frames.

use std::ops::Range;

use super::{FrameAt, FrameTable, LocationFrames, RowId, RowKey};
use crate::analysis::text_pool::{TextId, TextPool};
use crate::analysis::{FrameId, Granularity, Grouping, Pace, go_path};
use crate::profile::{
    FunctionId, Line, Location, LocationId, Mapping, Profile, RowIndex, RowMap, StringId, row_hash,
};

pub(super) async fn frame_table(profiles: &[&Profile], grouping: Grouping, pace: &Pace) -> FrameTable {
    let mut builder = Builder::new(grouping);
    for profile in profiles {
        let count = profile.strings().len();
        let mut strings = Strings { profile, texts: vec![None; count], files: vec![None; count] };
        builder.seen.clear();
        if !builder.has_lines() {
            builder.seen.resize(profile.functions().len(), (TextId::EMPTY, FrameId::ROOT));
        }
        let mappings: Vec<KnownMapping> =
            profile.mappings().iter().map(|mapping| builder.mapping(&mut strings, &mapping)).collect();
        let table = profile.locations();
        let mut frames = LocationFrames {
            frames: Vec::with_capacity(table.line_count()),
            ends: Vec::with_capacity(table.len()),
        };
        let mut add = |piece| builder.locations(&mut strings, &mappings, piece, &mut frames);
        pace.each(table.len(), &mut add).await;
        builder.table.profiles.push(frames);
    }
    builder.table.texts.freeze();
    builder.table
}

/// What counts as the same mapping in two profiles when pprof merges them (`mapMapping`): addresses may differ.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct MappingKey<Text> {
    size: u64,
    offset: u64,
    build_id_or_file: Text,
}

impl<Text> MappingKey<Text> {
    pub(super) fn new(mapping: &Mapping, build_id_or_file: Text) -> Self {
        const ROUNDING: u64 = 0x1000;
        let size = mapping.limit.wrapping_sub(mapping.start).wrapping_add(ROUNDING - 1);
        Self { size: size - size % ROUNDING, offset: mapping.offset, build_id_or_file }
    }
}

/// A mapping of one profile, and where the first profile that has it has it.
#[derive(Clone, Copy)]
struct KnownMapping {
    file: TextId,
    start: u64,
    offset: u64,
    first_start: u64,
}

/// The binary of a mapping, as a text.
fn object_of(mapping: Option<KnownMapping>) -> TextId {
    mapping.map_or(TextId::EMPTY, |mapping| mapping.file)
}

struct Builder {
    table: FrameTable,
    rows: RowIndex,
    /// The frame of a row, and of an address where the row has no symbols.
    frames: RowMap<(RowId, Option<u64>), FrameId>,
    mappings: RowMap<MappingKey<TextId>, (TextId, u64)>,
    /// The frame of each function of the profile where it was seen last, and its object there; the root where it was not
    /// seen. Where lines fall together a function has one frame in each object, and all but its first line are found here.
    seen: Vec<(TextId, FrameId)>,
}

/// The strings of one profile as texts, each looked up once.
struct Strings<'a> {
    profile: &'a Profile,
    texts: Vec<Option<TextId>>,
    /// The same for file names, which are cleaned.
    files: Vec<Option<TextId>>,
}

impl Strings<'_> {
    fn text(&mut self, pool: &mut TextPool, id: StringId) -> TextId {
        *self.texts[id.index()].get_or_insert_with(|| pool.intern(self.profile.text(id)))
    }

    fn file(&mut self, pool: &mut TextPool, id: StringId) -> TextId {
        if id == StringId::EMPTY {
            return TextId::EMPTY;
        }
        *self.files[id.index()].get_or_insert_with(|| {
            let file = self.profile.text(id);
            if file.is_empty() { TextId::EMPTY } else { pool.intern(&go_path::clean(file)) }
        })
    }
}

/// What a frame says beyond its row.
struct Detail {
    function: TextId,
    file: TextId,
    line: i64,
    start_line: i64,
    object: TextId,
    address: u64,
}

impl Builder {
    fn new(grouping: Grouping) -> Self {
        let mut table = FrameTable {
            grouping,
            texts: TextPool::default(),
            names: Vec::new(),
            rows: Vec::new(),
            functions: Vec::new(),
            files: Vec::new(),
            lines: Vec::new(),
            start_lines: Vec::new(),
            objects: Vec::new(),
            addresses: Vec::new(),
            row_names: Vec::new(),
            row_keys: Vec::new(),
            row_frames: Vec::new(),
            profiles: Vec::new(),
        };
        let root = table.texts.intern("root");
        table.row_names.push(root);
        table.row_keys.push(RowKey::UNKNOWN);
        table.row_frames.push(FrameId::ROOT);
        let mut builder = Self {
            table,
            rows: RowIndex::default(),
            frames: RowMap::default(),
            mappings: RowMap::default(),
            seen: Vec::new(),
        };
        builder.push_frame(
            RowId::ROOT,
            root,
            &Detail {
                function: TextId::EMPTY,
                file: TextId::EMPTY,
                line: 0,
                start_line: 0,
                object: TextId::EMPTY,
                address: 0,
            },
        );
        builder
    }

    /// Adds the frames of some locations to `all`, which has those of all before them.
    fn locations(
        &mut self,
        strings: &mut Strings<'_>,
        mappings: &[KnownMapping],
        piece: Range<usize>,
        all: &mut LocationFrames,
    ) {
        let table = strings.profile.locations();
        for id in piece.map(LocationId::new) {
            let mapping = table.mapping(id).map(|id| mappings[id.index()]);
            let functions = table.functions(id);
            // The last line is the function that was called; the others are inlined into it.
            let kept = if self.table.grouping.no_inlines { 1 } else { functions.len() };
            if functions.is_empty() {
                let frame = self.nameless_location(&table.get(id), mapping);
                all.frames.push(FrameAt::new(frame, false));
            }
            for (depth, &function) in functions.iter().rev().take(kept).enumerate() {
                let frame = match self.seen(function, mapping) {
                    Some(frame) => frame,
                    None => self.line(strings, id, mapping, depth),
                };
                all.frames.push(FrameAt::new(frame, depth > 0));
            }
            all.ends.push(all.frames.len() as u32);
        }
    }

    fn mapping(&mut self, strings: &mut Strings<'_>, mapping: &Mapping) -> KnownMapping {
        let pool = &mut self.table.texts;
        let file = strings.text(pool, mapping.file);
        let build_id = strings.text(pool, mapping.build_id);
        let key = MappingKey::new(mapping, if build_id == TextId::EMPTY { file } else { build_id });
        let &mut (file, first_start) = self.mappings.get_or_insert_with(key, || (file, mapping.start));
        KnownMapping { file, start: mapping.start, offset: mapping.offset, first_start }
    }

    /// A location that nothing but its address tells of.
    fn nameless_location(&mut self, location: &Location, mapping: Option<KnownMapping>) -> FrameId {
        let object = object_of(mapping);
        let row =
            self.row(RowKey { address: self.kept_address(location, mapping), object, ..RowKey::UNKNOWN });
        let detail = Detail {
            function: TextId::EMPTY,
            file: TextId::EMPTY,
            line: 0,
            start_line: 0,
            object,
            address: location.address,
        };
        let apart = self.table.grouping.granularity != Granularity::Addresses && location.address != 0;
        if !apart {
            return self.frame(row, None, &detail);
        }
        let in_file = mapping
            .filter(|mapping| mapping.file != TextId::EMPTY)
            .and_then(|mapping| location.address.checked_sub(mapping.start)?.checked_add(mapping.offset));
        self.frame(row, Some(in_file.unwrap_or(location.address)), &detail)
    }

    /// Whether the lines of a function are told apart.
    fn has_lines(&self) -> bool {
        matches!(self.table.grouping.granularity, Granularity::Lines | Granularity::Addresses)
    }

    /// The frame of a function, where it was seen in this object last.
    #[inline]
    fn seen(&self, function: FunctionId, mapping: Option<KnownMapping>) -> Option<FrameId> {
        let &(object, frame) = self.seen.get(function.index())?;
        (frame != FrameId::ROOT && object == object_of(mapping)).then_some(frame)
    }

    /// The frame of a line of a location, so many before the last.
    #[inline(never)]
    fn line(
        &mut self,
        strings: &mut Strings<'_>,
        id: LocationId,
        mapping: Option<KnownMapping>,
        from_last: usize,
    ) -> FrameId {
        let table = strings.profile.locations();
        // There is such a line: else this would not be asked.
        let Some(line) = table.lines(id).rev().nth(from_last) else { return FrameId::ROOT };
        let frame = self.new_line(strings, &table.get(id), mapping, &line);
        if let Some(seen) = self.seen.get_mut(line.function.index()) {
            *seen = (object_of(mapping), frame);
        }
        frame
    }

    fn new_line(
        &mut self,
        strings: &mut Strings<'_>,
        location: &Location,
        mapping: Option<KnownMapping>,
        line: &Line,
    ) -> FrameId {
        let function = strings.profile.functions().get(line.function);
        let pool = &mut self.table.texts;
        let name = strings.text(pool, function.name);
        let file = strings.file(pool, function.filename);
        let object = object_of(mapping);
        let grouping = self.table.grouping;
        let granularity = grouping.granularity;
        let has_lines = self.has_lines();
        let has_columns = has_lines
            && (grouping.show_columns || granularity == Granularity::Addresses && !grouping.no_inlines);
        let mut key = RowKey {
            name: if granularity == Granularity::Files { TextId::EMPTY } else { name },
            address: self.kept_address(location, mapping),
            file: if granularity == Granularity::Functions { TextId::EMPTY } else { file },
            line: if has_lines { line.line } else { 0 },
            column: if has_columns { line.column } else { 0 },
            ..RowKey::UNKNOWN
        };
        if key.name == TextId::EMPTY || grouping.by_object {
            key.object = object;
            key.start_line = function.start_line;
        }
        let row = self.row(key);
        let detail = Detail {
            function: name,
            file,
            line: line.line,
            start_line: function.start_line,
            object,
            address: location.address,
        };
        self.frame(row, None, &detail)
    }

    /// The address as far as the granularity keeps it, moved to where the first profile has the mapping.
    fn kept_address(&self, location: &Location, mapping: Option<KnownMapping>) -> u64 {
        if self.table.grouping.granularity != Granularity::Addresses {
            return 0;
        }
        mapping.map_or(location.address, |mapping| {
            location.address.wrapping_sub(mapping.start).wrapping_add(mapping.first_start)
        })
    }

    fn row(&mut self, key: RowKey) -> RowId {
        let table = &mut self.table;
        let hash = row_hash(&key);
        if let Some(row) = self.rows.find(hash, |row| table.row_keys[row] == key) {
            return RowId::new(row);
        }
        let row = RowId::new(table.row_keys.len());
        let name =
            if key.is_function() { key.name } else { table.texts.intern(&key.printable_name(&table.texts)) };
        table.row_names.push(name);
        table.row_keys.push(key);
        table.row_frames.push(FrameId::ROOT);
        self.rows.insert(hash, row.index());
        row
    }

    /// The frame of a row, or of the row's place `apart` from others that have no symbols.
    fn frame(&mut self, row: RowId, apart: Option<u64>, detail: &Detail) -> FrameId {
        let next = FrameId::new(self.table.names.len());
        let frame = *self.frames.get_or_insert_with((row, apart), || next);
        if frame != next {
            return frame;
        }
        let name = match apart {
            None => self.table.row_names[row.index()],
            Some(place) => {
                let object = self.table.texts.get(detail.object);
                let name = if object.is_empty() {
                    format!("0x{place:x}")
                } else {
                    format!("{}+0x{place:x}", go_path::base_name(object))
                };
                self.table.texts.intern(&name)
            }
        };
        if self.table.row_frames[row.index()] == FrameId::ROOT {
            self.table.row_frames[row.index()] = next;
        }
        self.push_frame(row, name, detail);
        next
    }

    fn push_frame(&mut self, row: RowId, name: TextId, detail: &Detail) {
        let table = &mut self.table;
        table.rows.push(row);
        table.names.push(name);
        table.functions.push(detail.function);
        table.files.push(detail.file);
        table.lines.push(detail.line);
        table.start_lines.push(detail.start_line);
        table.objects.push(detail.object);
        table.addresses.push(detail.address);
    }
}
