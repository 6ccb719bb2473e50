//! Which functions are Go's own.

/// Whether a function is of Go's standard library or runtime: the first element of its package's path has no dot, and it is
/// not `main`. Packages of a module without a dot in its first element look the same, and are told apart only by the list of
/// the standard library's first elements.
pub fn is_standard(function: &str) -> bool {
    let function = function.split_once('[').map_or(function, |(name, _)| name);
    let first = match function.find('/') {
        Some(slash) => &function[..slash],
        None => function.split_once('.').map_or(function, |(package, _)| package),
    };
    // Texts have `panic` for the runtime's function of it.
    function == "panic" || STANDARD.contains(&first)
}

/// The first path elements of the packages of Go 1.27's standard library, and the runtime's pseudo packages.
const STANDARD: [&str; 52] = [
    "archive",
    "arena",
    "bufio",
    "bytes",
    "cmp",
    "compress",
    "container",
    "context",
    "crypto",
    "database",
    "debug",
    "embed",
    "encoding",
    "errors",
    "expvar",
    "flag",
    "fmt",
    "go",
    "hash",
    "html",
    "image",
    "index",
    "internal",
    "io",
    "iter",
    "log",
    "maps",
    "math",
    "mime",
    "net",
    "os",
    "path",
    "plugin",
    "reflect",
    "regexp",
    "runtime",
    "simd",
    "slices",
    "sort",
    "strconv",
    "strings",
    "structs",
    "sync",
    "syscall",
    "testing",
    "text",
    "time",
    "unicode",
    "unique",
    "unsafe",
    "vendor",
    "weak",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_code_is_told_from_go() {
        for own in [
            "main.main",
            "github.com/acme/hookrelay/internal/webhook.processWebhook.func1",
            "gopkg.in/yaml%2ev2.x",
            "app/net.Dial",
        ] {
            assert!(!is_standard(own), "{own}");
        }
        for go in [
            "runtime.gopark",
            "net/http.(*conn).serve",
            "internal/poll.(*FD).Read",
            "weak.Make",
            "sync.(*Mutex).Lock",
            "io.(*pipe).read",
            "iter.Pull[...].func1.1",
        ] {
            assert!(is_standard(go), "{go}");
        }
    }
}
