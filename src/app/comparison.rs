//! Which open profiles are worth comparing.

use crate::worker::protocol::{ProfileId, ProfileSummary};

/// Two profiles that are worth comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The older one.
    pub base: ProfileId,
    /// The newer one.
    pub target: ProfileId,
}

/// Whether two profiles are of one kind: they count the same things, of the same program as far as they say.
pub fn comparable(a: &ProfileSummary, b: &ProfileSummary) -> bool {
    let same_types = a.sample_types.len() == b.sample_types.len()
        && a.sample_types.iter().zip(&b.sample_types).all(|(a, b)| a.name == b.name);
    let same_program = a.binary == b.binary || a.binary.is_empty() || b.binary.is_empty();
    same_types && same_program && a.period_type == b.period_type
}

/// The comparison to offer after `fresh` profiles were opened beside others: the oldest against the newest of
/// one kind. `profiles` stand in order of time. Of several kinds, the one with most fresh profiles is taken, and
/// of equals the one that measures memory in use, because that is what people hunt.
pub fn offer_for(profiles: &[ProfileSummary], fresh: &[ProfileId]) -> Option<Offer> {
    // The sides of a file that is a difference are compared already, and with nothing else.
    let is_side = |profile: &ProfileSummary| {
        profile.base.is_some() || profiles.iter().any(|other| other.base == Some(profile.id))
    };
    let is_fresh = |profile: &&ProfileSummary| fresh.contains(&profile.id) && !is_side(profile);
    let mut best: Option<((usize, bool), Offer)> = None;
    for newest in profiles.iter().filter(is_fresh) {
        let kind: Vec<_> =
            profiles.iter().filter(|other| comparable(other, newest) && !is_side(other)).collect();
        let (Some(oldest), Some(newest)) = (kind.first(), kind.last()) else { continue };
        if oldest.id == newest.id {
            continue;
        }
        let in_use = newest.sample_types.iter().any(|metric| metric.name == "inuse_space");
        let rank = (kind.iter().copied().filter(|profile| is_fresh(profile)).count(), in_use);
        if best.is_none_or(|(best, _)| rank > best) {
            best = Some((rank, Offer { base: oldest.id, target: newest.id }));
        }
    }
    best.map(|(_, offer)| offer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::tests::profile;

    #[test]
    fn offers_the_oldest_against_the_newest_of_one_kind() {
        let profiles = [
            profile(1, "goroutine-1", &["goroutine"], 5),
            profile(2, "heap-1", &["inuse_objects", "inuse_space"], 10),
            profile(3, "goroutine-2", &["goroutine"], 15),
            profile(4, "heap-2", &["inuse_objects", "inuse_space"], 20),
        ];
        let fresh = [1, 2, 3, 4].map(ProfileId);
        let heaps = Offer { base: ProfileId(2), target: ProfileId(4) };
        assert_eq!(offer_for(&profiles, &fresh), Some(heaps));
        let goroutines = Offer { base: ProfileId(1), target: ProfileId(3) };
        assert_eq!(offer_for(&profiles, &[ProfileId(3)]), Some(goroutines));
        assert_eq!(offer_for(&profiles[1..3], &fresh), None);
        let mut sides = [profile(7, "delta (before)", &["cpu"], 5), profile(8, "delta", &["cpu"], 5)];
        sides[1].base = Some(ProfileId(7));
        assert_eq!(offer_for(&sides, &[7, 8].map(ProfileId)), None);
    }
}
