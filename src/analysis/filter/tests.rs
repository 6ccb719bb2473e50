use super::*;
use crate::profile::{
    Function, Label, LabelSetId, LabelValue, Line, SampleTable, StackId, StringId, draw_profile,
};
use proptest::prelude::*;

fn pattern(text: &str) -> Option<Pattern> {
    (!text.is_empty()).then(|| Pattern::new(text).unwrap())
}

fn names(focus: &str, ignore: &str, hide: &str, show: &str) -> Filters {
    let names = NameFilters {
        focus: pattern(focus),
        ignore: pattern(ignore),
        hide: pattern(hide),
        show: pattern(show),
        ..NameFilters::default()
    };
    Filters { names, ..Filters::default() }
}

fn show_from(text: &str) -> Filters {
    let names = NameFilters { show_from: pattern(text), ..NameFilters::default() };
    Filters { names, ..Filters::default() }
}

fn prune_from(text: &str) -> Filters {
    let names = NameFilters { prune_from: pattern(text), ..NameFilters::default() };
    Filters { names, ..Filters::default() }
}

fn apply(filters: &Filters, profile: &Profile) -> Filtered {
    filters.apply(profile, &LabelUnits::of(profile))
}

/// The samples that are left, a word each: their frames from the root, outermost first, and their value.
fn stacks(profile: &Profile) -> Vec<String> {
    let samples = profile.samples();
    let stack = |(row, &stack): (usize, &StackId)| {
        let locations = profile.stacks().get(stack).iter().rev();
        let lines = locations.flat_map(|&location| profile.locations().lines(location).rev());
        let names: Vec<&str> =
            lines.map(|line| profile.text(profile.functions().name(line.function))).collect();
        format!("{}:{}", names.join("/"), samples.values(0)[row])
    };
    samples.stacks().iter().enumerate().map(stack).collect()
}

fn left(filters: &Filters, profile: &Profile) -> Vec<String> {
    stacks(&apply(filters, profile).profile)
}

fn abc() -> Profile {
    draw_profile("A  A  A  .\nB  B  C  .\nC  D  .  .\n1  2  4  8")
}

#[test]
fn a_sample_is_kept_by_any_frame_and_dropped_by_any() {
    let profile = abc();
    assert_eq!(left(&names("C", "", "", ""), &profile), ["A/B/C:1", "A/C:4"]);
    assert_eq!(left(&names("", "C", "", ""), &profile), ["A/B/D:2"]);
    assert_eq!(left(&names("A", "D", "", ""), &profile), ["A/B/C:1", "A/C:4"]);
    assert_eq!(left(&names("B", "B", "", ""), &profile), Vec::<String>::new());
    assert_eq!(left(&Filters::default(), &profile), ["A/B/C:1", "A/B/D:2", "A/C:4", ":8"]);
}

#[test]
fn frames_are_hidden_and_samples_stay_apart() {
    let profile = abc();
    assert_eq!(left(&names("", "", "[CD]", ""), &profile), ["A/B:1", "A/B:2", "A:4"]);
    assert_eq!(left(&names("", "", "", "[CD]"), &profile), ["C:1", "D:2", "C:4"]);
    assert_eq!(left(&names("", "", "A|C", ""), &profile), ["B:1", "B/D:2"]);
    // What is hidden is still what focus sees.
    assert_eq!(left(&names("D", "", "D", ""), &profile), ["A/B:2"]);
    let filtered = apply(&names("", "", "[CD]", ""), &profile).profile;
    assert_eq!(filtered.samples().stacks()[0], filtered.samples().stacks()[1]);
    assert_eq!(filtered.locations().len(), 4);
}

#[test]
fn what_matches_nothing_is_told_in_order() {
    let mut filters = names("x", "y", "z", "w");
    filters.names.show_from = pattern("v");
    filters.tag_hide = pattern("u");
    filters.tag_focus = Some(TagFilter::parse("tagfocus", "a=b").unwrap());
    let filtered = apply(&filters, &abc());
    let names: Vec<&str> = filtered.unmatched.iter().map(|kind| kind.warning_name()).collect();
    assert_eq!(names, ["Focus", "Ignore", "Hide", "Show", "ShowFrom", "TagFocus", "TagHide"]);
    assert!(filtered.profile.samples().is_empty());
}

