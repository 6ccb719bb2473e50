//! What is done to dumps on their way: margins, escapes, colours, noise, cuts.

use airflame::goroutine::{Dump, DumpForm, parse_slice};

use crate::fixtures::fixture;

const PLAIN: &str = "goroutine 7 [chan receive, 3 minutes] {k: \"a b\"}:
main.(*Box[...]).wait(0x1?, {0x2, ...})
\t/src/my app/box.go:12 +0x25
created by main.main in goroutine 1
\t/src/my app/main.go:7 +0x3

goroutine 8 [select (no cases)]:
main.block(...)
\tC:/src/main.go:9
";

/// Ids, states and functions.
fn told(dump: &Dump) -> Vec<String> {
    let told = |goroutine: &airflame::goroutine::Goroutine| {
        let frames: Vec<String> = dump
            .stack(goroutine.stack)
            .iter()
            .chain(&goroutine.creator)
            .map(|&id| {
                let frame = dump.frame(id);
                format!("{} {}:{}", frame.function, frame.file, frame.line)
            })
            .collect();
        let labels: Vec<_> = dump.labels(goroutine.labels).collect();
        format!(
            "{} [{}] {:?} {labels:?} {frames:?}",
            goroutine.id,
            dump.text(goroutine.state),
            goroutine.minutes
        )
    };
    dump.counted().map(|(_, goroutine)| told(goroutine)).collect()
}

fn read(text: &str) -> Vec<String> {
    told(&parse_slice(text.as_bytes()).unwrap())
}

#[test]
fn a_margin_of_any_kind_is_learned() {
    let plain = read(PLAIN);
    assert_eq!(plain.len(), 2);
    let with = |margin: &dyn Fn(usize) -> String, end: &str| {
        let lines = PLAIN.lines().enumerate();
        lines.map(|(at, line)| format!("{}{line}{end}", margin(at))).collect::<String>()
    };
    let texts = [
        with(&|_| String::new(), "\r\n"),
        with(&|_| "    ".to_owned(), "\n"),
        with(&|_| "web-1  | ".to_owned(), "\n"),
        with(&|at| format!("2026-11-22T05:35:0{at}.{}Z ", 12 + at * 971), "\n"),
        with(&|at| format!("Nov 22 05:35:{} host relay[123]: ", 9 + at), "\n"),
        with(&|_| "\x1b[36mapi-1 |\x1b[0m ".to_owned(), "\x1b[0m\n"),
        with(&|at| format!("I1122 05:35:0{at}.000000       1 main.go:{at}] "), "\n"),
    ];
    for text in texts {
        assert_eq!(read(&text), plain, "{text}");
        assert_eq!(read(&format!("2026 some log (0x1)\n{text}goodbye (0x1)\n")), plain, "{text}");
    }
    // The blanks at the ends of lines are lost, and other services write between.
    let trimmed: String = with(&|_| "web-1  | ".to_owned(), "\n")
        .lines()
        .map(|line| format!("{}\ndb-1  | ready\n", line.trim_end()))
        .collect();
    assert_eq!(read(&trimmed), plain);
    assert_eq!(read(&PLAIN.replace('\t', "#011")), plain);
}

#[test]
fn a_dump_inside_json_is_unescaped() {
    let plain = read(PLAIN);
    let escaped = |text: &str| {
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
    };
    let slog = format!("{{\"level\":\"ERROR\",\"stack\":\"{}\",\"n\":1}}\n", escaped(PLAIN));
    assert_eq!(read(&slog), plain);
    let docker: String = slog
        .lines()
        .map(|line| format!("{{\"log\":\"{}\\n\",\"stream\":\"stderr\"}}\n", escaped(line)))
        .collect();
    assert_eq!(read(&docker), plain);
    let docker: String = PLAIN
        .lines()
        .map(|line| format!("{{\"log\":\"{}\\n\",\"stream\":\"stderr\",\"time\":\"2026\"}}\n", escaped(line)))
        .collect();
    assert_eq!(read(&docker), plain);
    let text = format!("time=2026 level=ERROR msg=x stack=\"{}\"\n", escaped(PLAIN));
    assert_eq!(read(&text), plain);
    // Go cuts what does not fit into a buffer, and the log goes on.
    let cut = &slog[..slog.find("main.block").unwrap() + 9];
    let dump = parse_slice(format!("{cut}\"}}\n{{\"msg\":\"next\"}}\n").as_bytes()).unwrap();
    assert_eq!((dump.counted().count(), dump.cut_at().is_some()), (2, true));
}

#[test]
fn what_looks_like_a_header_in_a_message_is_none() {
    let fake = "goroutine 99 [running]:\n\tmain.fake()\n\t\t/fake.go:1 +0x1\n";
    for margin in ["", "web | "] {
        let text = format!("panic: trouble\n\t{fake}\n{PLAIN}");
        let text: String = text.lines().map(|line| format!("{margin}{line}\n")).collect();
        assert_eq!(read(&text), read(PLAIN), "{text}");
    }
    assert_eq!(
        read(&format!("see goroutine 5 [fake]: it hangs\nsee goroutine 5 [fake]:\nor not\n{PLAIN}")),
        read(PLAIN)
    );
    let race = "WARNING: DATA RACE\nRead at 0x00c0 by goroutine 7:\n  main.main()\n      /a.go:1 +0x1\n\nGoroutine 7 (running) created at:\n  main.main()\n      /a.go:1 +0x1\n==================\n";
    assert_eq!(read(&format!("{race}{PLAIN}")), read(PLAIN));
}

