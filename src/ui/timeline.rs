//! The timeline: a strip with the totals of all snapshots, and two handles for what is compared.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::elements::{plain, titled, words};
use crate::app::{Action, Break, Handle, Point, SeriesOrder, Timeline, TimelineRow, duration_text};
use crate::units;

/// What the pointer does on the strip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TimelineEvent {
    /// It goes down on the row of the target, at a fraction of the width; with Shift the base is meant.
    Grab(f64, bool),
    /// It moves while it is down.
    Drag(f64),
    /// It goes up.
    Release,
    /// It goes down on another row.
    Look(usize, f64),
}

/// More points than these are not drawn one by one.
const MOST_DOTS: usize = 60;

/// More points than these do not all have their name below.
const MOST_NAMES: usize = 8;

/// How much of the width a name takes, at most.
const NAME: f64 = 0.12;

/// The strip.
pub(super) fn timeline(
    timeline: &Timeline,
    panel: Html,
    on_event: &Callback<TimelineEvent>,
    on_action: &Callback<Action>,
) -> Html {
    let mut rows = timeline.rows.iter();
    let Some(first) = rows.next() else { return html! {} };
    html! {
        <section class="timeline" aria-label="Timeline">
            <div class="timeline-row main-row">
                { summary(first) }
                { main_plot(first, on_event, on_action) }
            </div>
            { for rows.enumerate().map(|(at, row)| html! {
                <div class="timeline-row" key={row.kind.as_str()}>
                    <div class="timeline-summary">
                        { plain("span", &row.kind) }
                        { titled("span", Some("quiet"), "", &values(row)) }
                    </div>
                    { small_plot(at + 1, row, on_event) }
                </div>
            }) }
            { panel }
        </section>
    }
}

/// The metric, how much it changes per hour, and from what to what.
fn summary(row: &TimelineRow) -> Html {
    let stretch = row.stretch();
    let span = stretch
        .and_then(|stretch| stretch.nanos)
        .map(|nanos| [", ", &duration_text(nanos.saturating_abs())].concat());
    let (class, rate) = match stretch {
        Some(stretch) if stretch.is_interrupted => ("rate quiet", "restarted in between".to_owned()),
        Some(stretch) => match stretch.per_hour {
            Some(rate) => {
                let sign = if rate > 0 { "+" } else { "" };
                (
                    if rate > 0 { "rate more" } else { "rate" },
                    [sign, &units::label(rate, &row.unit), "/h"].concat(),
                )
            }
            None => ("rate quiet", "no times to tell a rate".to_owned()),
        },
        None => ("rate", String::new()),
    };
    html! {
        <div class="timeline-summary">
            { titled("span", Some("quiet"), "", &[&row.metric, &*span.unwrap_or_default()].concat()) }
            { titled("b", Some(class), "", &rate) }
            { titled("span", Some("quiet"), "", &values(row)) }
        </div>
    }
}

fn values(row: &TimelineRow) -> String {
    let label = |value| units::label(value, &row.unit);
    match (row.points.as_slice(), row.stretch()) {
        ([_], Some(stretch)) => label(stretch.last),
        (_, Some(stretch)) => [&label(stretch.first), " → ", &label(stretch.last)].concat(),
        _ => String::new(),
    }
}