#[test]
fn show_from_and_prune_from_are_those_of_their_descriptions() {
    let profile = draw_profile("A\nB\nC\nB\n5");
    let shown = |text| left(&show_from(text), &profile);
    assert_eq!(shown("A"), ["A/B/C/B:5"]);
    assert_eq!(shown("B"), ["B/C/B:5"]);
    assert_eq!(shown("C"), ["C/B:5"]);
    assert_eq!(shown("D"), Vec::<String>::new());

    // pprof's own example, [A,B,C,B,D] "where D is the top frame", has its leaf at the left.
    let profile = draw_profile("D\nB\nC\nB\nA\n5");
    let pruned = |text| left(&prune_from(text), &profile);
    assert_eq!(pruned("A"), ["D/B/C/B/A:5"]);
    assert_eq!(pruned("B"), ["D/B/C/B:5"]);
    assert_eq!(pruned("X"), ["D/B/C/B/A:5"]);
    let dropped = |drop, keep| stacks(&drop_frames(&with_frames(&profile, drop, keep)).unwrap());
    assert_eq!(dropped("A", ""), ["D/B/C/B:5"]);
    assert_eq!(dropped("B", ""), ["D:5"]);
    assert_eq!(dropped("B|C", "B"), ["D/B:5"]);
    assert_eq!(dropped("D|C", ""), ["D/B:5"], "a root that matches stays");
    assert_eq!(dropped("[A-D]", ""), ["D/B/C/B/A:5"], "not everything is dropped");
    assert_eq!(dropped("", "B"), ["D/B/C/B/A:5"]);
}

#[test]
fn a_wrong_drop_frames_is_told() {
    let bad = drop_frames(&with_frames(&abc(), "a**", "")).unwrap_err();
    assert_eq!(
        bad.to_string(),
        "failed to compile regexp a**: error parsing regexp: invalid nested repetition operator: `**`"
    );
}

fn with_frames(profile: &Profile, drop: &str, keep: &str) -> Profile {
    let mut revision = profile.revise();
    revision.header.drop_frames = revision.strings.intern(drop).unwrap();
    revision.header.keep_frames = revision.strings.intern(keep).unwrap();
    revision.finish().unwrap()
}

/// A stack `root` above one location with three lines, `outer`, `middle` and the innermost `inner`.
fn inlined() -> Profile {
    let profile = draw_profile("root\nouter\n1");
    let mut revision = profile.revise();
    let mut line = |name: &str| {
        let name = revision.strings.intern(name).unwrap();
        let function =
            Function { wire_id: 9, name, system_name: name, filename: StringId::EMPTY, start_line: 0 };
        Line { function: revision.functions.push(function), line: 0, column: 0 }
    };
    let lines = [line("inner"), line("middle"), line("outer")];
    let mut locations = crate::profile::LocationTable::default();
    let mut ids = profile.locations().ids();
    let (root, leaf) = (ids.next().unwrap(), ids.next().unwrap());
    locations.push(profile.locations().get(root), profile.locations().lines(root));
    locations.push(profile.locations().get(leaf), lines);
    revision.locations = locations.into();
    revision.finish().unwrap()
}

#[test]
fn inlined_lines_are_taken_out_one_by_one() {
    let profile = inlined();
    assert_eq!(left(&names("", "", "middle", ""), &profile), ["root/outer/inner:1"]);
    assert_eq!(left(&names("", "", "", "middle"), &profile), ["middle:1"]);
    assert_eq!(left(&show_from("middle"), &profile), ["middle/inner:1"]);
    assert_eq!(left(&prune_from("middle"), &profile), ["root/outer/middle:1"]);
    let dropped = |drop| stacks(&drop_frames(&with_frames(&profile, drop, "")).unwrap());
    assert_eq!(dropped("middle"), ["root/outer:1"]);
    assert_eq!(dropped("outer"), ["root:1"]);
    assert_eq!(dropped("root"), ["root/outer/middle/inner:1"]);
}

