//! `airflame::pprof` against real files: `tests/profiles/README.md` says which and where they come from.

mod archives;
mod chunks;
mod compressions;
mod errors;
mod fixtures;
mod generated;
mod limits;
mod malformed;
mod merged;
mod mutants;
mod oracle;
mod raw;
mod roundtrip;
mod texts;
mod warnings;
