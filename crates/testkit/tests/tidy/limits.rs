//! `docs/limits.md` is written from every `limits.rs`, so that it cannot be wrong.

use crate::{expect_file, read, tracked_files};

const PAGE: &str = "docs/limits.md";
const BEGIN: &str = "<!-- written by the tidy test: begin -->\n";
const END: &str = "<!-- written by the tidy test: end -->\n";

#[derive(Debug, PartialEq)]
struct Limit {
    name: String,
    value: String,
    meaning: String,
}

/// Reads `/// meaning` + `pub const NAME: type = value;` pairs.
fn parse(source: &str) -> Vec<Limit> {
    let mut limits = Vec::new();
    let mut meaning: Vec<&str> = Vec::new();
    let mut statement = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            meaning.push(text.trim());
        } else if line.starts_with("pub const ") || !statement.is_empty() {
            statement.push_str(line);
            statement.push(' ');
            if line.ends_with(';') {
                limits.extend(limit(&statement, &meaning.join(" ")));
                statement.clear();
                meaning.clear();
            }
        } else {
            meaning.clear();
        }
    }
    limits
}

fn limit(statement: &str, meaning: &str) -> Option<Limit> {
    let (declared, value) = statement.trim().trim_end_matches(';').split_once(" = ")?;
    let (name, _) = declared.strip_prefix("pub const ")?.split_once(':')?;
    Some(Limit { name: name.to_owned(), value: shown(name, value), meaning: meaning.to_owned() })
}

/// `20 * 1024 * 1024` of bytes → `20 MiB`; other numbers get separators; the rest stays code.
fn shown(name: &str, value: &str) -> String {
    let factors = value.split('*').map(|factor| factor.trim().replace('_', "").parse::<u64>());
    let Ok(product) = factors.product::<Result<u64, _>>() else {
        return format!("`{value}`");
    };
    let units = [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let unit = units.iter().find(|(_, size)| product >= *size && product.is_multiple_of(*size));
    match unit {
        Some((unit, size)) if name.contains("BYTES") => format!("{} {unit}", product / size),
        _ => separated(product),
    }
}

fn separated(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn the_page_of_limits_is_written_from_the_code() {
    let mut table = String::new();
    let mut count = 0;
    for file in tracked_files().iter().filter(|file| file.ends_with("/limits.rs")) {
        if !file.starts_with("crates/") || !file.contains("/src/") {
            continue;
        }
        let limits = parse(&read(file));
        count += limits.len();
        table.push_str(&format!("\n### `{file}`\n\n| name | value | meaning |\n|---|--:|---|\n"));
        for Limit { name, value, meaning } in limits {
            table.push_str(&format!("| `{name}` | {value} | {} |\n", meaning.replace('|', "\\|")));
        }
    }
    assert!(count > 20, "only {count} limits were found: is the parser blind?");
    let page = read(PAGE);
    let (before, rest) = page.split_once(BEGIN).expect("the page has its begin mark");
    let (_, after) = rest.split_once(END).expect("the page has its end mark");
    expect_file(PAGE, &format!("{before}{BEGIN}{table}\n{END}{after}"));
}

#[test]
fn a_limit_is_read_with_its_meaning() {
    let source = "//! Head.\n\n/// Bytes of\n/// a thing.\npub const THING_BYTES_MAX: usize = 20 * 1024 * 1024;\n\
                  /// Rows.\npub const ROWS: u32 = 10_000;\n/// Wait.\npub const WAIT: Duration =\n    Duration::from_secs(5);\n";
    let limits = parse(source);
    let read: Vec<(&str, &str, &str)> =
        limits.iter().map(|l| (l.name.as_str(), l.value.as_str(), l.meaning.as_str())).collect();
    assert_eq!(
        read,
        [
            ("THING_BYTES_MAX", "20 MiB", "Bytes of a thing."),
            ("ROWS", "10,000", "Rows."),
            ("WAIT", "`Duration::from_secs(5)`", "Wait."),
        ]
    );
}
