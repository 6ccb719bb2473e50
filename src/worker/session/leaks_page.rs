//! What leaks, as the page shows it.

use super::goroutine_rows::frame;
use super::sparks::spark;
use crate::analysis::shown_text;
use crate::report::leaks::{FindingsText, SuspectText, TestText, Tone};
use crate::scene::{Trajectory, quadrant};
use crate::worker::protocol::LeaksPage;
use crate::worker::protocol::rich_text::RichText;

/// The sizes of the two pictures, in units of their view boxes.
const LINE: [f64; 2] = [320.0, 120.0];
const PLANE: [f64; 2] = [300.0, 168.0];

/// How many functions of the plot have their names beside their marks, unless they are suspects.
const NAMED: usize = 3;

/// How many functions the plot shows.
const POINTS: usize = 60;

/// The findings, in the parts that the page has.
pub(super) fn leaks_page(text: &FindingsText) -> LeaksPage {
    let mut page = LeaksPage {
        is_alarming: text.tone == Tone::Alarm,
        markdown: text.markdown.clone(),
        plain: text.plain(),
        ..LeaksPage::default()
    };
    let verdict = &mut page.verdict;
    verdict.open(&["span.word ", tone_class(text.tone)].concat()).text(&text.verdict).close();
    verdict.open("h2").attribute("id", "verdict-title").text(&text.title).close();
    // The forecast stands below its picture.
    let forecast = text.forecast.as_ref().map(|forecast| &forecast.text);
    for sentence in text.summary.iter().filter(|sentence| Some(*sentence) != forecast) {
        verdict.element("p", sentence);
    }
    let [why, line] = &mut page.why;
    if !text.tests.is_empty() || !text.reasons.is_empty() {
        why.open("details.why").element("summary", "Why this verdict");
        for reason in &text.reasons {
            why.element("p", reason);
        }
        tests(why, &text.tests);
        why.close();
    }
    trajectory(line, text);
    for suspect in &text.suspects {
        add_suspect(&mut page.suspects, suspect);
    }
    plane(&mut page.quadrant, text);
    for advice in &text.advice {
        page.advice.open("div.advice").element("p", &advice.why);
        if !advice.command.is_empty() {
            page.advice.element("pre.snippet", &advice.command).copy_button("Copy", &advice.command);
        }
        page.advice.close();
    }
    list(&mut page.beside, "Set aside as healthy", &text.healthy);
    list(&mut page.beside, "To know", &text.notes);
    memory(&mut page.beside, text);
    page
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Alarm => "alarm",
        Tone::Warn => "warning",
        Tone::Calm => "calm",
        Tone::Unknown => "unknown",
    }
}

fn tests(page: &mut RichText, all: &[TestText]) {
    // Heap and goroutines are asked the same questions.
    for tests in all.chunk_by(|left, right| left.subject == right.subject) {
        page.element("p.subject", &tests[0].subject);
        add_tests(page, tests);
    }
}

fn add_tests(page: &mut RichText, tests: &[TestText]) {
    page.open("ul");
    for test in tests {
        let (class, sign) = if test.passed { ("li.passed", "for") } else { ("li.failed", "against") };
        page.open(class).element("span.sign", sign).element("span", &test.text).close();
    }
    page.close();
}

fn add_suspect(page: &mut RichText, of: &SuspectText) {
    page.open(&["li.suspect ", tone_class(of.tone)].concat())
        .attribute("key", &[&of.function, &*of.state].concat());
    page.element("span.number", &of.number.to_string()).open("div.what");
    page.open("h3")
        .attribute("title", &shown_text(&of.function))
        .element("code", &shown_text(&of.short_name));
    if !of.state.is_empty() {
        page.element("span.state", &["[", &of.state, "]"].concat());
    }
    page.close();
    if !of.title.is_empty() {
        page.element("p.cause", &of.title);
    }
    page.prose("p", &of.diagnosis).open("div.facts-line");
    page.titled("span.fact word", "The verdict on this alone", &of.verdict);
    for chip in &of.chips {
        page.element(if chip.alarming { "span.fact alarming" } else { "span.fact" }, &shown_text(&chip.text));
    }
    page.close();
    if !of.fix.is_empty() {
        page.open("pre.fix").attribute("aria-label", "Fix").attribute("tabindex", "0");
        for (sign, line) in &of.fix {
            let class = match sign {
                '-' => "code.removed",
                '+' => "code.added",
                _ => "code",
            };
            // The sign stands before each line, so that colour is not the only one.
            page.element(class, &format!("{sign} {line}"));
        }
        page.close();
    }
    page.open("details.why").element("summary", "Stack, tests, and how to confirm");
    if !of.confirm.is_empty() {
        page.prose("p", &of.confirm);
    }
    add_tests(page, &of.tests);
    for joined in &of.joined {
        page.element("p.joined", &shown_text(joined));
    }
    page.open("div.trace");
    for (function, source) in &of.stack {
        frame(page, function, source, false);
    }
    if !of.creator.is_empty() {
        page.element("p.label", "created by");
        frame(page, &of.creator, "", true);
    }
    page.close();
    for label in [of.labels.join(" · "), of.reference.clone()] {
        if !label.is_empty() {
            page.element("p.label", &shown_text(&label));
        }
    }
    page.close().close();
    spark(page, &of.values);
    page.open("div.growth").element("b.rate", &of.rate);
    page.element("span.label", &of.counts).element("span.label", &of.share).close().close();
}

fn list(page: &mut RichText, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    page.open("section").element("h3", title).open("ul");
    for item in items {
        page.element("li", &shown_text(item));
    }
    page.close().close();
}

