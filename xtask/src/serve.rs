//! A local server for a folder of files, as plain as the static storage that Airflame is hosted on.

use std::fs::File;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::http::{self, Content};
use crate::repo;

/// What is served where.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Exactly this port, 0 for any; without it the usual one or the next that is free.
    pub(crate) port: Option<u16>,
    /// The folder; without it `dist/`.
    pub(crate) dir: Option<PathBuf>,
    /// The path below which the folder appears, to prove that the artefacts work at any; without it `/`.
    pub(crate) prefix: Option<String>,
}

/// The port that people will remember.
const PORT: u16 = 8642;

/// Serves until the process is ended. Prints the address once it can be asked.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let dir = match &options.dir {
        Some(dir) => dir.clone(),
        None => repo::dist()?,
    };
    if !dir.is_dir() {
        bail!("there is no folder {}; `cargo xtask build` makes dist/", dir.display());
    }
    let site = Site::new(dir, options.prefix.as_deref());
    let listener = bind(options.port)?;
    let port = listener.local_addr().context("finding the server's own address")?.port();
    println!("Airflame is at http://127.0.0.1:{port}{} (Ctrl+C ends it)", site.prefix);
    std::io::stdout().flush().context("printing the address")?;
    http::answer_all(&listener, move |target| site.content(target))
}

fn bind(port: Option<u16>) -> Result<TcpListener> {
    // This machine only: never an address that others can reach.
    let listen = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Some(port) => listen(port)
            .with_context(|| format!("listening on port {port}; `--port 0` takes any that is free")),
        None => match (PORT..PORT + 100).find_map(|port| listen(port).ok()) {
            Some(listener) => Ok(listener),
            None => listen(0).context("listening on any free port"),
        },
    }
}

#[derive(Debug)]
struct Site {
    dir: PathBuf,
    prefix: String,
}

impl Site {
    fn new(dir: PathBuf, prefix: Option<&str>) -> Self {
        let prefix = match prefix.unwrap_or("/").trim_matches('/') {
            "" => "/".to_owned(),
            inner => format!("/{inner}/"),
        };
        Self { dir, prefix }
    }

    fn content(&self, url: &str) -> Option<Content> {
        let path = self.file(url)?;
        Some(Content { file: File::open(&path).ok()?, mime: mime(&path) })
    }

    /// The file that a URL means; nothing if there is none, or if it would lie outside the folder.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?;
        let inner = decode(path.strip_prefix(&self.prefix)?)?;
        let inner = Path::new(if inner.is_empty() { "index.html" } else { &inner });
        // `..`, a root or a drive would leave the folder.
        if !inner.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let file = self.dir.join(inner);
        file.is_file().then_some(file)
    }
}

/// Undoes percent-encoding.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).ok()
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        // Profiles too: neither `gzip` as an encoding nor a guess, so that the page gets the bytes of the file.
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
