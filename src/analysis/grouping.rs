//! What counts as one frame.

/// What tells one frame from another; pprof's `-functions`, `-filefunctions`, `-files`, `-lines`, `-addresses`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Granularity {
    /// The function's name.
    #[default]
    Functions,
    /// The function's name and file.
    FileFunctions,
    /// The file.
    Files,
    /// The function's name, file and line.
    Lines,
    /// The address, with all that is known of it.
    Addresses,
}

/// What becomes one frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Grouping {
    /// What tells one frame from another.
    pub granularity: Granularity,
    /// Inlined calls count for the function that they are inlined into (pprof's `-noinlines`).
    pub no_inlines: bool,
    /// A line is told from the same line at another column (pprof's `-showcolumns`). `Addresses` always does so, unless
    /// inlined calls are left out.
    pub show_columns: bool,
    /// Functions of one name stay apart when they are of different binaries, or begin on different lines, as pprof does
    /// for `-list`.
    pub by_object: bool,
}
