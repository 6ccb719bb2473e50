//! A table of goroutines from `goroutine` profiles, for as long as it takes to test verdicts without dumps.

use airflame::analysis::goroutines::{
    Capture, CaptureForm, GoroutineFrame, GoroutineGroup, GoroutineTable, GroupOrigin, GroupSnapshot, is_standard,
    normal_name,
};
use airflame::profile::{LabelValue, Profile};

/// The state that the runtime's frames at the leaf tell.
fn state(frames: &[String]) -> &'static str {
    const STATES: [(&str, &str); 14] = [
        ("sync.(*Mutex).Lock", "sync.Mutex.Lock"),
        ("internal/sync.(*Mutex).Lock", "sync.Mutex.Lock"),
        ("sync.(*RWMutex).RLock", "sync.RWMutex.RLock"),
        ("sync.(*RWMutex).Lock", "sync.RWMutex.Lock"),
        ("sync.(*WaitGroup).Wait", "sync.WaitGroup.Wait"),
        ("sync.(*Cond).Wait", "sync.Cond.Wait"),
        ("runtime.chansend1", "chan send"),
        ("runtime.chanrecv1", "chan receive"),
        ("runtime.chanrecv2", "chan receive"),
        ("runtime.selectgo", "select"),
        ("runtime.block", "select (no cases)"),
        ("time.Sleep", "sleep"),
        ("internal/poll.runtime_pollWait", "IO wait"),
        ("runtime.goparkunlock", ""),
    ];
    let known = |frame: &String| STATES.iter().find(|(function, _)| function == frame);
    frames.iter().find_map(known).map_or("", |(_, state)| state)
}

/// Adds a profile to a table, as a capture of its own.
pub(crate) fn add(table: &mut GoroutineTable, name: &str, form: CaptureForm, profile: &Profile) {
    let at = table.captures.len();
    let samples = profile.samples();
    table.captures.push(Capture {
        name: name.to_owned(),
        form,
        time_nanos: profile.header().time_nanos,
        total: samples.values(0).iter().sum(),
        is_cut: false,
    });
    for group in &mut table.groups {
        group.snapshots.push(GroupSnapshot::default());
    }
    for (sample, &stack) in samples.stacks().iter().enumerate() {
        let mut frames = Vec::new();
        for &location in profile.stacks().get(stack) {
            for line in profile.locations().lines(location) {
                let function = profile.functions().get(line.function);
                frames.push(GoroutineFrame {
                    function: normal_name(profile.text(function.name)),
                    file: profile.text(function.filename).to_owned(),
                    line: line.line,
                });
            }
        }
        let names: Vec<String> = frames.iter().map(|frame| frame.function.clone()).collect();
        let state = state(&names);
        let inner = frames.iter().take_while(|frame| frame.function.starts_with("runtime.")).count();
        if inner < frames.len() {
            frames.drain(..inner);
        }
        let origin = match () {
            () if frames.iter().any(|frame| !is_standard(&frame.function)) => GroupOrigin::Own,
            () => GroupOrigin::Library,
        };
        let known = table.groups.iter().position(|group| group.frames == frames);
        let row = known.unwrap_or_else(|| {
            table.groups.push(GoroutineGroup {
                frames,
                elided: None,
                creator: None,
                origin,
                state: state.to_owned(),
                snapshots: vec![GroupSnapshot::default(); at + 1],
            });
            table.groups.len() - 1
        });
        let snapshot = &mut table.groups[row].snapshots[at];
        let count = samples.values(0)[sample];
        match form {
            CaptureForm::LeakProfile => snapshot.leaked += count,
            _ => snapshot.count += count,
        }
        for label in profile.labels().get(samples.labels()[sample]) {
            if let LabelValue::Text(value) = label.value {
                snapshot.labels.push((profile.text(label.key).to_owned(), profile.text(value).to_owned(), count));
            }
        }
    }
}
