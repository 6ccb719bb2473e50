//! Where the session has its time from.

use std::fmt;
use std::rc::Rc;

/// A clock: milliseconds since whenever.
#[derive(Clone)]
pub struct Clock(Rc<dyn Fn() -> f64>);

impl Clock {
    /// A clock that `now` tells the time.
    pub fn new(now: impl Fn() -> f64 + 'static) -> Self {
        Self(Rc::new(now))
    }

    /// The milliseconds.
    pub fn now(&self) -> f64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
