//! The few icons, as inline SVG.

use yew::prelude::*;

/// The flame.
pub(super) fn flame() -> Html {
    html! {
        <svg viewBox="0 0 16 16" aria-hidden="true">
            <path fill="currentColor" d="M8.6.8c.5 2.3-.5 3.4-1.6 4.6C5.7 6.8 3.6 8.3 3.6 10.9a4.45 4.45 0 0 0 8.9.1c0-1.7-.7-3.2-1.6-4.3-.1 1.1-.5 1.9-1.2 2.4C10 6.2 10.6 3 8.6.8ZM8 14.2a2 2 0 0 1-2-2.1c0-1.2.9-1.9 1.7-2.9.3 1 .9 1.3 1.5 1.9.4.4.6.8.6 1.3A1.9 1.9 0 0 1 8 14.2Z"/>
        </svg>
    }
}

/// Two arrows that change places.
pub(super) fn swap() -> Html {
    arrow("M2.5 5.5h10M10 2.8l2.7 2.7L10 8.2M13.5 10.5h-10M6 7.8l-2.7 2.7L6 13.2")
}

/// An arrow that goes back.
pub(super) fn undo() -> Html {
    arrow("M5.5 3 2.5 6l3 3M2.5 6h7a3.5 3.5 0 0 1 0 7H6")
}

/// A plus that adds something.
pub(super) fn plus() -> Html {
    arrow("M8 3v10M3 8h10")
}

fn arrow(path: &'static str) -> Html {
    html! {
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"
                d={path}/>
        </svg>
    }
}

/// A cross that takes something away.
pub(super) fn cross() -> Html {
    html! {
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
            <path fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" d="m4 4 8 8M12 4l-8 8"/>
        </svg>
    }
}

/// A closed lock, beside the promise that nothing leaves the tab.
pub(super) fn lock() -> Html {
    html! {
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
            <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor"/>
            <path fill="none" stroke="currentColor" stroke-width="1.75" d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>
        </svg>
    }
}
