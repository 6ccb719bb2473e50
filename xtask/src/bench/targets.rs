//! What Airflame promises, against what was measured.

use std::collections::BTreeMap;

use super::files::BenchFile;
use super::subjects::{Run, Subject};
use super::sums::{Spread, Sums};
use crate::size::{SINGLE_FILE, Sizes, WASM_GZ};

/// How many times faster than what people use.
const TIMES: f64 = 20.0;
/// How many times the inflating an opening may take.
const TIMES_INFLATE: f64 = 4.0;
/// Which part of an opening an act may take.
const ACT_SHARE: f64 = 0.1;
/// What the longest task of the page's thread may take, in milliseconds: the browser reports none below.
const LONG_TASK: f64 = 50.0;
/// What a frame's script may take at the 95th percentile, in milliseconds.
const FRAME: f64 = 4.0;
const GIB: f64 = (1_u64 << 30) as f64;
const WASM_MEMORY: f64 = 1.5 * GIB;

/// One promise.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) work: String,
    pub(super) target: String,
    pub(super) measured: String,
    /// `None` where it was not measured.
    pub(super) met: Option<bool>,
}

/// What promises are computed from.
#[derive(Debug)]
pub(super) struct Targets<'a> {
    pub(super) sums: &'a BTreeMap<(String, Subject), Sums>,
    pub(super) extremes: &'a [(BenchFile, Run)],
    pub(super) sizes: &'a Sizes,
}

const SMALL: &str = "heap-1mb";
const MIDDLE: &str = "heap-21mb";
const LARGE: &str = "heap-207mb";

