//! What the worker says of goroutines and leaks.

use airflame::analysis::leaks::Catalogue;
use airflame::worker::protocol::rich_text::{RichText, Token};
use airflame::worker::protocol::{
    CaptureTarget, GoroutineList, GoroutineOrder, GoroutineQuery, LeaksPage, ProfileId, Reply, Request,
};

use crate::harness::Page;

const TEXTS: &str = include_str!("../../static/leaks.txt");

macro_rules! file {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../profiles/", $name)).as_slice())
    };
}

const HEAPS: [(&str, &[u8]); 6] = [
    file!("leaky-default/heap-3.pb.gz"),
    file!("leaky-default/heap-1.pb.gz"),
    file!("leaky-default/heap-6.pb.gz"),
    file!("leaky-default/heap-2.pb.gz"),
    file!("leaky-default/heap-5.pb.gz"),
    file!("leaky-default/heap-4.pb.gz"),
];
const DUMPS: [(&str, &[u8]); 4] = [
    file!("dumps/leaky-default/goroutine-4.debug2.txt.gz"),
    file!("dumps/leaky-default/goroutine-1.debug2.txt.gz"),
    file!("dumps/leaky-default/goroutine-6.debug2.txt.gz"),
    file!("dumps/leaky-default/goroutine-3.debug2.txt.gz"),
];

fn open(page: &mut Page, files: &[(&str, &[u8])]) -> Vec<ProfileId> {
    files.iter().map(|(name, bytes)| page.open(name, bytes)).collect()
}

fn leaks(page: &mut Page, profiles: &[ProfileId], limit: Option<i64>) -> LeaksPage {
    let request = Request::Leaks {
        profiles: profiles.to_vec(),
        limit,
        target: CaptureTarget::default(),
        catalogue: TEXTS.to_owned(),
    };
    match page.ask(&request) {
        Reply::Leaks { profiles: of, found } => {
            assert_eq!(of, profiles);
            *found
        }
        other => panic!("{other:?}"),
    }
}

fn goroutines(page: &mut Page, profiles: &[ProfileId], query: &GoroutineQuery) -> GoroutineList {
    let request = Request::Goroutines {
        profiles: profiles.to_vec(),
        query: query.clone(),
        catalogue: TEXTS.to_owned(),
    };
    match page.ask(&request) {
        Reply::Goroutines(list) => *list,
        other => panic!("{other:?}"),
    }
}

/// The texts of the elements on the outermost level, and what is in them.
fn items(text: &RichText) -> Vec<String> {
    let (mut items, mut depth) = (Vec::new(), 0_usize);
    for token in text.tokens() {
        match token {
            Token::Open { .. } => {
                if depth == 0 {
                    items.push(String::new());
                }
                depth += 1;
            }
            Token::Close => depth -= 1,
            Token::Text(text) => {
                let item = items.last_mut().unwrap();
                item.push_str(text);
                item.push('\n');
            }
            Token::Attribute { .. } => {}
        }
    }
    assert_eq!(depth, 0, "every element ends");
    items
}

