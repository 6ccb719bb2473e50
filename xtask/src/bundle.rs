//! Finishes both artefacts in Trunk's staging folder: the hosted page gets its worker, icon and policy, and the single file
//! is made from it by taking every asset inside.
//!
//! Both modules go in gzipped, in base64, and are unpacked by the browser's own `DecompressionStream` while it compiles:
//! in plain base64 a wasm that is within its budget would already break the single file's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::csp::{Artefact, with_policy};
use crate::html::{Element, Page};
use crate::repo;
use crate::size::{MODULES, Sizes, gzip};
use crate::worker_module::{self, WorkerModule};

/// `xtask bundle`: what Trunk calls after a build.
pub(crate) fn run_as_hook() -> Result<()> {
    let Some(staging) = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        bail!("TRUNK_STAGING_DIR is not set: Trunk runs this command; run `cargo xtask build` instead");
    };
    let is_release = std::env::var("TRUNK_PROFILE").as_deref() == Ok("release");
    let worker = worker_module::build(&staging, is_release)?;
    bundle(&staging, &repo::root()?.join("static"), &worker)?;
    // An unoptimised build is for trying things out, and may be of any size.
    if is_release {
        Sizes::measure(&staging)?.check()?;
    }
    Ok(())
}

fn bundle(dir: &Path, assets: &Path, worker: &WorkerModule) -> Result<()> {
    let index = dir.join("index.html");
    let page = with_icon(Page::read(&index)?.without_comments()?, &assets.join("icon.svg"))?;
    let page = worker.named_in(&page)?;
    let page = with_example(&page, &assets.join("example"))?;
    let page = with_texts(&page, &text(&assets.join("leaks.txt"))?)?;
    let single = inlined(&page, dir)?;
    refuse_references(&single)?;
    write(&index, &with_policy(&page, Artefact::Hosted)?)?;
    write(&dir.join("airflame.html"), &with_policy(&single, Artefact::SingleFile)?)
}

/// Puts the icon into the page, if there is one: an icon that lies beside the page would be a request.
fn with_icon(page: Page, icon: &Path) -> Result<Page> {
    if !icon.exists() {
        return Ok(page);
    }
    let Some(link) = page.elements().iter().find(|element| element.get("rel") == Some("icon")) else {
        bail!("index.html has no <link rel=\"icon\"> for {}", icon.display());
    };
    let data = STANDARD.encode(read(icon)?);
    let new = format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"data:image/svg+xml;base64,{data}\">");
    page.replaced(&[(link.range.clone(), new)])
}

/// What the example consists of, in the order in which it is opened.
const EXAMPLE: [&str; 3] = ["heap-1.pb.gz", "heap-6.pb.gz", "goroutine-6.pb.gz"];

/// Puts the example's files into the page, a line `PATH BASE64` for each: `src/dom/example.rs` reads them. In a block of
/// data they cost no request, and in the wasm they would be the only part that cannot be compressed.
fn with_example(page: &Page, dir: &Path) -> Result<Page> {
    let block = page.by_id("airflame-example")?;
    let mut new = String::from("<script type=\"text/plain\" id=\"airflame-example\">\n");
    for name in EXAMPLE {
        let data = STANDARD.encode(read(&dir.join(name))?);
        new.push_str(&format!("hookrelay/{name} {data}\n"));
    }
    new.push_str("</script>");
    page.replaced(&[(block.range.clone(), new)])
}

/// Puts the catalogue of leaks and the guide to capturing into the page, where `src/dom/page_text.rs` reads them: they are
/// longer than most of the code that uses them. Comments are for those who edit the file.
fn with_texts(page: &Page, texts: &str) -> Result<Page> {
    if texts.contains("</") || texts.contains("<!--") {
        bail!("static/leaks.txt has `</` or `<!--` in it, which would end its block in the page");
    }
    let lines = texts.lines().filter(|line| !line.starts_with('#'));
    let lines = lines.collect::<Vec<_>>().join("\n");
    let block = page.by_id("airflame-leaks")?;
    page.replaced(&[(
        block.range.clone(),
        format!("<script type=\"text/plain\" id=\"airflame-leaks\">\n{lines}\n</script>"),
    )])
}

/// The page with its styles, scripts and wasm inside.
fn inlined(page: &Page, dir: &Path) -> Result<Page> {
    let mut replacements = Vec::new();
    for element in page.elements() {
        let id = element.get("id").unwrap_or_default();
        let src = element.get("src").or_else(|| element.get("data-src"));
        let new = match (&*element.name, element.get("rel"), src) {
            ("link", _, _) if MODULES.contains(&id) => wasm_block(id, element, dir)?,
            ("link", Some("stylesheet"), _) => style(element, dir)?,
            ("script", _, Some(src)) => script(element, &text(&dir.join(src))?),
            _ => continue,
        };
        replacements.push((element.range.clone(), new));
    }
    page.replaced(&replacements)
}

