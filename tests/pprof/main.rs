//! `airflame::pprof` against real files: `tests/profiles/README.md` says which and where they come from.

#[path = "../shared/any_profile.rs"]
mod any_profile;
mod archives;
mod chunks;
mod compressions;
#[path = "../shared/damage.rs"]
mod damage;
mod errors;
#[path = "../shared/fixtures.rs"]
mod fixtures;
mod generated;
mod limits;
mod malformed;
mod memory;
mod merged;
mod mutants;
mod oracle;
mod raw;
mod roundtrip;
mod texts;
mod warnings;
#[path = "../shared/watch.rs"]
mod watch;
#[path = "../shared/written.rs"]
mod written;
