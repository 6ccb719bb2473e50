//! Which file an address lies in, with the heuristics of pprof.

/// A file that is mapped into memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MappedFile {
    /// The first address.
    pub(super) start: u64,
    /// The address behind the last.
    pub(super) limit: u64,
    /// Where in the file `start` is.
    pub(super) offset: u64,
    /// The file, perhaps unknown.
    pub(super) file: Vec<u8>,
    /// The build of it, perhaps unknown.
    pub(super) build_id: Vec<u8>,
    /// The byte of the profile that says so.
    pub(super) line: u64,
}

/// All files that are mapped. The first is taken for the program itself.
#[derive(Debug)]
pub(super) struct AddressSpace {
    files: Vec<MappedFile>,
    /// The row of the file that is made up for addresses that lie in none.
    unknown: Option<usize>,
}

/// Where the linker of Linux puts a program.
const USUAL_START: u64 = 0x40_0000;

impl AddressSpace {
    /// Mends what the operating system and the writers of profiles do to mappings (`massageMappings` and
    /// `remapMappingIDs` of pprof).
    pub(super) fn new(files: Vec<MappedFile>) -> Self {
        let mut files = merge_adjacent(files);
        if let Some(main) = files.iter().position(is_program) {
            files.swap(0, main);
        }
        if let [first, second, ..] = files.as_slice()
            && first.file.starts_with(b"/anon_hugepage")
            && first.limit == second.start
        {
            files.remove(0);
        }
        if let Some(main) = files.first_mut()
            && main.start.wrapping_sub(main.offset) == USUAL_START
        {
            main.start = USUAL_START;
            main.offset = 0;
        }
        Self { files, unknown: None }
    }

    pub(super) fn files(&self) -> &[MappedFile] {
        &self.files
    }

    /// The row of the file in which an address lies. An address before the start of a file with an offset extends
    /// that file: some writers leave out the first part of what was mapped in two. Where there is none, a file
    /// without a name is made up that spans all memory.
    pub(super) fn find(&mut self, address: u64) -> usize {
        if let Some(row) = self.files.iter().position(|file| file.start <= address && address < file.limit) {
            return row;
        }
        let begins_before = |file: &MappedFile| {
            file.offset != 0 && file.start.wrapping_sub(file.offset) <= address && address < file.start
        };
        if let Some(row) = self.files.iter().position(begins_before)
            && let Some(file) = self.files.get_mut(row)
        {
            file.start = file.start.wrapping_sub(file.offset);
            file.offset = 0;
            return row;
        }
        *self.unknown.get_or_insert_with(|| {
            self.files.push(MappedFile { limit: u64::MAX, ..MappedFile::default() });
            self.files.len() - 1
        })
    }
}

/// One file may be mapped in parts, one behind the other.
fn merge_adjacent(files: Vec<MappedFile>) -> Vec<MappedFile> {
    let mut merged: Vec<MappedFile> = Vec::with_capacity(files.len());
    for file in files {
        match merged.last_mut() {
            Some(last) if is_continued(last, &file) => {
                last.limit = file.limit;
                if !file.file.is_empty() {
                    last.file = file.file;
                }
                if !file.build_id.is_empty() {
                    last.build_id = file.build_id;
                }
            }
            _ => merged.push(file),
        }
    }
    merged
}

fn is_continued(first: &MappedFile, second: &MappedFile) -> bool {
    let differ = |one: &[u8], other: &[u8]| !one.is_empty() && !other.is_empty() && one != other;
    !differ(&first.file, &second.file)
        && !differ(&first.build_id, &second.build_id)
        && first.limit == second.start
        && (first.offset == 0
            || second.offset == 0
            || first.offset.wrapping_add(first.limit.wrapping_sub(first.start)) == second.offset)
}

/// Whether a file looks like a program: it has a name, is no library and no region of the system such as `[vdso]`.
fn is_program(file: &MappedFile) -> bool {
    const DELETED: &[u8] = b"(deleted)";
    let mut name = Vec::with_capacity(file.file.len());
    let mut rest = file.file.as_slice();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = rest.strip_prefix(DELETED).unwrap_or_else(|| {
            name.push(byte);
            behind
        });
    }
    let name = super::scan::trim(&name);
    !name.is_empty() && !is_library(name) && !name.starts_with(b"[")
}

/// `([.]so$|[.]so[._][0-9]+)`
fn is_library(name: &[u8]) -> bool {
    let versioned =
        |window: &[u8]| matches!(window, [b'.', b's', b'o', b'.' | b'_', digit] if digit.is_ascii_digit());
    name.ends_with(b".so") || name.windows(5).any(versioned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(start: u64, limit: u64, offset: u64, name: &str) -> MappedFile {
        MappedFile { start, limit, offset, file: name.into(), ..MappedFile::default() }
    }

    #[test]
    fn parts_of_a_file_are_one() {
        let space = AddressSpace::new(vec![
            file(0x1000, 0x2000, 0, "/lib/a.so"),
            file(0x2000, 0x3000, 0x1000, "/lib/a.so"),
            file(0x3000, 0x4000, 0x9000, "/lib/b.so.6"),
            file(0x5000, 0x6000, 0, "[vdso]"),
            file(0x7000, 0x8000, 0, "/bin/app (deleted)"),
        ]);
        let names: Vec<_> = space.files().iter().map(|file| (file.start, file.limit)).collect();
        assert_eq!(names, [(0x7000, 0x8000), (0x3000, 0x4000), (0x5000, 0x6000), (0x1000, 0x3000)]);
    }

    #[test]
    fn every_address_lies_somewhere() {
        let mut space = AddressSpace::new(vec![
            file(0x40_1000, 0x50_0000, 0x1000, "/bin/app"),
            file(0x70_2000, 0x80_0000, 0x2000, "/lib/b.so"),
        ]);
        assert_eq!((space.files()[0].start, space.files()[0].offset), (0x40_0000, 0));
        assert_eq!(space.find(0x40_0001), 0);
        assert_eq!(space.find(0x70_0000), 1);
        assert_eq!(space.files()[1].start, 0x70_0000);
        assert_eq!(space.find(1), 2);
        assert_eq!(space.find(2), 2);
        assert_eq!(space.find(u64::MAX), 2);
        assert_eq!(space.files().len(), 3);
    }

    #[test]
    fn a_huge_page_before_the_program_is_left_out() {
        let space =
            AddressSpace::new(vec![file(1, 9, 0, "/anon_hugepage (deleted)"), file(9, 10, 0, "/bin/app")]);
        assert_eq!(space.files().len(), 1);
    }
}
