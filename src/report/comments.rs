//! The comments of a profile (`-comments`).

use crate::profile::Profile;

/// What the producer of a profile wrote into it for people, a line each.
///
/// ```
/// # let profile = airflame::profile::draw_profile("main\n1");
/// assert_eq!(airflame::report::comments(&profile), b"");
/// ```
pub(super) fn comments(profile: &Profile) -> Vec<u8> {
    let mut report = Vec::new();
    for &comment in &profile.header().comments {
        report.extend_from_slice(profile.strings().bytes(comment));
        report.push(b'\n');
    }
    report
}
