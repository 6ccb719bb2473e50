//! What a case may take: time of the processor, and memory.

use std::time::Duration;

/// One case of hostile input may take so long.
const MAX_TIME: Duration = Duration::from_secs(1);
/// And so much more address space than the process had at its largest before: what is reserved and never touched counts as
/// well, because in a browser it is taken.
const MAX_GROWTH: u64 = 1 << 30;

/// Runs one case and gives what it made, or which limit it broke.
pub(crate) fn watched<T>(case: impl FnOnce() -> T) -> Result<T, String> {
    watched_for(MAX_TIME, case)
}

/// As [`watched`], for a case that is large and may have more time.
pub(crate) fn watched_for<T>(most: Duration, case: impl FnOnce() -> T) -> Result<T, String> {
    let (time, memory) = (processor_time(), peak_memory());
    let result = case();
    if let (Some(before), Some(after)) = (time, processor_time())
        && after - before > most
    {
        return Err(format!("a case took {:?}", after - before));
    }
    match (memory, peak_memory()) {
        (Some(before), Some(after)) if after - before > MAX_GROWTH => {
            Err(format!("a case grew the process by {} MiB", (after - before) >> 20))
        }
        _ => Ok(result),
    }
}

/// What this thread had of a processor: other than the time of a clock, it does not depend on what else the machine does.
/// `None` where the system does not tell.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split(' ').next()?.parse().ok()?))
}

/// The most address space that the process ever had, in bytes. `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

/// Takes too much and too long. In a process of its own, since the most that a process ever had is not forgotten.
#[test]
#[ignore = "the test below runs it"]
fn greedy_cases() {
    if peak_memory().is_some() {
        let bytes = MAX_GROWTH as usize * 5 / 4;
        let reserved = watched(|| drop(std::hint::black_box(Vec::<u8>::with_capacity(bytes))));
        assert!(reserved.unwrap_err().contains("grew"));
    }
    if processor_time().is_some() {
        let spun = watched(|| {
            let before = processor_time();
            while processor_time() < before.map(|before| before + MAX_TIME * 5 / 4) {}
        });
        assert!(spun.unwrap_err().contains("took"));
    }
}

#[test]
fn greedy_cases_are_seen() {
    let mut tests = std::process::Command::new(std::env::current_exe().unwrap());
    let output = tests.args(["--exact", "--ignored", "watch::greedy_cases"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
