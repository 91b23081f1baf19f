//! How customers' letters look.

use super::super::cast::Member;

/// The text with the writer's signature, before quoted history where there is some.
pub(super) fn signed(member: &Member, body: &str) -> String {
    let (own, quoted) = body.find("\n> ").map_or((body, ""), |at| body.split_at(at));
    let own = own.trim_end();
    if quoted.is_empty() {
        format!("{own}\n\n{}\n{}\n", member.name, member.email)
    } else {
        format!("{own}\n\n{}\n{quoted}\n", member.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_stands_before_the_quotation() {
        let member = Member {
            external_id: "M1".into(),
            name: "森 純".into(),
            family: "森".into(),
            email: "mori@example.jp".into(),
            orders: Vec::new(),
        };
        assert_eq!(signed(&member, "はい。"), "はい。\n\n森 純\nmori@example.jp\n");
        let answer = signed(&member, "はい。\n\n> 郵便番号は?\n> 名前は?");
        assert_eq!(answer, "はい。\n\n森 純\n\n> 郵便番号は?\n> 名前は?\n");
    }
}
