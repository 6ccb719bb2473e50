//! Reading function names: which package a function is in, and how to shorten its name.
//!
//! Names come as linkers write them. Those of Go have an import path, a package, perhaps a receiver, and brackets
//! for type parameters that hold paths of their own:
//!
//! ```text
//!  github.com/acme/hookrelay/internal/session.(*Store).Remember
//!  ├────────── import path ──────────────────┤ receiver  method
//!  github.com/acme/shapes%2ev2.(*Tree[go.shape.map[string]*github.com/acme/x.Box]).Walk.func1
//! ```

/// The package of a function, a prefix of its name; empty where the name has none.
///
/// This is the rule of pprof, `^((.*/)?[\w\d_]+)(\.|::)([^/]*)$`, read without backtracking and made to hold for
/// more names: what is in brackets or behind a space is not looked at, elements of a path may hold any character
/// but `.` and `:`, a version as in `gopkg.in/yaml.v3` belongs to the path, and Java's packages have more than one
/// element.
///
/// ```
/// use airflame::analysis::function_name::package;
///
/// assert_eq!(package("net/http.(*conn).serve"), "net/http");
/// assert_eq!(package("main.main.func1.gowrap2"), "main");
/// assert_eq!(package("std::vector<int>::push_back"), "std");
/// assert_eq!(package("_start"), "");
/// ```
pub fn package(name: &str) -> &str {
    let head = head(name);
    let element = head.rfind('/').map_or(0, |slash| slash + 1);
    let Some(mut end) = separators(head, element).next().map(|(at, _)| at) else { return "" };
    if end == element {
        return "";
    }
    if element > 0 {
        end = version_end(head, end);
    } else if let Some(java) = java_package_end(head) {
        end = java;
    }
    &name[..end]
}

/// Ever shorter forms of a name, the longest (the name itself) first; each is a suffix of the one before.
///
/// They begin behind a `/` of the path, and then behind a `.` or `::`. Nothing is cut inside brackets, behind a
/// space, or before what says nothing alone: the `func1` and `gowrap2` of a closure, the extension of a file.
///
/// ```
/// use airflame::analysis::function_name::shorter_forms;
///
/// let forms: Vec<&str> = shorter_forms("net/http.(*conn).serve.func1").collect();
/// assert_eq!(forms, ["net/http.(*conn).serve.func1", "http.(*conn).serve.func1", "(*conn).serve.func1", "serve.func1"]);
/// ```
pub fn shorter_forms(name: &str) -> impl Iterator<Item = &str> {
    let head = head(name);
    let element = head.rfind('/').map_or(0, |slash| slash + 1);
    let in_path = head.match_indices('/').map(|(at, _)| at + 1).filter(|&at| at < name.len());
    let behind = separators(name, element).map(|(_, end)| end).filter(|&at| says_something(&name[at..]));
    std::iter::once(0)
        .chain(in_path)
        .chain(behind)
        .map(|at| &name[at..])
        .filter(move |form| form.len() == name.len() || !form.is_empty())
}

/// The name from the last element of its import path on: `session.(*Store).Remember`.
pub fn unqualified(name: &str) -> &str {
    match head(name).rfind('/') {
        Some(slash) if slash + 1 < name.len() => &name[slash + 1..],
        _ => name,
    }
}

/// The part before the first bracket or space: where the path is.
fn head(name: &str) -> &str {
    let is_end = |&byte: &u8| matches!(byte, b'[' | b'(' | b'<' | b'{' | b' ');
    &name[..name.as_bytes().iter().position(is_end).unwrap_or(name.len())]
}

/// Where each `.` and `::` outside of brackets begins and ends, from `start` to the first space.
fn separators(name: &str, start: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = name.as_bytes();
    let mut depth = 0_u32;
    let mut at = start;
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            let here = at;
            at += 1;
            match byte {
                b'[' | b'(' | b'<' | b'{' => depth += 1,
                b']' | b')' | b'>' | b'}' => depth = depth.saturating_sub(1),
                b' ' if depth == 0 => at = bytes.len(),
                b'.' if depth == 0 => return Some((here, at)),
                b':' if depth == 0 && bytes.get(at) == Some(&b':') => {
                    at += 1;
                    return Some((here, at));
                }
                _ => {}
            }
        }
        None
    })
}

