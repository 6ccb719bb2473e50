//! The reports equal what `go tool pprof` prints, to the byte.

mod machine;
mod oracle;
mod stored;
