//! Any profile survives being written.

use airflame::pprof::{encode_gzip, encode_raw, open_slice};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::any_profile::{Plan, build, plan};
use crate::roundtrip::assert_same;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_profile_survives_being_written(plan in plan()) {
        let profile = build(&plan);
        let raw = open_slice(&encode_raw(&profile)).unwrap();
        assert_same(&raw.profile, &profile, "raw");
        prop_assert_eq!(raw.warnings.is_empty(), profile.strings().not_utf8().len() == 0);
        assert_same(&open_slice(&encode_gzip(&profile)).unwrap().profile, &profile, "gzip");
    }
}

#[test]
fn ids_that_two_rows_share_are_given_anew() {
    let plan = Plan { id_step: u64::MAX, ..sample_plan() };
    let profile = build(&plan);
    assert_eq!(profile.functions().iter().map(|function| function.wire_id).collect::<Vec<_>>(), [1, 1]);
    let read = open_slice(&encode_raw(&profile)).unwrap().profile;
    assert_eq!(read.functions().iter().map(|function| function.wire_id).collect::<Vec<_>>(), [1, 2]);
    assert!(read.stacks().ids().all(|id| read.stacks().get(id) == profile.stacks().get(id)));
}

fn sample_plan() -> Plan {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    loop {
        let plan = plan().new_tree(&mut runner).unwrap().current();
        let has_labels = plan.samples.iter().any(|(_, _, labels)| !labels.is_empty());
        if plan.functions.len() == 2 && plan.locations.len() == 2 && plan.samples.len() > 2 && has_labels {
            return plan;
        }
    }
}
