//! `airflame::analysis` and `airflame::units` against what `go tool pprof` printed, against a naive reference, and
//! drawn. `tests/profiles/README.md` says where the profiles and pprof's texts come from.

mod deep;
mod drawn;
#[path = "../shared/few_functions.rs"]
mod few_functions;
mod kept_place;
mod naive;
mod paced;
mod properties;
mod report;
mod same_as_pprof;
mod texts;
