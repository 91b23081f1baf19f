//! Trying a channel out, step by step, with answers an administrator can act on.

use api::admin::{ChannelTest, ChannelTestStep};
use api::{Answer, Caller, Code, Locale, Problem};
use channels::email::{Endpoint, ServerError, imap, smtp};
use model::{ChannelId, ChannelKind};
use serde_json::json;
use store::channel::{self, Channel};
use store::{StoreError, TenantStore};

use crate::App;
use crate::audit::{Who, record};
use crate::cases::reply::{MailDoor, mail_door};
use crate::failure::OrProblem;
use crate::hooks::secret::{self, HookDirection};
use crate::hooks::send as hook;
use crate::mail::settings::MailSettings;

pub(super) async fn test(app: &App, by: &Caller, id: ChannelId) -> Answer<ChannelTest> {
    let found = channel::get(&app.of(by.tenant), id).await.or_problem()?;
    let channel = found.ok_or(Problem::new(Code::NotFound))?;
    let steps = match channel.kind {
        ChannelKind::WebChat => vec![script(app, by.locale, &channel)],
        ChannelKind::Api => messenger(app, by, &channel).await.or_problem()?,
        ChannelKind::Form => {
            let answers = answers_of_form(&app.of(by.tenant), by.locale, &channel).await;
            vec![page(app, by.locale, &channel), answers.or_problem()?]
        }
        ChannelKind::Email => {
            let settings = MailSettings::open(app, by.tenant, &channel).or_problem()?;
            note(app, by, id, &settings).await?;
            let (receive, send) =
                tokio::join!(receive(app, by.locale, &settings), send(by.locale, &settings));
            vec![receive, send]
        }
    };
    Ok(ChannelTest { steps })
}

/// Puts a try on record before it begins: it signs in somewhere with the channel's passwords.
async fn note(app: &App, by: &Caller, id: ChannelId, settings: &MailSettings) -> Answer<()> {
    let place = |server: Endpoint| json!(format!("{}:{}", server.host, server.port));
    let servers = [
        ("imap_host", settings.imap().map(|imap| place(imap.endpoint))),
        ("smtp_host", settings.smtp().map(|smtp| place(smtp.endpoint))),
    ];
    let tried = servers.into_iter().filter_map(|(key, place)| Some((key.to_owned(), place?)));
    let detail: serde_json::Map<String, serde_json::Value> = tried.collect();
    let who = Who::from(by);
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                record(tx, &who, "channel.tested", &id.to_string(), detail.into()).await
            })
        })
        .await
        .or_problem()?;
    Ok(())
}

fn step(name: &str, ok: bool, text: impl Into<String>) -> ChannelTestStep {
    ChannelTestStep { step: name.to_owned(), ok, text: text.into() }
}

