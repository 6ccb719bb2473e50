//! A long table of which only the rows are drawn that are seen, and some on either side.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::Action;

/// The height of a row in CSS pixels; `app.css` has the same.
const ROW_HEIGHT: i32 = 28;

/// How many rows are held beyond those that are seen, on either side.
const OVERSCAN: u32 = 30;

/// The tallest that the inner element may be: browsers stop at some 17 million pixels, and rows behind it could
/// not be reached. 500,000 functions fit.
const MOST_HEIGHT: i64 = 14_000_000;

/// The elements whose size, place or scroll position counts.
#[derive(Default)]
pub(super) struct RowWindow {
    /// What scrolls.
    pub(super) scroller: NodeRef,
    /// As tall as all rows.
    pub(super) body: NodeRef,
    /// The rows that are here.
    pub(super) rows: NodeRef,
}

impl RowWindow {
    /// Makes the body as tall as all rows, and puts those that are here in their place: through CSSOM, because the
    /// page's policy allows no style attributes.
    pub(super) fn place(&self, row_count: u32, first: u32) {
        let height = (i64::from(row_count) * i64::from(ROW_HEIGHT)).min(MOST_HEIGHT);
        set_style(&self.body, "height", &format!("{height}px"));
        set_style(
            &self.rows,
            "transform",
            &format!("translateY({}px)", i64::from(first) * i64::from(ROW_HEIGHT)),
        );
    }

    /// Asks for rows when those that are here, `first` and behind it `count`, are nearly scrolled away.
    pub(super) fn on_scroll(
        &self,
        row_count: u32,
        here: Option<(u32, usize)>,
        on_action: &Callback<Action>,
    ) -> Callback<Event> {
        let (scroller, on_action) = (self.scroller.clone(), on_action.clone());
        Callback::from(move |_: Event| {
            let Some(element) = scroller.cast::<HtmlElement>() else { return };
            let seen_first = (element.scroll_top() / ROW_HEIGHT).max(0) as u32;
            let seen = (element.client_height() / ROW_HEIGHT) as u32 + 2;
            let wanted_first = seen_first.saturating_sub(OVERSCAN);
            let wanted_end = (seen_first + seen + OVERSCAN).min(row_count);
            let is_here = here.is_some_and(|(first, count)| {
                let end = first + count as u32;
                first <= seen_first.saturating_sub(OVERSCAN / 2)
                    && (end >= row_count || end >= seen_first + seen + OVERSCAN / 2)
            });
            if !is_here {
                on_action.emit(Action::NeedTopRows { first: wanted_first, count: wanted_end - wanted_first });
            }
        })
    }
}

fn set_style(node: &NodeRef, property: &str, value: &str) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Fails for no property that we set.
        let _ = element.style().set_property(property, value);
    }
}
