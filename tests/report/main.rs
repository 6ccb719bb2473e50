//! The reports equal what `go tool pprof` prints, to the byte; and what must hold of every report.

#[path = "../shared/any_profile.rs"]
mod any_profile;
#[path = "../shared/damage.rs"]
mod damage;
#[path = "../shared/few_functions.rs"]
mod few_functions;
#[path = "../shared/fixtures.rs"]
#[expect(dead_code, reason = "what the tests of the decoder ask of a fixture")]
mod fixtures;
mod hostile;
mod invariants;
mod machine;
mod oracle;
mod stored;
#[path = "../shared/watch.rs"]
mod watch;
#[path = "../shared/written.rs"]
mod written;
