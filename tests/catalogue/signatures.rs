//! Every signature on a real stack, and nothing on healthy ones.

use airflame::analysis::goroutines::{GoroutineTable, normal_name};
use airflame::analysis::leaks::{Catalogue, HeapFacts};
use airflame::profile::{Profile, StackId};
use airflame::report::leaks::{File, OpenedFile, examine};

use crate::{captured, fixtures, opened};

fn table(files: &[OpenedFile]) -> GoroutineTable {
    let evidence: Vec<File<'_>> = files.iter().map(OpenedFile::file).collect();
    examine(&evidence, None, &Catalogue::built_in()).table
}

/// The signature of the group that has a function innermost of its own code, or as its outermost frame.
fn signature(table: &GoroutineTable, function: &str, state: &str) -> Option<u32> {
    let has = |at: &usize| {
        let group = &table.groups[*at];
        let frames = &group.frames;
        let is_it = |name: Option<&str>| name == Some(function);
        let own = group.owner().map(|frame| frame.function.as_str());
        let last = frames.last().map(|frame| frame.function.as_str());
        let first = frames.first().map(|frame| frame.function.as_str());
        group.state == state && (is_it(own) || is_it(last) || is_it(first))
    };
    let at = (0..table.groups.len()).find(has);
    Catalogue::built_in().of_goroutines(table, at.unwrap_or_else(|| panic!("no {function} [{state}]")))
}

/// `signatures/main.go.txt` leaks each way on purpose; its dumps are by go1.27.3.
#[test]
fn every_row_is_recognised_on_a_captured_stack() {
    let two =
        table(&opened(&["signatures/goroutine-1.debug2.txt.gz", "signatures/goroutine-2.debug2.txt.gz"]));
    for (number, function, state) in [
        (2, "main.handleUpload", "chan send"),
        (3, "main.consume", "chan receive"),
        (4, "main.fetchAll", "sync.WaitGroup.Wait"),
        (4, "main.waitForQuote", "chan receive"),
        (5, "main.awaitNil", "chan receive (nil chan)"),
        (5, "main.sendNil", "chan send (nil chan)"),
        (6, "main.parkForever", "select (no cases)"),
        (7, "main.mergeEither", "select"),
        (8, "net/http.(*persistConn).readLoop", "select"),
        (8, "net/http.(*persistConn).writeLoop", "select"),
        (10, "net/http.(*conn).serve", "IO wait"),
        (11, "main.handleQuote", "chan receive"),
        (12, "main.closeOnCancel", "chan receive"),
        (13, "context.(*cancelCtx).propagateCancel.func2", "select"),
        (15, "main.refreshPrices", "chan receive"),
        (16, "main.pollStatus", "sleep"),
        (17, "main.joinShards", "sync.WaitGroup.Wait"),
        (18, "main.(*ledger).settle", "sync.Mutex.Lock"),
        (18, "main.(*ledger).read", "sync.RWMutex.RLock"),
        (19, "main.(*account).debit", "sync.Mutex.Lock"),
        (19, "main.(*bank).audit", "sync.Mutex.Lock"),
        (21, "main.popJob", "sync.Cond.Wait"),
        (22, "database/sql.(*Rows).awaitDone", "select"),
        (23, "database/sql.(*Tx).awaitDone", "chan receive"),
        (24, "main.countOrders", "select"),
        (25, "main.readLines", "select"),
        (26, "os/exec.(*Cmd).watchCtx", "select"),
        (26, "main.convertVideo", "IO wait"),
        (27, "iter.Pull[...].func1.1", "coroutine"),
    ] {
        assert_eq!(signature(&two, function, state), Some(number), "{function}");
    }
    // Eight idle connections are not many more than four; by themselves they are more than a client keeps of one call.
    let one = table(&opened(&["signatures/goroutine-2.debug2.txt.gz"]));
    assert_eq!(signature(&one, "net/http.(*persistConn).readLoop", "IO wait"), Some(9));
}

#[test]
fn what_a_service_leaks_has_the_row_of_its_cause() {
    let moments = [1, 3, 4, 6].map(|at| format!("moments/goroutine-{at}.debug2.txt.gz"));
    let table = table(&opened(&moments.each_ref().map(String::as_str)));
    for (number, function, state) in [
        (1, "github.com/acme/hookrelay/internal/webhook.processWebhook.func1", "chan send"),
        (15, "github.com/acme/hookrelay/internal/poller.watchForever", "chan receive"),
        (12, "github.com/acme/hookrelay/internal/audit.(*Trail).flushOnDone", "chan receive"),
        (8, "net/http.(*persistConn).readLoop", "select"),
        (8, "net/http.(*persistConn).writeLoop", "select"),
        (22, "database/sql.(*Rows).awaitDone", "select"),
        (7, "github.com/acme/hookrelay/internal/jobs.awaitEither", "select"),
        (17, "github.com/acme/hookrelay/internal/jobs.fanOut", "sync.WaitGroup.Wait"),
        (5, "github.com/acme/hookrelay/internal/jobs.(*Gate).wait", "chan receive (nil chan)"),
        (21, "github.com/acme/hookrelay/internal/queue.(*Ring).Pop", "sync.Cond.Wait"),
        (25, "github.com/acme/hookrelay/internal/ingest.scanLines", "select"),
        (18, "github.com/acme/hookrelay/internal/ledger.(*Book).Reconcile", "sync.Mutex.Lock"),
        (24, "github.com/acme/hookrelay/internal/store.(*Repo).Count", "select"),
    ] {
        assert_eq!(signature(&table, function, state), Some(number), "{function}");
    }
    for healthy in [
        "github.com/acme/hookrelay/internal/jobs.(*Pool).worker",
        "main.(*app).metricsLoop",
        "database/sql.(*DB).connectionOpener",
        "os/signal.loop",
        "net/http.(*Server).Serve",
        "main.main",
    ] {
        let mut groups = (0..table.groups.len())
            .filter(|&at| table.groups[at].frames.iter().any(|frame| frame.function == healthy))
            .peekable();
        assert!(groups.peek().is_some(), "{healthy}");
        for at in groups {
            let catalogue = Catalogue::built_in();
            assert!(catalogue.healthy(&table, at).is_some(), "{healthy}");
            assert_eq!(catalogue.of_goroutines(&table, at), None, "{healthy}");
        }
    }
}