/// What `runtime.MemStats` tells over the series.
fn memory(page: &mut RichText, text: &FindingsText) {
    if text.memory.is_empty() {
        return;
    }
    page.open("section").element("h3", "runtime.MemStats").open("table.facts-table").open("tbody");
    for row in &text.memory {
        page.open("tr").element("th", &row.name).open("td");
        spark(page, &row.values);
        page.close().element("td", &row.text).close();
    }
    page.close().close().close();
}

fn path(points: &[[f64; 2]], [width, height]: [f64; 2]) -> String {
    let point = |(at, [x, y]): (usize, &[f64; 2])| {
        format!("{}{:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, x * width, height - y * height)
    };
    points.iter().enumerate().map(point).collect()
}

/// What was measured, and where it goes: to the limit, if one is known.
fn trajectory(page: &mut RichText, text: &FindingsText) {
    const NANOS_OF_AN_HOUR: f64 = 3.6e12;
    let Some(trend) = text.trends.first() else { return };
    let first = trend.times.first().copied().unwrap_or(0);
    let is_timed = !trend.times.contains(&0);
    let hour = |at: usize| {
        if is_timed { trend.times[at].saturating_sub(first) as f64 / NANOS_OF_AN_HOUR } else { at as f64 }
    };
    let known = trend.values.iter().enumerate();
    let points: Vec<(f64, f64)> =
        known.filter_map(|(at, value)| Some((hour(at), (*value)? as f64))).collect();
    let forecast = text.forecast.as_ref().filter(|_| is_timed);
    let plot = Trajectory::of(&points, forecast.map(|forecast| (forecast.limit as f64, forecast.hours)));
    if plot.measured.len() < 2 {
        return;
    }
    let [width, height] = LINE;
    let (width_text, height_text) = (width.to_string(), height.to_string());
    let horizontal = |page: &mut RichText, class: &str, y: &str| {
        page.open(class)
            .attribute("x1", "0")
            .attribute("x2", &width_text)
            .attribute("y1", y)
            .attribute("y2", y)
            .close();
    };
    let what = match (&*trend.unit, text.forecast.as_ref()) {
        ("bytes", Some(forecast)) => forecast.text.clone(),
        ("bytes", None) => [&trend.name, " over the snapshots"].concat(),
        _ => "goroutines over the captures".to_owned(),
    };
    page.open("figure.trajectory")
        .open("svg")
        .attribute("viewBox", &format!("0 -12 {width} {}", height + 14.0));
    page.attribute("role", "img").attribute("aria-label", &what);
    if let Some(limit) = plot.limit {
        horizontal(page, "line.limit", &(height - limit * height).to_string());
    }
    if !plot.forecast.is_empty() {
        page.open("path.forecast").attribute("d", &[&path(&plot.forecast, LINE), "Z"].concat()).close();
    }
    page.open("path.line").attribute("d", &path(&plot.measured, LINE)).close();
    horizontal(page, "line.axis", &height_text);
    page.close().element("figcaption.label", &what).close();
}

/// Functions at their allocation rates and survivals: what leaks lies at the top, what only burdens the collector at the bottom
/// right.
fn plane(page: &mut RichText, text: &FindingsText) {
    let points = &text.quadrant[..text.quadrant.len().min(POINTS)];
    if points.is_empty() && text.loud.is_empty() {
        return;
    }
    page.open("section").element("h3", "Kept against thrown away");
    page.element("p.label", "In use grows under steady load: a leak. Much allocated, and in use is stable: pressure on the garbage collector.");
    if !points.is_empty() {
        let [width, height] = PLANE;
        page.open("svg.quadrant")
            .attribute("viewBox", &format!("0 0 {width} {height}"))
            .attribute("role", "img");
        page.attribute(
            "aria-label",
            "Functions by allocation rate, left to right, and by the share of it that stays, bottom to top",
        );
        page.open("rect.plane")
            .attribute("width", &width.to_string())
            .attribute("height", &height.to_string())
            .close();
        let numbers: Vec<(f64, f64)> = points.iter().map(|point| (point.rate, point.survival)).collect();
        // Two names at one place would be none.
        let mut rows: Vec<f64> = Vec::new();
        for (at, (point, [x, y])) in points.iter().zip(quadrant(&numbers)).enumerate() {
            let (x, y) = (8.0 + x * (width - 16.0), height - 8.0 - y * (height - 16.0));
            let shape = match point.suspect {
                Some(_) => format!("M{x:.1} {:.1}l6 6l-6 6l-6 -6Z", y - 6.0),
                None => format!("M{:.1} {:.1}h6v6h-6Z", x - 3.0, y - 3.0),
            };
            page.open(if point.suspect.is_some() { "g.point leaking" } else { "g.point" });
            page.element("title", &[&shown_text(&point.name), ": ", &*point.text].concat());
            page.open("path").attribute("d", &shape).close();
            let is_free = rows.iter().all(|row| (row - y).abs() >= 12.0);
            if (at < NAMED || point.suspect.is_some()) && is_free {
                rows.push(y);
                let (left, anchor) = if x > width * 0.55 { (x - 10.0, "end") } else { (x + 10.0, "start") };
                // At the bottom many lie beside each other, so that a name stands above them.
                let base = if y > height - 24.0 { y - 8.0 } else { y + 4.0 };
                page.open("text").attribute("x", &format!("{left:.1}")).attribute("y", &format!("{base:.1}"));
                page.attribute("text-anchor", anchor).text(&shown_text(&point.name)).close();
            }
            page.close();
        }
        page.close()
            .open("p.axes label")
            .element("span", "allocation rate →")
            .element("span", "↑ stays")
            .close();
    }
    for loud in &text.loud {
        page.element("p", &shown_text(loud));
    }
    page.close();
}
