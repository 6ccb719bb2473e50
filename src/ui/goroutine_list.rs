//! The tab Goroutines: groups by stack, with what changed, how long they wait and who started them.

use yew::prelude::*;

use super::choice::{Choice, Choosable};
use super::elements::{button, titled, words};
use super::listeners::{field, say};
use super::rich_text::rich_text;
use crate::app::{Action, State, Tab};
use crate::worker::protocol::{GoroutineList, GoroutineOrder, GoroutineQuery};

/// In which order groups stand, as the page calls it.
const ORDERS: [(GoroutineOrder, &str); 3] = [
    (GoroutineOrder::Change, "Grown most"),
    (GoroutineOrder::Count, "Most goroutines"),
    (GoroutineOrder::Wait, "Waiting longest"),
];

/// The least waits that are offered, in minutes.
const WAITS: [u32; 6] = [0, 1, 2, 5, 10, 60];

/// The tab.
pub(super) fn goroutine_list(state: &State, on_action: &Callback<Action>) -> Html {
    let Some(list) = &state.goroutines.list else {
        return titled("p", Some("quiet waiting"), "", "Grouping goroutines by their stacks.");
    };
    html! {
        <div key="goroutines" class="goroutines" aria-busy={(list.query != state.goroutines.query).to_string()}>
            { head(list, on_action) }
            { choices(list, &state.goroutines.query, on_action) }
            { for list.notes.iter().map(|note| titled("p", Some("note"), "", note)) }
            if list.shown == 0 {
                { titled("p", Some("quiet"), "", "No group is left. Choose another state, package or label, or show the healthy ones.") }
            }
            <ul class="groups" aria-label="Groups of goroutines">{ rich_text(&list.rows) }</ul>
            if let Some(more) = list.more() {
                { button(Some("button"), [""; 2], false, say(on_action, Action::QueryGoroutines(more)), words("Show more groups")) }
            }
        </div>
    }
}

/// How many there are, in which capture, and since which.
fn head(list: &GoroutineList, on_action: &Callback<Action>) -> Html {
    let [target, base] = [list.target, list.base].map(|place| &list.captures[place as usize]);
    let is_pair = list.target != list.base;
    let change = target.total - base.total;
    let options: Vec<Choosable> = list
        .captures
        .iter()
        .enumerate()
        .map(|(place, capture)| {
            let text = format!("{} · {} · {}", file_name(&capture.name), capture.form, capture.total);
            Choosable::new(place.to_string(), text)
        })
        .collect();
    let choose = |is_target: bool| {
        let query = list.query.clone();
        on_action.reform(move |place: String| {
            let mut query = query.clone();
            *(if is_target { &mut query.target } else { &mut query.base }) = place.parse().ok();
            Action::QueryGoroutines(query)
        })
    };
    let show = on_action.clone();
    let profile = target.profile;
    let on_graph = Callback::from(move |_: MouseEvent| {
        if let Some(profile) = profile {
            show.emit(Action::Show(profile));
            show.emit(Action::ShowTab(Tab::Flame));
        }
    });
    let plus = if target.is_cut { "at least " } else { "" };
    html! {
        <div class="head">
            <h2>{ format!("{plus}{} {}", target.total, if target.only_leaked { "leaked goroutines" } else { "goroutines" }) }</h2>
            if is_pair {
                { titled("span", Some(if change > 0 { "rate more" } else { "rate" }), "",
                    &format!("{change:+} since {}", file_name(&base.name))) }
            }
            <span class="spacer"></span>
            if list.captures.len() > 1 {
                <div class="group">
                    <label class="label" for="goroutines-base">{ "Since" }</label>
                    <Choice id="goroutines-base" options={options.clone()} chosen={list.base.to_string()} on_choose={choose(false)} />
                    <label class="label" for="goroutines-target">{ "Capture" }</label>
                    <Choice id="goroutines-target" {options} chosen={list.target.to_string()} on_choose={choose(true)} />
                </div>
            }
            { button(Some("button small"), ["", "These goroutines as a flame graph"], profile.is_none(), on_graph, words("Flame graph")) }
        </div>
    }
}

/// What narrows the groups down.
fn choices(list: &GoroutineList, query: &GoroutineQuery, on_action: &Callback<Action>) -> Html {
    let choose = |change: fn(&mut GoroutineQuery, String)| {
        let query = query.clone();
        on_action.reform(move |chosen: String| {
            let mut query = query.clone();
            change(&mut query, chosen);
            Action::QueryGoroutines(query)
        })
    };
    let select = |id: &'static str,
                  name: &'static str,
                  all: &'static str,
                  counts: &[(String, i64)],
                  chosen: &str,
                  change| {
        let counted =
            counts.iter().map(|(name, count)| Choosable::new(name.clone(), format!("{name} · {count}")));
        html! {
            <div class="group">
                <label class="label" for={id}>{ name }</label>
                <Choice {id} options={std::iter::once(Choosable::new("", all)).chain(counted).collect::<Vec<_>>()}
                    chosen={chosen.to_owned()} on_choose={choose(change)} />
            </div>
        }
    };
    let orders = ORDERS.map(|(_, name)| Choosable::new(name, name)).to_vec();
    let order = ORDERS.iter().find(|(order, _)| *order == query.order).map_or("", |(_, name)| *name);
    let wait =
        |minutes: u32| if minutes == 0 { "any wait".to_owned() } else { format!("≥ {minutes} minutes") };
    let waits: Vec<Choosable> =
        WAITS.iter().map(|&minutes| Choosable::new(minutes.to_string(), wait(minutes))).collect();
    let on_text = {
        let typed = choose(|query, text| query.text = text);
        Callback::from(move |event: InputEvent| {
            typed.emit(field(&event).map_or_else(String::new, |field| field.value()));
        })
    };
    let on_healthy = choose(|query, _| query.healthy = !query.healthy);
    html! {
        <div class="choices" role="group" aria-label="Which goroutines">
            <input class="field" type="search" aria-label="Find in stacks" placeholder="Find in stacks"
                value={query.text.clone()} oninput={on_text} />
            { select("goroutines-state", "State", "all states", &list.states, &query.state, |query, chosen| query.state = chosen) }
            { select("goroutines-package", "Package", "all packages", &list.packages, &query.package, |query, chosen| query.package = chosen) }
            if !list.labels.is_empty() {
                { select("goroutines-label", "Label", "all labels", &list.labels, &query.label, |query, chosen| query.label = chosen) }
            }
            <Choice id="goroutines-wait" label="Longest wait" options={waits} chosen={query.minutes.to_string()}
                on_choose={choose(|query, chosen| query.minutes = chosen.parse().unwrap_or(0))} />
            <Choice id="goroutines-order" label="Order of groups" options={orders} chosen={order}
                on_choose={choose(|query, chosen| {
                    query.order = ORDERS.iter().find(|(_, name)| *name == chosen).map_or_else(Default::default, |(order, _)| *order);
                })} />
            if list.healthy[0] > 0 {
                <label class="check">
                    <input type="checkbox" checked={query.healthy} onchange={on_healthy.reform(|_: Event| String::new())} />
                    { format!("Healthy ones, too ({} in {} groups)", list.healthy[1], list.healthy[0]) }
                </label>
            }
            { titled("span", Some("label"), "", &format!("{} goroutines in {} groups", list.left[1], list.left[0])) }
        </div>
    }
}

/// The last element of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
