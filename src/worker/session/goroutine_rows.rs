//! Groups of goroutines as the items of a list: what each line says, and the stack behind it.

use super::process::Process;
use super::sparks::spark;
use crate::analysis::goroutines::{GoroutineFrame, GoroutineGroup, GroupOrigin, GroupSnapshot, is_standard};
use crate::analysis::{function_name, shown_text};
use crate::worker::protocol::rich_text::RichText;

/// How many labels and ids a row tells of.
const MAX_LABELS: usize = 12;
const MAX_IDS: usize = 200;

/// From how many frames of Go's own on they are folded: a line that says so is no shorter than one frame.
const FOLDED: usize = 2;

/// The two captures that rows tell of.
pub(super) struct Sides<'a> {
    pub(super) process: &'a Process,
    /// The places of the captures that count all goroutines.
    pub(super) counting: &'a [usize],
    pub(super) target: usize,
    pub(super) base: usize,
}

impl Sides<'_> {
    /// Why a group is set aside.
    pub(super) fn healthy(&self, at: usize, group: &GoroutineGroup) -> Option<String> {
        if group.proved() > 0 {
            return None;
        }
        let (table, catalogue) = (&self.process.examined.table, &self.process.catalogue);
        let known = catalogue.healthy(table, at).map(str::to_owned);
        known.or_else(|| (group.origin == GroupOrigin::Runtime).then(|| "the runtime’s own".to_owned()))
    }

    /// Adds the item of a group.
    pub(super) fn add_row(&self, page: &mut RichText, at: usize, healthy: Option<&str>) {
        let (table, catalogue) = (&self.process.examined.table, &self.process.catalogue);
        let group = &table.groups[at];
        let [here, before] = [self.target, self.base].map(|side| &group.snapshots[side]);
        page.open("li").attribute("key", &at.to_string()).open("details").open("summary");
        page.element("span.count", &here.count.to_string());
        let change = here.count - before.count;
        let change_text = match (before.count, here.count) {
            _ if self.target == self.base => String::new(),
            (0, _) => "new".to_owned(),
            (_, 0) => "gone".to_owned(),
            _ if change == 0 => "0".to_owned(),
            _ => format!("{change:+}"),
        };
        page.element(if change > 0 { "span.change more" } else { "span.change" }, &change_text);
        let values: Vec<Option<i64>> =
            self.counting.iter().map(|&at| Some(group.snapshots[at].count)).collect();
        spark(page, &values);
        page.open("span.where");
        let owner = group
            .owner()
            .or(group.frames.first())
            .map_or_else(String::new, |frame| shown_text(&frame.function));
        let short = function_name::unqualified(&owner);
        page.open("code")
            .element("span.path", owner.strip_suffix(short).unwrap_or_default())
            .element("b", short)
            .close();
        for (state, count) in &here.states {
            let text = if here.states.len() > 1 { format!("{state} {count}") } else { state.clone() };
            page.element("span.state", &text);
        }
        if group.proved() > 0 {
            let why = "Go’s own goroutineleak profile found that nothing can wake them";
            page.titled("span.badge alarming", why, &format!("Go proved {}", group.proved()));
        }
        if let Some([kept, of]) = self.kept(here, before) {
            let why = "Goroutine ids are never reused: these are the same ones";
            page.titled("span.badge", why, &format!("{kept} of {of} still there"));
        }
        let looks_like = catalogue.of_goroutines(table, at).and_then(|number| catalogue.entry(number));
        match (healthy, looks_like) {
            (Some(healthy), _) => {
                page.element("span.badge healthy", healthy);
            }
            (None, Some(entry)) => {
                let why = "What such stacks usually mean; the tab Leaks says whether it is one";
                page.titled("span.badge", why, &entry.title);
            }
            (None, None) => {}
        }
        page.close();
        let wait = here.minutes.map_or_else(String::new, |minutes| format!("{minutes} min"));
        page.titled("span.wait", "The longest wait", &wait).close();
        stack(page, group, here);
        page.close().close();
    }

    /// How many ids of the base are still there, of how many.
    fn kept(&self, here: &GroupSnapshot, before: &GroupSnapshot) -> Option<[usize; 2]> {
        let has_ids = |side: &GroupSnapshot| side.count > 0 && side.ids.len() as i64 == side.count;
        if self.target == self.base || !has_ids(here) || !has_ids(before) {
            return None;
        }
        let is_kept = |id: &&u64| here.ids.binary_search(id).is_ok();
        Some([before.ids.iter().filter(is_kept).count(), before.ids.len()])
    }
}

/// A label as it is shown, and how many goroutines have it.
pub(super) fn label_text((key, value, count): &(String, String, i64)) -> (String, i64) {
    (shown_text(&[key, "=", value].concat()), *count)
}

fn source(frame: &GoroutineFrame) -> String {
    match (&*frame.file, frame.line) {
        ("", _) => String::new(),
        (file, 0) => shown_text(file),
        (file, line) => shown_text(&format!("{file}:{line}")),
    }
}

