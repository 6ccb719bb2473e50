//! How files come to the application.

use web_sys::HtmlInputElement;

use super::Application;
use crate::app::Action;
use crate::dom::files::{Dropped, NamedFile};
use crate::ui::acts::Act;
use crate::worker::protocol::{FileId, Problem};

impl Application {
    fn name_file(&mut self) -> FileId {
        self.next_file += 1;
        FileId(self.next_file)
    }

    pub(super) fn open(&mut self, files: Vec<NamedFile>) {
        if files.is_empty() {
            return;
        }
        self.rehearsal = None;
        self.acts.begin(Act::Open);
        let mut named = Vec::new();
        for NamedFile { path, file } in files {
            let id = self.name_file();
            named.push((id, path, file.size() as u64));
            self.files.push((id, file));
        }
        self.act(Action::OpenFiles(named));
    }

    pub(super) fn take_drop(&mut self, dropped: Dropped) {
        if dropped.files.is_empty() && dropped.unreadable.is_empty() {
            self.complain("the drop", "there is no file in it", "Drop profile files, folders or zip files.");
        }
        for path in &dropped.unreadable {
            self.complain(
                path,
                "the browser could not read it",
                "Check its permissions, or open it with Open….",
            );
        }
        if dropped.too_many {
            let advice = "Drop a smaller folder to be sure that nothing is left out.";
            self.complain("the drop", "it holds more than 2,000 files, and only the first are read", advice);
        }
        self.open(dropped.files);
    }

    pub(super) fn complain(&mut self, name: &str, what: &str, advice: &str) {
        let problem = Problem { name: name.to_owned(), what: what.to_owned(), advice: advice.to_owned() };
        self.act(Action::Complain(problem));
    }

    pub(super) fn pick(&self) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            input.click();
        }
    }
}
