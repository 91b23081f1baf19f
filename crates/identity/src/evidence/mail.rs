//! E-mail addresses that may be one person's.

/// Shorter local parts are alike by chance.
const LOCAL_MIN: usize = 5;

/// Local parts that name a task, not a person.
const ROLES: &[&str] = &[
    "admin",
    "contact",
    "customer",
    "inquiry",
    "office",
    "order",
    "orders",
    "postmaster",
    "reception",
    "recruit",
    "sales",
    "service",
    "shop",
    "support",
    "toiawase",
    "webmaster",
];

/// Whether two addresses differ in dots or a tag after '+' only, have the same local part at
/// another provider, or differ by one slip of the keyboard.
pub(super) fn similar(a: &str, b: &str) -> bool {
    let (Some((local_a, at_a)), Some((local_b, at_b))) = (a.rsplit_once('@'), b.rsplit_once('@'))
    else {
        return false;
    };
    let (plain_a, plain_b) = (plain(local_a), plain(local_b));
    let personal = |local: &str| local.chars().count() >= LOCAL_MIN && !ROLES.contains(&local);
    a != b
        && personal(&plain_a)
        && personal(&plain_b)
        && (plain_a == plain_b || (at_a == at_b && one_slip(local_a, local_b)))
}

/// Without dots and the tag, which some providers ignore.
fn plain(local: &str) -> String {
    let untagged = local.split_once('+').map_or(local, |(before, _)| before);
    untagged.replace('.', "")
}

/// Whether one letter was added, left out or replaced, or two neighbours changed places: a distance
/// of one after F. J. Damerau, "A Technique for Computer Detection and Correction of Spelling
/// Errors" (CACM 1964). Digits do not count as slips: taro1 and taro2 are two people who wanted the
/// same address.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (_, a) = a.split_at(head);
    let (_, b) = b.split_at(head);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, _) = a.split_at(a.len() - tail);
    let (b, _) = b.split_at(b.len() - tail);
    let letters = a.iter().chain(b).all(|c| !c.is_ascii_digit());
    letters
        && match (a, b) {
            ([_], [] | [_]) | ([], [_]) => true,
            ([p, q], [r, s]) => p == s && q == r,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_or_one_change_of_provider() {
        for (a, b, expected) in [
            ("taro.yamada@example.jp", "taroyamada@example.jp", true),
            ("taro.yamada+shop@example.jp", "taro.yamada@example.jp", true),
            ("taro.yamada@example.jp", "taro.yamada@example.com", true),
            ("yamada@example.jp", "yamda@example.jp", true),
            ("yamada@example.jp", "yamada@example.jp", false),
            ("yamada@example.jp", "yamasa@example.jp", true),
            ("yamada@example.jp", "yaamda@example.jp", true),
            ("yamada@example.jp", "yamadaa@example.jp", true),
            ("yamada@example.jp", "yamasx@example.jp", false),
            ("yamada@example.jp", "yamasa@example.com", false),
            ("yamada1@example.jp", "yamada2@example.jp", false),
            ("yamada@example.jp", "yamada2@example.jp", false),
            ("yamada12@example.jp", "yamada21@example.jp", false),
            ("ken@example.jp", "ken@example.com", false),
            ("info@example.jp", "info@example.com", false),
            ("support@example.jp", "support@example.com", false),
            ("yamada", "yamda", false),
            ("", "", false),
        ] {
            assert_eq!(similar(a, b), expected, "{a} {b}");
            assert_eq!(similar(b, a), expected, "{b} {a}");
        }
    }
}