fn wasm_block(id: &str, link: &Element, dir: &Path) -> Result<String> {
    let wasm = read(&dir.join(link.attribute("href")?))?;
    let data = STANDARD.encode(gzip(&wasm)?);
    Ok(format!("<script id=\"{id}\" type=\"application/gzip\">{data}</script>"))
}

fn style(link: &Element, dir: &Path) -> Result<String> {
    let href = link.attribute("href")?;
    let css = text(&dir.join(href))?;
    if let Some(at) = css.find("@import") {
        bail!(
            "{href} has an @import at byte {at}, which airflame.html cannot follow; put the styles into one file"
        );
    }
    for (at, _) in css.match_indices("url(") {
        let target = css[at + 4..].trim_start_matches(['"', '\'', ' ']);
        if !target.starts_with("data:") && !target.starts_with('#') {
            bail!(
                "{href} refers to another file at byte {at}; make it a data: URI, so that nothing is requested"
            );
        }
    }
    if css.contains("</") {
        bail!("{href} has `</` in it, which would end the <style> of airflame.html; write it as `<\\/`");
    }
    Ok(format!("<style>{css}</style>"))
}

fn script(element: &Element, code: &str) -> String {
    // Inside strings and regular expressions, the only places where code can have these, `\/` and `\!` mean `/` and `!`.
    let code = code.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    let kept = |name| element.get(name).map(|value| format!(" {name}=\"{value}\"")).unwrap_or_default();
    format!("<script{}{}>{code}</script>", kept("id"), kept("type"))
}

/// Nothing in the single file may lead to another file: it would be a request, and fail.
fn refuse_references(page: &Page) -> Result<()> {
    for element in page.elements() {
        for (name, value) in &element.attributes {
            let refers = matches!(name.as_str(), "src" | "href" | "srcset" | "data" | "poster" | "action");
            if refers && !value.starts_with("data:") && !value.starts_with('#') {
                bail!(
                    "<{} {name}=\"{value}\"> in index.html leads out of airflame.html; inline it",
                    element.name
                );
            }
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Reads text as a browser would keep it: in HTML a carriage return becomes a line feed before scripts are hashed.
fn text(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

fn write(path: &Path, page: &Page) -> Result<()> {
    fs::write(path, page.text()).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page::new(html.to_owned()).unwrap()
    }

    #[test]
    fn a_script_cannot_end_its_element_early() {
        let element = page("<script id=airflame-glue src=a.js></script>").elements()[0].clone();
        assert_eq!(
            script(&element, "x = '</script><!--'"),
            "<script id=\"airflame-glue\">x = '<\\/script><\\!--'</script>"
        );
        let element = page("<script id=w type=text/plain data-src=w.js></script>").elements()[0].clone();
        assert_eq!(script(&element, "x"), "<script id=\"w\" type=\"text/plain\">x</script>");
    }

    #[test]
    fn the_example_is_a_line_for_each_file() {
        let index = page("<p><script type=\"text/plain\" id=\"airflame-example\"></script><i>");
        let dir = repo::root().unwrap().join("static").join("example");
        let whole = with_example(&index, &dir).unwrap();
        let block = whole.by_id("airflame-example").unwrap();
        let lines: Vec<_> = whole.content(block).trim().lines().collect();
        assert_eq!(lines.len(), 3);
        let (path, data) = lines[1].split_once(' ').unwrap();
        assert_eq!(path, "hookrelay/heap-6.pb.gz");
        assert_eq!(STANDARD.decode(data).unwrap(), read(&dir.join("heap-6.pb.gz")).unwrap());
        assert!(whole.text().ends_with("</script><i>"));
    }

    #[test]
    fn the_catalogue_of_leaks_lies_in_the_page_without_its_comments() {
        let index = page("<p><script type=\"text/plain\" id=\"airflame-leaks\"></script><i>");
        let whole = with_texts(&index, "# a comment\n[leak 1] A & B <T>\n").unwrap();
        let block = whole.by_id("airflame-leaks").unwrap();
        assert_eq!(whole.content(block).trim(), "[leak 1] A & B <T>");
        assert!(with_texts(&index, "a </script>").is_err());
        let texts = text(&repo::root().unwrap().join("static").join("leaks.txt")).unwrap();
        assert!(with_texts(&index, &texts).is_ok(), "the file itself can lie in a page");
    }

    #[test]
    fn a_reference_to_another_file_is_refused() {
        assert!(
            refuse_references(&page("<a href=\"#top\"><link href=\"data:,\"><script>1</script>")).is_ok()
        );
        let error = refuse_references(&page("<img src=\"logo.png\">")).unwrap_err().to_string();
        assert!(error.contains("logo.png"), "{error}");
    }
}