/// A sample for each list of labels, of value 1, 2, 4 and so on; what ends in digits and a unit is a number.
fn labelled(sets: &[&[(&str, &str)]]) -> Profile {
    let mut revision = draw_profile("A\n1").revise();
    let mut samples = SampleTable::default();
    samples.set_column_count(1);
    for (at, set) in sets.iter().enumerate() {
        let labels: Vec<Label> = set
            .iter()
            .map(|(key, value)| {
                let digits = value.trim_end_matches(|char: char| !char.is_ascii_digit());
                let key = revision.strings.intern(key).unwrap();
                let value = match digits.parse() {
                    Ok(number) => {
                        LabelValue::Number(number, revision.strings.intern(&value[digits.len()..]).unwrap())
                    }
                    Err(_) => LabelValue::Text(revision.strings.intern(value).unwrap()),
                };
                Label { key, value }
            })
            .collect();
        samples.push(StackId::EMPTY, revision.labels.intern(&labels), &[1 << at]);
    }
    revision.samples = samples.into();
    revision.finish().unwrap()
}

/// The sum of what a tag filter keeps: which samples they are.
fn focused(profile: &Profile, text: &str) -> i64 {
    let filters =
        Filters { tag_focus: Some(TagFilter::parse("tagfocus", text).unwrap()), ..Filters::default() };
    apply(&filters, profile).profile.samples().values(0).iter().sum()
}

#[test]
fn tags_are_matched_as_ranges_or_as_patterns() {
    let profile = labelled(&[
        &[("bytes", "1024")],
        &[("bytes", "2048"), ("key", "tag1")],
        &[("key", "tag1"), ("key", "tag2"), ("other", "tag3")],
        &[("wait", "5ms")],
        &[],
        &[("wait", "100us"), ("name", "v")],
    ]);
    for (text, wanted) in [
        ("1kb", 0b1),
        ("bytes=1kb", 0b1),
        ("key=1kb", 0),
        ("1kb:", 0b11),
        (":1kb", 0b1),
        ("1kb:2", 0b11),
        ("2:1kb", 0),
        ("1025:2mb", 0),
        ("1025b:2mb", 0b10),
        ("+1kb:2kb", 0b11),
        ("1ms:", 0b10_1000),
        ("1ms", 0),
        ("wait=:1ms", 0),
        ("wait=0ms:6ms", 0b1000),
        ("tag1", 0b110),
        ("tag1,tag2", 0b100),
        ("key:tag1", 0b110),
        ("key=tag1,tag2", 0b110),
        ("key=tag2,nothing", 0b100),
        ("other=tag1", 0),
        ("=tag3", 0b100),
        ("key=", 0b110),
        ("^key:tag1$", 0b110),
    ] {
        assert_eq!(focused(&profile, text), wanted, "{text}");
    }
}

#[test]
fn a_range_says_that_it_is_one() {
    let note = |text| TagFilter::parse("tagfocus", text).unwrap().note();
    assert_eq!(note("bytes=1kb:").unwrap(), "tagfocus:Interpreted '1kb:' as range, not regexp");
    assert_eq!(note("bytes=1kb:x"), None);
    let bad = TagFilter::parse("tagignore", "key=ok,é(").unwrap_err();
    assert_eq!(bad.to_string(), "parsing tagignore regexp: error parsing regexp: missing closing ): `é(`");
    assert!(matches!(bad, BadTagFilter::Pattern { start: 7, reason, .. } if reason.at == 1));
    assert!(TagFilter::parse("tagfocus", "99999999999999999999").is_err());
}

