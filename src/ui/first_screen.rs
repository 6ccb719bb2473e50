//! The first screen: what this is, a place to drop profiles, and how to take some.

use yew::prelude::*;

use super::copy::Copy;
use super::elements::{button, plain, words};
use super::listeners::say;
use crate::app::{CAPTURES, Capture};

const PROMISES: [(&str, &str); 3] = [
    ("Exact", "The numbers that go tool pprof prints, function by function."),
    ("Comparing", "Two snapshots on one graph: more, less, new and gone."),
    ("Private", "One file that works offline, from a USB stick or any static host."),
];

/// The first screen, with the commands of the capture of that index.
pub(super) fn first_screen(
    shown: usize,
    on_capture: &Callback<usize>,
    on_open: Callback<MouseEvent>,
    on_example: Callback<MouseEvent>,
    on_guide: Callback<MouseEvent>,
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
                        { button(Some("button primary"), [""; 2], false, on_open, words("Open profiles")) }
                        { button(Some("button"), ["Load example", ""], false, on_example,
                            words("Load example: a leaking webhook service")) }
                    </div>
                </div>
                { captures(shown, on_capture, on_guide) }
                <div class="three">
                    { for PROMISES.map(|(name, text)| html! { <div>{ plain("h3", name) }{ plain("p", text) }</div> }) }
                </div>
            </div>
        </main>
    }
}

/// The commands that take profiles, to copy.
fn captures(shown: usize, on_capture: &Callback<usize>, on_guide: Callback<MouseEvent>) -> Html {
    let capture = CAPTURES[shown];
    let choice = |(index, capture): (usize, &Capture)| {
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
                    { for CAPTURES.iter().enumerate().map(choice) }
                </div>
            </div>
            <div class="code">
                { for capture.commands.lines().map(line) }
                <Copy name="Copy" text={capture.commands} refused="Select it to copy" />
            </div>
            { button(Some("button small"), [""; 2], false, on_guide, words("Capture guide")) }
        </section>
    }
}

fn line(line: &str) -> Html {
    html! { <div class={line.starts_with('#').then_some("comment")}>{ line }</div> }
}
