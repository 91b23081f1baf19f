//! The forms of channels: what the registry describes, shown and enforced.

use std::collections::BTreeMap;

use api::admin::{ChannelKindView, SettingField};
use api::{Answer, Problem};
use channels::form::Definition;
use channels::registry::{CHANNELS, ChannelSpec, Field, Input};
use channels::web_chat;
use model::ChannelId;
use model::limits::MESSAGE_CHARS_MAX;

use crate::validate;

/// Characters of a secret.
const SECRET_CHARS_MAX: usize = 1_000;

/// A channel's settings, what may be shown apart from what may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) settings: BTreeMap<String, String>,
    pub(super) secrets: BTreeMap<String, String>,
}

/// The kinds of channels with their forms.
pub(super) fn kinds() -> Vec<ChannelKindView> {
    CHANNELS
        .iter()
        .map(|spec| ChannelKindView {
            kind: spec.kind,
            name_ja: spec.name.0.to_owned(),
            name_en: spec.name.1.to_owned(),
            fields: spec.fields.iter().map(view).collect(),
        })
        .collect()
}

fn view(field: &Field) -> SettingField {
    let (input, options) = match field.input {
        Input::Text => ("text", &[][..]),
        Input::Multiline => ("multiline", &[][..]),
        Input::Number => ("number", &[][..]),
        Input::Bool => ("bool", &[][..]),
        Input::Secret => ("secret", &[][..]),
        Input::Select(options) => ("select", options),
        Input::Colour => ("colour", &[][..]),
        Input::FormFields => ("form_fields", &[][..]),
        Input::MailChannel => ("mail_channel", &[][..]),
        Input::Url => ("url", &[][..]),
    };
    SettingField {
        key: field.key.to_owned(),
        input: input.to_owned(),
        label_ja: field.label.0.to_owned(),
        label_en: field.label.1.to_owned(),
        help_ja: field.help.0.to_owned(),
        help_en: field.help.1.to_owned(),
        required: field.required,
        options: options.iter().map(|&option| option.to_owned()).collect(),
        default: field.default.map(str::to_owned),
        group: field.group.to_owned(),
    }
}

/// Puts what was typed over what is set: an empty text removes a setting, and one with a default
/// falls back to it.
pub(super) fn fill(
    spec: &ChannelSpec,
    before: Filled,
    typed: BTreeMap<String, String>,
) -> Answer<Filled> {
    let mut filled = before;
    for (key, text) in typed {
        let field =
            spec.fields.iter().find(|field| field.key == key).ok_or_else(|| {
                wrong(&key, "この項目はありません。", "There is no such setting.")
            })?;
        let into = match field.input {
            Input::Secret => &mut filled.secrets,
            _ => &mut filled.settings,
        };
        let value = checked(field, &text)?;
        if value.is_empty() {
            into.remove(&key);
        } else {
            into.insert(key, value);
        }
    }
    for field in spec.fields {
        let set = filled.settings.contains_key(field.key) || filled.secrets.contains_key(field.key);
        match field.default {
            Some(default) if !set => {
                filled.settings.insert(field.key.to_owned(), default.to_owned());
            }
            None if !set && field.required => {
                return Err(wrong(field.key, "入力してください。", "This is required."));
            }
            _ => {}
        }
    }
    Ok(filled)
}

pub(super) fn wrong(key: &str, ja: &str, en: &str) -> Problem {
    Problem::invalid(&format!("settings.{key}"), ja, en)
}

fn checked(field: &Field, text: &str) -> Answer<String> {
    let name = format!("settings.{}", field.key);
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    match field.input {
        Input::Multiline => {
            validate::optional(&name, &text.replace("\r\n", "\n"), MESSAGE_CHARS_MAX)
        }
        Input::Secret => secret(field, text),
        Input::Text if matches!(field.key, "address" | "closed_email") => {
            validate::email(&name, text)
        }
        Input::Text => validate::name(&name, text),
        Input::Number => number(field, text),
        Input::Bool => one_of(field, text, &["true", "false"]),
        Input::Select(options) => one_of(field, text, options),
        Input::Colour => colour(field, text),
        Input::FormFields => form_fields(field, text),
        Input::Url => channels::hooks::endpoint(text).ok_or_else(|| {
            let en = "An address that begins with https://.";
            wrong(field.key, "https:// で始まるURLを入力してください。", en)
        }),
        // Whether there is such a channel is looked at when it is written.
        Input::MailChannel => match text.trim().parse::<ChannelId>() {
            Ok(id) => Ok(id.to_string()),
            Err(_) => {
                Err(wrong(field.key, "メールチャネルを選んでください。", "Choose a mail channel."))
            }
        },
    }
}

