//! A value that is not known.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Object, ObjectRepr};

/// The labels of the gaps that stayed open, while a text is filled.
pub(crate) type Open = Arc<Mutex<BTreeSet<String>>>;

/// Stands for a value that is not known: false in a condition, and reported where it is shown.
#[derive(Debug)]
pub(crate) struct Gap {
    pub(crate) label: String,
    pub(crate) open: Open,
}

impl Object for Gap {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.insert(self.label.clone());
        write!(f, "{}", mark(&self.label))
    }
}

/// How an open gap looks in the text: what the desk looks for before it sends.
pub(crate) fn mark(label: &str) -> String {
    format!("〔{label}〕")
}
