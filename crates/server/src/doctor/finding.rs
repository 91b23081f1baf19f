//! What was found, and how it is told.

use serde_json::{Value, json};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// All is well.
    Good,
    /// Somebody should look at it.
    Warning,
    /// Something does not work or is lost.
    Error,
}

/// A text in both languages.
#[derive(Clone, Debug)]
pub(super) struct Both {
    pub(super) ja: String,
    pub(super) en: String,
}

/// A text in both languages.
pub(super) fn both(ja: impl Into<String>, en: impl Into<String>) -> Both {
    Both { ja: ja.into(), en: en.into() }
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
struct Finding {
    check: &'static str,
    level: Level,
    text: Both,
    todo: Option<Both>,
}

/// Everything that was looked at.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn good(&mut self, check: &'static str, text: Both) {
        self.0.push(Finding { check, level: Level::Good, text, todo: None });
    }

    /// Something to be looked at, and what to do about it.
    pub(super) fn warn(&mut self, check: &'static str, text: Both, todo: Both) {
        self.0.push(Finding { check, level: Level::Warning, text, todo: Some(todo) });
    }

    /// Something that does not work, and what to do about it.
    pub(super) fn bad(&mut self, check: &'static str, text: Both, todo: Both) {
        self.0.push(Finding { check, level: Level::Error, text, todo: Some(todo) });
    }

    pub(super) fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|finding| finding.level == level).count()
    }

    /// For people.
    pub(super) fn print(&self) {
        for Finding { level, text, todo, .. } in &self.0 {
            let mark = match level {
                Level::Good => "✓",
                Level::Warning => "!",
                Level::Error => "✗",
            };
            println!("{mark} {} / {}", text.ja, text.en);
            if let Some(todo) = todo {
                println!("    → {}\n      {}", todo.ja, todo.en);
            }
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let texts = |both: &Both| json!({"ja": both.ja, "en": both.en});
        let findings: Vec<Value> = self
            .0
            .iter()
            .map(|finding| {
                json!({
                    "check": finding.check,
                    "level": match finding.level {
                        Level::Good => "ok",
                        Level::Warning => "warning",
                        Level::Error => "error",
                    },
                    "text": texts(&finding.text),
                    "todo": finding.todo.as_ref().map(texts),
                })
            })
            .collect();
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "errors": self.count(Level::Error),
            "warnings": self.count(Level::Warning),
            "findings": findings,
        })
    }
}
