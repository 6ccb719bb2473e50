//! The program of the page and of its worker: it looks where it runs.

#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast as _;

    if js_sys::global().is_instance_of::<web_sys::DedicatedWorkerGlobalScope>() {
        airflame::worker::serve::run();
    } else {
        airflame::ui::mount();
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stdout, reason = "it is all that this program does outside a browser")]
fn main() {
    println!(
        "Airflame runs in a browser. Build it with `cargo xtask build`, then open dist/airflame.html, \
         or host the folder dist."
    );
}
