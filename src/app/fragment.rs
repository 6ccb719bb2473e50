//! What the address bar remembers, so that a reload and a bookmark show the same view.
//!
//! It stands in the fragment, which browsers send to no server: `#v=1&view=top&metric=alloc_space`. The files are
//! not in it: they never leave the tab.

use super::Tab;

/// The version that is written. Fragments of another version are not read.
const VERSION: &str = "1";

/// The part of the state that the address bar holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Which view.
    pub tab: Tab,
    /// Which metric, by its pprof name.
    pub metric: Option<String>,
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
        Self {
            tab: get("view").and_then(Tab::from_slug).unwrap_or_default(),
            metric: get("metric").filter(|metric| !metric.is_empty()).map(unescape),
        }
    }

    /// The fragment with its `#`.
    pub fn to_text(&self) -> String {
        let metric = self.metric.as_deref().map(|metric| format!("&metric={}", escape(metric)));
        format!("#v={VERSION}&view={}{}", self.tab.slug(), metric.unwrap_or_default())
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

    #[test]
    fn says_what_is_shown() {
        let fragment = Fragment { tab: Tab::Top, metric: Some("alloc_space".to_owned()) };
        assert_eq!(fragment.to_text(), "#v=1&view=top&metric=alloc_space");
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        for text in ["", "#", "#v=2&view=top", "#view=top", "#v=1&view=nothing", "#%%%&=&&v=1"] {
            assert_eq!(Fragment::parse(text), Fragment::default(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(metric in "\\PC{1,20}", tab in 0..Tab::ALL.len()) {
            let fragment = Fragment { tab: Tab::ALL[tab], metric: Some(metric) };
            prop_assert_eq!(Fragment::parse(&fragment.to_text()), fragment);
        }

        #[test]
        fn reads_anything(text in "\\PC*") {
            let _ = Fragment::parse(&text);
        }
    }
}
