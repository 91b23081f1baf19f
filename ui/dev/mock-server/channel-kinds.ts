import type { ChannelKindView, SettingField, SettingInput } from "../../src/api/admin-types";

type Texts = [ja: string, en: string];

const field = (
  group: string,
  key: string,
  input: SettingInput,
  [label_ja, label_en]: Texts,
  more: { help?: Texts; required?: boolean; default?: string; options?: string[] } = {},
): SettingField => ({
  key,
  input,
  label_ja,
  label_en,
  help_ja: more.help?.[0] ?? "",
  help_en: more.help?.[1] ?? "",
  required: more.required ?? false,
  options: more.options ?? [],
  default: more.default ?? null,
  group,
});

const SECURITY = ["tls", "starttls", "plain"];

/** The kinds of channels, in the shape in which the server describes them. */
export const CHANNEL_KINDS: ChannelKindView[] = [
  {
    kind: "web_chat",
    name_ja: "Webチャット",
    name_en: "Web chat",
    fields: [
      field("look", "title", "text", ["見出し", "Heading"]),
      field("look", "greeting", "multiline", ["最初の挨拶", "Greeting"], {
        help: ["チャットを開いたときに表示します。", "Shown when the chat opens."],
      }),
      field(
        "look",
        "closed_email",
        "text",
        ["営業時間外に案内するメールアドレス", "Address shown while closed"],
        { help: ["空欄なら、メールは案内しません。", "Empty: no address is shown."] },
      ),
      field("look", "closed_text", "multiline", ["営業時間外の案内", "Words while closed"], {
        help: [
          "営業時間外にチャットを開いたお客様に、次の受付時間とともに表示します。営業時間は「営業時間」で設定します。",
          "Shown with the next opening to visitors who come outside the business hours of the queue.",
        ],
      }),
      field("look", "accent", "colour", ["アクセント色", "Accent colour"], { default: "#2f5bd3" }),
      field("look", "locale", "select", ["既定の言語", "Default language"], {
        default: "ja",
        options: ["ja", "en"],
      }),
      field(
        "general",
        "ask_contact",
        "bool",
        ["名前とメールアドレスを尋ねる", "Ask for name and address"],
        {
          default: "false",
          help: [
            "入力は任意です。本人確認にはなりません。",
            "Optional for the visitor, and no proof.",
          ],
        },
      ),
      field(
        "general",
        "identity_secret",
        "secret",
        ["会員IDの署名鍵", "Secret for signed identities"],
        {
          help: ["16文字以上。", "16 characters or more."],
        },
      ),
    ],
  },
  {
    kind: "email",
    name_ja: "メール",
    name_en: "E-mail",
    fields: [
      field("general", "address", "text", ["メールアドレス", "Address"], {
        required: true,
        help: ["お客様が宛先にするアドレスです。", "The address customers write to."],
      }),
      field("general", "from_name", "text", ["差出人名", "Sender name"]),
      field("general", "signature", "multiline", ["署名", "Signature"]),
      field("receive", "imap_host", "text", ["IMAPサーバー", "IMAP server"]),
      field("receive", "imap_port", "number", ["ポート", "Port"], { default: "993" }),
      field("receive", "imap_security", "select", ["暗号化", "Encryption"], {
        default: "tls",
        options: SECURITY,
      }),
      field("receive", "imap_username", "text", ["ユーザー名", "User name"]),
      field("receive", "imap_password", "secret", ["パスワード", "Password"]),
      field("receive", "imap_folder", "text", ["フォルダー", "Folder"], { default: "INBOX" }),
      field("send", "smtp_host", "text", ["SMTPサーバー", "SMTP server"]),
      field("send", "smtp_port", "number", ["ポート", "Port"], { default: "587" }),
      field("send", "smtp_security", "select", ["暗号化", "Encryption"], {
        default: "starttls",
        options: SECURITY,
      }),
      field("send", "smtp_username", "text", ["ユーザー名", "User name"]),
      field("send", "smtp_password", "secret", ["パスワード", "Password"]),
      field(
        "general",
        "allow_plain",
        "bool",
        ["暗号化なしの接続を許可する", "Allow unencrypted connections"],
        {
          default: "false",
        },
      ),
    ],
  },
];
