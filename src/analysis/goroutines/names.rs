//! Names of functions as every form has them, and what the runtime's own frames tell.

use std::borrow::Cow;

use super::normal_name;

/// A function's name as all forms have it. `panic` is what texts call the runtime's function.
pub(super) fn common(name: &str) -> Cow<'_, str> {
    match name {
        "runtime.gopanic" => Cow::Borrowed("panic"),
        _ if name.contains(['[', '%']) => Cow::Owned(normal_name(name)),
        _ => Cow::Borrowed(name),
    }
}

/// Whether Go leaves a frame out of its dumps: what is of the runtime and not exported (`showframe` of `traceback.go`).
pub(super) fn is_hidden(function: &str) -> bool {
    let Some(name) = function.strip_prefix("runtime.") else { return false };
    let (receiver, name) = name.rsplit_once('.').unwrap_or(("", name));
    let receiver = receiver.strip_prefix("(*").unwrap_or(receiver);
    let is_upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
    !(is_upper(name) && (receiver.is_empty() || is_upper(receiver)))
}

/// Whether a frame of the runtime tells only that a goroutine waits, or where every goroutine begins.
pub(super) fn is_parking(function: &str) -> bool {
    const PARKING: [&str; 9] = [
        "gopark",
        "goparkunlock",
        "goexit",
        "mcall",
        "gosched_m",
        "goschedImpl",
        "asyncPreempt",
        "asyncPreempt2",
        "gopreempt_m",
    ];
    function.strip_prefix("runtime.").is_some_and(|name| PARKING.contains(&name))
}

/// A frame of a profile, as far as it tells a state: its function, and how many lines below the function's first it is, where
/// that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf<'a> {
    pub(super) function: &'a str,
    pub(super) below: Option<i64>,
}

/// The check for a nil channel stands so many lines below the beginning of `chansend` and `chanrecv` at most; they wait for others
/// a hundred lines below.
const NIL_CHECK: i64 = 30;

/// What a goroutine of a profile is doing, which only dumps say: told from the frames at its leaf. Empty where they are not named,
/// as Go leaves them out of its texts.
pub(super) fn state<'a>(leaves: impl Iterator<Item = Leaf<'a>>) -> &'static str {
    let mut is_first = true;
    for leaf in leaves {
        let is_leaf = std::mem::take(&mut is_first);
        let function = leaf.function;
        let nil = leaf.below.is_some_and(|below| (0..NIL_CHECK).contains(&below));
        let state = match function {
            "" if is_leaf => return "",
            "runtime.chansend" if nil => "chan send (nil chan)",
            "runtime.chanrecv" if nil => "chan receive (nil chan)",
            "runtime.chansend" | "runtime.chansend1" => "chan send",
            "runtime.chanrecv" | "runtime.chanrecv1" | "runtime.chanrecv2" => "chan receive",
            "runtime.selectgo" => "select",
            "runtime.block" => "select (no cases)",
            "runtime.netpollblock" | "internal/poll.runtime_pollWait" => "IO wait",
            "time.Sleep" => "sleep",
            "sync.runtime_SemacquireMutex" | "internal/sync.runtime_SemacquireMutex" => "sync.Mutex.Lock",
            "sync.runtime_SemacquireRWMutexR" => "sync.RWMutex.RLock",
            "sync.runtime_SemacquireRWMutex" => "sync.RWMutex.Lock",
            "sync.runtime_SemacquireWaitGroup" => "sync.WaitGroup.Wait",
            "sync.runtime_Semacquire" | "internal/poll.runtime_Semacquire" => "semacquire",
            "sync.runtime_notifyListWait" => "sync.Cond.Wait",
            "runtime.coroswitch_m" | "runtime.coroswitch" | "runtime.corostart" => "coroutine",
            "internal/synctest.Run" => "synctest.Run",
            "internal/synctest.Wait" => "synctest.Wait",
            "runtime.notetsleepg" | "os/signal.signal_recv" => "syscall",
            "runtime.gcParkAssist" => "GC assist wait",
            _ if is_system_call(function) => "syscall",
            _ if is_hidden(function) => continue,
            // Nothing at the leaf waits.
            _ => "running",
        };
        return state;
    }
    ""
}

fn is_system_call(function: &str) -> bool {
    function.starts_with("syscall.")
        || function.starts_with("internal/runtime/syscall")
        || function.starts_with("runtime/internal/syscall")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_hides_is_hidden() {
        for hidden in
            ["runtime.gopark", "runtime.(*cleanupQueue).dequeue", "runtime.main", "runtime.gcenable.gowrap1"]
        {
            assert!(is_hidden(hidden), "{hidden}");
        }
        for shown in ["runtime.Gosched", "runtime.(*Func).Entry", "runtime/pprof.writeGoroutine", "main.main"]
        {
            assert!(!is_hidden(shown), "{shown}");
        }
    }

    #[test]
    fn states_are_told_from_the_leaf() {
        let told =
            |functions: &[&str]| state(functions.iter().map(|&function| Leaf { function, below: None }));
        assert_eq!(told(&["runtime.gopark", "runtime.chansend", "runtime.chansend1", "main.f"]), "chan send");
        assert_eq!(
            told(&[
                "runtime.gopark",
                "runtime.goparkunlock",
                "runtime.semacquire1",
                "sync.runtime_SemacquireWaitGroup"
            ]),
            "sync.WaitGroup.Wait"
        );
        assert_eq!(told(&["internal/runtime/syscall/linux.Syscall6", "syscall.RawSyscall6"]), "syscall");
        assert_eq!(told(&["main.spin"]), "running");
        assert_eq!(told(&["", "main.f"]), "");
        let nil = [Leaf { function: "runtime.chanrecv", below: Some(12) }];
        assert_eq!(state(nil.into_iter()), "chan receive (nil chan)");
    }
}
