//! What to capture next, as commands that can be pasted into a shell.

use serde::{Deserialize, Serialize};

use super::AdviceText;
use crate::analysis::leaks::{Advice, Findings};

/// Where the next capture is to come from, as far as the user says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureTarget {
    /// Where the service answers, with or without `/debug/pprof`.
    pub url: String,
    /// The namespace in Kubernetes; empty for the current one.
    pub namespace: String,
    /// The pod; empty where there is none.
    pub pod: String,
    /// Seconds between snapshots; `None` takes what suits the series.
    pub interval: Option<u32>,
}

impl Default for CaptureTarget {
    fn default() -> Self {
        let url = "http://localhost:6060".to_owned();
        Self { url, namespace: String::new(), pod: String::new(), interval: None }
    }
}

impl CaptureTarget {
    /// The line that gives a shell the address as `U`.
    fn address(&self) -> String {
        let url = self.url.trim().trim_end_matches('/');
        let url = if url.is_empty() { "http://localhost:6060" } else { url };
        let scheme = if url.contains("://") { "" } else { "http://" };
        let path = if url.ends_with("/debug/pprof") { "" } else { "/debug/pprof" };
        "U=".to_owned() + &quoted(&[scheme, url, path].concat())
    }

    /// The port that the address has.
    fn port(&self) -> &str {
        let host = self.url.split("://").last().unwrap_or("").split('/').next().unwrap_or("");
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        let is_port = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
        if is_port { port } else { "6060" }
    }

    /// The command that makes the pod's port one of this machine.
    fn forward(&self) -> Option<String> {
        let pod = self.pod.trim();
        if pod.is_empty() {
            return None;
        }
        let pod = if pod.contains('/') { pod.to_owned() } else { "pod/".to_owned() + pod };
        let port = self.port();
        let mut command = format!("kubectl port-forward {} {port}:{port}", quoted(&pod));
        if !self.namespace.trim().is_empty() {
            command = command + " -n " + &quoted(self.namespace.trim());
        }
        Some(command)
    }
}

/// A word for a shell: as it is where that is safe, else between single quotes.
fn quoted(text: &str) -> String {
    let is_safe = |letter: u8| letter.is_ascii_alphanumeric() || b"-_./:,@%+=".contains(&letter);
    if !text.is_empty() && text.bytes().all(is_safe) {
        text.to_owned()
    } else {
        "'".to_owned() + &text.replace('\'', "'\\''") + "'"
    }
}

/// All advice, with its commands.
pub(super) fn advice(findings: &Findings, target: &CaptureTarget) -> Vec<AdviceText> {
    let mut texts = Vec::new();
    if let Some(command) = target.forward().filter(|_| !findings.advice.is_empty()) {
        let why = "Make the pod's port one of this machine, in another terminal.".to_owned();
        texts.push(AdviceText { why, command });
    }
    texts.extend(findings.advice.iter().map(|&advice| in_words(advice, target)));
    texts
}

