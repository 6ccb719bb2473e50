//! Where the session has its time from.

use std::fmt;
use std::rc::Rc;

/// A clock: milliseconds since whenever.
#[derive(Clone)]
pub(super) struct Clock(Rc<dyn Fn() -> f64>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> f64 + 'static) -> Self {
        Self(Rc::new(now))
    }

    pub(super) fn now(&self) -> f64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
