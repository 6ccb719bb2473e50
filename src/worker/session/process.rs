//! The process that the open profiles are of, as far as goroutines and leaks go.

use super::leaks_page::leaks_page;
use super::profiles::{OpenProfile, Profiles};
use crate::analysis::leaks::Catalogue;
use crate::report::leaks::{CaptureTarget, Examined, File, FindingsText, examine};
use crate::worker::protocol::{LeaksPage, ProfileId};

/// What is known of a process from its open profiles. It is made when it is first asked for, and kept while the same
/// profiles are open.
pub(super) struct Process {
    open: Vec<(ProfileId, OpenProfile)>,
    pub(super) examined: Examined,
    /// The limit of memory that it was examined with.
    limit: Option<i64>,
    pub(super) catalogue: Catalogue,
    /// The text that the catalogue was read from: the page hands it in with each question.
    text: String,
}

impl Process {
    /// Of the profiles that are still open.
    pub(super) fn of(profiles: &Profiles, ids: &[ProfileId], text: &str) -> Self {
        let find = |&id: &ProfileId| Some((id, profiles.get(id)?.clone()));
        let open: Vec<(ProfileId, OpenProfile)> = ids.iter().filter_map(find).collect();
        // A page of another build may hand in what this one cannot read: then nothing is known of causes.
        let catalogue = Catalogue::parse(text).unwrap_or_default();
        let examined = examine_open(&open, None, &catalogue);
        Self { open, examined, limit: None, catalogue, text: text.to_owned() }
    }

    /// Whether it answers a question about these profiles.
    pub(super) fn is_of(&self, ids: &[ProfileId], text: &str) -> bool {
        self.open.iter().map(|(id, _)| id).eq(ids) && self.text == text
    }

    /// The profile with this name.
    pub(super) fn profile_of(&self, name: &str) -> Option<ProfileId> {
        self.open.iter().find(|(_, open)| &*open.name == name).map(|(id, _)| *id)
    }

    /// What leaks.
    pub(super) fn leaks(&mut self, limit: Option<i64>, target: &CaptureTarget) -> LeaksPage {
        if limit != self.limit {
            self.examined = examine_open(&self.open, limit, &self.catalogue);
            self.limit = limit;
        }
        let Examined { table, findings } = &self.examined;
        leaks_page(&FindingsText::of(findings, &self.catalogue, table, target))
    }
}

fn examine_open(open: &[(ProfileId, OpenProfile)], limit: Option<i64>, catalogue: &Catalogue) -> Examined {
    let files: Vec<File<'_>> = open.iter().map(|(_, open)| file(open)).collect();
    examine(&files, limit, catalogue)
}

fn file(open: &OpenProfile) -> File<'_> {
    File { name: &open.name, profile: &open.profile, dump: open.dump.as_deref() }
}
