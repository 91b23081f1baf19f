//! Whether a text can be used at all.

use crate::fill::{environment, fill};
use crate::{CHARS_MAX, Flaw, Value};

/// The tags that are let through. What assigns or repeats could grow without bounds.
const TAGS: [&str; 4] = ["if", "elif", "else", "endif"];

/// Whether a text is well-formed and all its gaps are of known names.
///
/// # Errors
/// The first [`Flaw`].
pub fn check(text: &str, known: &[&str]) -> Result<(), Flaw> {
    readable(text)?;
    let environment = environment();
    let template = environment.template_from_str(text)?;
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort();
    if let Some(name) = names.into_iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Flaw::Unknown { name });
    }
    // Unknown filters and the like show only when they are used: once with everything, once with nothing.
    for said in [Some("x"), None] {
        let value = |name: &str| Value { label: name.to_owned(), text: said.map(str::to_owned) };
        fill(text, &known.iter().map(|name| ((*name).to_owned(), value(name))).collect())?;
    }
    Ok(())
}

/// Signs of expressions that are let through beside letters and digits: none of them makes a value
/// longer.
const SIGNS: &str = "_.|(),=!<>-";

/// Whether a text is short enough and says nothing but gaps and conditions.
pub(crate) fn readable(text: &str) -> Result<(), Flaw> {
    if text.chars().count() > CHARS_MAX {
        return Err(Flaw::TooLong);
    }
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let opened = &rest[at..];
        rest = match opened.get(..2) {
            Some("{{") => expression(text, &opened[2..], "}}")?,
            Some("{%") => {
                let tag = opened[2..].trim_start_matches(['-', '+']).trim_start();
                let end = tag.find(|c: char| !c.is_alphanumeric() && c != '_');
                let word = &tag[..end.unwrap_or(tag.len())];
                if !TAGS.contains(&word) {
                    return Err(forbidden(text, tag, word));
                }
                expression(text, tag, "%}")?
            }
            Some("{#") => opened.split_once("#}").map_or("", |(_, after)| after),
            _ => &opened[1..],
        };
    }
    Ok(())
}

/// What follows an expression; all signs in it but those of its strings are let through.
fn expression<'a>(text: &str, inside: &'a str, close: &str) -> Result<&'a str, Flaw> {
    let mut quote = None;
    let mut signs = inside.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (quote, sign) {
            (Some(_), '\\') => {
                signs.next();
            }
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, _) if inside[at..].starts_with(close) => return Ok(&inside[at + 2..]),
            (None, _) => {
                let usual = sign.is_alphanumeric() || sign.is_whitespace() || SIGNS.contains(sign);
                if !usual {
                    return Err(forbidden(text, &inside[at..], &sign.to_string()));
                }
            }
        }
    }
    Ok("")
}

fn forbidden(text: &str, from: &str, word: &str) -> Flaw {
    let before = &text[..text.len() - from.len()];
    Flaw::Forbidden { line: before.matches('\n').count() + 1, word: word.to_owned() }
}
