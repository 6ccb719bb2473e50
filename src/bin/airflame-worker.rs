//! The program of the worker. The page, whose program is `main.rs`, starts it (`static/boot.js`).

#[cfg(target_arch = "wasm32")]
fn main() {
    airflame::worker::serve::run();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stdout, reason = "it is all that this program does outside a browser")]
fn main() {
    println!(
        "Airflame's worker runs in a browser, where the page starts it. Build both with `cargo xtask build`."
    );
}
