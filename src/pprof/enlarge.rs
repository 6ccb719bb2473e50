//! A profile as large as those that matter, made of a small one.

use prost::Message as _;
use prost::encoding::{WireType, encode_key};

use super::{Inflater, Limits, open_slice, proto};
use crate::profile::{LocationId, Profile, StackId};

/// The inflated profile of a file with so many samples more, whose stacks begin as one of its stacks does and end as another.
///
/// To code that is to be made fast before anybody needs it, that is a profile of a large service. `None` when the file has no
/// profile with stacks.
pub fn enlarge(file: &[u8], samples: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut sink = |piece: &[u8]| {
        bytes.extend_from_slice(piece);
        Ok(())
    };
    let mut inflater = Inflater::new(Limits::default());
    inflater.push(file, &mut sink).ok()?;
    inflater.finish(&mut sink).ok()?;
    let profile = open_slice(&bytes).ok()?.profile;
    // The first stack is the empty one.
    let stacks: Vec<StackId> = profile.stacks().ids().skip(1).collect();
    for row in 0..samples {
        let leaf = *stacks.get(row.checked_rem(stacks.len())?)?;
        let root = *stacks.get((row / 7).checked_rem(stacks.len())?)?;
        // What is encoded behind a profile belongs to it.
        encode_key(2, WireType::LengthDelimited, &mut bytes);
        sample(&profile, [leaf, root], row).encode_length_delimited(&mut bytes).ok()?;
    }
    Some(bytes)
}

fn sample(profile: &Profile, [leaf, root]: [StackId; 2], row: usize) -> proto::Sample {
    let (leaf, root) = (profile.stacks().get(leaf), profile.stacks().get(root));
    let wire_id = |&location: &LocationId| profile.locations().get(location).wire_id;
    let locations = leaf.iter().take(leaf.len() / 2).chain(root.iter().skip(root.len() / 3));
    proto::Sample {
        location_id: locations.map(wire_id).collect(),
        value: vec![(row % 1000) as i64 * 997 + 1; profile.samples().column_count()],
        label: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pprof::encode_gzip;
    use crate::profile::{ProfileBuilder, draw_profile};

    #[test]
    fn stacks_of_the_profile_are_mixed() {
        let small = draw_profile("a  e  h\nb  f  i\nc  g  .\nd  .  .\n1  2  3");
        let file = encode_gzip(&small);
        let large = open_slice(&enlarge(&file, 1000).unwrap()).unwrap().profile;
        assert_eq!(large.samples().len(), small.samples().len() + 1000);
        // The empty one, three, and each leaf with each root: one such is what it was.
        assert_eq!(large.stacks().len(), 1 + 3 + 8);
        assert_eq!(large.locations().len(), small.locations().len());
        assert!(large.samples().values(0).iter().all(|&value| value > 0));
    }

    #[test]
    fn what_has_no_stacks_is_not_made_large() {
        assert_eq!(enlarge(b"<html>", 10), None);
        assert_eq!(enlarge(&encode_gzip(&ProfileBuilder::default().finish().unwrap()), 10), None);
    }
}
