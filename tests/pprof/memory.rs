//! Memory that is not there is an error in words, and no end of the program.

use airflame::pprof::{DecodeErrorKind, Limits, Opener, advice};

/// So much address space the process may have beyond what it has when it begins to read.
const ROOM: &str = "AIRFLAME_TEST_ROOM";

/// Reads a profile of ten million samples. In a process of its own, the address space of which is bounded.
#[test]
#[ignore = "the test below runs it"]
fn reads_in_little_memory() {
    assert!(std::env::var_os(ROOM).is_some(), "it is the test below that bounds the memory");
    let mut opener = Opener::new(Limits::default(), || 0.0);
    let (mut sample, mut result) = (0_u32, Ok(()));
    while result.is_ok() && sample < 10_000_000 {
        let mut bytes = Vec::new();
        for _ in 0..1000 {
            sample += 1;
            // Two locations, of a kind that no two samples have in common, and four values.
            let [a, b] = [sample % 1000 + 1, sample / 1000 + 1];
            bytes.extend([0x12, 12, 0x0a, 4]);
            bytes.extend([a, b].map(|id| [id as u8 | 128, (id >> 7) as u8]).as_flattened());
            bytes.extend([0x12, 4, 1, 2, 3, 4]);
        }
        result = opener.push(&bytes);
    }
    let error = result.unwrap_err();
    let DecodeErrorKind::OutOfMemory(full) = &error.kind else { panic!("{error}") };
    assert!(full.bytes > 1 << 20, "{full}");
    assert!(error.to_string().contains("there is no memory left"), "{error}");
    assert!(advice(&error.kind).contains("Close the profiles"));
}

#[test]
#[cfg(target_os = "linux")]
fn memory_that_is_not_there_is_said() {
    let program = std::env::current_exe().unwrap();
    let script =
        "ulimit -v 300000 && exec \"$0\" --exact --ignored --test-threads=1 memory::reads_in_little_memory";
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", script]).arg(program).env(ROOM, "300000").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