/// Whether the rest of a name stands for itself.
fn says_something(rest: &str) -> bool {
    const OF_CLOSURES: [&str; 4] = ["func", "gowrap", "deferwrap", ""];
    const EXTENSIONS: [&str; 13] =
        ["go", "s", "S", "c", "cc", "cpp", "h", "hpp", "rs", "py", "js", "ts", "java"];
    let is_end = |&byte: &u8| matches!(byte, b'.' | b':' | b' ' | b'[' | b'(');
    let (element, behind) = rest.split_at(rest.as_bytes().iter().position(is_end).unwrap_or(rest.len()));
    let Some(first) = element.as_bytes().first() else {
        return behind.starts_with('('); // a receiver
    };
    let is_digit = |letter: char| letter.is_ascii_digit();
    // Nearly all are told apart by their first letter and their length: this is asked for every name on the screen.
    let is_closure = matches!(first, b'f' | b'g' | b'd' | b'0'..=b'9')
        && OF_CLOSURES
            .iter()
            .any(|prefix| element.strip_prefix(prefix).is_some_and(|number| number.starts_with(is_digit)));
    let is_extension =
        element.len() <= 4 && EXTENSIONS.contains(&element) && !behind.starts_with(['.', '(', '[']);
    !is_closure && !is_extension
}

/// The end of a version behind the last element of a path, `.v3` of `gopkg.in/yaml.v3.Unmarshal`; else `end`.
fn version_end(head: &str, end: usize) -> usize {
    let Some(version) = head[end..].strip_prefix(".v") else { return end };
    let digits = version.len() - version.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let is_version = digits > 0 && version[digits..].starts_with('.');
    if is_version { end + 2 + digits } else { end }
}

