//! Names and files as Go has them.

use rustc_hash::FxHashSet;

use crate::random::Random;

/// Where a function's source stands: packages of the standard library, of other people, or of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    Program,
    Library,
    Standard,
}

const STANDARD: &[&str] = &[
    "bufio",
    "bytes",
    "compress/flate",
    "compress/gzip",
    "context",
    "crypto/aes",
    "crypto/tls",
    "crypto/x509",
    "database/sql",
    "encoding/base64",
    "encoding/binary",
    "encoding/json",
    "encoding/xml",
    "errors",
    "fmt",
    "html/template",
    "io",
    "log/slog",
    "maps",
    "math/big",
    "mime/multipart",
    "net",
    "net/http",
    "net/textproto",
    "net/url",
    "os",
    "path/filepath",
    "reflect",
    "regexp",
    "regexp/syntax",
    "runtime",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "syscall",
    "text/template",
    "time",
    "unicode/utf8",
    "internal/poll",
    "internal/runtime/maps",
];

const LIBRARIES: &[&str] = &[
    "github.com/acme/backoff",
    "github.com/acme/go-redis/v9",
    "github.com/gopherworks/lru",
    "github.com/gridlabs/parquet-go",
    "github.com/gridlabs/parquet-go/encoding",
    "github.com/jsonfast/iter",
    "github.com/kitlog/zap",
    "github.com/kitlog/zap/zapcore",
    "github.com/metrixhq/client_golang/prometheus",
    "github.com/metrixhq/common/expfmt",
    "github.com/muxer/chi/v5",
    "github.com/muxer/chi/v5/middleware",
    "github.com/pgwire/pgx/v5",
    "github.com/pgwire/pgx/v5/pgconn",
    "github.com/pgwire/pgx/v5/pgtype",
    "github.com/snappyhq/snappy",
    "go.example.org/otel/sdk/trace",
    "go.example.org/otel/trace",
    "google.example.org/grpc",
    "google.example.org/grpc/internal/transport",
    "google.example.org/protobuf/internal/impl",
    "google.example.org/protobuf/proto",
    "gopkg.example.in/yaml.v3",
];

const PARTS: &[&str] = &[
    "account", "audit", "billing", "cache", "catalog", "checkout", "customer", "delivery", "event",
    "feature", "gateway", "index", "ingest", "invoice", "ledger", "limit", "mail", "media", "notify",
    "order", "payment", "policy", "price", "query", "queue", "report", "route", "search", "session", "shard",
    "store", "stream", "tenant", "token", "usage", "webhook",
];

const TYPES: &[&str] = &[
    "Batch",
    "Buffer",
    "Builder",
    "Client",
    "Codec",
    "Conn",
    "Context",
    "Cursor",
    "Decoder",
    "Encoder",
    "Entry",
    "Filter",
    "Group",
    "Handler",
    "Iterator",
    "Manager",
    "Node",
    "Parser",
    "Pool",
    "Reader",
    "Registry",
    "Request",
    "Resolver",
    "Row",
    "Scanner",
    "Schema",
    "Server",
    "Service",
    "Snapshot",
    "Table",
    "Tx",
    "Worker",
    "Writer",
    "bucket",
    "fieldCache",
    "frame",
    "keyRing",
    "pageBuf",
    "state",
    "treeNode",
];

const VERBS: &[&str] = &[
    "Add",
    "Alloc",
    "Append",
    "Apply",
    "Build",
    "Clone",
    "Close",
    "Commit",
    "Copy",
    "Decode",
    "Do",
    "Encode",
    "Exec",
    "Expand",
    "Fetch",
    "Fill",
    "Flush",
    "Format",
    "Get",
    "Grow",
    "Handle",
    "Insert",
    "Load",
    "Lookup",
    "Marshal",
    "Merge",
    "Next",
    "Open",
    "Parse",
    "Process",
    "Publish",
    "Put",
    "Query",
    "Read",
    "Reduce",
    "Register",
    "Resolve",
    "Run",
    "Scan",
    "Send",
    "Serve",
    "Split",
    "Store",
    "Sync",
    "Transform",
    "Unmarshal",
    "Update",
    "Validate",
    "Visit",
    "Write",
];

const OBJECTS: &[&str] = &[
    "", "", "", "All", "Array", "Attr", "Batch", "Block", "Body", "Bytes", "Chunk", "Column", "Context",
    "Entry", "Field", "Header", "Index", "Item", "Key", "Line", "Map", "Message", "Metric", "Object", "Page",
    "Record", "Result", "Row", "Slice", "Span", "String", "Struct", "Token", "Tree", "Tuple", "Value",
];

