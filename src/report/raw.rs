//! The tables of the profile: `-raw`.

use crate::profile::Profile;

pub(super) fn raw(_: &Profile) -> Vec<u8> {
    Vec::new()
}
