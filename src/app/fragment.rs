//! What the address bar remembers, so that a reload and a bookmark show the same view.
//!
//! It stands in the fragment, which browsers send to no server: `#v=1&view=top&metric=alloc_space&g=lines&f=main`.
//! Filters and options have the names that they have in the addresses of pprof's own page; several filters of one
//! variable stand one after the other. What pprof has not is named alike: `w` is what widths stand for in a diff, `c` what its
//! colours measure, `pal` which they are, `floor` per cent of noise, `order` how siblings stand. The files are not in it:
//! they never leave the tab.

use super::filters::VARIABLES;
use super::options::{granularity_name, granularity_of};
use super::{DiffLook, ORDERS, Options, PALETTES, SCALES, Tab, WIDTHS, choice_name, choice_of};
use crate::analysis::{DiffWidth, Granularity};
use crate::scene::colour::{DiffPalette, DiffScale, NoiseFloor};
use crate::worker::protocol::{Filter, Graph, Shares};

/// The version that is written. Fragments of another version are not read.
const VERSION: &str = "1";

/// Percentages of a difference are of the change.
const OF_CHANGE: &str = "change";

/// Base and target are drawn side by side.
const SIDE_BY_SIDE: &str = "sides";

/// The part of the state that the address bar holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Which view.
    pub tab: Tab,
    /// Which metric, by its pprof name.
    pub metric: Option<String>,
    /// Granularity, inlining, percentages, widths, order.
    pub options: Options,
    /// How changes are coloured.
    pub look: DiffLook,
    /// The filters.
    pub chips: Vec<Filter>,
}

impl Fragment {
    /// Reads a fragment, with or without its `#`. What cannot be read is as if it were not there.
    pub fn parse(fragment: &str) -> Self {
        let pairs: Vec<(&str, &str)> =
            fragment.trim_start_matches('#').split('&').filter_map(|pair| pair.split_once('=')).collect();
        let get = |key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        if get("v") != Some(VERSION) {
            return Self::default();
        }
        let is_on = |key| matches!(get(key), Some("t" | "true" | "1"));
        let options = Options {
            granularity: get("g").and_then(granularity_of).unwrap_or_default(),
            no_inlines: is_on("noinlines"),
            relative: is_on("rel"),
            shares: if get("shares") == Some(OF_CHANGE) { Shares::Change } else { Shares::Base },
            graph: if get("graph") == Some(SIDE_BY_SIDE) { Graph::SideBySide } else { Graph::Merged },
            width: get("w").and_then(|name| choice_of(&WIDTHS, name)).unwrap_or_default(),
            order: get("order").and_then(|name| choice_of(&ORDERS, name)),
        };
        let look = DiffLook {
            scale: get("c").and_then(|name| choice_of(&SCALES, name)).unwrap_or_default(),
            palette: get("pal").and_then(|name| choice_of(&PALETTES, name)).unwrap_or_default(),
            floor: get("floor").and_then(NoiseFloor::of_percent).unwrap_or_default(),
        };
        let chip = |(name, text): &(&str, &str)| {
            let &(variable, _) = VARIABLES.iter().find(|(_, url)| url == name)?;
            Some(Filter { variable, text: unescape(text) }).filter(|filter| !filter.text.is_empty())
        };
        Self {
            tab: get("view").and_then(Tab::from_slug).unwrap_or_default(),
            metric: get("metric").filter(|metric| !metric.is_empty()).map(unescape),
            options,
            look,
            chips: pairs.iter().filter_map(chip).collect(),
        }
    }

