//! The profiles that are built in, so that a first visitor has something to look at.
//!
//! They are of a webhook service with planted leaks: its heap at the start and 100 seconds later, and its
//! goroutines at that time.

/// A file that is built in.
#[derive(Debug, Clone, Copy)]
pub struct ExampleFile {
    /// Its path, for people.
    pub name: &'static str,
    /// Its bytes, as Go's `net/http/pprof` sent them.
    pub bytes: &'static [u8],
}

/// All of them.
pub const FILES: [ExampleFile; 3] = [
    ExampleFile {
        name: "hookrelay/heap-1.pb.gz",
        bytes: include_bytes!("../../static/example/heap-1.pb.gz"),
    },
    ExampleFile {
        name: "hookrelay/heap-6.pb.gz",
        bytes: include_bytes!("../../static/example/heap-6.pb.gz"),
    },
    ExampleFile {
        name: "hookrelay/goroutine-6.pb.gz",
        bytes: include_bytes!("../../static/example/goroutine-6.pb.gz"),
    },
];
