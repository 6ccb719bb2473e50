//! The files that a report asks for.

use std::path::PathBuf;

use airflame::report::SourceFiles;

/// The files below a directory, which is also the one that reports are made in.
pub(crate) struct Below(pub(crate) PathBuf);

impl SourceFiles for Below {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|_| format!("open {path}: no such file or directory"))
    }

    fn working_directory(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

/// Says something to whoever runs the tests. `eprintln!` would be heard only where a test fails.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    // Who cannot hear it loses nothing but the words.
    let _ = writeln!(std::io::stderr(), "{text}");
}
