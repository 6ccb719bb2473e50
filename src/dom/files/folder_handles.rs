//! Dropped folders by Chromium's handles, which also work on a page that comes from a file.

use js_sys::{AsyncIterator, Function, IteratorNext, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{Dropped, is_hidden};

/// A handle with its path and whether it is a folder.
struct Handle {
    path: String,
    handle: JsValue,
}

/// Takes all files below a folder. It walks with a list of what is left to open, not by recursion: folders may be
/// deep.
///
/// # Errors
/// When the folder itself cannot be read; what cannot be read below it is noted.
pub(super) async fn open(dropped: &mut Dropped, name: String, folder: Promise) -> Result<(), JsValue> {
    let folder = Handle { path: name, handle: JsFuture::from(folder).await? };
    let mut waiting = children(&folder).await?;
    while let Some(child) = waiting.pop() {
        if text(&child.handle, "kind") == "directory" {
            match children(&child).await {
                Ok(children) => waiting.extend(children),
                Err(_) => dropped.unreadable.push(child.path),
            }
            continue;
        }
        match read_file(&child.handle).await {
            Ok(file) => {
                if !dropped.take(child.path, file) {
                    break;
                }
            }
            Err(_) => dropped.unreadable.push(child.path),
        }
    }
    Ok(())
}

async fn read_file(handle: &JsValue) -> Result<File, JsValue> {
    let file: Promise = call(handle, "getFile")?.dyn_into()?;
    JsFuture::from(file).await?.dyn_into()
}

/// What is in a folder, the last by name first, so that the first is opened first.
async fn children(folder: &Handle) -> Result<Vec<Handle>, JsValue> {
    let values: AsyncIterator = call(&folder.handle, "values")?.unchecked_into();
    let mut children = Vec::new();
    loop {
        let next: IteratorNext = JsFuture::from(values.next()?).await?.unchecked_into();
        if next.done() {
            break;
        }
        let handle = next.value();
        let name = text(&handle, "name");
        if !is_hidden(&name) {
            children.push(Handle { path: format!("{}/{name}", folder.path), handle });
        }
    }
    children.sort_by(|one, other| other.path.cmp(&one.path));
    Ok(children)
}

fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.call0(object)
}

/// A property that is a text; empty where it is not.
fn text(object: &JsValue, property: &str) -> String {
    Reflect::get(object, &property.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}
