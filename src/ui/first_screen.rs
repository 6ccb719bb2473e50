//! The first screen: what this is, a place to drop profiles, and how to take some.

use yew::prelude::*;

use super::copy::Copy;
use super::listeners::say;
use crate::app::{CAPTURES, Capture};

/// The first screen, with the commands of the capture of that index.
pub(super) fn first_screen(
    shown: usize,
    on_capture: &Callback<usize>,
    on_open: Callback<MouseEvent>,
    on_example: Callback<MouseEvent>,
) -> Html {
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
                        <button class="button primary" onclick={on_open}>
                            { "Open profiles" }
                        </button>
                        <button class="button" onclick={on_example}
                            aria-label="Load example">
                            { "Load example: a leaking webhook service" }
                        </button>
                    </div>
                </div>
                { captures(shown, on_capture) }
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
fn captures(shown: usize, on_capture: &Callback<usize>) -> Html {
    let capture = CAPTURES[shown];
    let button = |(index, capture): (usize, &Capture)| {
        html! {
            <button key={index} aria-pressed={(index == shown).to_string()} onclick={say(on_capture, index)}>
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
                <Copy name="Copy" text={capture.commands} refused="Select it to copy" />
            </div>
        </section>
    }
}

fn line(line: &str) -> Html {
    html! { <div class={line.starts_with('#').then_some("comment")}>{ line }</div> }
}
