//! The program of the page. Its worker's is `bin/airflame-worker.rs`.

#[cfg(target_arch = "wasm32")]
fn main() {
    airflame::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stdout, reason = "it is all that this program does outside a browser")]
fn main() {
    println!(
        "Airflame runs in a browser. Build it with `cargo xtask build`, then open dist/airflame.html, \
         or host the folder dist."
    );
}