/// The stack, the frames of Go's own packages folded unless it has no others, and what else is known.
fn stack(page: &mut RichText, group: &GoroutineGroup, here: &GroupSnapshot) {
    page.open("div.trace");
    let is_own = |frame: &GoroutineFrame| !is_standard(&frame.function);
    let has_own = group.frames.iter().any(is_own);
    let mut at = 0;
    for run in group.frames.chunk_by(|left, right| is_own(left) == is_own(right)) {
        let is_folded = has_own && !is_own(&run[0]) && run.len() >= FOLDED;
        if is_folded {
            let first = function_name::unqualified(&run[0].function);
            let text = format!("{} frames of Go’s own packages: {first} …", run.len());
            page.open("details").element("summary", &text);
        }
        for line in run {
            frame(page, &line.function, &source(line), is_own(line));
            at += 1;
            if let Some((_, count)) = group.elided.filter(|(behind, _)| *behind as usize == at) {
                let count = if count == 0 { "more".to_owned() } else { count.to_string() };
                page.element("p.label", &format!("… {count} frames that the text leaves out …"));
            }
        }
        if is_folded {
            page.close();
        }
    }
    if let Some(creator) = &group.creator {
        page.element("p.label", "created by");
        frame(page, &creator.function, &source(creator), is_own(creator));
    }
    let labels: Vec<String> = here
        .labels
        .iter()
        .take(MAX_LABELS)
        .map(label_text)
        .map(|(label, count)| format!("{label} ({count})"))
        .collect();
    if !labels.is_empty() {
        page.element("p.label", &["Labels: ", &labels.join(" · ")].concat());
    }
    if !here.ids.is_empty() {
        let ids: Vec<String> = here.ids.iter().take(MAX_IDS).map(u64::to_string).collect();
        let more = if here.ids.len() > MAX_IDS { " …" } else { "" };
        page.element("p.label ids", &["Ids: ", &ids.join(" "), more].concat());
    }
    page.copy_button("Copy stack", &goroutine_text(group, here)).close();
}

/// A frame as a line.
pub(super) fn frame(page: &mut RichText, function: &str, source: &str, is_own: bool) {
    page.open(if is_own { "div.frame own" } else { "div.frame" });
    page.element("code", &shown_text(function)).element("span.source", source).close();
}

/// The goroutines of a group as Go prints one.
fn goroutine_text(group: &GoroutineGroup, here: &GroupSnapshot) -> String {
    let state = here.states.first().map_or(&*group.state, |(state, _)| state);
    let minutes = here.minutes.map_or_else(String::new, |minutes| format!(", {minutes} minutes"));
    let mut text = match &*here.ids {
        [id] => format!("goroutine {id} [{state}{minutes}]:\n"),
        _ => format!("{} goroutines [{state}{minutes}]:\n", here.count),
    };
    let mut add = |before: &str, frame: &GoroutineFrame, behind: &str| {
        for part in [before, &frame.function, behind, "\n"] {
            text.push_str(part);
        }
        let source = source(frame);
        if !source.is_empty() {
            for part in ["\t", &source, "\n"] {
                text.push_str(part);
            }
        }
    };
    for (at, frame) in group.frames.iter().enumerate() {
        let elided = group.elided.filter(|(behind, _)| *behind as usize == at + 1);
        add("", frame, "(...)");
        if let Some((_, count)) = elided {
            let left_out = GoroutineFrame {
                function: format!("...{count} frames elided..."),
                file: String::new(),
                line: 0,
            };
            add("", &left_out, "");
        }
    }
    if let Some(creator) = &group.creator {
        add("created by ", creator, "");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(function: &str, line: i64) -> GoroutineFrame {
        GoroutineFrame { function: function.to_owned(), file: "a.go".to_owned(), line }
    }

    fn group(frames: Vec<GoroutineFrame>) -> GoroutineGroup {
        GoroutineGroup {
            frames,
            elided: Some((1, 40)),
            creator: Some(line("main.start", 9)),
            origin: GroupOrigin::Own,
            state: "select".to_owned(),
            snapshots: Vec::new(),
        }
    }

    #[test]
    fn a_goroutine_is_copied_as_go_prints_it() {
        let group = group(vec![line("io.Read", 1), line("main.work", 2)]);
        let here = GroupSnapshot { count: 1, ids: vec![7], minutes: Some(4), ..GroupSnapshot::default() };
        assert_eq!(
            goroutine_text(&group, &here),
            "goroutine 7 [select, 4 minutes]:\nio.Read(...)\n\ta.go:1\n...40 frames elided...\nmain.work(...)\n\ta.go:2\n\
             created by main.start\n\ta.go:9\n"
        );
        let here = GroupSnapshot { count: 3, ..GroupSnapshot::default() };
        assert!(goroutine_text(&group, &here).starts_with("3 goroutines [select]:\n"));
    }

    #[test]
    fn frames_of_go_are_folded_between_own_ones() {
        let mut page = RichText::default();
        let frames =
            vec![line("io.Read", 1), line("net.Read", 2), line("main.work", 3), line("net.Serve", 4)];
        stack(&mut page, &group(frames), &GroupSnapshot::default());
        let text = format!("{page:?}");
        assert!(text.contains("2 frames of Go’s own packages: io.Read …"));
        assert!(!text.contains("1 frames"));
    }
}
