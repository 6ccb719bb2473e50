//! Dropped folders by the entries that all browsers have.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

use super::{Item, MOST_FILES, is_hidden};

impl Item for FileSystemEntry {
    fn path(&self) -> String {
        self.full_path().trim_start_matches('/').to_owned()
    }

    fn is_folder(&self) -> bool {
        self.is_directory()
    }

    async fn children(&self) -> Result<Vec<Self>, JsValue> {
        let reader = self.unchecked_ref::<FileSystemDirectoryEntry>().create_reader();
        let mut entries: Vec<Self> = Vec::new();
        // A reader gives a hundred entries at a time, and none at the end.
        while entries.len() <= MOST_FILES {
            let batch = read_batch(&reader).await?;
            if batch.length() == 0 {
                break;
            }
            for entry in batch.iter().map(JsCast::unchecked_into::<Self>) {
                let name = entry.name();
                if !is_hidden(&name) {
                    let at = entries.partition_point(|other| other.name() > name);
                    entries.insert(at, entry);
                }
            }
        }
        Ok(entries)
    }

    async fn file(&self) -> Result<File, JsValue> {
        let promise = Promise::new(&mut |resolve, reject| {
            self.unchecked_ref::<FileSystemFileEntry>().file_with_callback_and_callback(&resolve, &reject);
        });
        JsFuture::from(promise).await?.dyn_into()
    }
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
