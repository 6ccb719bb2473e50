//! Goroutines with equal stacks, capture by capture.

/// What a capture of goroutines was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureForm {
    /// Text with every goroutine by its id: `debug=2`, a panic, `SIGQUIT`, goleak's report.
    Dump,
    /// A `goroutine` profile, or its text (`debug=1`): counts of stacks.
    Profile,
    /// A `goroutineleak` profile: counts of what Go proved to be leaked, and of nothing else.
    LeakProfile,
}

/// One capture of goroutines.
#[derive(Debug, Clone)]
pub struct Capture {
    /// Its path, for people.
    pub name: String,
    /// What it was.
    pub form: CaptureForm,
    /// When it was taken, in nanoseconds since 1970; 0 where it does not say, as no text does.
    pub time_nanos: i64,
    /// How many goroutines it tells of.
    pub total: i64,
    /// Whether it ends in the middle, so that counts are the least that there were.
    pub is_cut: bool,
}

/// A frame of a goroutine's stack, as all forms name it: without type arguments, and with the dots of its path as dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoroutineFrame {
    /// The function with its package, `net/http.(*persistConn).readLoop`.
    pub function: String,
    /// The file, empty where it is not known.
    pub file: String,
    /// The line, 0 where it is not known.
    pub line: i64,
}

/// Whose code a group waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupOrigin {
    /// Some frame, or the creator, is of neither the standard library nor the runtime.
    Own,
    /// All frames and the creator are of the standard library.
    Library,
    /// The runtime's own goroutine: garbage collector, finalizers, scheduler.
    Runtime,
}

/// What one capture tells of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupSnapshot {
    /// How many goroutines it has.
    pub count: i64,
    /// How many of them Go proved to be leaked: marked `(leaked)`, or counted in a `goroutineleak` profile.
    pub leaked: i64,
    /// Their ids, ascending; empty where the form has none. Ids are never reused in a process (goroutines.md §0, fact 2).
    pub ids: Vec<u64>,
    /// The longest wait in whole minutes, where a dump tells one.
    pub minutes: Option<u32>,
    /// States and how many goroutines are in each, most first. Of a profile it is told from the runtime's frames at the leaf.
    pub states: Vec<(String, i64)>,
    /// pprof labels and how many goroutines have each, most first.
    pub labels: Vec<(String, String, i64)>,
}

/// Goroutines with equal stacks, whatever their labels, states and waits.
#[derive(Debug, Clone)]
pub struct GoroutineGroup {
    /// The stack from the leaf to the root, without the runtime's frames at the leaf, unless there are no others.
    pub frames: Vec<GoroutineFrame>,
    /// Where a dump left frames out of a deep stack: behind how many frames, and how many (0 where it does not say).
    pub elided: Option<(u32, u32)>,
    /// Which function started them, where a dump tells.
    pub creator: Option<GoroutineFrame>,
    /// Whose code it is.
    pub origin: GroupOrigin,
    /// The state most of them are in, in the newest capture that has any: `chan send`, `select`, `IO wait`. Without marks
    /// such as ` (leaked)` or ` (durable)`. Empty where nothing tells it.
    pub state: String,
    /// For each capture of the table what it tells of the group: zeros where the group is not in it.
    pub snapshots: Vec<GroupSnapshot>,
}

/// The groups of all captures of one process.
#[derive(Debug, Clone, Default)]
pub struct GoroutineTable {
    /// The captures, oldest first.
    pub captures: Vec<Capture>,
    /// The groups, those with most goroutines in the newest capture first; equal ones by name.
    pub groups: Vec<GoroutineGroup>,
}

impl GoroutineTable {
    /// The places of the captures that count all goroutines, oldest first: all but those of Go's leak profile.
    pub fn counting(&self) -> Vec<usize> {
        let counts = |&at: &usize| self.captures[at].form != CaptureForm::LeakProfile;
        (0..self.captures.len()).filter(counts).collect()
    }

    /// The places of the captures that tell ids, oldest first.
    pub fn dumps(&self) -> Vec<usize> {
        let is_dump = |&at: &usize| self.captures[at].form == CaptureForm::Dump;
        (0..self.captures.len()).filter(is_dump).collect()
    }
}

impl GoroutineGroup {
    /// The most that Go proved to be leaked in any one capture: what one request misses another finds (goroutines.md §5).
    pub fn proved(&self) -> i64 {
        self.snapshots.iter().map(|snapshot| snapshot.leaked).max().unwrap_or(0)
    }

    /// The frame to blame: the first from the leaf of neither the runtime nor the standard library, else the creator if it is
    /// none of theirs.
    pub fn owner(&self) -> Option<&GoroutineFrame> {
        let is_own = |frame: &&GoroutineFrame| !super::is_standard(&frame.function);
        self.frames.iter().chain(&self.creator).find(is_own)
    }
}
