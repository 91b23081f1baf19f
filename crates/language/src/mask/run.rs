//! Digits that stand together.

/// Characters that may stand between two groups of one number.
const BETWEEN_MAX: usize = 3;

/// Digits with nothing between them.
pub(super) struct Group {
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// How many digits.
    pub(super) count: usize,
    /// Only spaces and dashes stand between it and the group before.
    pub(super) joined: bool,
}

impl Group {
    /// Its digits.
    pub(super) fn digits<'t>(&self, text: &'t str) -> impl Iterator<Item = u32> + use<'t> {
        text.get(self.start..self.end).unwrap_or_default().chars().filter_map(digit)
    }
}

/// The groups of a text, in its order. One at a time: a text may consist of millions.
pub(super) fn groups(text: &str) -> impl Iterator<Item = Group> {
    let mut chars = text.char_indices().peekable();
    // Characters since the last group; `None` when something else stood among them.
    let mut between: Option<usize> = None;
    std::iter::from_fn(move || {
        loop {
            let (start, c) = chars.next()?;
            if digit(c).is_none() {
                between = between.map(|n| n + 1).filter(|n| *n <= BETWEEN_MAX && joins(c));
                continue;
            }
            let joined = between.replace(0).is_some();
            let mut group = Group { start, end: start + c.len_utf8(), count: 1, joined };
            while let Some((at, c)) = chars.next_if(|(_, c)| digit(*c).is_some()) {
                group.end = at + c.len_utf8();
                group.count += 1;
            }
            return Some(group);
        }
    })
}

/// A digit in half or full width.
fn digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    }
}

/// Spaces within a line, and every dash that people type between digits.
const fn joins(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{3000}')
        || crate::fold::is_dash(c)
        || matches!(c, 'ー' | 'ｰ' | '－')
}