/// The row of the target: its points are reached by pointer, its handles also by keyboard.
fn main_plot(row: &TimelineRow, on_event: &Callback<TimelineEvent>, on_action: &Callback<Action>) -> Html {
    let down = on_event.reform(|event: PointerEvent| {
        event.prevent_default();
        if let Some(plot) = plot(&event) {
            // Fails only for a pointer that is gone.
            let _ = plot.set_pointer_capture(event.pointer_id());
        }
        TimelineEvent::Grab(fraction(&event), event.shift_key())
    });
    let drag = on_event.clone();
    let drag = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            drag.emit(TimelineEvent::Drag(fraction(&event)));
        }
    });
    let release = on_event.reform(|_: PointerEvent| TimelineEvent::Release);
    let between = row.base.zip(row.target).and_then(|(base, target)| {
        let (left, right) = (row.points.get(base.min(target))?, row.points.get(base.max(target))?);
        Some((percent(left.x), percent(right.x - left.x)))
    });
    let handles = [row.base, row.target];
    let is_beside = |at: usize, other: Option<usize>| {
        let other = other.filter(|&other| other != at).and_then(|other| row.points.get(other));
        other.is_some_and(|other| (other.x - row.points[at].x).abs() < NAME)
    };
    let named = |at: &usize| {
        let is_end = *at == 0 || *at + 1 == row.points.len();
        row.points.len() <= MOST_NAMES
            || handles.contains(&Some(*at))
            || is_end && !handles.iter().any(|&handle| is_beside(*at, handle))
    };
    html! {
        <div class="timeline-plot">
            <svg class="plot" role="group" aria-label={[&row.kind, " snapshots"].concat()}
                onpointerdown={down} onpointermove={drag} onpointerup={release.clone()} onpointercancel={release}>
                if let Some((x, width)) = between { <rect class="between" {x} y="0" {width} height="100%" /> }
                { curve(row) }
                { for row.breaks.iter().filter_map(|&(at, kind)| break_mark(row, at, kind)) }
                if row.points.len() <= MOST_DOTS { { for row.points.iter().enumerate().map(|(at, point)| dot(row, at, point)) } }
                { for [(Handle::Base, row.base), (Handle::Target, row.target)].into_iter().filter_map(|(which, at)| {
                    handle(row, which, at?, on_action)
                }) }
            </svg>
            <svg class="names" aria-hidden="true">
                { for row.points.iter().enumerate().filter(|(at, _)| named(at)).map(|(at, point)| {
                    let other = if handles[0] == Some(at) { handles[1] } else { handles[0] };
                    let leaves_room = handles.contains(&Some(at)) && is_beside(at, other);
                    let turns_left = leaves_room && other.is_some_and(|other| other > at);
                    name(point, handles.map(|handle| handle == Some(at)), leaves_room.then_some(turns_left))
                }) }
            </svg>
        </div>
    }
}

/// The row of another series: its points are looked at by a click.
fn small_plot(at: usize, row: &TimelineRow, on_event: &Callback<TimelineEvent>) -> Html {
    let down = on_event.reform(move |event: PointerEvent| TimelineEvent::Look(at, fraction(&event)));
    html! {
        <div class="timeline-plot">
            <svg class="plot" role="group" aria-label={[&row.kind, " snapshots"].concat()} onpointerdown={down}>
                { curve(row) }
                if row.points.len() <= MOST_DOTS { { for row.points.iter().enumerate().map(|(at, point)| dot(row, at, point)) } }
            </svg>
        </div>
    }
}

