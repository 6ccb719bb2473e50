//! Dropped folders by the entries that all browsers have.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

use super::{Dropped, is_hidden};

/// Takes all files below a folder. It walks with a list of what is left to open, not by recursion: folders may be
/// deep.
///
/// # Errors
/// When the folder itself cannot be read; what cannot be read below it is noted.
pub(super) async fn open(dropped: &mut Dropped, folder: FileSystemEntry) -> Result<(), JsValue> {
    let mut waiting = read_directory(folder.unchecked_ref()).await?;
    while let Some(entry) = waiting.pop() {
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_directory() {
            match read_directory(entry.unchecked_ref()).await {
                Ok(children) => waiting.extend(children),
                Err(_) => dropped.unreadable.push(path),
            }
            continue;
        }
        match read_file(entry.unchecked_ref()).await {
            Ok(file) => {
                if !dropped.take(path, file) {
                    break;
                }
            }
            Err(_) => dropped.unreadable.push(path),
        }
    }
    Ok(())
}

async fn read_file(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await?.dyn_into()
}

/// What is in a folder, the last by name first, so that the first is opened first.
async fn read_directory(entry: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = entry.create_reader();
    let mut entries: Vec<FileSystemEntry> = Vec::new();
    // A reader gives a hundred entries at a time, and none at the end.
    loop {
        let batch = read_batch(&reader).await?;
        if batch.length() == 0 {
            break;
        }
        entries.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    entries.retain(|entry| !is_hidden(&entry.name()));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.name()));
    Ok(entries)
}

async fn read_batch(reader: &FileSystemDirectoryReader) -> Result<Array, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let result = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        if let Err(error) = result {
            // Rejecting cannot fail: the function is the promise's own.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await?.dyn_into()
}
