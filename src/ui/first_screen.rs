//! The first screen: what this is, a place to drop profiles, and how to take some.

use yew::prelude::*;

use crate::app::{CAPTURES, Capture};
use crate::dom::clipboard;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) on_open: Callback<()>,
    pub(super) on_example: Callback<()>,
}

/// The first screen.
#[component]
pub(super) fn FirstScreen(props: &Props) -> Html {
    html! {
        <main class="first">
            <div class="first-inner">
                <h1>{ "See what grew, and where." }</h1>
                <p class="lead">
                    { "Airflame reads Go’s pprof profiles in this tab: flame graphs, top functions, and the difference \
                       between any two snapshots. Nothing is uploaded; the page forbids itself the network." }
                </p>
                <div class="zone">
                    <h2>{ "Drop profiles anywhere" }</h2>
                    <p>{ "heap, allocs, CPU, goroutine, block, mutex · .pb.gz, .pb, zip, folders · several at once" }</p>
                    <div class="row">
                        <button class="button primary" onclick={props.on_open.reform(|_: MouseEvent| ())}>
                            { "Open profiles" }
                        </button>
                        <button class="button" onclick={props.on_example.reform(|_: MouseEvent| ())}
                            aria-label="Load example">
                            { "Load example: a leaking webhook service" }
                        </button>
                    </div>
                </div>
                <Captures />
                <div class="three">
                    <div><h3>{ "Exact" }</h3><p>{ "The numbers that go tool pprof prints, function by function." }</p></div>
                    <div><h3>{ "Comparing" }</h3><p>{ "Two snapshots on one graph: more, less, new and gone." }</p></div>
                    <div><h3>{ "Private" }</h3><p>{ "One file that works offline, from a USB stick or any static host." }</p></div>
                </div>
            </div>
        </main>
    }
}

/// The commands that take profiles, to copy.
#[component]
fn Captures() -> Html {
    let shown = use_state(|| 0);
    let copied = use_state(|| None::<bool>);
    let capture = CAPTURES[*shown];
    let copy = {
        let copied = copied.clone();
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            wasm_bindgen_futures::spawn_local(async move {
                copied.set(Some(clipboard::copy(capture.commands).await));
            });
        })
    };
    let choose = |index: usize| {
        let (shown, copied) = (shown.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            shown.set(index);
            copied.set(None);
        })
    };
    let button = |(index, capture): (usize, &Capture)| {
        html! {
            <button key={index} aria-pressed={(index == *shown).to_string()} onclick={choose(index)}>
                { capture.name }
            </button>
        }
    };
    html! {
        <section aria-labelledby="capture-title">
            <div class="capture-head">
                <span class="label" id="capture-title">{ "Take profiles" }</span>
                <div class="segments" role="group" aria-labelledby="capture-title">
                    { for CAPTURES.iter().enumerate().map(button) }
                </div>
            </div>
            <div class="code">
                { for capture.commands.lines().map(line) }
                <button class="button small" onclick={copy}>
                    { match *copied { None => "Copy", Some(true) => "Copied", Some(false) => "Select it to copy" } }
                </button>
            </div>
        </section>
    }
}

fn line(line: &str) -> Html {
    html! { <div class={line.starts_with('#').then_some("comment")}>{ line }</div> }
}
