//! The mail servers of a channel: whom its passwords are for, and what the audit log tells of them.

use std::collections::BTreeSet;

use api::{Answer, Problem};
use serde_json::{Map, Value, json};

use super::form::Filled;

/// The two directions; each has its own server and its own password.
const SIDES: [&str; 2] = ["imap", "smtp"];

/// Keeps a password only with the server it was typed for. Otherwise whoever may manage channels,
/// but knows no password, could have it sent to a server of their own. `typed` holds the keys of
/// what was typed now.
pub(super) fn bind_secrets(
    before: &Filled,
    mut after: Filled,
    typed: &BTreeSet<String>,
) -> Answer<Filled> {
    for side in SIDES {
        let password = format!("{side}_password");
        let kept = after.secrets.contains_key(&password) && !typed.contains(&password);
        if !kept || same_server(side, before, &after) {
            continue;
        }
        let used = ["host", "username"].map(|part| after.settings.get(&format!("{side}_{part}")));
        if used.iter().all(Option::is_some) {
            return Err(Problem::invalid(
                &format!("settings.{password}"),
                "接続先(サーバー・ポート・暗号化・ユーザー名)を変更したため、パスワードを入力し直してください。",
                "Server, port, encryption or user name changed: type the password again.",
            ));
        }
        after.secrets.remove(&password);
    }
    Ok(after)
}

fn same_server(side: &str, before: &Filled, after: &Filled) -> bool {
    let same = |key: &str| before.settings.get(key) == after.settings.get(key);
    let plain = after.settings.get(&format!("{side}_security")).is_some_and(|how| how == "plain");
    ["host", "port", "security", "username"].iter().all(|part| same(&format!("{side}_{part}")))
        && (!plain || same("allow_plain"))
}

/// The servers of a new channel.
pub(super) fn named(filled: &Filled) -> Map<String, Value> {
    let hosts = SIDES.map(|side| format!("{side}_host"));
    let named = |key: String| filled.settings.get(&key).map(|host| (key.clone(), json!(host)));
    hosts.into_iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        let settings = [
            ("smtp_host", "mail.example.jp"),
            ("smtp_port", "587"),
            ("smtp_security", "starttls"),
            ("smtp_username", "help"),
            ("allow_plain", "false"),
        ];
        let all = settings.iter().chain(pairs).filter(|(_, value)| !value.is_empty());
        let settings = all.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let secrets = [("smtp_password".to_owned(), "s3cret".to_owned())].into();
        Filled { settings, secrets }
    }

    #[test]
    fn a_password_goes_to_the_server_it_was_typed_for() {
        let before = filled(&[]);
        for change in [
            ("smtp_host", "evil.example"),
            ("smtp_port", "25"),
            ("smtp_security", "plain"),
            ("smtp_username", "other"),
        ] {
            let problem = bind_secrets(&before, filled(&[change]), &BTreeSet::new()).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("settings.smtp_password"), "{change:?}");
            let typed = BTreeSet::from(["smtp_password".to_owned()]);
            assert!(bind_secrets(&before, filled(&[change]), &typed).is_ok(), "{change:?}");
        }
        for change in [("imap_host", "other.example"), ("signature", "x"), ("allow_plain", "true")]
        {
            let kept = bind_secrets(&before, filled(&[change]), &BTreeSet::new()).unwrap();
            assert_eq!(kept.secrets.len(), 1, "{change:?}");
        }
    }

    #[test]
    fn allowing_clear_text_counts_where_it_is_used() {
        let before = filled(&[("smtp_security", "plain")]);
        let after = filled(&[("smtp_security", "plain"), ("allow_plain", "true")]);
        assert!(bind_secrets(&before, after, &BTreeSet::new()).is_err());
    }

    #[test]
    fn a_password_nobody_uses_goes_with_its_server() {
        let mut after = filled(&[]);
        after.settings.remove("smtp_host");
        let after = bind_secrets(&filled(&[]), after, &BTreeSet::new()).unwrap();
        assert!(after.secrets.is_empty());
    }
}
