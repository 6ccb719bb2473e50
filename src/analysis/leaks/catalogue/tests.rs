//! The built-in catalogue on stacks as dumps have them. Those of real captures are in `tests/leaks`.

use super::*;
use crate::analysis::goroutines::{
    Capture, CaptureForm, GoroutineFrame, GoroutineGroup, GroupOrigin, GroupSnapshot,
};

/// A group from `[state] leaf < ... < root < created by F`.
fn group(text: &str) -> GoroutineGroup {
    let (state, stack) = text.strip_prefix('[').unwrap().split_once("] ").unwrap();
    let frame =
        |function: &str| GoroutineFrame { function: function.to_owned(), file: String::new(), line: 0 };
    let (frames, creator) =
        stack.split_once(" < created by ").map_or((stack, None), |(frames, by)| (frames, Some(by)));
    GoroutineGroup {
        frames: frames.split(" < ").map(frame).collect(),
        elided: None,
        creator: creator.map(frame),
        origin: GroupOrigin::Own,
        state: state.to_owned(),
        snapshots: Vec::new(),
    }
}

/// A table of one dump, in which every group has 40 goroutines.
fn table(groups: &[&str]) -> GoroutineTable {
    let capture =
        Capture { name: String::new(), form: CaptureForm::Dump, time_nanos: 0, total: 0, is_cut: false };
    let mut table =
        GoroutineTable { captures: vec![capture], groups: groups.iter().map(|text| group(text)).collect() };
    for group in &mut table.groups {
        group.snapshots.push(GroupSnapshot { count: 40, ..GroupSnapshot::default() });
    }
    table
}

/// The signature of the first of some groups.
fn signature(groups: &[&str]) -> Option<u32> {
    Catalogue::built_in().of_goroutines(&table(groups), 0)
}

#[test]
fn the_built_in_catalogue_is_whole() {
    let catalogue = Catalogue::parse(Catalogue::BUILT_IN).unwrap();
    let mut numbers: Vec<u32> = catalogue.entries().iter().map(|entry| entry.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=41).collect::<Vec<_>>());
    for (at, entry) in catalogue.entries().iter().enumerate() {
        for text in [&entry.title, &entry.diagnosis, &entry.fix, &entry.confirm, &entry.reference] {
            assert!(!text.is_empty(), "{}", entry.number);
        }
        for line in entry.fix.lines() {
            assert!(line.starts_with(['-', '+', ' ']), "{}: {line:?}", entry.number);
        }
        // What the stack cannot show, MemStats do.
        let has_rule = catalogue.goroutines.iter().chain(&catalogue.heap).any(|rule| rule.of == at);
        assert!(has_rule || entry.number == 40, "{}", entry.number);
    }
    assert!(catalogue.reasons.len() > 10);
}

