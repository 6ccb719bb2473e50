//! How the pointer moves the handles of the timeline.

use super::Application;
use crate::app::{Action, Timeline};
use crate::ui::timeline::TimelineEvent;

impl Application {
    /// Follows the pointer over the timeline; says whether anything changed.
    pub(super) fn take_timeline_event(&mut self, event: TimelineEvent) -> bool {
        if event == TimelineEvent::Release {
            self.grabbed = None;
            return false;
        }
        let Some(timeline) = Timeline::of(&self.state) else { return false };
        let (row, x) = match event {
            TimelineEvent::Look(row, x) => (row, x),
            TimelineEvent::Grab(x, _) | TimelineEvent::Drag(x) => (0, x),
            TimelineEvent::Release => return false,
        };
        let Some(row) = timeline.rows.get(row) else { return false };
        let Some(at) = row.nearest(x) else { return false };
        let profile = row.points[at].profile;
        let handle = match event {
            TimelineEvent::Look(..) => {
                self.act(Action::Show(profile));
                return true;
            }
            TimelineEvent::Grab(_, wants_base) => {
                let handle = row.handle_at(at, wants_base);
                // What was looked at is of another series: then this one is looked at.
                if row.target.is_none() {
                    self.act(Action::Show(profile));
                    return true;
                }
                self.grabbed.insert(handle)
            }
            _ => match &mut self.grabbed {
                Some(handle) => handle,
                None => return false,
            },
        };
        let action = Action::PutHandle(*handle, profile);
        self.act(action);
        true
    }
}
