//! Brings the world into a store: the tenant `koyori` with its people, its doors and its past.
//!
//! The world is made again from the same seed and instant whenever the demo starts, and every
//! write of the past notes in the tenant's settings how far it got. So a start after an
//! interruption goes on where the last one ended, and a later one finds everything there.

mod cases;
mod consents;
mod error;
mod handling;
mod outside;
mod people;
mod progress;
mod promises;
mod replies;
mod shop;

use std::net::SocketAddr;

use channels::web_chat;
use jiff::Timestamp;
use model::{ChannelKind, TenantId};
use store::user_account::PasswordHash;
use store::{Store, StoreError, TenantStore, channel, tenant};

pub use self::error::LoadError;
use self::outside::Outside;
use self::progress::Progress;
use crate::world::{Volumes, World, generate};

/// The tenant's short name.
pub const TENANT: &str = "koyori";
/// The public key of its chat channel, as the demo shop's pages have it.
pub const CHANNEL_KEY: &str = "koyori";
/// The public key of its inquiry form, as the demo shop's pages have it.
pub const FORM_KEY: &str = "koyori-form";

/// What is loaded, and what belongs to this start.
#[derive(Debug)]
pub struct LoadOptions {
    /// The present.
    pub now: Timestamp,
    /// Seed of the world; of no effect once the tenant exists.
    pub seed: u64,
    /// How much of everything; must be the same at every start.
    pub volumes: Volumes,
    /// The hash of the password that all staff share.
    pub password: PasswordHash,
    /// Where the shop's answers by mail are delivered, without TLS: the actors' own inbox.
    pub mail_to: SocketAddr,
}

/// What the actors must know.
#[derive(Debug)]
pub struct Loaded {
    /// The tenant.
    pub tenant: TenantId,
    /// The world without its past cases, which are in the store now.
    pub world: World,
    /// The secret with which the shop signs its members in.
    pub identity_secret: String,
}

/// Loads the world, or what is missing of it. `told` hears how much of the whole is there, from
/// 0 to 1.
///
/// # Errors
/// [`LoadError::OtherTenant`] when the store serves somebody real; those of the store.
pub async fn load(
    store: &Store,
    options: LoadOptions,
    told: impl Fn(f64) + Send,
) -> Result<Loaded, LoadError> {
    let begun = find(store).await?;
    let progress = begun.as_ref().map_or_else(
        || Progress::begin(options.seed, options.now),
        |(_, progress)| progress.clone(),
    );
    let mut world = generate(progress.seed, progress.at, &wanted(&progress, &options.volumes));
    let tenant = match begun {
        Some((tenant, _)) => {
            let shop = store.tenant(tenant);
            shop::deliver_to(&shop, options.now, options.mail_to).await?;
            shop::add_form(&shop, options.now, &world).await?;
            tenant
        }
        None => shop::open(store, &world, &options, &progress).await?,
    };
    let shop = store.tenant(tenant);
    if !progress.done {
        past(&shop, &world, progress, &told).await?;
    }
    world.cases = Vec::new();
    let identity_secret = identity_secret(store, &shop).await?;
    Ok(Loaded { tenant, world, identity_secret })
}

/// Cases are told once; people and orders are needed at every start.
fn wanted(progress: &Progress, volumes: &Volumes) -> Volumes {
    if progress.done {
        Volumes { weekday_cases: (0, 0), weekend_cases: (0, 0), ..volumes.clone() }
    } else {
        volumes.clone()
    }
}

/// The demo's tenant with how far its past is loaded.
async fn find(store: &Store) -> Result<Option<(TenantId, Progress)>, LoadError> {
    let tenants = tenant::list(&store.system()).await?;
    if let Some(other) = tenants.iter().find(|tenant| !tenant.demo) {
        return Err(LoadError::OtherTenant { name: other.name.clone() });
    }
    let Some(found) = tenants.into_iter().find(|tenant| tenant.slug == TENANT) else {
        return Ok(None);
    };
    let progress = Progress::read(&found.settings).ok_or(LoadError::Unreadable)?;
    Ok(Some((found.id, progress)))
}

/// Loads what is missing of the past, in the order in which rows need each other.
async fn past(
    shop: &TenantStore,
    world: &World,
    mut progress: Progress,
    told: &(impl Fn(f64) + Send),
) -> Result<(), StoreError> {
    let all = (world.customers.len() + world.orders.len() + world.cases.len()).max(1);
    loop {
        let there = progress.customers + progress.orders + progress.cases;
        told(there as f64 / all as f64);
        progress = if progress.customers < world.customers.len() {
            people::customers(shop, world, progress).await?
        } else if progress.orders < world.orders.len() {
            people::orders(shop, world, progress).await?
        } else if progress.cases < world.cases.len() {
            cases::cases(shop, world, progress).await?
        } else {
            return finish(shop, world, progress).await;
        };
    }
}

async fn finish(shop: &TenantStore, world: &World, progress: Progress) -> Result<(), StoreError> {
    let outside = Outside::of(world, progress.at);
    let done = Progress { done: true, ..progress };
    let written = shop.write(done.at, move |tx| {
        Box::pin(async move {
            outside.store(tx).await?;
            done.note(tx).await
        })
    });
    written.await?;
    Ok(())
}

async fn identity_secret(store: &Store, shop: &TenantStore) -> Result<String, LoadError> {
    let channels = channel::all(shop).await?;
    let chat = channels.into_iter().find(|channel| channel.kind == ChannelKind::WebChat);
    let chat = chat.ok_or(LoadError::Unreadable)?;
    let mut secrets = app::sealed::open(store.sealer(), shop.tenant(), &chat)?;
    secrets.remove(web_chat::IDENTITY_SECRET).ok_or(LoadError::Unreadable)
}