/// The end of the package in a name of Java, Kotlin or Scala: `java.util` of `java.util.HashMap.put`. They begin
/// with a reversed domain or a word of the platform, and a class begins with a capital letter.
fn java_package_end(head: &str) -> Option<usize> {
    const ROOTS: [&str; 14] = [
        "java", "javax", "jdk", "sun", "com", "org", "kotlin", "kotlinx", "scala", "clojure", "groovy",
        "android", "androidx", "dalvik",
    ];
    let (root, _) = head.split_once('.')?;
    let mut end = 0;
    for (elements, element) in head.split('.').enumerate() {
        if element.starts_with(|letter: char| letter.is_ascii_uppercase()) {
            // Go has packages `io` and `net`, with no more than one element.
            let is_java = ROOTS.contains(&root) || (matches!(root, "io" | "net") && elements >= 3);
            return (is_java && elements > 0).then(|| end - 1);
        }
        end += element.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn packages() {
        let table = [
            (
                "github.com/acme/hookrelay/internal/session.(*Store).Remember",
                "github.com/acme/hookrelay/internal/session",
            ),
            ("main.main", "main"),
            ("main.main.func1.gowrap2", "main"),
            ("main.(*app).handleSession-fm", "main"),
            ("runtime.mallocgc", "runtime"),
            ("runtime/pprof.(*Profile).WriteTo", "runtime/pprof"),
            ("internal/runtime/maps.(*Iter).Next", "internal/runtime/maps"),
            ("vendor/golang.org/x/net/http2.ReadFrame", "vendor/golang.org/x/net/http2"),
            ("github.com/redis/go-redis/v9.(*Client).Get", "github.com/redis/go-redis/v9"),
            ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml%2ev3"),
            ("gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.v3"),
            ("gopkg.in/yaml.vector", "gopkg.in/yaml"),
            ("github.com/acme/go-kit.Do[...]", "github.com/acme/go-kit"),
            ("example.com/größe.Messen", "example.com/größe"),
            ("slices.SortFunc[go.shape.[]github.com/x/y.Z,go.shape.int]", "slices"),
            ("main.f.func1({a/b.C})", "main"),
            ("github.com/x/y.glob..func1", "github.com/x/y"),
            (
                "github.com/acme/hookrelay/internal/shapes%252ev2.(*Tree[go.shape.string,go.shape.struct { First int; Second []string }]).All.func1",
                "github.com/acme/hookrelay/internal/shapes%252ev2",
            ),
            (
                "github.com/acme/hookrelay/internal/shapes%2ev2.(*Box[go.shape.chan int]).Convert[go.shape.int]",
                "github.com/acme/hookrelay/internal/shapes%2ev2",
            ),
            (
                "github.com/acme/hookrelay/internal/shapes%2ev2.(*Größe).Verdoppeln",
                "github.com/acme/hookrelay/internal/shapes%2ev2",
            ),
            (
                "github.com/acme/hookrelay/internal/shapes%2ev2.(*Tree[go.shape.float64,go.shape.map[string]*github.com/acme/hookrelay/internal/shapes%2ev2.Box[error]]).Insert",
                "github.com/acme/hookrelay/internal/shapes%2ev2",
            ),
            ("main.main /src/main.go:12", "main"),
            ("ns::f", "ns"),
            ("std::__1::vector<int, a::b>::push_back(int&&)", "std"),
            ("tcmalloc::allocate(unsigned long)", "tcmalloc"),
            ("alloc::vec::Vec<T>::push", "alloc"),
            ("(anonymous namespace)::f", ""),
            ("java.util.HashMap.put", "java.util"),
            ("com.acme.hook.Relay$Inner.run", "com.acme.hook"),
            ("io.netty.channel.nio.NioEventLoop.run", "io.netty.channel.nio"),
            ("io.ReadAll", "io"),
            ("io.multiReader.WriteTo.func1", "io"),
            ("net.netFD.Read.func1", "net"),
            ("time.Time.Sub", "time"),
            ("asyncio.base_events.run_forever", "asyncio"),
            ("_start", ""),
            ("[libc.so.6]", ""),
            ("net/http", ""),
            ("", ""),
            (".", ""),
            ("::", ""),
            ("a/", ""),
            ("/.x", ""),
            ("<", ""),
        ];
        for (name, expected) in table {
            assert_eq!(package(name), expected, "{name}");
        }
    }

    #[test]
    fn forms() {
        let table: [(&str, &[&str]); 18] = [
            (
                "github.com/acme/hookrelay/internal/session.(*Store).Remember",
                &[
                    "acme/hookrelay/internal/session.(*Store).Remember",
                    "hookrelay/internal/session.(*Store).Remember",
                    "internal/session.(*Store).Remember",
                    "session.(*Store).Remember",
                    "(*Store).Remember",
                    "Remember",
                ],
            ),
            ("main.main", &["main"]),
            ("main.main.func1.gowrap2", &["main.func1.gowrap2"]),
            ("main.(*app).handleSession-fm", &["(*app).handleSession-fm", "handleSession-fm"]),
            ("runtime.mallocgc", &["mallocgc"]),
            ("github.com/x/y.glob..func1", &["x/y.glob..func1", "y.glob..func1", "glob..func1"]),
            ("github.com/x/y.init.0", &["x/y.init.0", "y.init.0", "init.0"]),
            (
                "x/shapes%2ev2.(*Tree[go.shape.map[string]*github.com/acme/x.Box[error]]).Insert",
                &[
                    "shapes%2ev2.(*Tree[go.shape.map[string]*github.com/acme/x.Box[error]]).Insert",
                    "(*Tree[go.shape.map[string]*github.com/acme/x.Box[error]]).Insert",
                    "Insert",
                ],
            ),
            (
                "shapes%252ev2.(*Tree[go.shape.struct { First int; Second []string }]).All.func1",
                &["(*Tree[go.shape.struct { First int; Second []string }]).All.func1", "All.func1"],
            ),
            (
                "shapes.(*Box[go.shape.chan int]).Convert[go.shape.int]",
                &["(*Box[go.shape.chan int]).Convert[go.shape.int]", "Convert[go.shape.int]"],
            ),
            ("shapes%2ev2.(*Größe).Verdoppeln", &["(*Größe).Verdoppeln", "Verdoppeln"]),
            ("main.main /src/main.go:12", &["main /src/main.go:12"]),
            ("/src/hookrelay/main.go", &["src/hookrelay/main.go", "hookrelay/main.go", "main.go"]),
            ("ns::inner::f(std::string const&)", &["inner::f(std::string const&)", "f(std::string const&)"]),
            ("std::vector<a::b>::push_back", &["vector<a::b>::push_back", "push_back"]),
            ("java.util.HashMap.put", &["util.HashMap.put", "HashMap.put", "put"]),
            ("_start", &[]),
            ("", &[]),
        ];
        for (name, expected) in table {
            let forms: Vec<&str> = shorter_forms(name).collect();
            assert_eq!(forms[0], name);
            assert_eq!(&forms[1..], expected, "{name}");
        }
    }

    #[test]
    fn unqualified_names() {
        assert_eq!(unqualified("github.com/acme/session.(*Store).Remember"), "session.(*Store).Remember");
        assert_eq!(unqualified("slices.Sort[a/b.C]"), "slices.Sort[a/b.C]");
        assert_eq!(unqualified("a/"), "a/");
    }

    proptest! {
        #[test]
        fn any_name_is_read(name in "[ab/.:%\\[\\](){}<> ö1]{0,30}|(func1|v2|io|com|[./:])*|\\PC*") {
            prop_assert!(name.starts_with(package(&name)));
            let forms: Vec<&str> = shorter_forms(&name).collect();
            prop_assert_eq!(forms[0], name.as_str());
            for pair in forms.windows(2) {
                prop_assert!(pair[0].ends_with(pair[1]) && pair[0].len() > pair[1].len(), "{:?}", forms);
            }
            prop_assert!(name.ends_with(unqualified(&name)));
        }
    }
}