/// These were written by hand after dumps of older versions of Go, of which there is no toolchain here, and after public
/// issues of grpc-go.
#[test]
fn old_dialects_and_grpc() {
    for (number, stack) in [
        (
            17,
            "[semacquire] sync.runtime_Semacquire < sync.(*WaitGroup).Wait < example.com/a.join < created by example.com/a.Run",
        ),
        (
            18,
            "[semacquire] sync.runtime_SemacquireMutex < sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < example.com/a.(*T).Add < created by example.com/a.Run",
        ),
        (
            29,
            "[select] net/http.(*http2clientStream).doRequest < created by net/http.(*http2ClientConn).RoundTrip",
        ),
        (
            29,
            "[IO wait] internal/poll.runtime_pollWait < internal/poll.(*FD).Read < net.(*conn).Read < golang.org/x/net/http2.(*Framer).ReadFrame < golang.org/x/net/http2.(*clientConnReadLoop).run < golang.org/x/net/http2.(*ClientConn).readLoop < created by golang.org/x/net/http2.(*Transport).newClientConn",
        ),
        (
            28,
            "[IO wait] internal/poll.runtime_pollWait < internal/poll.(*FD).Read < net.(*conn).Read < bufio.(*Reader).Read < io.ReadAtLeast < io.ReadFull < golang.org/x/net/http2.readFrameHeader < golang.org/x/net/http2.(*Framer).ReadFrame < google.golang.org/grpc/internal/transport.(*http2Client).reader < created by google.golang.org/grpc/internal/transport.NewHTTP2Client",
        ),
        (
            28,
            "[select] google.golang.org/grpc/internal/transport.(*controlBuffer).get < google.golang.org/grpc/internal/transport.(*loopyWriter).run < google.golang.org/grpc/internal/transport.newHTTP2Client.func6 < created by google.golang.org/grpc/internal/transport.newHTTP2Client",
        ),
        (
            28,
            "[select] google.golang.org/grpc.newClientStreamWithParams.func4 < created by google.golang.org/grpc.newClientStreamWithParams",
        ),
        (
            28,
            "[select] github.com/acme/app/vendor/google.golang.org/grpc/transport.(*controlBuffer).get < github.com/acme/app/vendor/google.golang.org/grpc/transport.(*loopyWriter).run",
        ),
        (13, "[select] context.propagateCancel.func1 < created by context.propagateCancel"),
        (8, "[select] net/http.(*persistConn).readLoop < created by net/http.(*Transport).dialConn"),
        (5, "[chan receive (nil chan)] main.wait < created by main.start"),
    ] {
        assert_eq!(signature(&[stack]), Some(number), "{stack}");
    }
}

#[test]
fn what_else_is_in_the_dump_decides() {
    let write = "[select] net/http.(*persistConn).writeLoop < created by net/http.(*Transport).dialConn";
    let unread = "[select] net/http.(*persistConn).readLoop < created by net/http.(*Transport).dialConn";
    let idle = "[IO wait] internal/poll.(*FD).Read < net/http.(*persistConn).Read < bufio.(*Reader).Peek < net/http.(*persistConn).readLoop < created by net/http.(*Transport).dialConn";
    assert_eq!((signature(&[write, unread]), signature(&[write, idle])), (Some(8), Some(9)));
    assert_eq!((signature(&[unread, idle]), signature(&[idle, unread])), (Some(8), Some(9)));
    let waits = "[sync.Mutex.Lock] sync.(*Mutex).Lock < main.(*Book).Apply < net/http.(*conn).serve < created by net/http.(*Server).Serve";
    let holds = "[sleep] time.Sleep < main.(*Book).Apply < net/http.(*conn).serve < created by net/http.(*Server).Serve";
    assert_eq!((signature(&[waits]), signature(&[waits, holds])), (Some(18), Some(20)));
    let child = "[select] os/exec.(*Cmd).watchCtx < created by os/exec.(*Cmd).Start";
    let reads = "[IO wait] internal/poll.(*FD).Read < os.(*File).read < os.(*File).Read < bufio.(*Scanner).Scan < main.lines < created by main.start";
    assert_eq!((signature(&[reads]), signature(&[reads, child])), (None, Some(26)));
}

#[test]
fn ids_tell_contention_and_tickers() {
    let catalogue = Catalogue::built_in();
    let dump = |ids: &[u64], minutes| GroupSnapshot {
        count: ids.len() as i64,
        ids: ids.to_vec(),
        minutes,
        ..GroupSnapshot::default()
    };
    let lock = "[sync.Mutex.Lock] sync.(*Mutex).Lock < main.(*Book).Apply < created by main.start";
    let mut two = table(&[
        lock,
        "[chan receive] main.run < created by main.start",
        "[chan receive] main.old < created by main.start",
    ]);
    two.captures.push(two.captures[0].clone());
    let mut set = |at: usize, first: &[u64], second: &[u64], minutes| {
        two.groups[at].snapshots = vec![dump(first, None), dump(second, minutes)];
    };
    set(0, &[1, 2, 3, 4], &[5, 6, 7, 8, 9], None);
    set(1, &[10, 11], &[10, 11, 12], None);
    set(2, &[20, 21], &[20, 21, 22], Some(2));
    assert_eq!((catalogue.of_goroutines(&two, 0), catalogue.of_goroutines(&two, 1)), (Some(20), Some(15)));
    assert_eq!(catalogue.of_goroutines(&two, 2), Some(3));
    two.groups[0].snapshots[1].ids = vec![1, 2, 3, 4, 5];
    assert_eq!(catalogue.of_goroutines(&two, 0), Some(18));
    // As many as before, and as few: a pool of workers.
    two.groups[2].snapshots[1] = dump(&[20, 21], Some(2));
    assert_eq!(catalogue.healthy(&two, 2), Some("a fixed number of workers"));
    assert_eq!(catalogue.of_goroutines(&two, 2), None);
}

