//! The text reports of `go tool pprof`, to the byte.
