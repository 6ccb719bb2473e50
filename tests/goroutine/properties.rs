//! What holds for every text.

use airflame::goroutine::{Dump, Parser, parse_slice};
use proptest::prelude::*;

use crate::fixtures::dumps;

fn all() -> Vec<Vec<u8>> {
    dumps().into_iter().map(|fixture| fixture.bytes).collect()
}

/// All that is told, in an order of its own.
fn told(dump: &Dump) -> String {
    let frames: Vec<_> = dump
        .goroutines()
        .iter()
        .map(|of| dump.stack(of.stack).iter().map(|&id| dump.frame(id)).collect::<Vec<_>>())
        .collect();
    format!("{:?} {frames:?} {:?} {:?} {:?}", dump.goroutines(), dump.captures(), dump.cut_at(), dump.form())
}

#[test]
fn slices_do_not_matter() {
    for text in all() {
        let whole = told(&parse_slice(&text).unwrap());
        for length in [1, 2, 7, 64, 1000] {
            let mut parser = Parser::default();
            text.chunks(length).for_each(|slice| parser.push(slice).unwrap());
            assert_eq!(told(&parser.finish().unwrap()), whole, "{length}");
        }
    }
}

#[test]
fn every_cut_is_read() {
    for text in all() {
        let dump = parse_slice(&text).unwrap();
        for end in (0..text.len()).step_by(13) {
            let Ok(cut) = parse_slice(&text[..end]) else { continue };
            assert!(cut.goroutines().len() <= dump.goroutines().len());
            cut.to_profile().unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damage_is_no_panic(
        which in any::<prop::sample::Index>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
        moved in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let texts = all();
        let mut text = texts[which.index(texts.len())].clone();
        for (at, byte) in damage {
            let at = at.index(text.len());
            text[at] = byte;
        }
        let (from, to) = (moved.0.index(text.len()), moved.1.index(text.len()));
        let piece = text[from..(from + 300).min(text.len())].to_vec();
        text.splice(to..to, piece);
        if let Ok(dump) = parse_slice(&text) {
            let profile = dump.to_profile().unwrap();
            let sum: i64 = profile.samples().values(0).iter().sum();
            prop_assert_eq!(sum, dump.counted().count() as i64);
            for part in dump.split() {
                part.to_profile().unwrap();
            }
        }
    }

    #[test]
    fn any_text_is_no_panic(text in "(goroutine|[0-9 ]|\\[[a-z ]{0,5}\\]:|\\{|\\}|\n|\t|\\\\n|\"|[a-z.]{1,5}\\(\\.\\.\\.\\)|a:1|.){0,60}") {
        let _ = parse_slice(text.as_bytes());
    }

    #[test]
    fn any_margin_is_learned(margin in "[a-zA-Z][a-zA-Z0-9:|./ -]{0,30}[|:] ") {
        let text = &all()[1];
        let text = String::from_utf8(text.clone()).unwrap();
        let with: String = text.lines().map(|line| format!("{margin}{line}\n")).collect();
        let (plain, with) = (parse_slice(text.as_bytes()).unwrap(), parse_slice(with.as_bytes()).unwrap());
        prop_assert_eq!(plain.goroutines().len(), with.goroutines().len());
        for (one, other) in plain.goroutines().iter().zip(with.goroutines()) {
            prop_assert_eq!(
                (one.id, plain.stack(one.stack).len(), one.creator.is_some()),
                (other.id, with.stack(other.stack).len(), other.creator.is_some())
            );
        }
    }
}