fn in_words(advice: Advice, target: &CaptureTarget) -> AdviceText {
    let seconds = |interval: u32| target.interval.unwrap_or(interval).max(1);
    let fetch = |name: &str, path: &str| format!("curl -s -o {name} \"$U/{path}\"");
    let series = |count: u32, interval: u32, name: &str, path: &str| {
        let fetch = fetch(&format!("{name}-$(date +%H%M%S).pb.gz"), path);
        format!("for i in $(seq {count}); do {fetch}; sleep {}; done", seconds(interval))
    };
    let (why, command) = match advice {
        Advice::MoreHeaps { count, interval } => (
            format!(
                "{count} more heap snapshots, {} s apart under steady load, would make eight, which settle whether it grows.",
                seconds(interval)
            ),
            series(count, interval, "heap", "heap?gc=1"),
        ),
        Advice::ForceCollection => (
            "Some snapshots are one and the same, because no garbage collection happened between them: gc=1 forces one.".to_owned(),
            fetch("heap-$(date +%H%M%S).pb.gz", "heap?gc=1"),
        ),
        Advice::MoreGoroutines { count, interval } => (
            format!("{count} more goroutine profiles, {} s apart, would make eight, which settle whether they grow.", seconds(interval)),
            series(count, interval, "goroutine", "goroutine"),
        ),
        Advice::SecondDump => (
            "A second dump tells whether the same goroutines are still there: ids are never used again. It stops the program while it is written, so prefer the \
             profile above 10,000 goroutines."
                .to_owned(),
            fetch("goroutine-$(date +%H%M%S).txt", "goroutine?debug=2"),
        ),
        Advice::Dump => (
            "A dump has what a profile has not: the id, the state and the wait of every goroutine, and who started it.".to_owned(),
            fetch("goroutine-$(date +%H%M%S).txt", "goroutine?debug=2"),
        ),
        Advice::LeakProfile => (
            "Go 1.27 proves by itself which goroutines can never run again. It costs a garbage collection.".to_owned(),
            fetch("goroutineleak-$(date +%H%M%S).pb.gz", "goroutineleak"),
        ),
        Advice::Heap => (
            "There are only goroutines: a heap tells what they hold.".to_owned(),
            fetch("heap-$(date +%H%M%S).pb.gz", "heap?gc=1"),
        ),
        Advice::MemStats => (
            "A heap as text has runtime.MemStats: stacks, and what the runtime has not given back.".to_owned(),
            fetch("heap-$(date +%H%M%S).txt", "heap?debug=1"),
        ),
        Advice::MutexProfile => (
            "A mutex profile names who holds the lock that many wait for, if it is ever unlocked. Call runtime.SetMutexProfileFraction(5) first.".to_owned(),
            fetch("mutex-$(date +%H%M%S).pb.gz", "mutex"),
        ),
        Advice::SteadyLoad => (
            "Traffic was rising, and what grows with the traffic is no leak: take a series under steady load.".to_owned(),
            series(8, 60, "heap", "heap?gc=1"),
        ),
        Advice::LowerRate => (
            "What grows is below what sampling shows. Restart with a lower rate, or set runtime.MemProfileRate in the first line of main.".to_owned(),
            String::new(),
        ),
        Advice::Labels => (
            "The culprit's own frame is in no dump. Label goroutines where requests come in: those that they start inherit the labels.".to_owned(),
            String::new(),
        ),
    };
    let command = match advice {
        Advice::LowerRate => "GODEBUG=memprofilerate=65536 ./service".to_owned(),
        Advice::Labels => "pprof.Do(ctx, pprof.Labels(\"handler\", name), func(ctx context.Context) {\n\tnext(w, r.WithContext(ctx))\n})".to_owned(),
        _ => target.address() + "\n" + &command,
    };
    AdviceText { why, command }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_filled_in_and_quoted() {
        let mut target = CaptureTarget {
            url: "10.0.0.7:7070/".to_owned(),
            namespace: "it's prod".to_owned(),
            pod: "relay-5d".to_owned(),
            interval: Some(15),
        };
        assert_eq!(target.address(), "U=http://10.0.0.7:7070/debug/pprof");
        assert_eq!(
            target.forward().unwrap(),
            "kubectl port-forward pod/relay-5d 7070:7070 -n 'it'\\''s prod'"
        );
        let text = in_words(Advice::MoreHeaps { count: 2, interval: 60 }, &target);
        assert_eq!(
            text.command,
            "U=http://10.0.0.7:7070/debug/pprof\nfor i in $(seq 2); do curl -s -o heap-$(date +%H%M%S).pb.gz \"$U/heap?gc=1\"; sleep 15; done"
        );
        target.url = "https://x/y;rm -rf /debug/pprof".to_owned();
        assert_eq!(target.address(), "U='https://x/y;rm -rf /debug/pprof'");
        assert_eq!((target.port(), CaptureTarget::default().port()), ("6060", "6060"));
        target.pod.clear();
        assert_eq!(target.forward(), None);
    }

    #[test]
    fn every_advice_has_a_command() {
        let all = [
            Advice::MoreHeaps { count: 2, interval: 60 },
            Advice::ForceCollection,
            Advice::MoreGoroutines { count: 2, interval: 60 },
            Advice::SecondDump,
            Advice::Dump,
            Advice::LeakProfile,
            Advice::Heap,
            Advice::MemStats,
            Advice::MutexProfile,
            Advice::SteadyLoad,
            Advice::LowerRate,
            Advice::Labels,
        ];
        let findings = Findings { advice: all.to_vec(), ..Findings::default() };
        let texts = advice(&findings, &CaptureTarget::default());
        assert_eq!(texts.len(), all.len());
        for text in texts {
            assert!(!text.why.is_empty() && text.command.len() > 20, "{text:?}");
        }
    }
}
