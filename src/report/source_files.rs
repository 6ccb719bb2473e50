//! Where a report finds the source of a function.

use super::Settings;

/// The files of a machine, as far as a report needs them. A page has none.
pub trait SourceFiles {
    /// The bytes of a file, or why there are none, in words.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The directory that relative paths are looked up from.
    fn working_directory(&self) -> String;
}

/// No files at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSourceFiles;

impl SourceFiles for NoSourceFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("open {path}: no such file or directory"))
    }

    fn working_directory(&self) -> String {
        "/".to_owned()
    }
}

/// The longest line that is read; pprof's reader stops there too.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// The lines of the file that a profile names, or why there are none (`openSourceFile` of pprof): an absolute path is read
/// as it is, a relative one is looked for in the directories of the search path and in all above them.
pub(super) fn read_lines(
    path: &str,
    settings: &Settings,
    sources: &dyn SourceFiles,
) -> Result<Vec<String>, String> {
    let search_path = match settings.source_path.as_str() {
        "" => sources.working_directory(),
        path => path.to_owned(),
    };
    let bytes = open(path, &search_path, &settings.trim_path, sources)?;
    let mut lines = Vec::new();
    for line in bytes.strip_suffix(b"\n").unwrap_or(&bytes).split(|&byte| byte == b'\n') {
        if line.len() >= MAX_LINE_BYTES {
            break;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        lines.push(String::from_utf8_lossy(line).into_owned());
    }
    if bytes.is_empty() {
        lines.clear();
    }
    Ok(lines)
}

fn open(path: &str, search_path: &str, trim: &str, sources: &dyn SourceFiles) -> Result<Vec<u8>, String> {
    let path = trimmed(path, trim, search_path);
    if path.starts_with('/') {
        return sources.read(path);
    }
    for start in search_path.split(':').filter(|_| !search_path.is_empty()) {
        let mut directory = start.trim_end_matches('/');
        loop {
            if let Ok(bytes) = sources.read(&format!("{directory}/{path}")) {
                return Ok(bytes);
            }
            match directory.rfind('/') {
                Some(end) => directory = &directory[..end],
                None => break,
            }
        }
    }
    Err(format!("could not find file {path} on path {search_path}"))
}

/// A path without what is the same for all of a build (`trimPath` of pprof): one of the prefixes of `trim`, or, where there
/// are none, all up to the name of a directory of the search path.
pub(super) fn trimmed<'a>(path: &'a str, trim: &str, search_path: &str) -> &'a str {
    let list = |paths: &str| -> Vec<String> {
        if paths.is_empty() { Vec::new() } else { paths.split(':').map(str::to_owned).collect() }
    };
    if trim.is_empty() {
        for directory in list(search_path) {
            let name = format!("/{}/", crate::analysis::base_name(&directory));
            if let Some(at) = path.find(&name) {
                return &path[at + name.len()..];
            }
        }
    }
    let mut prefixes = list(trim);
    prefixes.extend(["/proc/self/cwd/./", "/proc/self/cwd/"].map(str::to_owned));
    for mut prefix in prefixes {
        if !prefix.ends_with('/') {
            prefix.push('/');
        }
        if let Some(rest) = path.strip_prefix(&prefix) {
            return rest;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_taken_off() {
        assert_eq!(trimmed("/proc/self/cwd/a/b.c", "", ""), "a/b.c");
        assert_eq!(trimmed("/build/x/a/b.c", "/build:/build/x", ""), "x/a/b.c");
        assert_eq!(trimmed("/some/remote/project/foo/bar.c", "", "/my/local/project"), "foo/bar.c");
        assert_eq!(trimmed("/other/bar.c", "", "/my/local/project"), "/other/bar.c");
    }
}