/// The line through the points, interrupted where the process is.
fn curve(row: &TimelineRow) -> Html {
    let mut path = String::new();
    for (at, point) in row.points.iter().enumerate() {
        let is_new = at == 0 || row.breaks.iter().any(|&(place, kind)| place == at && kind != Break::Gap);
        let [x, y] = [point.x * 1000.0, height(point) * 10.0].map(|length| length.round().to_string());
        for part in [if is_new { "M" } else { "L" }, &x, " ", &y] {
            path.push_str(part);
        }
    }
    html! {
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
            <path class="curve" d={path} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

fn break_mark(row: &TimelineRow, at: usize, kind: Break) -> Option<Html> {
    let (before, after) = (row.points.get(at.checked_sub(1)?)?, row.points.get(at)?);
    let x = percent((before.x + after.x) / 2.0);
    let (class, what) = match kind {
        Break::Restart => ("break", "restart: counters fell"),
        Break::OtherBuild => ("break", "another build of the program"),
        Break::Gap => ("break gap", "gap: much more time than between the others"),
    };
    Some(html! {
        <line {class} x1={x.clone()} y1="0" x2={x} y2="100%"><title>{ what }</title></line>
    })
}

fn dot(row: &TimelineRow, at: usize, point: &Point) -> Html {
    html! {
        <circle class="dot" cx={percent(point.x)} cy={percent(height(point) / 100.0)} r="4">
            <title>{ row.point_text(at) }</title>
        </circle>
    }
}

/// The name of a point below it, and which handle is there: its colour is not the only sign.
///
/// Where both handles are close to each other, each name goes away from the other: `turns_left` says to which side.
fn name(point: &Point, [is_base, is_target]: [bool; 2], turns_left: Option<bool>) -> Html {
    let anchor = match turns_left {
        Some(true) => "end",
        Some(false) => "start",
        None if point.x < 0.1 => "start",
        None if point.x > 0.9 => "end",
        None => "middle",
    };
    let file = point.label.split(" · ").next().unwrap_or_default();
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    let role = if is_base {
        "base "
    } else if is_target {
        "target "
    } else {
        ""
    };
    // Where there is little room only these are shown.
    let class = (is_base || is_target).then_some("here");
    html! { <text {class} x={percent(point.x)} y="12" text-anchor={anchor}>{ words(&[role, stem].concat()) }</text> }
}

/// A handle: a slider over the snapshots.
fn handle(row: &TimelineRow, which: Handle, at: usize, on_action: &Callback<Action>) -> Option<Html> {
    let point = row.points.get(at)?;
    let (class, label) = match which {
        Handle::Base => ("handle base", "Base snapshot"),
        Handle::Target => ("handle target", "Target snapshot"),
    };
    let ends = [row.points.first(), row.points.last()].map(|end| end.map(|end| end.profile));
    let on_action = on_action.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let action = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => Some(Action::StepHandle(which, false)),
            "ArrowRight" | "ArrowUp" => Some(Action::StepHandle(which, true)),
            "Home" => ends[0].map(|end| Action::PutHandle(which, end)),
            "End" => ends[1].map(|end| Action::PutHandle(which, end)),
            _ => None,
        };
        if let Some(action) = action {
            event.prevent_default();
            on_action.emit(action);
        }
    });
    Some(html! {
        <g {class} role="slider" tabindex="0" aria-label={label} aria-valuemin="1" aria-valuemax={row.points.len().to_string()}
            aria-valuenow={(at + 1).to_string()} aria-valuetext={row.point_text(at)} {onkeydown}>
            <circle cx={percent(point.x)} cy={percent(height(point) / 100.0)} r="7">
                <title>{ [label, ": ", &row.point_text(at)].concat() }</title>
            </circle>
        </g>
    })
}

/// How far below the top a point stands, in percent: the strip has some air above and below.
fn height(point: &Point) -> f64 {
    92.0 - 84.0 * point.y
}

fn percent(share: f64) -> String {
    [&((share * 1e4).round() / 100.0).to_string(), "%"].concat()
}

/// The plot that an event happened on. Yew listens at the root of the page, so that the event itself does not say it.
fn plot(event: &PointerEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("svg.plot").ok()?
}

/// Where the pointer is on the plot, a fraction of its width.
fn fraction(event: &PointerEvent) -> f64 {
    let Some(plot) = plot(event) else { return 0.0 };
    let place = plot.get_bounding_client_rect();
    ((f64::from(event.client_x()) - place.left()) / place.width().max(1.0)).clamp(0.0, 1.0)
}

/// What is to be known of order and interruptions.
pub(super) fn remarks(row: &TimelineRow) -> Html {
    let remarks = row.remarks();
    let class = if row.order == SeriesOrder::Time { "quiet" } else { "warn" };
    html! { if !remarks.is_empty() { <ul {class}>{ for remarks.iter().map(|remark| plain("li", remark)) }</ul> } }
}
