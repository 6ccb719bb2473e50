use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::*;

/// A folder that ends with its test, with what a `Site` below `/x/` hands out.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("airflame-{test}-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("a b")).unwrap();
        std::fs::write(dir.join("index.html"), "<p>hello").unwrap();
        std::fs::write(dir.join("app.wasm"), vec![7; 3_000_000]).unwrap();
        std::fs::write(dir.join("a b").join("c.pb.gz"), "").unwrap();
        Self(dir)
    }

    fn site(&self) -> Site {
        Site::new(self.0.clone(), Some("x"))
    }

    /// Serves the folder on a port of its own until the tests end.
    fn served(&self) -> SocketAddr {
        let (listener, site) = (bind(Some(0)).unwrap(), self.site());
        let address = listener.local_addr().unwrap();
        thread::spawn(move || http::answer_all(&listener, move |target| site.content(target)));
        address
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The head and the body of the answer to a request, which must end the connection.
fn ask(address: SocketAddr, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let body = answer.split_off(end);
    (String::from_utf8(answer).unwrap(), body)
}

fn get(address: SocketAddr, target: &str) -> (String, Vec<u8>) {
    ask(address, format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())
}

#[test]
fn a_url_means_a_file_below_the_prefix_and_inside_the_folder() {
    let folder = Folder::new("urls");
    let site = folder.site();
    assert_eq!(site.file("/x/?q#h"), Some(folder.0.join("index.html")));
    assert_eq!(site.file("/x/a%20b/c.pb.gz"), Some(folder.0.join("a b").join("c.pb.gz")));
    for outside in
        ["/", "/index.html", "/x/none", "/x/../x/index.html", "/x/%2e%2e/etc", "/x//etc/passwd", "/x/%2"]
    {
        assert_eq!(site.file(outside), None, "{outside}");
    }
}

#[test]
fn an_answer_says_what_it_is_and_ends_the_connection() {
    let folder = Folder::new("answers");
    let address = folder.served();
    let (head, body) = get(address, "/x/");
    assert_eq!(
        head,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 8\r\n\
         Cache-Control: no-store\r\nAllow: GET, HEAD\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(body, b"<p>hello");
    let (only_head, nothing) = ask(address, b"HEAD /x/ HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((only_head, nothing), (head, Vec::new()));
}

#[test]
fn what_is_not_a_file_or_not_a_question_is_refused() {
    let folder = Folder::new("refusals");
    let address = folder.served();
    for outside in
        ["/index.html", "/x/none", "/x/../x/index.html", "/x/%2e%2e/index.html", "http://127.0.0.1/x/"]
    {
        let (head, body) = get(address, outside);
        assert!(head.starts_with("HTTP/1.1 404 "), "{outside}: {head}");
        assert_eq!(body, b"There is no such file.\n");
    }
    let mut upload = b"POST /x/ HTTP/1.1\r\nContent-Length: 500000\r\n\r\n".to_vec();
    upload.resize(upload.len() + 500_000, b'u');
    assert!(ask(address, &upload).0.starts_with("HTTP/1.1 405 "));
    assert!(ask(address, b"\x16\x03\x01 this is not HTTP\r\n\r\n").0.starts_with("HTTP/1.1 400 "));
    let endless = format!("GET /x/ HTTP/1.1\r\nCookie: {}", "c".repeat(40_000));
    assert!(ask(address, endless.as_bytes()).0.starts_with("HTTP/1.1 431 "));
}

#[test]
fn a_head_may_arrive_in_pieces() {
    let folder = Folder::new("pieces");
    let mut stream = TcpStream::connect(folder.served()).unwrap();
    for piece in ["GE", "T /x/ HTTP/1.1\r\nHo", "st: x\r\n", "\r\n"] {
        stream.write_all(piece.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n<p>hello"), "{answer}");
}

#[test]
fn connections_that_say_nothing_or_little_do_not_keep_others_waiting() {
    let folder = Folder::new("parallel");
    let address = folder.served();
    let start = Instant::now();
    let mut idle: Vec<_> = (0..20).map(|_| TcpStream::connect(address).unwrap()).collect();
    for stream in &mut idle[..10] {
        stream.write_all(b"GET /x/ HTTP/1.1\r\n").unwrap();
    }
    let askers: Vec<_> = (0..30).map(|_| thread::spawn(move || get(address, "/x/app.wasm"))).collect();
    for asker in askers {
        let (head, body) = asker.join().unwrap();
        assert!(head.contains("Content-Type: application/wasm\r\nContent-Length: 3000000\r\n"), "{head}");
        assert!(body.len() == 3_000_000 && body.iter().all(|byte| *byte == 7));
    }
    // Sooner than any of the idle ones could have timed out.
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    drop(idle);
}
