//! Dropped folders by Chromium's handles, which also work on a page that comes from a file.

use js_sys::{AsyncIterator, Function, IteratorNext, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{Item, MOST_FILES, is_hidden};

/// A handle and its path.
pub(super) struct Handle {
    pub(super) path: String,
    pub(super) handle: JsValue,
}

impl Item for Handle {
    fn path(&self) -> String {
        self.path.clone()
    }

    fn is_folder(&self) -> bool {
        text(&self.handle, "kind") == "directory"
    }

    async fn children(&self) -> Result<Vec<Self>, JsValue> {
        let values: AsyncIterator = call(&self.handle, "values")?.unchecked_into();
        let mut children = Vec::new();
        while children.len() <= MOST_FILES {
            let next: IteratorNext = JsFuture::from(values.next()?).await?.unchecked_into();
            if next.done() {
                break;
            }
            let handle = next.value();
            let name = text(&handle, "name");
            if !is_hidden(&name) {
                let path = format!("{}/{name}", self.path);
                let at = children.partition_point(|other: &Self| other.path > path);
                children.insert(at, Self { path, handle });
            }
        }
        Ok(children)
    }

    async fn file(&self) -> Result<File, JsValue> {
        let file: Promise = call(&self.handle, "getFile")?.dyn_into()?;
        JsFuture::from(file).await?.dyn_into()
    }
}

fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.call0(object)
}

/// A property that is a text; empty where it is not.
fn text(object: &JsValue, property: &str) -> String {
    Reflect::get(object, &property.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}
