//! Files that the user chose or dropped, folders among them.

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

/// The most files that are taken from one drop: a folder dropped by mistake may hold a whole disk.
const MOST_FILES: usize = 2_000;

/// A file and its path, which begins at the dropped folder.
#[derive(Debug, Clone)]
pub struct NamedFile {
    /// The path, for people.
    pub path: String,
    /// The file.
    pub file: File,
}

/// What a drop holds.
#[derive(Debug, Default)]
pub struct Dropped {
    /// The files, folders opened.
    pub files: Vec<NamedFile>,
    /// The paths that could not be read.
    pub unreadable: Vec<String>,
    /// There were more files than are taken.
    pub too_many: bool,
}

/// The files of an input.
pub fn from_list(list: &FileList) -> Vec<NamedFile> {
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(|file| NamedFile { path: file.name(), file })
        .collect()
}

/// What a drop holds. The entries must be taken before the event is over, so that this is no `async fn`: it takes
/// them when it is called, and opens folders in what it returns.
pub fn from_drop(transfer: &DataTransfer) -> impl Future<Output = Dropped> + use<> {
    let mut dropped = Dropped::default();
    let mut entries = Vec::new();
    let items = transfer.items();
    for index in 0..items.length() {
        let Some(item) = items.get(index).filter(|item| item.kind() == "file") else { continue };
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) => entries.push(entry),
            // A script's own drop has files without entries.
            _ => {
                let file = item.get_as_file().ok().flatten();
                dropped.files.extend(file.map(|file| NamedFile { path: file.name(), file }));
            }
        }
    }
    if entries.is_empty() && dropped.files.is_empty() {
        dropped.files = transfer.files().map(|list| from_list(&list)).unwrap_or_default();
    }
    open_entries(dropped, entries)
}

/// Walks folders with a list of what is left to open, not by recursion: they may be deep.
async fn open_entries(mut dropped: Dropped, mut entries: Vec<FileSystemEntry>) -> Dropped {
    entries.reverse();
    while let Some(entry) = entries.pop() {
        if dropped.files.len() >= MOST_FILES {
            dropped.too_many = true;
            break;
        }
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_directory() {
            match read_directory(entry.unchecked_ref()).await {
                Ok(mut children) => {
                    // Hidden files are no profiles: .DS_Store, .git.
                    children.retain(|child| !child.name().starts_with('.'));
                    children.sort_by_key(|child| std::cmp::Reverse(child.name()));
                    entries.extend(children);
                }
                Err(_) => dropped.unreadable.push(path),
            }
        } else {
            match read_file(entry.unchecked_ref()).await {
                Ok(file) => dropped.files.push(NamedFile { path, file }),
                Err(_) => dropped.unreadable.push(path),
            }
        }
    }
    dropped
}

async fn read_file(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await?.dyn_into()
}

async fn read_directory(entry: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = entry.create_reader();
    let mut entries = Vec::new();
    // A reader gives a hundred entries at a time, and none at the end.
    loop {
        let batch = read_batch(&reader).await?;
        if batch.is_empty() || entries.len() > MOST_FILES {
            return Ok(entries);
        }
        entries.extend(batch);
    }
}

async fn read_batch(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let result = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        if let Err(error) = result {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    let entries: js_sys::Array = JsFuture::from(promise).await?.dyn_into()?;
    Ok(entries.iter().map(wasm_bindgen::JsCast::unchecked_into).collect())
}
