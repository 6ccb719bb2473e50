//! The worker's module: the other half of the program, built as Trunk builds the page's.
//!
//! Trunk can build a worker too, but gives its files no hashes, so that a server's caches would mix versions.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::command::{command, run};
use crate::html::{Element, Page};
use crate::{repo, small_std, tools};

/// The program, of which `src/bin/` has the source.
const PROGRAM: &str = "airflame-worker";

/// The files of the worker in the staging folder, by name.
#[derive(Debug)]
pub(crate) struct WorkerModule {
    /// The script that wasm-bindgen wrote.
    glue: String,
    /// The module.
    wasm: String,
}

/// Builds the worker's module into a folder. All but its own last step has been built with the page's.
pub(crate) fn build(staging: &Path, is_release: bool) -> Result<WorkerModule> {
    let source = Page::read(&repo::root()?.join("index.html"))?;
    let Some(page) = source.elements().iter().find(|element| element.get("rel") == Some("rust")) else {
        bail!("index.html has no <link rel=\"rust\"> that says how the page's module is built");
    };
    let target = target_dir()?;
    let out = target.join("worker-module");
    fs::create_dir_all(&out).with_context(|| format!("making {}", out.display()))?;

    let compiled = compile(&target, is_release)?;
    let bindgen_target = page.attribute("data-bindgen-target")?;
    let mut bindgen = command("wasm-bindgen", &["--target", bindgen_target, "--no-typescript"])?;
    run(bindgen.env("PATH", tools::path()?).arg("--out-dir").arg(&out).arg(&compiled))?;
    let wasm = out.join(format!("{PROGRAM}_bg.wasm"));
    if is_release {
        optimize(&wasm, page)?;
    }
    Ok(WorkerModule {
        glue: put(&out.join(format!("{PROGRAM}.js")), staging, ".js")?,
        wasm: put(&wasm, staging, "_bg.wasm")?,
    })
}

impl WorkerModule {
    /// The page with the elements that `static/boot.js` finds the worker by. The glue must not run in the page, and is not
    /// fetched ahead: it is small, and a worker asks for it by itself. The page's own module comes first.
    pub(crate) fn named_in(&self, page: &Page) -> Result<Page> {
        let end = page.by_id("airflame-glue")?.range.end;
        let Self { glue, wasm } = self;
        let elements = format!(
            "\n<link id=\"airflame-worker-wasm\" rel=\"preload\" as=\"fetch\" type=\"application/wasm\" \
             crossorigin=\"anonymous\" fetchpriority=\"low\" href=\"./{wasm}\">\n\
             <script id=\"airflame-worker-glue\" type=\"text/plain\" data-src=\"./{glue}\"></script>"
        );
        page.replaced(&[(end..end, elements)])
    }
}

/// Where cargo builds. It also built this program, which Trunk has it run.
fn target_dir() -> Result<PathBuf> {
    let program = std::env::current_exe().context("finding the folder that cargo builds in")?;
    let dir = program.ancestors().nth(2).context("xtask does not lie in the folder that cargo builds in")?;
    Ok(dir.to_owned())
}

fn compile(target: &Path, is_release: bool) -> Result<PathBuf> {
    let mut cargo = command("cargo", &["build", "--locked", "--offline", "--bin", PROGRAM])?;
    cargo.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(target);
    let mut folder = "debug";
    if is_release {
        folder = "release";
        // Trunk's hook runs without these.
        small_std::build_with(cargo.arg("--release"));
    }
    run(&mut cargo)?;
    Ok(target.join("wasm32-unknown-unknown").join(folder).join(format!("{PROGRAM}.wasm")))
}

/// Optimises a module in its place, as index.html tells Trunk to do it with the page's.
fn optimize(wasm: &Path, page: &Element) -> Result<()> {
    let level = format!("-O{}", page.attribute("data-wasm-opt")?);
    let mut wasm_opt = command("wasm-opt", &[level])?;
    wasm_opt.args(page.attribute("data-wasm-opt-params")?.split_whitespace());
    run(wasm_opt.env("PATH", tools::path()?).arg(wasm).arg("-o").arg(wasm))
}

/// Copies a file to the staging folder under a name that changes with what is in it; gives the name.
fn put(file: &Path, staging: &Path, suffix: &str) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let name = hashed_name(&bytes, suffix);
    let place = staging.join(&name);
    fs::write(&place, bytes).with_context(|| format!("writing {}", place.display()))?;
    Ok(name)
}

fn hashed_name(bytes: &[u8], suffix: &str) -> String {
    let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{PROGRAM}-{hash}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_what_is_in_the_file() {
        // The first bytes that `sha256sum` prints for these.
        assert_eq!(hashed_name(b"", "_bg.wasm"), "airflame-worker-e3b0c44298fc1c14_bg.wasm");
        assert_eq!(hashed_name(b"alert(1)", ".js").len(), "airflame-worker-e3b0c44298fc1c14.js".len());
        assert_ne!(hashed_name(b"alert(1)", ".js"), hashed_name(b"", ".js"));
    }

    #[test]
    fn the_page_names_the_worker_behind_its_own_glue_and_does_not_run_it() {
        let page = Page::new("<script id=airflame-glue src=a.js></script><i>".to_owned()).unwrap();
        let worker = WorkerModule { glue: "w.js".to_owned(), wasm: "w_bg.wasm".to_owned() };
        let page = worker.named_in(&page).unwrap();
        let names: Vec<_> = page.elements().iter().map(|element| element.name.as_str()).collect();
        assert_eq!(names, ["script", "link", "script", "i"]);
        assert_eq!(page.by_id("airflame-worker-wasm").unwrap().get("href"), Some("./w_bg.wasm"));
        let glue = page.by_id("airflame-worker-glue").unwrap();
        assert_eq!((glue.get("type"), glue.get("src")), (Some("text/plain"), None));
        assert_eq!(glue.get("data-src"), Some("./w.js"));
    }
}
