//! The built-in SMTP receiver: mail for the address of an active channel is journalled before the
//! sending server hears 250.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use channels::email::receiver::{self, Arrival, MailSink, ReceiverSettings, Verdict};
use channels::email::{base_address, verify_reply_address, verify_side_address};
use model::{ChannelId, ChannelKind, TenantId};
use store::StoreError;
use store::channel::{self, Channel};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::masked::without_numbers;
use super::settings::reply_key;
use crate::App;
use crate::intake::journal;

/// Serves on an address until the job ends.
pub(super) async fn listen(app: App, address: SocketAddr) {
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(error) => {
                tracing::error!(%error, %address, "the SMTP receiver cannot listen");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    };
    tracing::info!(%address, "receiving mail by SMTP");
    let (_stop, stopped) = watch::channel(false);
    let sink = Arc::new(Sink { app });
    receiver::serve(listener, sink, ReceiverSettings::default(), stopped).await;
}

struct Sink {
    app: App,
}

#[async_trait]
impl MailSink for Sink {
    async fn recipient(&self, address: &str) -> Verdict {
        match self.channel_of(address).await {
            Ok(Some(_)) => Verdict::Accept,
            Ok(None) => Verdict::Reject,
            Err(error) => verdict(&error),
        }
    }

    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict {
        match self.journal(&arrival, raw).await {
            Ok(verdict) => verdict,
            Err(error) => verdict(&error),
        }
    }
}

fn verdict(error: &StoreError) -> Verdict {
    tracing::warn!(%error, "a mail was not taken over");
    if matches!(error, StoreError::DiskFull) { Verdict::Full } else { Verdict::Unavailable }
}

impl Sink {
    /// The channel of an address: its own, or one signed for a case of its tenant. Of a tenant's
    /// channels that is the one whose address was signed; another one when that is gone.
    async fn channel_of(&self, address: &str) -> Result<Option<(TenantId, ChannelId)>, StoreError> {
        let channels =
            channel::active_of_kind(&self.app.store.system(), ChannelKind::Email).await?;
        if let Some(own) = channels.iter().find(|(_, channel)| has_address(channel, address)) {
            return Ok(Some((own.0, own.1.id)));
        }
        let Some(base) = base_address(address) else { return Ok(None) };
        let signed = |tenant| {
            let key = reply_key(&self.app, tenant);
            let side = verify_side_address(address, &key).is_some();
            side || verify_reply_address(address, &key).is_some()
        };
        let signed: Vec<_> = channels.iter().filter(|(tenant, _)| signed(*tenant)).collect();
        let found = signed.iter().find(|(_, channel)| has_address(channel, &base));
        Ok(found.or(signed.first()).map(|(tenant, channel)| (*tenant, channel.id)))
    }

    /// Journals a mail for all its receivers, or for none: the sending server must not hear that
    /// it was taken over when a channel was switched off after its address was accepted.
    async fn journal(&self, arrival: &Arrival, raw: Vec<u8>) -> Result<Verdict, StoreError> {
        let mut doors = Vec::new();
        for address in &arrival.to {
            let Some(door) = self.channel_of(address).await? else {
                return Ok(Verdict::Unavailable);
            };
            if !doors.contains(&door) {
                doors.push(door);
            }
        }
        let Some(last) = doors.pop() else { return Ok(Verdict::Unavailable) };
        let raw = without_numbers(with_envelope(arrival, raw)).await;
        for door in doors {
            self.enter(door, raw.clone()).await?;
        }
        self.enter(last, raw).await?;
        Ok(Verdict::Accept)
    }

    async fn enter(
        &self,
        (tenant, channel): (TenantId, ChannelId),
        raw: Vec<u8>,
    ) -> Result<(), StoreError> {
        let store = self.app.of(tenant);
        let kept = journal::keep(&store, channel, raw).await?;
        journal::enter(&self.app, &store, vec![kept], None).await
    }
}

fn has_address(channel: &Channel, address: &str) -> bool {
    let own = channel.config.get("address").and_then(|own| own.as_str());
    own.is_some_and(|own| own.eq_ignore_ascii_case(address))
}

/// Notes the envelope on top of the mail, as a delivery agent does (RFC 5321 §4.4).
fn with_envelope(arrival: &Arrival, raw: Vec<u8>) -> Vec<u8> {
    let mut head = format!("Return-Path: <{}>\r\n", arrival.from.as_deref().unwrap_or_default());
    for address in &arrival.to {
        head.push_str(&format!("Delivered-To: {address}\r\n"));
    }
    let mut all = head.into_bytes();
    all.extend(raw);
    all
}