/// The entries of goroutines, likeliest first, with their files.
pub(crate) const ENTRIES: &[(&str, &str)] = &[
    ("net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go"),
    (
        "google.example.org/grpc.(*Server).serveStreams.func2.1",
        "/go/pkg/mod/google.example.org/grpc@v1.71.0/server.go",
    ),
    ("runtime.main", "/usr/local/go/src/runtime/proc.go"),
    ("main.(*worker).loop", "/src/app/cmd/app/worker.go"),
    ("net/http.(*http2serverConn).runHandler", "/usr/local/go/src/net/http/h2_bundle.go"),
    (
        "golang.example.org/x/sync/errgroup.(*Group).Go.func1",
        "/go/pkg/mod/golang.example.org/x/sync@v0.12.0/errgroup/errgroup.go",
    ),
    ("main.(*pipeline).start.func1", "/src/app/cmd/app/pipeline.go"),
    ("database/sql.(*DB).connectionOpener", "/usr/local/go/src/database/sql/sql.go"),
    ("runtime.gcBgMarkWorker", "/usr/local/go/src/runtime/mgc.go"),
    ("time.goFunc", "/usr/local/go/src/time/sleep.go"),
    ("main.main.func3", "/src/app/cmd/app/main.go"),
    ("runtime.bgsweep", "/usr/local/go/src/runtime/mgcsweep.go"),
];

/// Makes names, none twice.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: FxHashSet<String>,
}

impl Names {
    /// A function's name and its file.
    pub(crate) fn function(&mut self, home: Home, random: &mut Random) -> (String, String) {
        let package = package(home, random);
        let unit = random.pick(TYPES);
        let file = format!("{}/{}.go", folder(home, &package), unit.to_lowercase());
        loop {
            let name = name(&package, unit, random);
            if self.taken.insert(name.clone()) {
                return (name, file);
            }
        }
    }

    /// The entry of this number and its file.
    pub(crate) fn entry(&mut self, index: usize) -> (String, String) {
        let (name, file) = ENTRIES[index % ENTRIES.len()];
        self.taken.insert(name.to_owned());
        (name.to_owned(), file.to_owned())
    }
}

fn package(home: Home, random: &mut Random) -> String {
    match home {
        Home::Standard => (*random.pick(STANDARD)).to_owned(),
        Home::Library => (*random.pick(LIBRARIES)).to_owned(),
        Home::Program if random.chance(0.05) => "main".to_owned(),
        Home::Program => {
            let part = random.pick(PARTS);
            match random.below(3) {
                0 => format!("github.com/acme/platform/internal/{part}"),
                1 => format!("github.com/acme/platform/pkg/{part}/{}", random.pick(PARTS)),
                _ => format!("github.com/acme/platform/services/{part}"),
            }
        }
    }
}

fn folder(home: Home, package: &str) -> String {
    match home {
        Home::Standard => format!("/usr/local/go/src/{package}"),
        Home::Library => format!("/go/pkg/mod/{package}@v1.8.2"),
        Home::Program if package == "main" => "/src/app/cmd/app".to_owned(),
        Home::Program => package.replace("github.com/acme/platform", "/src/app"),
    }
}

fn name(package: &str, unit: &str, random: &mut Random) -> String {
    let mut verb = format!("{}{}", random.pick(VERBS), random.pick(OBJECTS));
    if random.chance(0.4) {
        verb[..1].make_ascii_lowercase();
    }
    let mut name = match random.below(20) {
        0..9 => format!("{package}.(*{unit}).{verb}"),
        9 => format!("{package}.(*{unit}[...]).{verb}"),
        10 => format!("{package}.{verb}[...]"),
        11..14 => format!("{package}.{unit}.{verb}"),
        _ => format!("{package}.{verb}{}{}", unit[..1].to_uppercase(), &unit[1..]),
    };
    if random.chance(0.15) {
        name.push_str(&format!(".func{}", 1 + random.below(6)));
        if random.chance(0.25) {
            name.push_str(&format!(".{}", 1 + random.below(4)));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_go_and_never_twice() {
        let (mut names, mut random) = (Names::default(), Random::new(1, 2));
        let made: Vec<_> = (0..60_000).map(|_| names.function(Home::Standard, &mut random).0).collect();
        assert_eq!(names.taken.len(), made.len());
        for form in [".(*", "[...]", ".func1", "runtime.", "encoding/json."] {
            assert!(made.iter().any(|name| name.contains(form)), "{form}");
        }
    }
}
