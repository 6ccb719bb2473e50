//! A mapping for profiles that have none.

use crate::profile::{LocationTable, Mapping, MappingId, MappingTable, Profile, StringId, Symbolized};

/// The profile as pprof's driver has it before any report: where there is no mapping at all, all locations lie in one
/// that nothing is known of, with the id 1 (`locateBinaries` of `internal/driver/fetch.go`).
///
/// ```
/// let profile = airflame::profile::draw_profile("main\n1");
/// assert!(profile.mappings().is_empty());
/// assert_eq!(airflame::analysis::with_a_mapping(&profile).mappings().len(), 1);
/// ```
pub fn with_a_mapping(profile: &Profile) -> Profile {
    if !profile.mappings().is_empty() {
        return profile.clone();
    }
    let mut revision = profile.revise();
    let mut mappings = MappingTable::default();
    let mapping = mappings.push(Mapping {
        wire_id: 1,
        start: 0,
        limit: 0,
        offset: 0,
        file: StringId::EMPTY,
        build_id: StringId::EMPTY,
        symbolized: Symbolized::default(),
    });
    revision.mappings = mappings.into();
    revision.locations = in_mapping(profile.locations(), mapping).into();
    // Nothing was added but a mapping and references to it.
    revision.finish().unwrap_or_else(|_| profile.clone())
}

fn in_mapping(locations: &LocationTable, mapping: MappingId) -> LocationTable {
    let mut moved = LocationTable::default();
    for id in locations.ids() {
        let mut location = locations.get(id);
        location.mapping = Some(mapping);
        moved.push(location, locations.lines(id));
    }
    moved
}
