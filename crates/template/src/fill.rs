//! Filling a text.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, PoisonError};

use minijinja::Value as Jinja;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use crate::check::readable;
use crate::gap::{Gap, Open, mark};
use crate::{CHARS_MAX, Flaw};

/// Steps of the longest filling.
const FUEL: u64 = 50_000;

/// What may stand in a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What people call it: it stands in the gap while nothing is known.
    pub label: String,
    /// What is known.
    pub text: Option<String>,
}

/// What may stand in gaps, by their names such as `customer.name`.
pub type Values = BTreeMap<String, Value>;

/// A filled text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text. What was not known stands in it as `〔label〕`.
    pub text: String,
    /// The labels of the gaps that stayed open, in their order in the text.
    pub open: Vec<String>,
}

pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    let mut syntax = SyntaxConfig::builder();
    if let Ok(syntax) = syntax.trim_blocks(true).keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_filter("default", default);
    environment
}

/// `{{ customer.company | default("お客様") }}`: something else for what is not known or empty.
fn default(value: Jinja, other: Jinja) -> Jinja {
    if value.is_true() { value } else { other }
}

/// Fills a text with what is known.
///
/// # Errors
/// A [`Flaw`] of the text: [`crate::check`] finds it before, but for a length that is exceeded only when it
/// is filled.
pub fn fill(text: &str, values: &Values) -> Result<Filled, Flaw> {
    readable(text)?;
    let environment = environment();
    let open = Open::default();
    let template = environment.template_from_str(text)?;
    let mut written = Bounded::default();
    template.render_captured_to(known(values, &open), &mut written)?;
    let text = String::from_utf8(written.0).map_err(|_| Flaw::TooLong)?;
    if text.chars().count() > CHARS_MAX {
        return Err(Flaw::TooLong);
    }
    let open = open.lock().unwrap_or_else(PoisonError::into_inner);
    let mut places: Vec<(usize, String)> = open
        .iter()
        .filter_map(|label| text.find(&mark(label)).map(|at| (at, label.clone())))
        .collect();
    places.sort();
    Ok(Filled { text, open: places.into_iter().map(|(_, label)| label).collect() })
}

/// The values as the language reads them: `customer.name` is the attribute of a thing.
fn known(values: &Values, open: &Open) -> Jinja {
    let mut things: BTreeMap<&str, BTreeMap<&str, Jinja>> = BTreeMap::new();
    let mut single: BTreeMap<&str, Jinja> = BTreeMap::new();
    for (name, value) in values {
        let read = match value.text.as_deref().filter(|text| !text.trim().is_empty()) {
            Some(text) => Jinja::from(text),
            None => Jinja::from_object(Gap { label: value.label.clone(), open: Arc::clone(open) }),
        };
        match name.split_once('.') {
            Some((thing, part)) => {
                things.entry(thing).or_default().insert(part, read);
            }
            None => {
                single.insert(name, read);
            }
        }
    }
    let things = things.into_iter().map(|(name, parts)| (name, Jinja::from_pairs(parts)));
    Jinja::from_pairs(single.into_iter().chain(things))
}

/// Takes as much as a text may become, and no more.
#[derive(Default)]
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A character has four bytes at most.
        if self.0.len() + bytes.len() > CHARS_MAX * 4 {
            return Err(io::Error::other("too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
