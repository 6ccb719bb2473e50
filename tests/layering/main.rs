//! Keeps the layers: what is pure knows no browser, and arrows only point up the list of `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, and which others each may use.
const LAYERS: [(&str, &[&str]); 13] = [
    ("profile", &[]),
    ("units", &[]),
    ("pprof", &["profile"]),
    ("goroutine", &["profile"]),
    ("open", &["profile", "pprof", "goroutine"]),
    ("analysis", &["profile", "pprof", "goroutine", "units"]),
    ("report", &["profile", "pprof", "goroutine", "open", "units", "analysis"]),
    ("scene", &["analysis", "units"]),
    ("render", &["scene"]),
    ("worker", &["profile", "pprof", "goroutine", "open", "units", "analysis", "report", "scene"]),
    ("app", &["worker", "analysis", "scene", "units"]),
    ("dom", &[]),
    ("ui", &["app", "dom", "worker", "render", "scene", "analysis", "units"]),
];

/// The layers that exist in the browser, or that have a file which does.
const BROWSER: [&str; 2] = ["dom", "ui"];
const BROWSER_FILES: [&str; 5] = [
    "src/render/canvas.rs",
    "src/render/canvas/",
    "src/worker/client.rs",
    "src/worker/serve.rs",
    "src/worker/serve/",
];

/// What only the browser has.
const BROWSER_CRATES: [&str; 6] =
    ["web_sys", "wasm_bindgen", "js_sys", "yew", "gloo", "console_error_panic_hook"];

#[test]
fn arrows_only_point_up() {
    let mut wrong = Vec::new();
    for (layer, may_use) in LAYERS {
        for (path, text) in sources(layer) {
            for (line, code) in code_lines(&text) {
                for (other, _) in LAYERS {
                    if other != layer && !may_use.contains(&other) && uses_layer(code, other) {
                        wrong.push(format!(
                            "{}:{line}: {layer} uses {other}: {}",
                            path.display(),
                            code.trim()
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_pure_knows_no_browser() {
    let mut wrong = Vec::new();
    for (layer, _) in LAYERS.into_iter().filter(|(layer, _)| !BROWSER.contains(layer)) {
        for (path, text) in sources(layer) {
            let name = path.to_string_lossy().replace('\\', "/");
            if BROWSER_FILES.iter().any(|file| name.contains(file)) {
                continue;
            }
            for (line, code) in code_lines(&text) {
                for name in BROWSER_CRATES.into_iter().filter(|name| uses_crate(code, name)) {
                    wrong.push(format!("{}:{line}: {name}: {}", path.display(), code.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_belongs_to_a_layer() {
    // `bin` has the worker's program, as `main` is the page's.
    let programs = ["engine", "lib", "main", "bin"];
    let known: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).chain(programs).collect();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(known.contains(&name.as_str()), "{} belongs to no layer", path.display());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a layer with their texts.
fn sources(layer: &str) -> Vec<(PathBuf, String)> {
    let mut waiting = vec![root().join("src").join(layer), root().join("src").join(format!("{layer}.rs"))];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    assert!(!files.is_empty(), "the layer {layer} has no files");
    files
}

/// The lines of code with their numbers, without comments. Tests of a layer may use what they like.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]\nmod tests") && line.trim() != "mod tests {")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

fn uses_layer(code: &str, layer: &str) -> bool {
    // In `use` groups too: `use crate::{analysis, scene}`.
    let grouped = code.trim_start().starts_with("use crate::{")
        && code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == layer);
    code.contains(&format!("crate::{layer}::")) || code.contains(&format!("crate::{layer};")) || grouped
}

fn uses_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '"')
            && (after.starts_with("::") || after.starts_with(';'))
    })
}
