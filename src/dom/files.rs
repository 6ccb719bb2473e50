//! Files that the user chose or dropped, folders among them.

mod folder_entries;
mod folder_handles;

use folder_handles::Handle;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, DataTransferItem, File, FileList, FileSystemEntry};

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

impl Dropped {
    /// Takes a file, unless there are too many; tells whether it did.
    fn take(&mut self, path: String, file: File) -> bool {
        self.too_many |= self.files.len() >= MOST_FILES;
        if !self.too_many {
            self.files.push(NamedFile { path, file });
        }
        !self.too_many
    }
}

/// Whether a name in a folder is one that nobody means to open: `.DS_Store`, `.git`.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// The files of an input.
pub fn from_list(list: &FileList) -> Vec<NamedFile> {
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(|file| NamedFile { path: file.name(), file })
        .collect()
}

/// What a drop holds. Files and folders must be taken before the event is over, so that this is no `async fn`: it
/// takes them when it is called, and opens folders in what it returns.
pub fn from_drop(transfer: &DataTransfer) -> impl Future<Output = Dropped> + use<> {
    let mut dropped = Dropped::default();
    let mut folders = Vec::new();
    let items = transfer.items();
    for index in 0..items.length() {
        let Some(item) = items.get(index).filter(|item| item.kind() == "file") else { continue };
        // A script's own drop has files without entries.
        let entry = item.webkit_get_as_entry().ok().flatten().filter(FileSystemEntry::is_directory);
        match entry {
            Some(entry) => folders.push((entry.name(), Folder::of(&item, entry))),
            // Not by its entry: Chromium refuses to read entries on pages that come from a file.
            None => {
                let file = item.get_as_file().ok().flatten();
                dropped.files.extend(file.map(|file| NamedFile { path: file.name(), file }));
            }
        }
    }
    open_folders(dropped, folders)
}

/// A folder, in the way that its browser can open it.
enum Folder {
    /// Chromium's handle, which pages that come from a file may read too.
    Handle(Promise),
    /// The entry that all browsers have.
    Entry(FileSystemEntry),
}

impl Folder {
    fn of(item: &DataTransferItem, entry: FileSystemEntry) -> Self {
        let handle = Reflect::get(item, &"getAsFileSystemHandle".into())
            .and_then(JsCast::dyn_into::<Function>)
            .and_then(|get| get.call0(item))
            .and_then(JsCast::dyn_into::<Promise>);
        handle.map_or(Self::Entry(entry), Self::Handle)
    }
}

/// A file or folder below a dropped folder, however its browser gives it.
trait Item: Sized {
    /// Its path, which begins at the dropped folder.
    fn path(&self) -> String;

    /// Whether it is a folder.
    fn is_folder(&self) -> bool;

    /// What is in it, the last by name first; no more of it than is taken from one drop.
    async fn children(&self) -> Result<Vec<Self>, JsValue>;

    /// The file that it is.
    async fn file(&self) -> Result<File, JsValue>;
}

/// Takes all files below a folder. It walks with a list of what is left to open, not by recursion: folders may be
/// deep. What cannot be read is noted.
async fn walk<I: Item>(dropped: &mut Dropped, folder: I) {
    let mut waiting = vec![folder];
    while let Some(item) = waiting.pop() {
        if item.is_folder() {
            match item.children().await {
                Ok(children) => waiting.extend(children),
                Err(_) => dropped.unreadable.push(item.path()),
            }
            continue;
        }
        match item.file().await {
            Ok(file) => {
                if !dropped.take(item.path(), file) {
                    return;
                }
            }
            Err(_) => dropped.unreadable.push(item.path()),
        }
    }
}

async fn open_folders(mut dropped: Dropped, folders: Vec<(String, Folder)>) -> Dropped {
    for (name, folder) in folders {
        match folder {
            Folder::Entry(entry) => walk(&mut dropped, entry).await,
            Folder::Handle(handle) => match JsFuture::from(handle).await {
                Ok(handle) => walk(&mut dropped, Handle { path: name, handle }).await,
                Err(_) => dropped.unreadable.push(name),
            },
        }
    }
    dropped
}