#[test]
fn heaps() {
    let catalogue = Catalogue::built_in();
    let of = |stack: &str, object_size: f64, objects: i64, survival: f64| {
        let stack: Vec<&str> = stack.split(" < ").collect();
        catalogue.of_heap(&HeapFacts { stack: &stack, object_size, objects, survival: Some(survival) })
    };
    for (number, stack, size, objects, survival) in [
        (
            14,
            "time.newTimer < time.AfterFunc < context.WithDeadlineCause < context.WithDeadline < context.WithTimeout < main.budget",
            112.0,
            90,
            1.0,
        ),
        (
            14,
            "context.(*cancelCtx).propagateCancel < context.WithDeadlineCause < main.budget",
            2048.0,
            9,
            1.0,
        ),
        (
            30,
            "reflect.mapassign_faststr0 < reflect.Value.SetMapIndex < encoding/json/v2.Unmarshal < encoding/json.Unmarshal < a.(*Store).Remember",
            288.0,
            2882,
            0.98,
        ),
        (
            30,
            "encoding/json.(*decodeState).literalStore < encoding/json.(*decodeState).value < encoding/json.Unmarshal < a.Load",
            32.0,
            2882,
            0.98,
        ),
        (31, "main.rememberToken < main.main", 262_144.0, 801, 1.0),
        (31, "io.ReadAll < main.load < main.main", 65_536.0, 90, 1.0),
        (32, "main.appendHistory < main.main", 1_499_136.0, 1, 1.0),
        (
            33,
            "internal/runtime/maps.newGroups < internal/runtime/maps.(*table).grow < a.(*Cache).Put",
            4096.0,
            70,
            1.0,
        ),
        (
            34,
            "bufio.NewReaderSize < net/http.(*Transport).dialConn < net/http.(*Transport).dialConnFor",
            4096.0,
            32,
            1.0,
        ),
        (34, "bufio.NewWriterSize < net/http.newBufioWriterSize < net/http.(*conn).serve", 4096.0, 32, 1.0),
        (35, "runtime.malg < runtime.newproc1 < runtime.newproc.func1 < runtime.systemstack", 480.0, 73, 1.0),
        (36, "runtime.AddCleanup[...] < main.open < main.main", 48.0, 73, 1.0),
        (37, "strings.(*Builder).grow < a/report.Render", 16_384.0, 3, 0.004),
        (38, "main.newBuffer < sync.(*Pool).Get < main.render", 65_536.0, 8, 0.7),
        (39, "runtime.newdefer < runtime.deferproc < main.importRows", 48.0, 900, 1.0),
        (41, "a.historyEntry < main.drip < main.main", 4096.0, 900, 1.0),
        (
            22,
            "a/store.(*drv).Open < database/sql.dsnConnector.Connect < database/sql.(*DB).conn < database/sql.(*DB).query < a/store.(*Repo).ListOrders",
            16_384.0,
            48,
            1.0,
        ),
        (
            29,
            "net/http/internal/http2.init.func5 < sync.(*Pool).Get < net/http/internal/http2.getDataBufferChunk < net/http/internal/http2.(*dataBuffer).lastChunkOrAlloc < net/http/internal/http2.(*dataBuffer).Write",
            16_384.0,
            248,
            1.0,
        ),
    ] {
        assert_eq!(of(stack, size, objects, survival), Some(number), "{stack}");
    }
    assert_eq!(of("regexp.compile < regexp.Compile < a.Match", 400.0, 60, 0.3), None);
}
