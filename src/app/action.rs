//! What happens to the page, and what it does in the world.

use crate::analysis::{DiffWidth, Granularity, Normalise, TopOrder};
use crate::scene::SiblingOrder;
use crate::worker::protocol::{
    FileId, Filter, GoroutineQuery, Graph, NodeBox, ProfileId, Reply, ReportKind, Request, SeriesRows,
    SeriesTableOrder, Shares,
};

use super::{AlertId, DiffLook, Handle, LeaksQuery, Tab, Zoom};

/// What reaches the state. Replies are no actions, because listeners hold copies of actions, and replies are large.
#[derive(Debug)]
pub enum Input {
    /// Something happened on the page.
    Action(Action),
    /// The worker said something.
    Reply(Box<Reply>),
}

impl From<Action> for Input {
    fn from(action: Action) -> Self {
        Self::Action(action)
    }
}

/// Something that happened on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The user is about to choose files: a dialog opens, or files are dragged over the window.
    ExpectFiles,
    /// The user chose files; each has a name and a size. The page keeps the `File`s by these ids.
    OpenFiles(Vec<(FileId, String, u64)>),
    /// The user stops a file that is being read; `None` means all of them.
    Cancel(Option<FileId>),
    /// The user closes a profile.
    CloseProfile(ProfileId),
    /// The flame graph of the view is on screen for the first time.
    Painted,
    /// The user chose a tab.
    ShowTab(Tab),
    /// The user chose a metric by name.
    SetMetric(String),
    /// The user chose what to compare with, or nothing.
    SetBase(Option<ProfileId>),
    /// The user chose what to look at.
    SetTarget(ProfileId),
    /// The user put a handle of the timeline on a snapshot.
    PutHandle(Handle, ProfileId),
    /// The user moves a handle of the timeline to the next snapshot, or with `false` to the one before.
    StepHandle(Handle, bool),
    /// The user puts a snapshot one place later in its series, or with `false` earlier.
    MoveSnapshot(ProfileId, bool),
    /// The user ticks a snapshot, or no more.
    Pick(ProfileId, bool),
    /// The user wants the sum of the ticked snapshots, or with `true` their mean.
    Combine(bool),
    /// The user says how many snapshots at each end of a series are compared as means.
    SetEnds(usize),
    /// The user compares the mean of the last snapshots with the mean of the first.
    CompareEnds,
    /// The user wants to look at a profile, without a base.
    Show(ProfileId),
    /// The user swaps base and target.
    SwapBaseAndTarget,
    /// The user takes the offer to compare.
    AcceptOffer,
    /// The user does not.
    DismissOffer,
    /// The user chose what one box stands for.
    SetGranularity(Granularity),
    /// The user wants inlined calls as frames of their own, or not.
    SetNoInlines(bool),
    /// The user wants percentages of what the filters leave, or of the whole profile.
    SetRelative(bool),
    /// The user chose what the percentages of a difference are of.
    SetShares(Shares),
    /// The user wants base and target in one graph, or side by side.
    SetGraph(Graph),
    /// The user chose what the values of the base are multiplied by.
    SetNormalise(Normalise),
    /// The user chose what widths stand for in a diff.
    SetWidth(DiffWidth),
    /// The user chose how siblings stand.
    SetOrder(SiblingOrder),
    /// The user chose how changes are coloured.
    SetLook(DiffLook),
    /// The user typed into the search field.
    SetSearch(String),
    /// The user types a filter, or chose another variable for it.
    DraftFilter(Filter),
    /// The user adds the filter that was typed.
    AddDraft,
    /// The user narrows the view down by a filter that the page proposed.
    AddFilter(Filter),
    /// The user removes a chip.
    RemoveFilter(Filter),
    /// The user takes the last change of filters back.
    UndoFilter,
    /// The user wants everything again.
    ResetFilters,
    /// The flame graph was zoomed.
    Zoomed(Zoom),
    /// The user wants the widest node of a function, by its row of the table.
    Locate(u32),
    /// The selection is given up.
    ClearSelection,
    /// The user chose an order for the table.
    SetTopOrder(TopOrder),
    /// The table needs rows that it has not.
    NeedTopRows {
        /// The first.
        first: u32,
        /// How many.
        count: u32,
    },
    /// The user chose a table of the series, or that of functions.
    ShowSeries(Option<SeriesRows>),
    /// The user chose an order for the table of the series.
    SetSeriesOrder(SeriesTableOrder),
    /// The user chose a row of the table of the series.
    ChooseSeriesRow(u32),
    /// The user asks something about goroutines.
    QueryGoroutines(GoroutineQuery),
    /// The user says something of the process whose leaks are looked for.
    QueryLeaks(LeaksQuery),
    /// The guide to capturing opens or closes.
    ShowGuide(bool),
    /// The user has read a message.
    DismissAlert(AlertId),
    /// The page has something to say for itself: a file that could not be taken, a copy that failed.
    Complain(crate::worker::protocol::Problem),
    /// The text report opens, or becomes another one, or closes.
    ShowReport(Option<ReportKind>),
    /// The help opens or closes.
    ShowHelp(bool),
    /// The user starts the worker again after its death.
    RestartWorker,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A message to the worker.
    Send(Request),
    /// A message to the worker with the `File` of that id.
    SendFile(FileId, Request),
    /// A file is done with: nothing of it is open, and its `File` may go.
    ForgetFile(FileId),
    /// The worker is replaced by a new one, which gives its memory back.
    RestartWorker,
    /// The flame graph shows [`State::view`](super::State::view).
    ShowView,
    /// The flame graph colours changes by [`State::look`](super::State::look).
    Recolour,
    /// The flame graph lets this node fill the width, or shows everything.
    Zoom(Option<NodeBox>),
    /// The address bar and the title say what is shown.
    SyncAddress,
}
