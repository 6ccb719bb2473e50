//! `airflame::report` against what `go tool pprof` printed.

mod raw;
