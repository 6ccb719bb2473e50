//! The guide to capturing, in a dialog: a safe endpoint, what each profile costs, what a dump reveals, and how to prevent leaks.

use yew::prelude::*;

use super::elements::{button, plain};
use super::icons;
use super::listeners::say;
use super::rich_text::rich_text;
use crate::analysis::leaks::{Block, Guide};
use crate::app::Action;
use crate::worker::protocol::rich_text::RichText;

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
                    <section>{ plain("h3", &section.title) }{ blocks(&section.blocks) }</section>
                }) }
            </div>
        </dialog>
    }
}

/// Blocks that stand together: items of one list, or any other block by itself.
fn blocks(blocks: &[Block]) -> Html {
    let is_item = |block: &Block| matches!(block, Block::Item(_));
    let mut page = RichText::default();
    for run in blocks.chunk_by(|left, right| is_item(left) && is_item(right)) {
        if is_item(&run[0]) {
            page.open("ul");
        }
        for block in run {
            match block {
                Block::Paragraph(text) => page.prose("p", text),
                Block::Item(text) => page.prose("li", text),
                Block::Code(text) => {
                    page.open("div.advice").element("pre.snippet", text).copy_button("Copy", text).close()
                }
            };
        }
        if is_item(&run[0]) {
            page.close();
        }
    }
    rich_text(&page)
}
