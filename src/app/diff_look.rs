//! How a diff is coloured, as the user wants it: a matter of the page alone.

use crate::analysis::DiffWidth;
use crate::scene::SiblingOrder;
use crate::scene::colour::{DiffColouring, DiffPalette, DiffScale, NoiseFloor};
use crate::worker::protocol::ViewSummary;

/// How changes are coloured, whatever is compared. No number depends on it, so the worker is not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DiffLook {
    /// What colours measure.
    pub scale: DiffScale,
    /// Which colours.
    pub palette: DiffPalette,
    /// Below what share of the total a change has none.
    pub floor: NoiseFloor,
}

impl DiffLook {
    /// The colours of a view's changes.
    pub fn colouring(self, view: &ViewSummary) -> DiffColouring {
        DiffColouring {
            palette: self.palette,
            scale: self.scale,
            floor: self.floor.of_totals(view.total.base.unwrap_or(0), view.total.target),
            largest: view.largest_change,
        }
    }
}

/// Something to choose, its name in the address bar and its name on screen.
type Named<T> = (T, &'static str, &'static str);

/// What widths stand for.
pub const WIDTHS: [Named<DiffWidth>; 5] = [
    (DiffWidth::Union, "union", "Union"),
    (DiffWidth::Target, "target", "Target"),
    (DiffWidth::Base, "base", "Base"),
    (DiffWidth::Growth, "growth", "Growth only"),
    (DiffWidth::Churn, "churn", "Churn"),
];

/// What colours measure.
pub const SCALES: [Named<DiffScale>; 2] =
    [(DiffScale::Relative, "relative", "Relative"), (DiffScale::Absolute, "absolute", "Absolute")];

/// Which colours there are.
pub const PALETTES: [Named<DiffPalette>; 3] = [
    (DiffPalette::BlueOrange, "blue-orange", "Blue–orange"),
    (DiffPalette::BlueYellow, "blue-yellow", "Blue–yellow"),
    (DiffPalette::PurpleGreen, "purple-green", "Purple–green"),
];

/// How siblings stand.
pub const ORDERS: [Named<SiblingOrder>; 2] =
    [(SiblingOrder::BySize, "size", "By size"), (SiblingOrder::ByName, "name", "By name")];

/// The name of a choice in the address bar.
pub fn choice_name<T: Copy + PartialEq>(
    choices: &[(T, &'static str, &'static str)],
    chosen: T,
) -> &'static str {
    choices.iter().find(|choice| choice.0 == chosen).map_or("", |choice| choice.1)
}

/// The choice of that name in the address bar.
pub fn choice_of<T: Copy>(choices: &[(T, &'static str, &'static str)], name: &str) -> Option<T> {
    choices.iter().find(|choice| choice.1 == name).map(|choice| choice.0)
}