impl Targets<'_> {
    /// All promises, in the order of issue 4.
    pub(super) fn all(&self) -> Vec<Target> {
        let mut all = Vec::new();
        for peer in [Subject::Speedscope, Subject::Pprof] {
            all.push(self.faster(MIDDLE, peer));
        }
        all.push(self.inflating());
        all.push(self.opens());
        all.push(self.faster(LARGE, Subject::Pprof));
        let wasm = self.spread(LARGE, Subject::Airflame, "shown_wasm_bytes");
        all.push(target("open heap-207mb, wasm memory", "≤ 1.5 GiB", wasm, |wasm| {
            (format!("{:.2} GiB", wasm.most / GIB), wasm.most <= WASM_MEMORY)
        }));
        for (act, name) in ACTS {
            all.push(self.act(act, name));
        }
        all.push(self.thread());
        let frame = |file| self.spread(file, Subject::Airflame, "frame_p95");
        all.push(target(
            "frame of pan or zoom on heap-21mb, p95",
            "≤ 4 ms of script",
            frame(MIDDLE),
            |frame| (format!("{:.1} ms", frame.median), frame.median <= FRAME),
        ));
        let both = frame(SMALL).zip(frame(LARGE));
        all.push(target(
            "the same on heap-207mb",
            "no more than the slowest run on heap-1mb",
            both,
            |(small, large)| {
                let words =
                    format!("{:.1} ms, heap-1mb {:.1} to {:.1} ms", large.median, small.least, small.most);
                (words, large.median <= small.most)
            },
        ));
        all.extend(self.extremes.iter().map(extreme));
        let Sizes { wasm_gz, single_file, .. } = *self.sizes;
        for (work, is, budget) in [
            ("wasm of the page, gzipped", wasm_gz[0], WASM_GZ),
            ("wasm of the worker, gzipped", wasm_gz[1], WASM_GZ),
            ("`airflame.html`", single_file, SINGLE_FILE),
        ] {
            all.push(target(work, &format!("≤ {budget} bytes"), Some(is), |is| {
                (format!("{is} bytes"), is <= budget)
            }));
        }
        all
    }

    fn spread(&self, file: &str, subject: Subject, name: &str) -> Option<Spread> {
        self.sums.get(&(file.to_owned(), subject))?.get(name)
    }

    /// Airflame's opening against a peer's. To a peer that failed there is no ratio.
    fn faster(&self, file: &str, peer: Subject) -> Target {
        let work = format!("open {file}, against {peer}");
        let ours = self.spread(file, Subject::Airflame, "shown");
        let theirs = self.spread(file, peer, "shown");
        let failed = self.sums.get(&(file.to_owned(), peer)).filter(|_| theirs.is_none()).map(failures);
        let ratio = target(&work, "≤ 1/20 of its time", ours.zip(theirs), |(ours, theirs)| {
            let times = theirs.median / ours.median;
            (format!("1/{times:.1}"), times >= TIMES)
        });
        match failed {
            Some(failed) => Target { measured: format!("it failed: {failed}"), ..ratio },
            None => ratio,
        }
    }

    fn inflating(&self) -> Target {
        let [open, inflate] = ["open", "inflate"].map(|name| self.spread(MIDDLE, Subject::Airflame, name));
        target(
            "open heap-21mb, against `airflame:inflate`",
            "≤ 4 times",
            open.zip(inflate),
            |(open, inflate)| {
                let times = open.median / inflate.median;
                (format!("{times:.1} times"), times <= TIMES_INFLATE)
            },
        )
    }

    fn opens(&self) -> Target {
        let sums = self.sums.get(&(LARGE.to_owned(), Subject::Airflame));
        target("open heap-207mb", "opens", sums, |sums| match sums.get("shown") {
            Some(open) if sums.failures.is_empty() => (format!("{:.2} s", open.median / 1e3), true),
            Some(open) => {
                (format!("in {} runs: {:.2} s; {}", open.count, open.median / 1e3, failures(sums)), false)
            }
            None => (failures(sums), false),
        })
    }

    fn act(&self, act: &str, name: &str) -> Target {
        let [act, open] = [act, "open"].map(|name| self.spread(MIDDLE, Subject::Airflame, name));
        target(&format!("{name}, heap-21mb"), "≤ 1/10 of opening it", act.zip(open), |(act, open)| {
            let words = format!("{:.0} ms, 1/{:.1}", act.median, open.median / act.median);
            (words, act.median <= ACT_SHARE * open.median)
        })
    }

    /// The longest task of all acts and all runs.
    fn thread(&self) -> Target {
        let longest = ACTS.iter().filter_map(|(act, _)| {
            self.spread(MIDDLE, Subject::Airflame, &format!("{act}_longest_task")).map(|spread| spread.most)
        });
        let longest = longest.reduce(f64::max);
        target("the page's thread meanwhile", "never blocked over 50 ms", longest, |longest| {
            let is_short = longest <= LONG_TASK;
            (if is_short { "never".to_owned() } else { format!("{longest:.0} ms once") }, is_short)
        })
    }
}

/// The acts of the page, by the names of their numbers.
pub(super) const ACTS: [(&str, &str); 5] = [
    ("metric", "another metric"),
    ("filter", "a focus"),
    ("unfilter", "the focus taken back"),
    ("diff", "a base"),
    ("swap", "base and target swapped"),
];

/// A promise of what was measured, or of what was not.
fn target<T>(
    work: &str,
    target: &str,
    measured: Option<T>,
    judge: impl FnOnce(T) -> (String, bool),
) -> Target {
    let judged = measured.map(judge);
    let met = judged.as_ref().map(|(_, met)| *met);
    let measured = judged.map_or_else(|| "not measured".to_owned(), |(words, _)| words);
    Target { work: work.to_owned(), target: target.to_owned(), measured, met }
}

/// An extreme file opens, or is refused in words.
fn extreme((file, run): &(BenchFile, Run)) -> Target {
    let opened = run.numbers.get("shown").map(|open| format!("opens in {:.2} s", open / 1e3));
    let said = run.failed.clone().filter(|failed| failed.starts_with("it says: "));
    let met = run.failed.is_none() && opened.is_some() || said.is_some();
    let words = said.or(run.failed.clone()).or(opened).unwrap_or_default();
    target(&file.name, "opens or says why not", Some(()), |()| (words, met))
}

/// What went wrong, with how often.
pub(super) fn failures(sums: &Sums) -> String {
    let words = sums.failures.iter().map(|(failure, count)| format!("{failure} ({count}×)"));
    words.collect::<Vec<_>>().join("; ")
}
