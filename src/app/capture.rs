//! The commands that take profiles, as the first screen shows them.

/// A way to take profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// Its name on screen.
    pub name: &'static str,
    /// The commands; lines that begin with `#` explain.
    pub commands: &'static str,
}

/// The ways to take profiles, the most telling first. `gc=1` collects before the heap is written, so that two
/// snapshots differ by what is alive and not by when the collector ran.
pub const CAPTURES: [Capture; 3] = [
    Capture {
        name: "curl",
        commands: "\
# two heaps, five minutes apart, each after a GC, and the goroutines; then drop them here
U=http://127.0.0.1:6060/debug/pprof
curl -s \"$U/heap?gc=1\" -o heap-1.pb.gz; sleep 300
curl -s \"$U/heap?gc=1\" -o heap-2.pb.gz; curl -s \"$U/goroutine\" -o goroutine.pb.gz",
    },
    Capture {
        name: "kubectl",
        commands: "\
# reach the pod's debug port from here, then use curl in a second terminal
kubectl -n NAMESPACE port-forward pod/POD 6060:6060
curl -s \"http://127.0.0.1:6060/debug/pprof/heap?gc=1\" -o heap-1.pb.gz",
    },
    Capture {
        name: "one snapshot",
        commands: "\
# what is alive now, after a GC
curl -s \"http://127.0.0.1:6060/debug/pprof/heap?gc=1\" -o heap.pb.gz
# where the time goes, over ten seconds
curl -s \"http://127.0.0.1:6060/debug/pprof/profile?seconds=10\" -o cpu.pb.gz",
    },
];
