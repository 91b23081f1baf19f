//! The mail with code and link: the outbox's effect `mail.proof`. Its words are sealed until it goes
//! out: no colleague reads what only the address's owner may know.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::email::smtp::{self, Envelope, SmtpError};
use channels::email::{Mailbox, OutboundMail, render};
use model::ProofId;
use model::limits::PROOF_MINUTES;
use serde_json::json;
use store::address_proof::{self, AddressProof};
use store::outbox::{self, Effect};
use store::{Sealer, StoreError, Tx, channel, tenant};

use crate::App;
use crate::mail::settings::MailSettings;
use crate::outbox::Trouble;
use crate::sealed::{open_map, seal_map};

/// The outbox effect that sends a code and a link.
pub const SEND_PROOF: &str = "mail.proof";
/// What code and link are sealed for.
const PURPOSE: &str = "address proof";

/// Registers the mail of a proof.
pub(super) async fn send_later(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    proof: &AddressProof,
    words: &BTreeMap<String, String>,
) -> Result<(), StoreError> {
    let sealed = STANDARD.encode(seal_map(sealer, tx.tenant(), PURPOSE, words)?);
    let payload = json!({"proof": proof.id, "words": sealed});
    let (lane, key) = (proof.channel.to_string(), format!("proof:{}", proof.id));
    tx.outbox((SEND_PROOF, &lane), &key, payload, tx.now()).await?;
    Ok(())
}

/// Does one `mail.proof`.
pub async fn perform(app: &App, effect: &Effect) -> Result<(), Trouble> {
    let store = app.of(effect.tenant);
    let unreadable = || Trouble::last("unreadable", "the effect cannot be read");
    let id = proof_of(effect).ok_or_else(unreadable)?;
    let words = effect.payload.get("words").and_then(|words| words.as_str());
    let sealed = words.and_then(|words| STANDARD.decode(words).ok()).ok_or_else(unreadable)?;
    let words = open_map(app.store.sealer(), effect.tenant, PURPOSE, &sealed)?;
    let (Some(code), Some(link)) = (words.get("code"), words.get("link")) else {
        return Err(unreadable());
    };
    let Some(proof) = address_proof::get(&store, id).await? else {
        return Err(Trouble::last("gone", "the proof is gone"));
    };
    if proof.proven_at.is_some() || proof.expires_at <= app.now() {
        return Ok(());
    }
    let channel = channel::get(&store, proof.channel).await?;
    let channel = channel.ok_or_else(|| Trouble::last("gone", "the channel is gone"))?;
    let smtp = MailSettings::open(app, effect.tenant, &channel)?.smtp();
    let smtp = smtp.ok_or_else(|| Trouble::later("no_server", "the channel has no SMTP server"))?;
    let company = tenant::get(&store).await?.name;
    let base = app.config.public_url.trim_end_matches('/');
    let mail = OutboundMail {
        id: format!("proof-{id}"),
        domain: smtp.from.address.rsplit('@').next().unwrap_or("localhost").to_owned(),
        from: smtp.from.clone(),
        reply_to: None,
        to: vec![Mailbox { name: None, address: proof.address.clone() }],
        cc: Vec::new(),
        subject: format!("【{company}】メールアドレスの確認 / Confirm your e-mail address"),
        date: proof.made_at,
        text: text(&company, code, &format!("{base}/v/{link}")),
        html: None,
        attachments: Vec::new(),
        in_reply_to: None,
        references: Vec::new(),
        automatic: true,
        loop_marker: channel.id.to_string(),
    };
    let envelope = Envelope { from: Some(smtp.from.address.clone()), to: vec![proof.address] };
    smtp::send(&smtp, &envelope, &render(&mail)).await.map_err(|error| match error {
        SmtpError::Permanent { .. } | SmtpError::Invalid { .. } => {
            Trouble::last(error.code(), error.to_string())
        }
        _ => Trouble::later(error.code(), error.to_string()),
    })?;
    Ok(())
}

fn proof_of(effect: &Effect) -> Option<ProofId> {
    effect.payload.get("proof")?.as_str()?.parse().ok()
}

/// The panel says that it did not arrive.
pub async fn give_up(app: &App, effect: &Effect, why: String) -> Result<(), StoreError> {
    let (id, proof) = (effect.id, proof_of(effect));
    let given_up = app.of(effect.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            outbox::bury_own(tx, id, &why).await?;
            if let Some(proof) = proof {
                address_proof::fail(tx, proof, &why).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    given_up.await.map(drop)
}

fn text(company: &str, code: &str, url: &str) -> String {
    format!(
        "{company} にお問い合わせいただき、ありがとうございます。\n\
         このメールアドレスがお客様ご本人のものであることを確認しています。\n\
         次のどちらかをお願いいたします。\n\n\
         1. 次のページを開き、「確認する」を押す\n   {url}\n\n\
         2. 担当者に次の確認コードを伝える\n   {code}\n\n\
         {PROOF_MINUTES}分以内にお願いいたします。\n\
         お心当たりがない場合は、このメールを破棄してください。何も変わりません。\n\n\
         ----\n\n\
         Thank you for contacting {company}.\n\
         We would like to know that this e-mail address is yours. Please do one of these:\n\n\
         1. Open this page and press \"Confirm\"\n   {url}\n\n\
         2. Tell the person you are talking to this code\n   {code}\n\n\
         Within {PROOF_MINUTES} minutes, please. If you did not expect this mail, do nothing: \
         nothing changes.\n"
    )
}
