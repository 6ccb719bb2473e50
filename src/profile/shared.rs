//! Tables that profiles have in common.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A table that several profiles may hold, and that is copied when one of them changes it.
///
/// What a filter leaves of a profile differs from it in some tables only: it shares the names, which are most of the
/// memory, and a profile is cloned for nothing.
#[derive(Debug, Clone, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Whether both are the same table, and not merely equal.
    pub fn is_same(left: &Self, right: &Self) -> bool {
        Arc::ptr_eq(&left.0, &right.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(table: T) -> Self {
        Self(Arc::new(table))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_copied_when_it_is_changed() {
        let mut one = Shared::from(vec![1]);
        let other = one.clone();
        assert!(Shared::is_same(&one, &other));
        one.push(2);
        assert!(!Shared::is_same(&one, &other));
        assert_eq!((one.len(), other.len()), (2, 1));
    }
}
