//! The Content-Security-Policy of the page: what makes "nothing leaves this tab" a fact that the browser enforces.
//!
//! It stands in a `<meta>`, so it holds on any static storage and from `file://`. Inline scripts and styles are allowed
//! by the hash of their text and never by `'unsafe-inline'`, so what a profile says can never become code.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::html::{Element, Page};

/// Which of the two artefacts a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Artefact {
    /// `index.html`, whose assets and neighbouring profiles lie on its own server.
    Hosted,
    /// `airflame.html`, which has everything inside.
    SingleFile,
}

/// What `index.html` has where the policy goes: before everything that the policy is to govern.
const PLACE: &str = "airflame-policy";

/// The page with its policy in place.
pub(crate) fn with_policy(page: &Page, artefact: Artefact) -> Result<Page> {
    let Some(place) = page.elements().iter().find(|element| element.get("name") == Some(PLACE)) else {
        bail!("index.html has no <meta name=\"{PLACE}\"> where the policy goes");
    };
    let governed =
        page.elements().iter().find(|element| matches!(&*element.name, "script" | "style" | "link"));
    if governed.is_some_and(|first| first.range.start < place.range.start) {
        bail!("<meta name=\"{PLACE}\"> must stand before all scripts, styles and links of index.html");
    }
    let policy = policy(page, artefact);
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    page.replaced(&[(place.range.clone(), meta)])
}

fn policy(page: &Page, artefact: Artefact) -> String {
    let own = if artefact == Artefact::Hosted { "'self'" } else { "" };
    let hashes = |name: &str| {
        let inline = page.elements().iter().filter(|element| element.name == name && is_governed(element));
        inline.map(|element| hash(page.content(element))).collect::<Vec<_>>().join(" ")
    };
    // Order and absence matter to nobody but readers: what may run, what may be shown, where data may go.
    let directives = [
        ("default-src", "'none'".to_owned()),
        ("script-src", format!("{own} {} 'wasm-unsafe-eval'", hashes("script"))),
        ("worker-src", "blob:".to_owned()),
        ("style-src", format!("{own} {}", hashes("style"))),
        ("img-src", "data: blob:".to_owned()),
        ("connect-src", own.to_owned()),
        ("base-uri", String::new()),
        ("form-action", String::new()),
    ];
    let directives = directives.iter().map(|(name, sources)| {
        let sources = sources.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{name} {}", if sources.is_empty() { "'none'" } else { &sources })
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// Whether the text of an element needs a hash: styles, and scripts that are code (no `src`, and not a data block).
fn is_governed(element: &Element) -> bool {
    let code = matches!(element.get("type"), None | Some("" | "module" | "text/javascript"));
    element.get("src").is_none() && (element.name == "style" || code)
}

/// The source expression that allows exactly this text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<meta name=airflame-policy><style>a{}</style><script src=x.js></script>\
                        <script type=\"application/gzip\">AAAA</script><script>alert(1)</script>";

    fn policy_of(artefact: Artefact) -> String {
        let page = with_policy(&Page::new(HTML.to_owned()).unwrap(), artefact).unwrap();
        assert_eq!(page.elements()[0].get("http-equiv"), Some("Content-Security-Policy"));
        page.elements()[0].attribute("content").unwrap().to_owned()
    }

    #[test]
    fn allows_code_and_styles_by_hash_and_data_blocks_not_at_all() {
        let policy = policy_of(Artefact::SingleFile);
        // The value that browsers and openssl give for `alert(1)`.
        assert!(policy.contains(
            "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'wasm-unsafe-eval';"
        ));
        assert!(policy.contains("connect-src 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'self'"));
    }

    #[test]
    fn the_hosted_page_reaches_its_own_server_only() {
        let policy = policy_of(Artefact::Hosted);
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'sha256-"));
        assert!(policy.contains("connect-src 'self';"));
    }

    #[test]
    fn a_page_whose_policy_comes_late_is_refused() {
        let late = Page::new("<script></script><meta name=airflame-policy>".to_owned()).unwrap();
        assert!(with_policy(&late, Artefact::Hosted).is_err());
    }
}