#[test]
fn heaps_and_dumps_together_name_the_causes() {
    let mut page = Page::new();
    let ids = open(&mut page, &[HEAPS.as_slice(), &DUMPS].concat());
    let found = leaks(&mut page, &ids, None);
    assert!(found.is_alarming);
    let suspects = items(&found.suspects);
    let of = |name: &str| {
        suspects.iter().find(|suspect| suspect.contains(name)).unwrap_or_else(|| panic!("{name}"))
    };
    assert!(of("processWebhook").contains("[chan send]"));
    assert!(of("Remember").contains("MB"));
    assert!(of("readLoop").contains("Body"));
    assert!(found.markdown.contains("processWebhook") && found.plain.contains("processWebhook"));
    for part in [&found.verdict, &found.quadrant, &found.advice, &found.beside, &found.why[0], &found.why[1]]
    {
        assert!(!items(part).is_empty());
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut page = Page::new();
    let mut ids = open(&mut page, &[HEAPS.as_slice(), &DUMPS].concat());
    let found = leaks(&mut page, &ids, Some(512 << 20));
    assert!(found.plain.contains("512"));
    ids.reverse();
    assert_eq!(leaks(&mut page, &ids, Some(512 << 20)), found);
}

#[test]
fn one_heap_is_not_enough_and_it_says_what_is_missing() {
    let mut page = Page::new();
    let ids = open(&mut page, &HEAPS[..1]);
    let found = leaks(&mut page, &ids, None);
    assert!(!found.is_alarming, "one snapshot shows no growth");
    assert!(
        items(&found.verdict).concat().contains("which cannot show growth"),
        "{:?}",
        items(&found.verdict)
    );
    assert!(items(&found.advice).iter().any(|advice| advice.contains("heap?gc=1")));
    assert!(page.session.handle(&Request::Close { profile: ids[0] }).is_empty());
    assert!(items(&leaks(&mut page, &ids, None).suspects).is_empty(), "it is closed");
}

#[test]
fn groups_are_narrowed_down_by_all_that_is_known_of_them() {
    let mut page = Page::new();
    let ids = open(&mut page, &DUMPS);
    let query = GoroutineQuery { count: 50, ..GoroutineQuery::default() };
    let all = goroutines(&mut page, &ids, &query);
    assert_eq!(all.captures.len(), 4);
    let names: Vec<&str> = all.captures.iter().map(|capture| capture.name.as_str()).collect();
    assert!(names.is_sorted(), "the oldest is first: {names:?}");
    let [base, target] = [all.base, all.target].map(|at| all.captures[at as usize].total);
    assert!(target > 500 && base < 110, "{base} {target}");
    assert!(all.states.contains(&("chan send".to_owned(), 144)), "{:?}", all.states);
    let first = &items(&all.rows)[0];
    assert!(first.starts_with("144\n+120\n"), "{first}");
    assert!(first.contains("24 of 24 still there"));

    let count = |page: &mut Page, query: GoroutineQuery| {
        let list = goroutines(page, &ids, &query);
        assert_eq!(list.left[0] as usize, items(&list.rows).len());
        list.left[1]
    };
    let sending = GoroutineQuery { state: "chan send".to_owned(), ..query.clone() };
    assert_eq!(count(&mut page, sending), 144);
    let found = GoroutineQuery { text: "PROCESSwebhook".to_owned(), ..query.clone() };
    assert_eq!(count(&mut page, found), 144);
    let (package, expected) =
        all.packages.iter().find(|(name, _)| name.ends_with("internal/webhook")).unwrap();
    assert!(*expected >= 144);
    let webhook = GoroutineQuery { package: package.clone(), healthy: true, ..query.clone() };
    assert_eq!(count(&mut page, webhook), *expected);
    let (label, expected) = &all.labels[0];
    let labelled =
        goroutines(&mut page, &ids, &GoroutineQuery { label: label.clone(), healthy: true, ..query.clone() });
    assert!(labelled.left[1] >= *expected, "a group is shown whole");
    let long = GoroutineQuery { minutes: 60, ..query.clone() };
    assert_eq!(count(&mut page, long), 0);

    let with_healthy =
        goroutines(&mut page, &ids, &GoroutineQuery { healthy: true, count: 1000, ..query.clone() });
    assert_eq!(with_healthy.left[1], all.left[1] + all.healthy[1]);
    assert_eq!(with_healthy.left[1], target);
    let few =
        goroutines(&mut page, &ids, &GoroutineQuery { count: 2, order: GoroutineOrder::Count, ..query });
    assert_eq!((few.shown, items(&few.rows).len()), (2, 2));
    assert!(few.more().is_some());
}

#[test]
fn the_catalogue_of_the_page_is_the_one_of_the_tests() {
    let texts: String =
        TEXTS.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect();
    let of = |catalogue: &Catalogue| catalogue.entries().len();
    assert_eq!(of(&Catalogue::parse(&texts).unwrap()), of(&Catalogue::built_in()));
}