#[test]
fn contention_is_no_forgotten_unlock() {
    let Some(paths) = captured("contention", &["goroutine-2.debug2"]) else { return };
    let (files, _) = airflame::report::leaks::open_files(&paths, &crate::Machine);
    let table = table(&files);
    let function = "github.com/acme/hookrelay/internal/ledger.(*Book).Apply";
    assert_eq!(signature(&table, function, "sync.Mutex.Lock"), Some(20));
}

/// In controls every group is healthy by itself, but for requests in flight, which are few.
#[test]
fn controls_have_no_signature_of_many() {
    for folder in [
        "control-rate4096",
        "gcpressure-default",
        "scenarios/reload-gc",
        "scenarios/churn-gc",
        "scenarios/drip-gc",
    ] {
        let Some(paths) = captured(folder, &["goroutine-"]) else { return };
        let (files, _) = airflame::report::leaks::open_files(&paths, &crate::Machine);
        let table = table(&files);
        for at in 0..table.groups.len() {
            let newest =
                table.counting().last().map_or(0, |&newest| table.groups[at].snapshots[newest].count);
            let signature = Catalogue::built_in().of_goroutines(&table, at);
            assert!(
                signature.is_none() || newest < 5,
                "{folder}: {signature:?} {:?}",
                table.groups[at].frames
            );
        }
    }
}

/// The runtime's own goroutines and the test framework's, as they stand in crash dumps.
#[test]
fn the_runtime_is_healthy_in_every_dump() {
    let catalogue = Catalogue::built_in();
    let mut seen = 0;
    for fixture in fixtures::dumps() {
        let table = table(&opened(&[&fixture.path]));
        for (at, group) in table.groups.iter().enumerate() {
            let has =
                |beginning: &str| group.frames.iter().any(|frame| frame.function.starts_with(beginning));
            let is_idle = [
                "runtime.bgsweep",
                "runtime.forcegchelper",
                "runtime.bgscavenge",
                "testing.(*T).Run",
                "runtime.runFinalizers",
            ];
            if is_idle.iter().any(|beginning| has(beginning)) {
                seen += 1;
                assert!(catalogue.healthy(&table, at).is_some(), "{}: {group:?}", fixture.path);
                assert_eq!(catalogue.of_goroutines(&table, at), None, "{}", fixture.path);
            }
        }
    }
    assert!(seen > 4, "{seen}");
}

/// The heap of the same program: what the stacks of a real profile look like.
#[test]
fn heaps_are_recognised_on_captured_stacks() {
    let files = opened(&["signatures/heap-2.pb.gz"]);
    let profile = &files[0].profile;
    let kinds = &profile.header().sample_types;
    let index = |name: &str| kinds.iter().position(|kind| profile.text(kind.kind) == name).unwrap();
    let (objects, bytes) =
        (profile.samples().values(index("inuse_objects")), profile.samples().values(index("inuse_space")));
    let mut found: Vec<(u32, String)> = Vec::new();
    for (sample, (&objects, &bytes)) in objects.iter().zip(bytes).enumerate() {
        if objects == 0 {
            continue;
        }
        let stack = stack(profile, profile.samples().stacks()[sample]);
        let stack: Vec<&str> = stack.iter().map(String::as_str).collect();
        let facts = HeapFacts {
            stack: &stack,
            object_size: bytes as f64 / objects as f64,
            objects,
            survival: Some(1.0),
        };
        if let Some(number) = Catalogue::built_in().of_heap(&facts) {
            found.push((number, stack.join(" < ")));
        }
    }
    for (number, function) in [
        (14, "main.withBudget"),
        (31, "main.rememberToken"),
        (32, "main.appendHistory"),
        (34, "net/http.(*Transport).dialConn"),
        (35, "runtime.malg"),
        (41, "main.importRows"),
    ] {
        assert!(
            found.iter().any(|(of, stack)| *of == number && stack.contains(function)),
            "{number} {function}: {found:#?}"
        );
    }
}

/// The functions of a stack from the leaf to the root.
fn stack(profile: &Profile, stack: StackId) -> Vec<String> {
    let lines = profile.stacks().get(stack).iter().flat_map(|&location| profile.locations().lines(location));
    lines.map(|line| normal_name(profile.text(profile.functions().get(line.function).name))).collect()
}
