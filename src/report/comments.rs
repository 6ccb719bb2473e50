//! The comments of the profile: `-comments`.

use crate::profile::Profile;

pub(super) fn comments(profile: &Profile) -> Vec<u8> {
    let mut text = Vec::new();
    for &comment in &profile.header().comments {
        text.extend_from_slice(profile.strings().bytes(comment));
        text.push(b'\n');
    }
    text
}
