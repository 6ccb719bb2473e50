//! The catalogue's text.

use super::clause::Clause;
use super::{BadCatalogue, Catalogue, Entry, Rule};

/// In which part of the text a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    Leak,
    Healthy,
    Guide,
}

/// Reads a catalogue.
pub(super) fn parse(text: &str) -> Result<Catalogue, BadCatalogue> {
    let mut catalogue = Catalogue::default();
    let mut part = Part::Nothing;
    // The last field, which indented lines continue.
    let mut field = "";
    for (at, line) in text.lines().enumerate() {
        let result = if line.starts_with('[') {
            field = "";
            head(&mut catalogue, line).map(|begun| part = begun)
        } else if part == Part::Guide || line.starts_with('#') || line.is_empty() {
            Ok(())
        } else if let Some(more) = line.strip_prefix("  ") {
            continued(&mut catalogue, part, field, more)
        } else if let Some((name, value)) = line.split_once(':') {
            field = name;
            begun(&mut catalogue, part, name, value.trim())
        } else {
            Err("neither a field nor the continuation of one")
        };
        result.map_err(|what| BadCatalogue { line: at + 1, what })?;
    }
    Ok(catalogue)
}

/// `[leak 8] Title`, `[healthy] Reason`, `[guide] Title`.
fn head(catalogue: &mut Catalogue, line: &str) -> Result<Part, &'static str> {
    let (kind, title) = line
        .strip_prefix('[')
        .and_then(|line| line.split_once("] "))
        .filter(|(_, title)| !title.is_empty())
        .ok_or("a part begins with its kind in brackets and a title")?;
    if kind == "guide" {
        return Ok(Part::Guide);
    }
    if kind == "healthy" {
        catalogue.reasons.push(title.to_owned());
        return Ok(Part::Healthy);
    }
    let number = kind.strip_prefix("leak ").ok_or("a part is a leak, healthy, or of the guide")?;
    let number = number.parse().map_err(|_| "a leak has a number")?;
    if catalogue.entry(number).is_some() {
        return Err("a leak of this number was there before");
    }
    catalogue.entries.push(Entry { number, title: title.to_owned(), ..Entry::default() });
    Ok(Part::Leak)
}

/// The first line of a field.
fn begun(catalogue: &mut Catalogue, part: Part, name: &str, value: &str) -> Result<(), &'static str> {
    if matches!(name, "match" | "heap") {
        let clauses = value.split(';').map(Clause::parse).collect::<Result<_, _>>()?;
        let (rules, count) = match (part, name) {
            (Part::Healthy, "match") => (&mut catalogue.healthy, catalogue.reasons.len()),
            (Part::Leak, "match") => (&mut catalogue.goroutines, catalogue.entries.len()),
            (Part::Leak, _) => (&mut catalogue.heap, catalogue.entries.len()),
            _ => return Err("a rule belongs to a leak, or to what is healthy"),
        };
        rules.push(Rule { clauses, of: count.saturating_sub(1) });
        return Ok(());
    }
    let entry = last_leak(catalogue, part)?;
    match (name, value) {
        ("go", "sees") => entry.seen_by_go = Some(true),
        ("go", "misses") => entry.seen_by_go = Some(false),
        ("go", "varies") => entry.seen_by_go = None,
        ("culprit", "gone") => entry.culprit_is_gone = true,
        _ => value.clone_into(text_field(entry, name).ok_or("no field has this name or value")?),
    }
    Ok(())
}

/// A further line of a field: Go keeps its lines, sentences are joined.
fn continued(catalogue: &mut Catalogue, part: Part, name: &str, more: &str) -> Result<(), &'static str> {
    let entry = last_leak(catalogue, part)?;
    let field = text_field(entry, name).ok_or("nothing stands above that this could continue")?;
    if !field.is_empty() {
        field.push(if name == "fix" { '\n' } else { ' ' });
    }
    field.push_str(if name == "fix" { more } else { more.trim() });
    Ok(())
}

fn last_leak(catalogue: &mut Catalogue, part: Part) -> Result<&mut Entry, &'static str> {
    catalogue.entries.last_mut().filter(|_| part == Part::Leak).ok_or("this belongs to a leak")
}

fn text_field<'a>(entry: &'a mut Entry, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "what" => &mut entry.diagnosis,
        "fix" => &mut entry.fix,
        "confirm" => &mut entry.confirm,
        "read" => &mut entry.reference,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_continue() {
        let text = "# head\n\n[leak 7] A title\nmatch: state select; leaf own\nwhat: one\n  two\nfix:\n  - a\n  +\tb\ngo: sees\nculprit: gone\n[guide] G\nnot: a field of it\n";
        let catalogue = parse(text).unwrap();
        let entry = catalogue.entry(7).unwrap();
        assert_eq!((&*entry.title, &*entry.diagnosis, &*entry.fix), ("A title", "one two", "- a\n+\tb"));
        assert_eq!((entry.seen_by_go, entry.culprit_is_gone), (Some(true), true));
        assert_eq!((catalogue.goroutines.len(), catalogue.heap.len()), (1, 0));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line) in [
            ("what: nothing to belong to", 1),
            ("[leak x] T", 1),
            ("[leak 1] T\n[leak 1] T", 2),
            ("[leak 1]", 1),
            ("[leak 1] T\nmatch: state", 2),
            ("[leak 1] T\nsize: 3", 2),
            ("[leak 1] T\n  more", 2),
            ("[healthy] T\nwhat: x", 2),
            ("[healthy] T\nheap: leaf own", 2),
            ("[leak 1] T\nnonsense", 2),
            ("[leak 1] T\ngo: perhaps", 2),
        ] {
            assert_eq!(parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
