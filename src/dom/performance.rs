//! Measures for people with a profiler and for our own tests: `performance.measure` entries.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Performance;

use super::window;

/// Milliseconds since the page began.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Adds the entry `airflame:NAME`, from `start` over `duration`, both in milliseconds.
///
/// The form of `measure` that takes a duration is not among the stable parts of `web_sys`, so that it is called by
/// its name.
pub fn measure(name: &str, start: f64, duration: f64) {
    let Some(performance) = window().performance() else { return };
    // Refused only by browsers without the third version of User Timing: then there is no entry.
    let _ = add_measure(&performance, &format!("airflame:{name}"), start, duration.max(0.0));
}

fn add_measure(performance: &Performance, name: &str, start: f64, duration: f64) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"start".into(), &start.into())?;
    Reflect::set(&options, &"duration".into(), &duration.into())?;
    let measure: Function = Reflect::get(performance, &"measure".into())?.dyn_into()?;
    measure.call2(performance, &name.into(), &options)?;
    Ok(())
}
