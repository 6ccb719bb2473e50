//! The user interface: parts of the page, one a file, around the pure state of [`app`](crate::app).
//!
//! The parts are functions. Only what holds a state of its own is a Yew component, for each costs some 5 KB of code.
//!
//! What moves with the pointer (hover, pan, zoom) never goes through Yew: [`flame_surface`] draws it itself.

mod acts;
mod alerts;
mod application;
mod capture_guide;
mod choice;
mod compare_offer;
mod controls;
mod copy;
mod drop_target;
mod elements;
mod filter_bar;
mod first_screen;
mod flame_graphs;
mod flame_surface;
mod flame_twin;
mod flame_view;
mod foot;
mod goroutine_list;
mod help;
mod icons;
mod inspector;
mod keys;
mod leaks_view;
mod legend;
mod listeners;
mod metric_choice;
mod peek_list;
mod readings;
mod rehearsal;
mod report_dialog;
mod rich_text;
mod row_window;
mod series_chart;
mod series_table;
mod snapshot_list;
mod tabs;
mod tag_list;
mod timeline;
mod tooltip;
mod top_bar;
mod top_table;
mod values;

/// Shows the page in the element `#app`.
pub fn mount() {
    console_error_panic_hook::set_once();
    let Some(root) = crate::dom::document().get_element_by_id("app") else { return };
    yew::Renderer::<application::Application>::with_root(root).render();
}
