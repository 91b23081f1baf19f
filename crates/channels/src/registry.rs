//! The kinds of channels with the forms of their settings. A new channel is one entry here and one
//! module; its settings page, its validation and its documentation follow from the entry.

use model::ChannelKind;

/// How a setting is typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Bool,
    /// One line, sealed in the database and never shown again.
    Secret,
    /// One of some choices.
    Select(&'static [&'static str]),
    /// A colour, `#rrggbb`.
    Colour,
    /// The fields of an inquiry form, as JSON.
    FormFields,
    /// One of the tenant's mail channels, by id.
    MailChannel,
    /// An address of the web.
    Url,
}

/// One setting of a channel.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub key: &'static str,
    /// Heading under which it stands: `general`, `look`, `fields`, `receive`, `send`.
    pub group: &'static str,
    /// How it is typed in.
    pub input: Input,
    /// Label, Japanese and English.
    pub label: (&'static str, &'static str),
    /// Help, Japanese and English; may be empty.
    pub help: (&'static str, &'static str),
    /// Whether it must be filled.
    pub required: bool,
    /// What it is when left empty.
    pub default: Option<&'static str>,
}

/// A kind of channel.
#[derive(Clone, Copy, Debug)]
pub struct ChannelSpec {
    /// Which.
    pub kind: ChannelKind,
    /// Name, Japanese and English.
    pub name: (&'static str, &'static str),
    /// Its settings.
    pub fields: &'static [Field],
}

