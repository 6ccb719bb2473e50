//! A local server for a folder of files, as plain as the static storage that Airflame is hosted on.

use std::fs::File;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server};

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
/// A browser asks for several files at once.
const THREADS: usize = 4;

/// Serves until the process is ended. Prints the address once it can be asked.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let dir = match &options.dir {
        Some(dir) => dir.clone(),
        None => repo::dist()?,
    };
    if !dir.is_dir() {
        bail!("there is no folder {}; `cargo xtask build` makes dist/", dir.display());
    }
    let prefix = match options.prefix.as_deref().unwrap_or("/").trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    };
    let server = Arc::new(bind(options.port)?);
    let port = server.server_addr().to_ip().context("finding the server's own address")?.port();
    println!("Airflame is at http://127.0.0.1:{port}{prefix} (Ctrl+C ends it)");
    std::io::stdout().flush().context("printing the address")?;

    let site = Arc::new(Site { dir, prefix });
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    // A browser that has gone away is its own affair.
                    let _ = site.answer(request);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| anyhow!("the server stopped by a fault of its own"))?;
    }
    Ok(())
}

fn bind(port: Option<u16>) -> Result<Server> {
    // This machine only: never an address that others can reach.
    let listen = |port| Server::http(("127.0.0.1", port)).map_err(|error| anyhow!("{error}"));
    match port {
        Some(port) => listen(port)
            .with_context(|| format!("listening on port {port}; `--port 0` takes any that is free")),
        None => match (PORT..PORT + 100).find_map(|port| listen(port).ok()) {
            Some(server) => Ok(server),
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
    fn answer(&self, request: Request) -> Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Ok(request.respond(plain(405, "This server only hands out files.\n"))?);
        }
        let file = self.file(request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
        match file {
            Some((file, path)) => {
                let response = Response::from_file(file)
                    .with_header(header("Content-Type", mime(&path)))
                    .with_header(header("Cache-Control", "no-store"));
                Ok(request.respond(response)?)
            }
            None => Ok(request.respond(plain(404, "There is no such file.\n"))?),
        }
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

fn plain(status: u16, text: &'static str) -> Response<impl std::io::Read> {
    Response::from_string(text).with_status_code(status).with_header(header("Cache-Control", "no-store"))
}

/// Names and values are ours and ASCII, which is all that this can fail on.
fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header of ASCII text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_means_a_file_below_the_prefix_and_inside_the_folder() {
        let dir = std::env::temp_dir().join(format!("airflame-serve-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("a b")).unwrap();
        std::fs::write(dir.join("index.html"), "").unwrap();
        std::fs::write(dir.join("a b").join("c.pb.gz"), "").unwrap();
        let site = Site { dir: dir.clone(), prefix: "/x/".to_owned() };
        assert_eq!(site.file("/x/?q#h"), Some(dir.join("index.html")));
        assert_eq!(site.file("/x/a%20b/c.pb.gz"), Some(dir.join("a b").join("c.pb.gz")));
        for outside in
            ["/", "/index.html", "/x/none", "/x/../x/index.html", "/x/%2e%2e/etc", "/x//etc/passwd", "/x/%2"]
        {
            assert_eq!(site.file(outside), None, "{outside}");
        }
        std::fs::remove_dir_all(dir).unwrap();
    }
}