    /// The fragment with its `#`. What is as it is by default is left out.
    pub fn to_text(&self) -> String {
        let mut text = format!("#v={VERSION}&view={}", self.tab.slug());
        let mut add = |name: &str, value: &str| {
            for part in ["&", name, "=", &escape(value)] {
                text.push_str(part);
            }
        };
        if let Some(metric) = &self.metric {
            add("metric", metric);
        }
        let Options { granularity, no_inlines, relative, shares, graph, width, order } = self.options;
        let DiffLook { scale, palette, floor } = self.look;
        if granularity != Granularity::default() {
            add("g", granularity_name(granularity));
        }
        for (name, is_on) in [("noinlines", no_inlines), ("rel", relative)] {
            if is_on {
                add(name, "t");
            }
        }
        if shares == Shares::Change {
            add("shares", OF_CHANGE);
        }
        if graph == Graph::SideBySide {
            add("graph", SIDE_BY_SIDE);
        }
        let chosen = [
            ("w", choice_name(&WIDTHS, width), width == DiffWidth::default()),
            ("order", order.map_or("", |order| choice_name(&ORDERS, order)), order.is_none()),
            ("c", choice_name(&SCALES, scale), scale == DiffScale::default()),
            ("pal", choice_name(&PALETTES, palette), palette == DiffPalette::default()),
            ("floor", floor.percent(), floor == NoiseFloor::default()),
        ];
        for (name, value, _) in chosen.into_iter().filter(|(_, _, is_usual)| !is_usual) {
            add(name, value);
        }
        for chip in &self.chips {
            let url = VARIABLES.iter().find(|(variable, _)| *variable == chip.variable);
            add(url.map_or("", |(_, url)| url), &chip.text);
        }
        text
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (byte, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::options::GRANULARITIES;

    #[test]
    fn says_what_is_shown() {
        let fragment =
            Fragment { tab: Tab::Top, metric: Some("alloc_space".to_owned()), ..Fragment::default() };
        assert_eq!(fragment.to_text(), "#v=1&view=top&metric=alloc_space");
    }

    #[test]
    fn says_options_and_filters_in_the_words_of_pprof() {
        let text = "#v=1&view=flame&g=filefunctions&noinlines=t&rel=t&shares=change&graph=sides&i=a%26b&f=main%5C.&i=%C3%A9&prunefrom=x";
        let fragment = Fragment::parse(text);
        assert_eq!(
            fragment.options,
            Options {
                granularity: Granularity::FileFunctions,
                no_inlines: true,
                relative: true,
                shares: Shares::Change,
                graph: Graph::SideBySide,
                ..Options::default()
            }
        );
        let chips: Vec<_> =
            fragment.chips.iter().map(|chip| (chip.variable.name(), chip.text.as_str())).collect();
        assert_eq!(chips, [("ignore", "a&b"), ("focus", "main\\."), ("ignore", "é"), ("prune_from", "x")]);
        assert_eq!(fragment.to_text(), text);
    }

    #[test]
    fn says_how_a_diff_is_drawn() {
        let text = "#v=1&view=flame&w=growth&order=size&c=absolute&pal=purple-green&floor=0.5";
        let fragment = Fragment::parse(text);
        assert_eq!(fragment.options.width, DiffWidth::Growth);
        assert_eq!(fragment.look.floor.percent(), "0.5");
        assert_eq!(fragment.to_text(), text);
        let unknown = Fragment::parse("#v=1&view=flame&w=all&order=&c=x&pal=red-green&floor=0.3");
        assert_eq!(unknown, Fragment::default());
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        for text in ["", "#", "#v=2&view=top", "#view=top", "#v=1&view=nothing", "#%%%&=&&v=1"] {
            assert_eq!(Fragment::parse(text), Fragment::default(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(
            metric in "\\PC{1,20}",
            tab in 0..Tab::ALL.len(),
            granularity in 0..5_usize,
            switches in any::<(bool, bool, bool, bool)>(),
            modes in (0..5_usize, 0..3_usize, 0..2_usize, 0..3_usize, 0..=NoiseFloor::MAX),
            chips in proptest::collection::vec((0..VARIABLES.len(), "\\PC{1,20}"), 0..5),
        ) {
            let options = Options {
                granularity: GRANULARITIES[granularity].0, no_inlines: switches.0, relative: switches.1,
                shares: if switches.2 { Shares::Change } else { Shares::Base },
                graph: if switches.3 { Graph::SideBySide } else { Graph::Merged },
                width: WIDTHS[modes.0].0, order: ORDERS.get(modes.1).map(|order| order.0),
            };
            let look = DiffLook {
                scale: SCALES[modes.2].0, palette: PALETTES[modes.3].0, floor: NoiseFloor::step(modes.4),
            };
            let chip = |(index, text): (usize, String)| Filter { variable: VARIABLES[index].0, text };
            let chips = chips.into_iter().map(chip).collect();
            let fragment = Fragment { tab: Tab::ALL[tab], metric: Some(metric), options, look, chips };
            prop_assert_eq!(Fragment::parse(&fragment.to_text()), fragment);
        }

        #[test]
        fn reads_anything(text in "(#v=1&[a-z]{1,9}=)?\\PC*") {
            let _ = Fragment::parse(&text);
        }
    }
}
