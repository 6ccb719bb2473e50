//! What fingers and mice mean: pointers on a canvas as pans, pinches and clicks.
//!
//! ```text
//!  one pointer, less than 5 px ─► click; a second one soon and near ─► double click
//!  one pointer, further        ─► pan
//!  two pointers                ─► pinch: zoom by their distance, pan by their middle
//! ```

/// How far a pointer may move, in CSS pixels, and still click.
const SLOP: f64 = 5.0;

/// How much time may lie between the clicks of a double click, in milliseconds.
const DOUBLE_CLICK_MS: f64 = 400.0;

/// How far apart the clicks of a double click may be, in CSS pixels: fingers do not hit the same spot twice.
const DOUBLE_CLICK_PX: f64 = 16.0;

/// Names a pointer, as the browser does.
pub type PointerId = i32;

/// Where a pointer is, in CSS pixels of the canvas, and when, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// Which pointer.
    pub id: PointerId,
    /// Its x.
    pub x: f64,
    /// Its y.
    pub y: f64,
    /// When.
    pub time: f64,
}

/// What pointers mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gesture {
    /// The content moves by so many CSS pixels.
    Pan {
        /// To the right.
        dx: f64,
        /// Down.
        dy: f64,
    },
    /// The content is zoomed by a factor at a place, over 1 is closer.
    Zoom {
        /// The factor.
        factor: f64,
        /// The place that stays, in CSS pixels from the left.
        x: f64,
    },
    /// A click.
    Click {
        /// Its x.
        x: f64,
        /// Its y.
        y: f64,
    },
    /// The second click of two.
    DoubleClick {
        /// Its x.
        x: f64,
        /// Its y.
        y: f64,
    },
}

/// The pointers that are down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pointers {
    /// The pointers that are down, two at most.
    down: Vec<Pointer>,
    /// Where the first of them went down.
    start: Option<Pointer>,
    /// The movement is no click any more.
    moved: bool,
    /// The last click, which another may double.
    clicked: Option<Pointer>,
}

impl Pointers {
    /// Whether a pointer drags the content.
    pub fn is_dragging(&self) -> bool {
        self.moved && !self.down.is_empty()
    }

    /// Whether any pointer is down.
    pub fn is_down(&self) -> bool {
        !self.down.is_empty()
    }

    /// A pointer goes down.
    pub fn press(&mut self, pointer: Pointer) {
        if self.down.len() >= 2 || self.down.iter().any(|other| other.id == pointer.id) {
            return;
        }
        if self.down.is_empty() {
            self.start = Some(pointer);
            self.moved = false;
        } else {
            // Two fingers never click.
            self.moved = true;
        }
        self.down.push(pointer);
    }

    /// A pointer moves.
    pub fn travel(&mut self, pointer: Pointer) -> Vec<Gesture> {
        let Some(at) = self.down.iter().position(|other| other.id == pointer.id) else { return Vec::new() };
        let before = self.down.clone();
        let start = self.start.unwrap_or(pointer);
        if !self.moved && distance(start, pointer) <= SLOP {
            return Vec::new();
        }
        self.moved = true;
        self.down[at] = pointer;
        match (before.as_slice(), self.down.as_slice()) {
            (&[a, b], &[c, d]) => {
                let (old, new) = (distance(a, b).max(1.0), distance(c, d).max(1.0));
                let middle = |a: Pointer, b: Pointer| ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
                let ((old_x, old_y), (x, y)) = (middle(a, b), middle(c, d));
                vec![
                    Gesture::Zoom { factor: new / old, x: old_x },
                    Gesture::Pan { dx: x - old_x, dy: y - old_y },
                ]
            }
            (&[a], &[b]) => vec![Gesture::Pan { dx: b.x - a.x, dy: b.y - a.y }],
            _ => Vec::new(),
        }
    }

    /// A pointer goes up.
    pub fn release(&mut self, pointer: Pointer) -> Option<Gesture> {
        let at = self.down.iter().position(|other| other.id == pointer.id)?;
        self.down.remove(at);
        if self.moved {
            self.clicked = None;
            return None;
        }
        let Pointer { x, y, .. } = pointer;
        let doubles = self.clicked.take().is_some_and(|first| {
            pointer.time - first.time <= DOUBLE_CLICK_MS && distance(first, pointer) <= DOUBLE_CLICK_PX
        });
        if doubles {
            return Some(Gesture::DoubleClick { x, y });
        }
        self.clicked = Some(pointer);
        Some(Gesture::Click { x, y })
    }

