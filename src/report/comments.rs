//! The comments of a profile (`-comments`).

use crate::profile::Profile;

/// What the producer of a profile wrote into it for people, a line each.
pub(super) fn comments(profile: &Profile) -> Vec<u8> {
    let mut report = Vec::new();
    for &comment in &profile.header().comments {
        report.extend_from_slice(profile.strings().bytes(comment));
        report.push(b'\n');
    }
    report
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_profile_without_comments_has_none_to_print() {
        assert_eq!(super::comments(&crate::profile::draw_profile("main\n1")), b"");
    }
}
