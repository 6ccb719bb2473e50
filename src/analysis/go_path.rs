//! Paths as Go's `path/filepath` has them on Unix, because pprof's names depend on it.

use std::borrow::Cow;

/// The shortest equal path (`filepath.Clean`): no doubled slashes, no `.`, `..` resolved by text alone.
pub(super) fn clean(path: &str) -> Cow<'_, str> {
    if is_clean(path) {
        return Cow::Borrowed(path);
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Cow::Owned(match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    })
}

/// Nearly every path is clean, and then nothing is copied.
fn is_clean(path: &str) -> bool {
    let rest = path.strip_prefix('/').unwrap_or(path);
    !rest.is_empty() && rest.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The last element of a path (`filepath.Base`); `.` for an empty one.
pub fn base_name(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { "/" } else { trimmed.rsplit('/').next().unwrap_or(trimmed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_as_go_does() {
        for (path, wanted) in [
            ("/srv/shop/main.go", "/srv/shop/main.go"),
            ("runtime/map.go", "runtime/map.go"),
            ("a//b/./c/../d/", "a/b/d"),
            ("../a/../../b", "../../b"),
            ("/../a", "/a"),
            ("./", "."),
            ("/", "/"),
            ("", "."),
            ("a/..", "."),
            ("C:\\src\\map.h", "C:\\src\\map.h"),
        ] {
            assert_eq!(clean(path), wanted, "{path}");
        }
    }

    #[test]
    fn finds_the_last_element() {
        for (path, wanted) in
            [("/srv/bin/shop", "shop"), ("[vdso]", "[vdso]"), ("a/b/", "b"), ("///", "/"), ("", ".")]
        {
            assert_eq!(base_name(path), wanted, "{path}");
        }
    }
}