const fn said(locale: Locale, ja: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

fn trouble(name: &str, locale: Locale, error: &ServerError) -> ChannelTestStep {
    step(name, false, error.message().in_language(locale.as_str()))
}

fn script(app: &App, locale: Locale, channel: &Channel) -> ChannelTestStep {
    let key = channel.public_key.as_deref().unwrap_or_default();
    let base = app.config.public_url.trim_end_matches('/');
    let line = format!(r#"<script src="{base}/widget.js" data-channel="{key}" async></script>"#);
    if channel.active {
        let lead = said(
            locale,
            "次の1行をサイトの </body> の前に置いてください:",
            "Put this line before </body> of your site:",
        );
        step("script", true, format!("{lead} {line}"))
    } else {
        let text = said(locale, "このチャネルは停止しています。", "This channel is switched off.");
        step("script", false, text)
    }
}

/// Whether a messenger could be believed, and whether it hears a signed ping.
async fn messenger(
    app: &App,
    by: &Caller,
    channel: &Channel,
) -> Result<Vec<ChannelTestStep>, StoreError> {
    let locale = by.locale;
    let secrets = secret::good(app, by.tenant, (channel, HookDirection::In))?;
    let base = app.config.public_url.trim_end_matches('/');
    let key = channel.public_key.as_deref().unwrap_or_default();
    let receive = if secrets.is_empty() {
        let text = said(
            locale,
            "受信用の署名鍵を発行してください。",
            "Issue a secret with which the messenger signs.",
        );
        step("receive", false, text)
    } else {
        let lead = said(locale, "次のアドレスで受け付けています:", "Webhooks are taken at:");
        step("receive", true, format!("{lead} {base}/hooks/v1/{key}"))
    };
    let out = secret::good(app, by.tenant, (channel, HookDirection::Out))?;
    let send = if out.is_empty() {
        let text = said(
            locale,
            "送信用の署名鍵を発行してください。",
            "Issue a secret with which this server signs.",
        );
        step("send", false, text)
    } else {
        match hook::ping(app, by.tenant, channel).await? {
            Ok(()) => step("send", true, said(locale, "送信先が応答しました。", "It answered.")),
            Err(error) => step("send", false, error.message().in_language(locale.as_str())),
        }
    };
    Ok(vec![receive, send])
}

fn page(app: &App, locale: Locale, channel: &Channel) -> ChannelTestStep {
    if !channel.active {
        let text = said(locale, "このチャネルは停止しています。", "This channel is switched off.");
        return step("page", false, text);
    }
    let key = channel.public_key.as_deref().unwrap_or_default();
    let base = app.config.public_url.trim_end_matches('/');
    let lead = said(locale, "次のページで受け付けています:", "The form is on this page:");
    step("page", true, format!("{lead} {base}/f/{key}"))
}

/// Whether inquiries of a form can be answered by mail.
async fn answers_of_form(
    store: &TenantStore,
    locale: Locale,
    form: &Channel,
) -> Result<ChannelTestStep, StoreError> {
    let (ok, text) = match mail_door(store, form.clone()).await? {
        MailDoor::Open(mail) => {
            let lead = said(locale, "返信に使うメール:", "Answers go through:");
            (true, format!("{lead} {}", mail.name))
        }
        MailDoor::Off => {
            let text = said(
                locale,
                "返信に使うメールチャネルが停止しています。",
                "The mail channel for answers is switched off.",
            );
            (false, text.to_owned())
        }
        MailDoor::Missing => {
            let text = said(
                locale,
                "メールチャネルがないため、お客様に返信できません。",
                "There is no mail channel, so that customers cannot be answered.",
            );
            (false, text.to_owned())
        }
    };
    Ok(step("send", ok, text))
}

async fn receive(app: &App, locale: Locale, settings: &MailSettings) -> ChannelTestStep {
    let Some(imap) = settings.imap() else {
        return match app.config.smtp_listen {
            Some(_) => step(
                "receive",
                true,
                said(
                    locale,
                    "IMAPは未設定です。内蔵のSMTP受信で受け取ります。",
                    "IMAP is not set: mail comes by the built-in SMTP receiver.",
                ),
            ),
            None => step(
                "receive",
                false,
                said(
                    locale,
                    "受信の設定がありません。IMAPサーバーを入力するか、内蔵のSMTP受信を有効にしてください。",
                    "Nothing receives mail. Enter an IMAP server or switch on the built-in SMTP receiver.",
                ),
            ),
        };
    };
    match imap::test(&imap).await {
        Ok(report) => {
            let (folder, messages) = (&imap.folder, report.messages);
            let text = match locale {
                Locale::Ja => format!("ログインできました。「{folder}」に{messages}通あります。"),
                Locale::En => format!("Signed in. “{folder}” holds {messages} messages."),
            };
            step("receive", true, text)
        }
        Err(error) => trouble("receive", locale, &error),
    }
}

async fn send(locale: Locale, settings: &MailSettings) -> ChannelTestStep {
    let Some(smtp) = settings.smtp() else {
        let text = said(
            locale,
            "SMTPサーバーが未設定のため、返信を送信できません。",
            "No SMTP server is set, so that answers cannot be sent.",
        );
        return step("send", false, text);
    };
    match smtp::test(&smtp).await {
        Ok(()) => step("send", true, said(locale, "送信サーバーに接続できました。", "Connected.")),
        Err(error) => trouble("send", locale, &error),
    }
}
