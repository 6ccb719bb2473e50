use std::path::Path;
use airflame::analysis::goroutines::{CaptureForm, GoroutineTable};
use airflame::analysis::leaks::*;
use airflame::pprof::open_slice;

#[test]
#[ignore]
fn explore() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/profiles");
    let which = std::env::var("RUNS").unwrap_or("leaky-rate4096 leaky-default control-rate4096 gcpressure-default contention scenarios/reload scenarios/batches scenarios/drip scenarios/waiters scenarios/crowd scenarios/idle scenarios/churn scenarios/reload-gc scenarios/batches-gc scenarios/drip-gc scenarios/churn-gc".into());
    let filter = std::env::var("FILES").unwrap_or_default();
    for run in which.split_whitespace() {
        let mut names: Vec<_> = std::fs::read_dir(root.join(run)).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        let mut profiles = Vec::new();
        let mut table = GoroutineTable::default();
        for name in names {
            if !name.contains(&filter) { continue }
            let is_heap = name.starts_with("heap-") || name.starts_with("allocs-");
            let is_g = name.starts_with("goroutine-") && name.ends_with(".pb.gz") && !name.contains("delta");
            let is_l = name.starts_with("goroutineleak-") && name.ends_with(".pb.gz") && std::env::var("NOLEAK").is_err();
            if !(is_heap || is_g || is_l) { continue }
            let bytes = std::fs::read(root.join(run).join(&name)).unwrap();
            let Ok(decoded) = open_slice(&bytes) else { println!("cannot open {name}"); continue };
            if is_heap { profiles.push((name, decoded.profile)); }
            else { grouping::add(&mut table, &name, if is_l { CaptureForm::LeakProfile } else { CaptureForm::Profile }, &decoded.profile); }
        }
        let heaps: Vec<_> = profiles.iter().map(|(name, profile)| HeapSnapshot { name, profile }).collect();
        let f = judge(&Evidence { heaps: &heaps, goroutines: &table, limit: Some(512 << 20) }, &Catalogue::default());
        println!("=== {run}: {:?}", f.verdict());
        let tests = |t: &[Test]| t.iter().map(|t| format!("{}{:?}={:.3}", if t.passed {""} else {"!"}, t.guard, t.value)).collect::<Vec<_>>().join(" ");
        for (what, j) in [("heap", &f.heap), ("gor", &f.goroutines)] {
            if let Some(j) = j {
                println!("  {what}: {:?} {:?} {:?}\n     newest {:?} rate {:?} surv {:?} perh {:?}\n     {}", j.verdict, j.snapshots, j.values.iter().map(|v| v.unwrap_or(-1)).collect::<Vec<_>>(), j.newest, j.allocation_rate, j.survival, j.per_hour, tests(&j.tests));
            }
        }
        for (i, s) in f.suspects.iter().enumerate() {
            println!("  {i} {}{:?} {:?} {} [{}] {:?} share {:.2} surv {:?} proved {} joined {:?}\n      {}", if s.is_joined {"  -> "} else {""}, s.verdict, s.kind, s.function, s.state, s.values.iter().map(|v| v.unwrap_or(-1)).collect::<Vec<_>>(), s.share, s.survival.map(|s| (s.value, s.low)), s.proved, s.joined, tests(&s.tests));
        }
        println!("  loud {:?}\n  notes {:?}\n  advice {:?}\n  forecast {:?}\n  quad {:?}", f.loud, f.notes, f.advice, f.forecast, f.quadrant.iter().take(4).map(|q| (&q.function, q.rate as i64, q.survival)).collect::<Vec<_>>());
    }
}
use super::grouping;
