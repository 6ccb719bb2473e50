//! The line that begins a goroutine.
//!
//! ```text
//! goroutine 28 [chan send (leaked), 3 minutes, locked to thread] {handler: /webhook}:
//! goroutine 5 gp=0xc000 m=nil [select (no cases)]:
//! Goroutine 9 in state IO wait, with main.f on top of the stack:
//! ```

use super::labels::{self, Pair};
use super::scan::{decimal, digits, find, rfind, rsplit_once};

/// What a header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) id: u64,
    /// The state without marks.
    pub(super) state: Vec<u8>,
    pub(super) minutes: Option<u32>,
    pub(super) bubble: Option<u64>,
    pub(super) is_leaked: bool,
    pub(super) is_scan: bool,
    pub(super) is_durable: bool,
    pub(super) is_locked: bool,
    /// It names the goroutine's address, as only `SIGQUIT` and crashes do.
    pub(super) has_address: bool,
    /// goleak wrote it.
    pub(super) is_of_goleak: bool,
    pub(super) labels: Vec<Pair>,
}

/// Reads a header that fills a text.
pub(super) fn header(text: &[u8]) -> Option<Header> {
    if text.starts_with(b"goroutine ") { of_runtime(text) } else { of_goleak(text) }
}

fn of_runtime(text: &[u8]) -> Option<Header> {
    let (id, rest) = digits(text.strip_prefix(b"goroutine ")?);
    let mut header = Header { id: decimal(id)?, ..Header::default() };
    let rest = if rest.starts_with(b" gp=0x") {
        header.has_address = true;
        rest.get(find(rest, b" [")?..)?
    } else {
        rest
    };
    let inner = rest.strip_prefix(b" [")?.strip_suffix(b":")?;
    // No state has a bracket, but labels may.
    let end = find(inner, b"]")?;
    let (status, label_text) = match find(inner, b" labels:{") {
        Some(start) if start < end => {
            (inner.get(..start)?, inner.get(start + b" labels:{".len()..)?.strip_suffix(b"}]")?)
        }
        _ => {
            let behind = inner.get(end + 1..)?;
            let behind = behind.strip_prefix(b" ").unwrap_or(behind);
            let labels = match behind.strip_prefix(b"{") {
                Some(labels) => labels.strip_suffix(b"}")?,
                None if behind.is_empty() => behind,
                None => return None,
            };
            (inner.get(..end)?, labels)
        }
    };
    header.labels = labels::pairs(label_text);
    header.set_status(status);
    Some(header)
}

/// goleak replaces the headers, and where they have labels its cut is at a wrong place: the state is then `select] {a: b}`.
fn of_goleak(text: &[u8]) -> Option<Header> {
    let text = text.strip_prefix(b" ").or_else(|| text.strip_prefix(b"[")).unwrap_or(text);
    let (id, rest) = digits(text.strip_prefix(b"Goroutine ")?);
    let rest = rest.strip_prefix(b" in state ")?.strip_suffix(b" on top of the stack:")?;
    let (status, _) = rsplit_once(rest, b", with ")?;
    let mut header = Header { id: decimal(id)?, is_of_goleak: true, ..Header::default() };
    let (status, label_text) = match find(status, b"] {") {
        Some(at) => (status.get(..at)?, status.get(at + 3..)?),
        None => (status, [].as_slice()),
    };
    header.labels = labels::pairs(label_text.strip_suffix(b"}").unwrap_or(label_text));
    header.set_status(status);
    Some(header)
}

impl Header {
    /// Takes the known marks off the end, and only those: states have commas and parentheses of their own.
    fn set_status(&mut self, status: &[u8]) {
        let mut rest = status;
        loop {
            rest = if let Some(before) = rest.strip_suffix(b", locked to thread") {
                self.is_locked = true;
                before
            } else if let Some(before) = rest.strip_suffix(b" (leaked)") {
                self.is_leaked = true;
                before
            } else if let Some(before) = rest.strip_suffix(b" (scan)") {
                self.is_scan = true;
                before
            } else if let Some(before) = rest.strip_suffix(b" (durable)") {
                self.is_durable = true;
                before
            } else if let Some((before, minutes)) = numbered(rest, b" minutes") {
                self.minutes = Some(u32::try_from(minutes).unwrap_or(u32::MAX));
                before
            } else if let Some(at) = rfind(rest, b", synctest bubble ")
                && let Some(bubble) = rest.get(at + b", synctest bubble ".len()..).and_then(decimal)
            {
                self.bubble = Some(bubble);
                rest.get(..at).unwrap_or_default()
            } else {
                break;
            };
        }
        self.state = rest.to_vec();
    }

    /// Whether the runtime has such a state.
    pub(super) fn has_known_state(&self) -> bool {
        KNOWN.contains(&self.state.as_slice())
    }
}

