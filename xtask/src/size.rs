//! How large the artefacts are, and how large they may be.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::html::Page;

/// The ids by which the page names its two modules: its own, and its worker's.
pub(crate) const MODULES: [&str; 2] = ["airflame-wasm", "airflame-worker-wasm"];
/// What each of them may weigh as a server sends it.
pub(crate) const WASM_GZ: usize = 500 * 1000;
/// What the single file may weigh on a disk or in a message.
pub(crate) const SINGLE_FILE: usize = 1024 * 1024 * 3 / 2;

/// The sizes of a build, in bytes.
#[derive(Debug)]
pub(crate) struct Sizes {
    wasm: [usize; 2],
    /// Gzipped, in the order of [`MODULES`].
    pub(crate) wasm_gz: [usize; 2],
    pub(crate) single_file: usize,
}

impl Sizes {
    /// Measures what lies in a folder that has both artefacts.
    pub(crate) fn measure(dir: &Path) -> Result<Self> {
        let page = Page::read(&dir.join("index.html"))?;
        let (mut wasm, mut wasm_gz) = ([0; 2], [0; 2]);
        for (place, id) in MODULES.into_iter().enumerate() {
            let bytes = read(&dir.join(page.by_id(id)?.attribute("href")?))?;
            (wasm[place], wasm_gz[place]) = (bytes.len(), gzip(&bytes)?.len());
        }
        Ok(Self { wasm, wasm_gz, single_file: read(&dir.join("airflame.html"))?.len() })
    }

    /// Fails if a budget of the design is broken.
    pub(crate) fn check(&self) -> Result<()> {
        let [page, worker] = self.wasm_gz;
        over("the page's wasm, gzipped,", page, WASM_GZ)?;
        over("the worker's wasm, gzipped,", worker, WASM_GZ)?;
        over("airflame.html", self.single_file, SINGLE_FILE)
    }
}

/// Prints the sizes of what was built.
pub(crate) fn print(dir: &Path) -> Result<()> {
    let Sizes { wasm, wasm_gz, single_file } = Sizes::measure(dir)?;
    for (whose, wasm, wasm_gz) in [("page", wasm[0], wasm_gz[0]), ("worker", wasm[1], wasm_gz[1])] {
        println!("  {whose:<6} wasm           {wasm:>9} bytes");
        println!("  {whose:<6} wasm, gzip -9  {wasm_gz:>9} bytes of {WASM_GZ}");
    }
    println!("  airflame.html         {single_file:>9} bytes of {SINGLE_FILE}");
    Ok(())
}

fn over(what: &str, is: usize, budget: usize) -> Result<()> {
    if is > budget {
        bail!(
            "{what} has {is} bytes, over the budget of {budget}. See what grew (`twiggy top` on an unstripped build \
             tells), or change the budget in xtask/src/size.rs with a reason"
        );
    }
    Ok(())
}

/// Gzips at the highest level.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("compressing")?;
    encoder.finish().context("compressing")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}