#[test]
fn odd_goroutines_are_read() {
    let text = "goroutine 5 gp=0xc0 m=3 mp=0xc1 [running]:
\tgoroutine running on other thread; stack unavailable
created by main.main in goroutine 1
\t/a.go:3 +0x1 fp=0x1

goroutine 6 [syscall, locked to thread]:
non-Go function at pc=0x55
my_c_function
\t/src/lib.c:12 pc=0x7f
main._Cfunc_wait(0x1)
\t_cgo_gotypes.go:45 +0x25
2026/11/22 a log line between
runtime.goexit({})
\t<autogenerated>:1 +0x1
...additional frames elided...
created by main.old
\t??:0
-----

goroutine 5 gp=0xc0 m=4 mp=0xc1 [running]:
main.loop()
\t/a.go:9 +0x1 fp=0x1 sp=0x2 pc=0x3

goroutine 6 gp=0xc0 m=4 mp=0xc1 [running]:
main.other()
\t/a.go:9 +0x1 fp=0x1 sp=0x2 pc=0x3
rax    0x0
exit status 2
";
    let dump = parse_slice(text.as_bytes()).unwrap();
    let [first, cgo, second, again] = dump.goroutines() else { panic!("{:?}", dump.goroutines()) };
    assert!(first.is_unavailable && first.is_repeated && first.parent == 1 && !second.is_repeated);
    assert!(cgo.is_locked && again.is_repeated && !cgo.is_repeated);
    assert_eq!((dump.form(), dump.captures().len(), dump.cut_at()), (DumpForm::Crash, 1, None));
    let functions: Vec<&str> = dump.stack(cgo.stack).iter().map(|&id| dump.frame(id).function).collect();
    assert_eq!(functions, ["non-Go function", "my_c_function", "main._Cfunc_wait", "runtime.goexit"]);
    assert_eq!(dump.elision(1).map(|elision| (elision.behind, elision.count)), Some((4, 0)));
    assert_eq!(dump.text(cgo.state), "syscall");
}

#[test]
fn several_dumps_of_a_text_are_captures() {
    let later = PLAIN.replace("goroutine 8", "goroutine 9");
    let text = format!("start\n{PLAIN}between\n{later}\ngoroutine 7 [running]:\nmain.x()\n\ta.go:1 +0x1\n");
    let dump = parse_slice(text.as_bytes()).unwrap();
    assert_eq!(dump.captures(), [0..2, 2..5]);
    assert_eq!(dump.counted().count(), 4, "goroutine 7 is told once more behind the second dump");
    let parts = dump.split();
    let ids = |dump: &Dump| dump.counted().map(|(_, goroutine)| goroutine.id).collect::<Vec<_>>();
    assert_eq!(parts.iter().map(ids).collect::<Vec<_>>(), [vec![7, 8], vec![9, 7]]);
    // Stacks that one goroutine prints of itself are no dumps.
    let single = "recovered:\ngoroutine 7 [running]:\nmain.x()\n\ta.go:1 +0x1\n";
    let dump = parse_slice(single.repeat(3).as_bytes()).unwrap();
    assert_eq!((dump.captures().len(), dump.counted().count()), (1, 1));
}

#[test]
fn a_cut_is_said_wherever_it_is() {
    let whole = fixture("dumps/panic-error.all.txt").bytes;
    assert_eq!(parse_slice(&whole).unwrap().cut_at(), None);
    let text = String::from_utf8(whole).unwrap();
    let goroutine = text.find("goroutine 25").unwrap();
    for (cut, goroutines) in
        [("goroutine 25", 6), ("internal/sync.(*Mu", 7), ("\tinternal/sync/mutex.go:1", 7)]
    {
        let end = goroutine + text[goroutine..].find(cut).unwrap() + cut.len();
        let dump = parse_slice(&text.as_bytes()[..end]).unwrap();
        assert_eq!((dump.goroutines().len(), dump.cut_at()), (goroutines, Some(end as u64)), "{cut}");
    }
    assert_eq!(parse_slice(text.trim_end().as_bytes()).unwrap().cut_at(), None);
}

#[test]
fn what_holds_no_goroutine_is_refused() {
    for text in [
        "",
        "panic: no stack\n",
        "goroutine 7 [run",
        "\"main\" #1 prio=5\n   java.lang.Thread.State: RUNNABLE\n",
        "goroutine 99 [fake]:\nno frame\n",
    ] {
        let error = parse_slice(text.as_bytes()).unwrap_err();
        assert_eq!(error, airflame::goroutine::DumpError::NoGoroutine, "{text}");
    }
}
