//! The guide to capturing, in a dialog: a safe endpoint, what each profile costs, what a dump reveals, and how to prevent leaks.

use yew::prelude::*;

use super::copy::Copy;
use super::elements::{button, plain, words};
use super::icons;
use super::listeners::say;
use crate::analysis::leaks::{Block, Guide};
use crate::app::Action;

/// A dialog, to be shown modally.
pub(super) fn capture_guide(dialog: &NodeRef, texts: &str, on_action: &Callback<Action>) -> Html {
    let guide = Guide::parse(texts);
    html! {
        <dialog key="guide" class="report guide" ref={dialog.clone()} aria-labelledby="guide-title"
            onclose={say(on_action, Action::ShowGuide(false))}>
            <div class="head">
                <h2 id="guide-title">{ "Capture guide" }</h2>
                <span class="spacer"></span>
                { button(Some("button small square"), ["Close guide", ""], false, say(on_action, Action::ShowGuide(false)), icons::cross()) }
            </div>
            <div class="pages" tabindex="0" role="region" aria-label="Guide">
                { for guide.sections.iter().map(|section| html! {
                    <section>{ plain("h3", &section.title) }{ for section.blocks.iter().map(block) }</section>
                }) }
            </div>
        </dialog>
    }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Paragraph(text) => plain("p", text),
        Block::Item(text) => plain("li", text),
        Block::Code(text) => html! {
            <div class="advice"><pre class="snippet">{ words(text) }</pre><Copy name="Copy" text={AttrValue::from(text.clone())} /></div>
        },
    }
}
