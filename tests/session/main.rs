//! The worker's session as the page uses it: requests in, replies out, no browser.

mod ahead;
mod archives;
mod comparing;
mod diff_widths;
mod differences;
mod diffs;
mod extremes;
mod filters;
mod harness;
mod leaks;
#[path = "../report/machine.rs"]
mod machine;
mod nodes;
mod opening;
mod random;
mod series;
mod series_table;
mod side_by_side;
mod table;
#[path = "../analysis/texts.rs"]
mod texts;
mod viewing;
#[path = "../shared/watch.rs"]
mod watch;
mod wire;
mod yielding;