/// Secrets are kept as they are typed: white space may be part of them.
fn secret(field: &Field, text: &str) -> Answer<String> {
    if text.chars().count() > SECRET_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(wrong(
            field.key,
            "1000文字以内で、制御文字を含めずに入力してください。",
            "At most 1000 characters, no control characters.",
        ));
    }
    if field.key == web_chat::IDENTITY_SECRET && text.len() < web_chat::SECRET_BYTES_MIN {
        return Err(wrong(field.key, "16文字以上にしてください。", "16 characters or more."));
    }
    Ok(text.to_owned())
}

fn number(field: &Field, text: &str) -> Answer<String> {
    let parsed: Option<u32> = text.trim().parse().ok();
    let port = field.key.ends_with("_port");
    let fits = parsed.is_some_and(|number| !port || (1..=65_535).contains(&number));
    match parsed.filter(|_| fits) {
        Some(number) => Ok(number.to_string()),
        None if port => {
            Err(wrong(field.key, "1〜65535で指定してください。", "Between 1 and 65535."))
        }
        None => Err(wrong(field.key, "整数で入力してください。", "A whole number.")),
    }
}

fn one_of(field: &Field, text: &str, options: &[&str]) -> Answer<String> {
    let text = text.trim();
    if options.contains(&text) {
        return Ok(text.to_owned());
    }
    let choices = options.join(", ");
    Err(Problem::invalid(
        &format!("settings.{}", field.key),
        format!("次のいずれかを選んでください: {choices}"),
        format!("One of: {choices}."),
    ))
}

fn form_fields(field: &Field, text: &str) -> Answer<String> {
    Definition::parse(text).map(|form| form.stored()).map_err(|flaw| {
        let (ja, en) = match flaw.field {
            Some(at) => {
                (format!("項目{at}: {}", flaw.text.ja), format!("Field {at}: {}", flaw.text.en))
            }
            None => (flaw.text.ja.into_owned(), flaw.text.en.into_owned()),
        };
        Problem::invalid(&format!("settings.{}", field.key), ja, en)
    })
}

fn colour(field: &Field, text: &str) -> Answer<String> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text);
    }
    Err(wrong(field.key, "#rrggbb の形式で入力してください。", "Write it as #rrggbb."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use channels::registry::spec;
    use model::ChannelKind;

    fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn mail(pairs: &[(&str, &str)]) -> Answer<Filled> {
        fill(spec(ChannelKind::Email).unwrap(), Filled::default(), typed(pairs))
    }

    #[test]
    fn secrets_are_kept_apart_and_defaults_are_filled() {
        let filled = mail(&[("address", "Help@Example.jp"), ("imap_password", " p ")]).unwrap();
        assert_eq!(filled.settings["address"], "help@example.jp");
        assert_eq!(filled.settings["smtp_security"], "starttls");
        assert_eq!(filled.secrets["imap_password"], " p ");
        assert!(!filled.settings.contains_key("imap_password"));
    }

    #[test]
    fn an_empty_text_removes_or_restores_the_default() {
        let before =
            mail(&[("address", "a@b.jp"), ("imap_port", "143"), ("imap_password", "x")]).unwrap();
        let form = spec(ChannelKind::Email).unwrap();
        let after = fill(form, before, typed(&[("imap_port", ""), ("imap_password", "")])).unwrap();
        assert_eq!(after.settings["imap_port"], "993");
        assert!(after.secrets.is_empty());
        assert!(fill(form, after, typed(&[("address", " ")])).is_err(), "required");
    }

    #[test]
    fn wrong_values_are_named() {
        for (key, value) in [
            ("address", "nobody"),
            ("imap_port", "0"),
            ("imap_port", "70000"),
            ("imap_security", "ssl3"),
            ("allow_plain", "yes"),
            ("no_such", "1"),
        ] {
            let all = [("address", "a@b.jp"), (key, value)];
            let problem = mail(&all).unwrap_err();
            assert_eq!(problem.field, Some(format!("settings.{key}")));
        }
        let chat = spec(ChannelKind::WebChat).unwrap();
        for (key, value) in
            [("accent", "blue"), ("identity_secret", "short"), ("closed_email", "nobody")]
        {
            assert!(fill(chat, Filled::default(), typed(&[(key, value)])).is_err(), "{key}");
        }
    }
}