    /// The browser takes a pointer away.
    pub fn cancel(&mut self, id: PointerId) {
        self.down.retain(|pointer| pointer.id != id);
        self.clicked = None;
    }
}

/// What a turn of the wheel means, in CSS pixels: scrolling, sideways with Shift, and zooming with Ctrl or ⌘, which
/// is also how browsers report a pinch on a touchpad.
pub fn wheel_gesture(dx: f64, dy: f64, x: f64, zooms: bool, sideways: bool) -> Gesture {
    if zooms {
        // A notch of a wheel is some 100 px, a step of a touchpad one or two: 1.2 and 1.003.
        return Gesture::Zoom { factor: (-dy.clamp(-240.0, 240.0) * 0.0018).exp(), x };
    }
    if sideways && dx == 0.0 { Gesture::Pan { dx: -dy, dy: 0.0 } } else { Gesture::Pan { dx: -dx, dy: -dy } }
}

fn distance(a: Pointer, b: Pointer) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(id: PointerId, x: f64, y: f64, time: f64) -> Pointer {
        Pointer { id, x, y, time }
    }

    #[test]
    fn a_still_pointer_clicks_and_clicks_twice() {
        let mut pointers = Pointers::default();
        pointers.press(at(1, 10.0, 10.0, 0.0));
        assert_eq!(pointers.travel(at(1, 13.0, 10.0, 5.0)), []);
        assert_eq!(pointers.release(at(1, 13.0, 10.0, 9.0)), Some(Gesture::Click { x: 13.0, y: 10.0 }));
        pointers.press(at(1, 13.0, 10.0, 100.0));
        assert_eq!(
            pointers.release(at(1, 13.0, 10.0, 120.0)),
            Some(Gesture::DoubleClick { x: 13.0, y: 10.0 })
        );
        pointers.press(at(1, 13.0, 10.0, 130.0));
        assert_eq!(pointers.release(at(1, 13.0, 10.0, 140.0)), Some(Gesture::Click { x: 13.0, y: 10.0 }));
    }

    #[test]
    fn a_moved_pointer_pans_and_does_not_click() {
        let mut pointers = Pointers::default();
        pointers.press(at(1, 0.0, 0.0, 0.0));
        assert_eq!(pointers.travel(at(1, 10.0, 0.0, 1.0)), [Gesture::Pan { dx: 10.0, dy: 0.0 }]);
        assert_eq!(pointers.travel(at(1, 10.0, -4.0, 2.0)), [Gesture::Pan { dx: 0.0, dy: -4.0 }]);
        assert!(pointers.is_dragging());
        assert_eq!(pointers.release(at(1, 10.0, -4.0, 3.0)), None);
        assert!(!pointers.is_dragging());
    }

    #[test]
    fn two_pointers_pinch_and_a_third_is_ignored() {
        let mut pointers = Pointers::default();
        pointers.press(at(1, 0.0, 0.0, 0.0));
        pointers.press(at(2, 100.0, 0.0, 0.0));
        pointers.press(at(3, 50.0, 0.0, 0.0));
        assert_eq!(
            pointers.travel(at(2, 200.0, 0.0, 1.0)),
            [Gesture::Zoom { factor: 2.0, x: 50.0 }, Gesture::Pan { dx: 50.0, dy: 0.0 }]
        );
        assert_eq!(pointers.travel(at(3, 0.0, 0.0, 1.0)), []);
        pointers.cancel(2);
        assert_eq!(pointers.release(at(1, 0.0, 0.0, 2.0)), None);
        assert!(!pointers.is_down());
    }

    #[test]
    fn the_wheel_scrolls_and_zooms() {
        assert_eq!(wheel_gesture(0.0, 100.0, 5.0, false, false), Gesture::Pan { dx: -0.0, dy: -100.0 });
        assert_eq!(wheel_gesture(0.0, 100.0, 5.0, false, true), Gesture::Pan { dx: -100.0, dy: 0.0 });
        let Gesture::Zoom { factor, x } = wheel_gesture(0.0, -100.0, 5.0, true, false) else {
            panic!("zooms")
        };
        assert!(factor > 1.1 && factor < 1.3 && x == 5.0);
    }
}
