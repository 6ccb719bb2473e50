//! Draws what the worker wrote.

use yew::prelude::*;
use yew::virtual_dom::{Key, VList, VNode, VTag};

use super::copy::Copy;
use super::elements::words;
use crate::worker::protocol::rich_text::{COPY, RichText, Token};

/// The attributes that are drawn. Others are not: what is shown of a profile's names is text and nothing else.
const ATTRIBUTES: [&str; 19] = [
    "title",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "role",
    "id",
    "tabindex",
    "d",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "text-anchor",
    "open",
];

/// The elements of a text.
pub(super) fn rich_text(text: &RichText) -> Html {
    let mut open: Vec<VTag> = Vec::new();
    let mut done = VList::new();
    // The name and the text of the button that is being read.
    let mut copy: Option<[String; 2]> = None;
    for token in text.tokens() {
        match token {
            Token::Open { tag: COPY, .. } => copy = Some(Default::default()),
            Token::Open { tag, class } => {
                let mut element = VTag::new(tag.to_owned());
                if !class.is_empty() {
                    element.add_attribute("class", class.to_owned());
                }
                open.push(element);
            }
            Token::Attribute { name, value } => match (&mut copy, open.last_mut()) {
                (Some([label, _]), _) if name == "name" => value.clone_into(label),
                (Some([_, text]), _) => value.clone_into(text),
                (None, Some(element)) if name == "key" => element.key = Some(Key::from(value)),
                (None, Some(element)) => {
                    if let Some(&name) = ATTRIBUTES.iter().find(|&&known| known == name) {
                        element.add_attribute(name, value.to_owned());
                    }
                }
                (None, None) => {}
            },
            Token::Text(text) => add(&mut open, &mut done, words(text)),
            Token::Close => {
                let node = match copy.take() {
                    Some([name, text]) => html! { <Copy name={name} text={text} /> },
                    None => open.pop().map_or_else(VNode::default, VNode::from),
                };
                add(&mut open, &mut done, node);
            }
        }
    }
    VNode::from(done)
}

fn add(open: &mut [VTag], done: &mut VList, node: VNode) {
    match open.last_mut() {
        Some(element) => element.add_child(node),
        None => done.add_child(node),
    }
}