/// Reads `…, 12 minutes`: what stands before, and the number.
fn numbered<'a>(text: &'a [u8], unit: &[u8]) -> Option<(&'a [u8], u64)> {
    let rest = text.strip_suffix(unit)?;
    let (before, number) = rsplit_once(rest, b", ")?;
    Some((before, decimal(number)?))
}

/// The states and reasons to wait of Go up to 1.27 (`runtime2.go`, `traceback.go`).
const KNOWN: [&[u8]; 53] = [
    b"idle",
    b"runnable",
    b"running",
    b"syscall",
    b"waiting",
    b"dead",
    b"copystack",
    b"leaked",
    b"preempted",
    b"waiting for cgo callback",
    b"???",
    b"GC assist marking",
    b"IO wait",
    b"dumping heap",
    b"garbage collection",
    b"garbage collection scan",
    b"panicwait",
    b"GC assist wait",
    b"GC sweep wait",
    b"GC scavenge wait",
    b"finalizer wait",
    b"force gc (idle)",
    b"GOMAXPROCS updater (idle)",
    b"semacquire",
    b"sleep",
    b"chan receive (nil chan)",
    b"chan send (nil chan)",
    b"select (no cases)",
    b"select",
    b"chan receive",
    b"chan send",
    b"sync.Cond.Wait",
    b"sync.Mutex.Lock",
    b"sync.RWMutex.RLock",
    b"sync.RWMutex.Lock",
    b"sync.WaitGroup.Wait",
    b"trace reader (blocked)",
    b"wait for GC cycle",
    b"GC worker (idle)",
    b"GC worker (active)",
    b"debug call",
    b"GC mark termination",
    b"stopping the world",
    b"flushing proc caches",
    b"trace goroutine status",
    b"trace proc status",
    b"page trace flush",
    b"coroutine",
    b"GC weak to strong wait",
    b"synctest.Run",
    b"synctest.Wait",
    b"cleanup wait",
    b"unknown wait reason",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u64, String, Header)> {
        let header = header(text.as_bytes())?;
        Some((header.id, String::from_utf8(header.state.clone()).unwrap(), header))
    }

    #[test]
    fn marks_are_split_from_the_right() {
        let (id, state, header) =
            read("goroutine 7 [chan receive (nil chan) (leaked) (scan) (durable), 12 minutes, locked to thread, synctest bubble 3]:")
                .unwrap();
        assert_eq!((id, state.as_str()), (7, "chan receive (nil chan)"));
        assert!(header.is_leaked && header.is_scan && header.is_durable && header.is_locked);
        assert_eq!((header.minutes, header.bubble), (Some(12), Some(3)));
        let (_, state, header) = read("goroutine 7 [force gc (idle), 1 minutes]:").unwrap();
        assert_eq!((state.as_str(), header.minutes), ("force gc (idle)", Some(1)));
        // What a later Go may say.
        let (_, state, _) = read("goroutine 7 [new reason, with comma (x)]:").unwrap();
        assert_eq!(state, "new reason, with comma (x)");
    }

    #[test]
    fn labels_stand_at_three_places() {
        for text in [
            r#"goroutine 7 [running] {k: "v ]}:"}:"#,
            r#"goroutine 7 [running labels:{"k": "v ]}:"}]:"#,
            r#"goroutine 7 [running]{"k": "v ]}:"}:"#,
            r#"goroutine 7 gp=0xc0 m=3 mp=0xc1 [running] {k: "v ]}:"}:"#,
        ] {
            let (id, state, header) = read(text).unwrap();
            assert_eq!((id, state.as_str()), (7, "running"), "{text}");
            assert_eq!(header.labels, [(b"k".to_vec(), b"v ]}:".to_vec())], "{text}");
        }
    }

    #[test]
    fn goleak_has_headers_of_its_own() {
        let (id, state, header) = read(
            "[Goroutine 9 in state chan receive (nil chan)] {attempt: 1, test: forward}, with a.f, with b on top of the stack:",
        )
        .unwrap();
        assert_eq!((id, state.as_str(), header.is_of_goleak), (9, "chan receive (nil chan)", true));
        assert_eq!(header.labels.len(), 2);
        assert!(read(" Goroutine 14 in state chan send, with x on top of the stack:").is_some());
    }

    #[test]
    fn what_is_no_header() {
        for text in [
            "goroutine 7 [running]",
            "goroutine x [running]:",
            "goroutine 7 running]:",
            "goroutine 7 [running",
            "goroutine 7 [running] x:",
            "goroutine 99999999999999999999 [running]:",
            "Goroutine 7 (running) created at:",
            "\tgoroutine 7 [running]:",
            "",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
