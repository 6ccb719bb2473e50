//! The guide to capturing: text of `static/leaks.txt` that a page shows.

/// A section of the guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Sentences. What stands between backticks is code.
    Paragraph(String),
    /// Lines of Go or of a shell, to be copied as they are.
    Code(String),
    /// An item of a list.
    Item(String),
}

/// The guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guide {
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

impl Guide {
    /// Reads the guide out of the catalogue's text; the other parts are passed over. In it, lines that begin with `| ` are code,
    /// `* ` begins an item, blank lines part paragraphs, and indented lines continue what stands above.
    pub fn parse(text: &str) -> Self {
        let mut guide = Self::default();
        let mut is_guide = false;
        // Whether the next line of text continues the last block.
        let mut is_open = false;
        for line in text.lines() {
            if line.starts_with('[') {
                let title = line.strip_prefix("[guide] ");
                is_guide = title.is_some();
                is_open = false;
                guide
                    .sections
                    .extend(title.map(|title| Section { title: title.to_owned(), blocks: Vec::new() }));
                continue;
            }
            let Some(section) = guide.sections.last_mut().filter(|_| is_guide) else { continue };
            if let Some(code) = line.strip_prefix('|') {
                section.add_code(code.strip_prefix(' ').unwrap_or(code), is_open);
            } else if let Some(item) = line.strip_prefix("* ") {
                section.blocks.push(Block::Item(item.to_owned()));
            } else if let (true, Some(Block::Paragraph(last) | Block::Item(last))) =
                (is_open, section.blocks.last_mut())
            {
                if !line.is_empty() {
                    last.push(' ');
                    last.push_str(line.trim());
                }
            } else if !line.is_empty() {
                section.blocks.push(Block::Paragraph(line.to_owned()));
            }
            is_open = !line.is_empty();
        }
        guide
    }
}

impl Section {
    fn add_code(&mut self, line: &str, is_open: bool) {
        match self.blocks.last_mut() {
            Some(Block::Code(code)) if is_open => {
                code.push('\n');
                code.push_str(line);
            }
            _ => self.blocks.push(Block::Code(line.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::leaks::Catalogue;

    #[test]
    fn blocks_are_told_apart() {
        let text = "[leak 1] x\nwhat: y\n[guide] One\na\nb\n\nc\n| d\n|\n| \te\n* f\n  g\n* h\n";
        let blocks = vec![
            Block::Paragraph("a b".to_owned()),
            Block::Paragraph("c".to_owned()),
            Block::Code("d\n\n\te".to_owned()),
            Block::Item("f g".to_owned()),
            Block::Item("h".to_owned()),
        ];
        assert_eq!(Guide::parse(text).sections, [Section { title: "One".to_owned(), blocks }]);
    }

    #[test]
    fn the_built_in_guide_is_complete() {
        let guide = Guide::parse(Catalogue::BUILT_IN);
        let all = format!("{guide:?}");
        assert_eq!(guide.sections.len(), 7, "{all}");
        for wanted in [
            "127.0.0.1:6060",
            "kubectl port-forward",
            "heap?gc=1",
            "goroutine?debug=2",
            "goroutineleak",
            "defer cancel()",
            "goleak",
        ] {
            assert!(all.contains(wanted), "{wanted}");
        }
    }
}
