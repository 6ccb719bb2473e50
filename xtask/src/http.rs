//! As much of HTTP/1.1 as handing out files takes: one thread and one answer for each connection.
//!
//! Browsers open connections ahead of need and keep them. A pool of threads that waits on one of those leaves the
//! others unheard, so a connection shares nothing with the next: it has its own thread, a time-out, and ends after its
//! answer.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What is handed out.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) file: File,
    /// The value of `Content-Type`.
    pub(crate) mime: &'static str,
}

/// No browser sends more than this before it has a page's cookies.
const HEAD_BYTES: usize = 16 * 1024;
const HEADERS: usize = 100;
/// How long a connection may take to say what it wants, and to take what it gets.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a refused upload may still send, so that its sender gets to read the refusal instead of an error.
const LEFT_OVER: u64 = 1024 * 1024;

/// Answers every connection, for ever. `find` gets the target of the request as it was sent.
pub(crate) fn answer_all<F>(listener: &TcpListener, find: F) -> !
where
    F: Fn(&str) -> Option<Content> + Send + Sync + 'static,
{
    let find = Arc::new(find);
    loop {
        let Ok((stream, _)) = listener.accept() else {
            // Out of descriptors, or a connection that ended before it was accepted: both pass.
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        let find = Arc::clone(&find);
        // Without memory for a thread this connection is dropped and the next may succeed. A browser that has gone
        // away is its own affair, so the result is nobody's.
        let _ = thread::Builder::new().spawn(move || converse(&stream, &*find));
    }
}

/// What a request head comes to.
enum Asked {
    For {
        target: String,
        is_head: bool,
    },
    Refused(&'static str, &'static str),
    /// The connection was opened ahead of need, and never used.
    Nothing,
}

fn converse(mut stream: &TcpStream, find: &dyn Fn(&str) -> Option<Content>) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    match asked(stream)? {
        Asked::Nothing => return Ok(()),
        Asked::Refused(status, text) => refuse(stream, status, text, true)?,
        Asked::For { target, is_head } => match find(&target) {
            None => refuse(stream, "404 Not Found", "There is no such file.\n", !is_head)?,
            Some(Content { file, mime }) => {
                let length = file.metadata()?.len();
                head(stream, "200 OK", mime, length)?;
                if !is_head {
                    io::copy(&mut file.take(length), &mut stream)?;
                }
            }
        },
    }
    // Closed with bytes unread, a connection is reset and the answer may be lost on the way.
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    io::copy(&mut stream.take(LEFT_OVER), &mut io::sink())?;
    Ok(())
}

fn asked(mut stream: &TcpStream) -> io::Result<Asked> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(ErrorKind::TimedOut)?))?;
        let count = stream.read(&mut part)?;
        if count == 0 {
            return Ok(Asked::Nothing);
        }
        bytes.extend_from_slice(&part[..count]);
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        return Ok(match request.parse(&bytes) {
            Ok(httparse::Status::Partial) if bytes.len() < HEAD_BYTES => continue,
            Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                Asked::Refused("431 Request Header Fields Too Large", "The request is too long.\n")
            }
            Err(_) => Asked::Refused("400 Bad Request", "This is not HTTP.\n"),
            Ok(httparse::Status::Complete(_)) => match (request.method, request.path) {
                (Some(method @ ("GET" | "HEAD")), Some(target)) => {
                    Asked::For { target: target.to_owned(), is_head: method == "HEAD" }
                }
                _ => Asked::Refused("405 Method Not Allowed", "This server only hands out files.\n"),
            },
        });
    }
}

fn refuse(mut stream: &TcpStream, status: &str, text: &str, has_body: bool) -> io::Result<()> {
    head(stream, status, "text/plain; charset=utf-8", text.len() as u64)?;
    stream.write_all(if has_body { text.as_bytes() } else { b"" })
}

/// `Allow` belongs to a 405 and is true of everything here.
fn head(mut stream: &TcpStream, status: &str, mime: &str, length: u64) -> io::Result<()> {
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\n\
         Allow: GET, HEAD\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(text.as_bytes())
}