const fn field(
    (group, key): (&'static str, &'static str),
    input: Input,
    label: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Field {
    Field { key, group, input, label, help, required: false, default: None }
}

const fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

const fn or(field: Field, default: &'static str) -> Field {
    Field { default: Some(default), ..field }
}

const SECURITY: Input = Input::Select(&["tls", "starttls", "plain"]);
const NO_HELP: (&str, &str) = ("", "");

/// Every kind of channel.
pub const CHANNELS: &[ChannelSpec] = &[
    ChannelSpec {
        kind: ChannelKind::WebChat,
        name: ("Webチャット", "Web chat"),
        fields: &[
            field(("look", "title"), Input::Text, ("見出し", "Heading"), NO_HELP),
            field(
                ("look", "greeting"),
                Input::Multiline,
                ("最初の挨拶", "Greeting"),
                ("チャットを開いたときに表示します。", "Shown when the chat opens."),
            ),
            field(
                ("look", "closed_email"),
                Input::Text,
                ("営業時間外に案内するメールアドレス", "Address shown while closed"),
                ("空欄なら、メールは案内しません。", "Empty: no address is shown."),
            ),
            field(
                ("look", "closed_text"),
                Input::Multiline,
                ("営業時間外の案内", "Words while closed"),
                (
                    "営業時間外にチャットを開いたお客様に、次の受付時間とともに表示します。営業時間は「営業時間」で設定します。",
                    "Shown with the next opening to visitors who come outside the business hours of the queue.",
                ),
            ),
            or(
                field(
                    ("look", "accent"),
                    Input::Colour,
                    ("アクセント色", "Accent colour"),
                    NO_HELP,
                ),
                "#2f5bd3",
            ),
            or(
                field(
                    ("look", "locale"),
                    Input::Select(&["ja", "en"]),
                    ("既定の言語", "Default language"),
                    NO_HELP,
                ),
                "ja",
            ),
            or(
                field(
                    ("general", "ask_contact"),
                    Input::Bool,
                    ("名前とメールアドレスを尋ねる", "Ask for name and address"),
                    (
                        "入力は任意です。本人確認にはなりません。",
                        "Optional for the visitor, and no proof.",
                    ),
                ),
                "false",
            ),
            field(
                ("general", crate::web_chat::IDENTITY_SECRET),
                Input::Secret,
                ("会員IDの署名鍵", "Secret for signed identities"),
                (
                    "ショップのサーバーがログイン中の会員をHS256で署名する鍵です。16文字以上。",
                    "Your shop's server signs its signed-in members with it (HS256). 16 characters or more.",
                ),
            ),
        ],
    },
    ChannelSpec {
        kind: ChannelKind::Email,
        name: ("メール", "E-mail"),
        fields: &[
            required(field(
                ("general", "address"),
                Input::Text,
                ("メールアドレス", "Address"),
                ("お客様が宛先にするアドレスです。", "The address customers write to."),
            )),
            field(("general", "from_name"), Input::Text, ("差出人名", "Sender name"), NO_HELP),
            field(("general", "signature"), Input::Multiline, ("署名", "Signature"), NO_HELP),
            field(
                ("receive", "imap_host"),
                Input::Text,
                ("IMAPサーバー", "IMAP server"),
                (
                    "空欄なら、内蔵のSMTP受信だけで受け取ります。",
                    "Empty: mail comes only by the built-in SMTP receiver.",
                ),
            ),
            or(field(("receive", "imap_port"), Input::Number, ("ポート", "Port"), NO_HELP), "993"),
            or(
                field(("receive", "imap_security"), SECURITY, ("暗号化", "Encryption"), NO_HELP),
                "tls",
            ),
            field(("receive", "imap_username"), Input::Text, ("ユーザー名", "User name"), NO_HELP),
            field(("receive", "imap_password"), Input::Secret, ("パスワード", "Password"), NO_HELP),
            or(
                field(("receive", "imap_folder"), Input::Text, ("フォルダー", "Folder"), NO_HELP),
                "INBOX",
            ),
            field(("send", "smtp_host"), Input::Text, ("SMTPサーバー", "SMTP server"), NO_HELP),
            or(field(("send", "smtp_port"), Input::Number, ("ポート", "Port"), NO_HELP), "587"),
            or(
                field(("send", "smtp_security"), SECURITY, ("暗号化", "Encryption"), NO_HELP),
                "starttls",
            ),
            field(("send", "smtp_username"), Input::Text, ("ユーザー名", "User name"), NO_HELP),
            field(("send", "smtp_password"), Input::Secret, ("パスワード", "Password"), NO_HELP),
            or(
                field(
                    ("general", "allow_plain"),
                    Input::Bool,
                    ("暗号化なしの接続を許可する", "Allow unencrypted connections"),
                    (
                        "社内ネットワークの古いサーバー向け。通常は使いません。",
                        "For old servers inside a company network. Normally off.",
                    ),
                ),
                "false",
            ),
        ],
    },
    ChannelSpec {
        kind: ChannelKind::Form,
        name: ("問い合わせフォーム", "Inquiry form"),
        fields: &[
            or(
                field(
                    ("look", "title_ja"),
                    Input::Text,
                    ("見出し(日本語)", "Heading (Japanese)"),
                    NO_HELP,
                ),
                "お問い合わせ",
            ),
            or(
                field(
                    ("look", "title_en"),
                    Input::Text,
                    ("見出し(英語)", "Heading (English)"),
                    NO_HELP,
                ),
                "Contact us",
            ),
            field(
                ("look", "intro_ja"),
                Input::Multiline,
                ("はじめの案内(日本語)", "Introduction (Japanese)"),
                ("フォームの上に表示します。", "Shown above the form."),
            ),
            field(
                ("look", "intro_en"),
                Input::Multiline,
                ("はじめの案内(英語)", "Introduction (English)"),
                NO_HELP,
            ),
            field(
                ("look", "done_ja"),
                Input::Multiline,
                ("送信後の案内(日本語)", "Words after sending (Japanese)"),
                ("受付番号の下に表示します。", "Shown below the receipt number."),
            ),
            field(
                ("look", "done_en"),
                Input::Multiline,
                ("送信後の案内(英語)", "Words after sending (English)"),
                NO_HELP,
            ),
            field(
                ("send", crate::form::REPLY_CHANNEL),
                Input::MailChannel,
                ("返信に使うメール", "Mail for answers"),
                (
                    "指定しなければ、同じキューのメールチャネル、なければ最初のメールチャネルから返信します。",
                    "Empty: answers go through a mail channel of the same queue, else through the first one.",
                ),
            ),
            or(
                field(
                    ("fields", crate::form::FIELDS),
                    Input::FormFields,
                    ("項目", "Fields"),
                    NO_HELP,
                ),
                crate::form::DEFAULT,
            ),
        ],
    },
    ChannelSpec {
        kind: ChannelKind::Api,
        name: ("API(独自メッセンジャー)", "API (own messenger)"),
        fields: &[field(
            ("send", crate::hooks::ENDPOINT),
            Input::Url,
            ("送信先のURL", "Address that is told"),
            (
                "返信や会話の終了を、署名付きのWebhookで知らせます。空欄の間は返信できません。署名鍵は、作成したあとにこのチャネルの画面で発行します。",
                "Answers and ends of conversations are told by signed webhooks. Empty: nobody can be answered. Secrets are issued on the channel's page once it is made.",
            ),
        )],
    },
];

/// The entry of a kind.
#[must_use]
pub fn spec(kind: ChannelKind) -> Option<&'static ChannelSpec> {
    CHANNELS.iter().find(|spec| spec.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_entry_and_every_key_is_its_own() {
        for kind in ChannelKind::ALL {
            let spec = spec(*kind).unwrap();
            let mut keys: Vec<_> = spec.fields.iter().map(|field| field.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), spec.fields.len());
        }
    }

    #[test]
    fn everything_has_both_languages() {
        for field in CHANNELS.iter().flat_map(|spec| spec.fields) {
            assert!(!field.label.0.is_empty() && !field.label.1.is_empty(), "{}", field.key);
            assert_eq!(field.help.0.is_empty(), field.help.1.is_empty(), "{}", field.key);
        }
    }
}