#[test]
fn labels_are_shown_and_hidden_by_key() {
    let profile = labelled(&[&[("a", "x"), ("b", "y"), ("ab", "5")], &[("b", "y")], &[]]);
    let keys = |show: &str, hide: &str| {
        let filters = Filters { tag_show: pattern(show), tag_hide: pattern(hide), ..Filters::default() };
        let left = apply(&filters, &profile).profile;
        let keys =
            |set: &LabelSetId| left.labels().get(*set).iter().map(|label| left.text(label.key)).collect();
        left.samples().labels().iter().map(keys).collect::<Vec<String>>()
    };
    assert_eq!(keys("a", ""), ["aab", "", ""]);
    assert_eq!(keys("", "a"), ["b", "b", ""]);
    assert_eq!(keys("a", "b"), ["a", "", ""]);
}

#[test]
fn the_first_unit_of_a_key_counts() {
    let profile = labelled(&[
        &[("k", "1"), ("request", "1"), ("self", "1"), ("text", "x")],
        &[("k", "2ms"), ("k", "3us")],
        &[("k", "4s"), ("k", "4us")],
    ]);
    let units = LabelUnits::of(&profile);
    let unit = ["k", "request", "self", "text"].map(|key| units.unit(key));
    assert_eq!(unit, ["ms", "bytes", "self", ""]);
    assert_eq!(units.warnings(), ["For tag k used unit ms, also encountered unit(s) s, us"]);
}

#[test]
fn what_does_not_change_is_shared() {
    let profile = abc();
    let focused = apply(&names("C", "", "", ""), &profile).profile.revise();
    let before = profile.revise();
    assert!(crate::profile::Shared::is_same(&focused.locations, &before.locations));
    assert!(crate::profile::Shared::is_same(&focused.strings, &before.strings));
    let all = apply(&names("A|B", "", "x", ""), &draw_profile("A\n1")).profile;
    assert_eq!(stacks(&all), ["A:1"]);
}

/// Profiles of short stacks over a few names.
fn profiles() -> impl Strategy<Value = Profile> {
    prop::collection::vec((prop::collection::vec(0..5_usize, 1..6), 1..100_i64), 1..20).prop_map(|samples| {
        let depth = samples.iter().map(|(stack, _)| stack.len()).max().unwrap_or(0);
        let mut drawing = String::new();
        for row in 0..depth {
            for (stack, _) in &samples {
                drawing += stack.get(row).map_or(".", |&name| ["A", "B", "C", "D", "E"][name]);
                drawing += "  ";
            }
            drawing.push('\n');
        }
        for (_, value) in &samples {
            drawing += &format!("{value}  ");
        }
        draw_profile(&drawing)
    })
}

fn total(profile: &Profile) -> i64 {
    profile.samples().values(0).iter().sum()
}

proptest! {
    #[test]
    fn focus_and_ignore_part_a_profile(profile in profiles(), text in "[A-F]|[A-F][|][A-F]|[A-F][$]") {
        let focused = apply(&names(&text, "", "", ""), &profile).profile;
        let ignored = apply(&names("", &text, "", ""), &profile).profile;
        prop_assert_eq!(total(&focused) + total(&ignored), total(&profile));
    }

    #[test]
    fn a_second_time_nothing_changes(profile in profiles(), texts in prop::array::uniform5("(|[A-F]|[A-F][|][A-F])")) {
        let [focus, ignore, hide, from, prune] = &texts;
        // A focus that is hidden cannot be found again, and neither can one that is cut away.
        for filters in [names(focus, ignore, "", ""), names("", ignore, hide, ""), names("", "", "", hide), show_from(from), prune_from(prune)] {
            let once = apply(&filters, &profile).profile;
            let twice = apply(&filters, &once).profile;
            prop_assert_eq!(stacks(&once), stacks(&twice));
        }
    }

    #[test]
    fn hide_and_show_part_the_frames(profile in profiles(), text in "[A-F]|[A-F][|][A-F]") {
        let count = |profile: &Profile| -> usize {
            profile.samples().stacks().iter().map(|&stack| profile.stacks().get(stack).len()).sum()
        };
        let hidden = apply(&names("", "", &text, ""), &profile).profile;
        let shown = apply(&names("", "", "", &text), &profile).profile;
        prop_assert_eq!(count(&hidden) + count(&shown), count(&profile));
    }
}
