//! A widget opens: which channel, which browser, which person.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use api::chat::{
    ChatClosed, ChatConfig, ChatContact, ChatPage, ChatSession, ChatStart, DemoIdentity,
    Identified, UploadLimits, Visitor,
};
use api::ports::Origin;
use api::{Answer, Code, Locale, Problem};
use channels::web_chat::{self, ShopIdentity};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{
    Actor, ChannelKind, CustomerId, IdentityKind, IdentityStrength, TenantId, VisitorId, limits,
};
use serde_json::{Value, json};
use store::channel::{self, Channel};
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::{StoreError, TenantStore, Tx, tenant};

use super::{PAGE, send, view};
use crate::App;
use crate::customers::merge::merge;
use crate::failure::{Failure, OrProblem};
use crate::files::VISITOR_TYPES;
use crate::promises::opening;
use crate::tokens::{self, VisitorClaim};
use crate::{sealed, validate};

/// Pages that are remembered for visitors who have not written yet.
const PAGES_MAX: usize = 10_000;

/// The page each visitor's widget stands on. Of use only until the first message, so it is not
/// stored.
#[derive(Default)]
pub struct Pages(Mutex<HashMap<VisitorId, ChatPage>>);

impl Pages {
    fn remember(&self, visitor: VisitorId, page: ChatPage) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MAX {
            pages.clear();
        }
        pages.insert(visitor, page);
    }

    /// The page of a visitor, if it is still remembered.
    pub fn of(&self, visitor: VisitorId) -> Option<ChatPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&visitor).cloned()
    }
}

/// Begins or resumes a session.
pub(super) async fn start(app: &App, origin: &Origin, input: ChatStart) -> Answer<ChatSession> {
    let system = app.store.system();
    let found = channel::by_public_key(&system, &input.channel).await.or_problem()?;
    let (tenant, channel) = found
        .filter(|(_, channel)| channel.kind == ChannelKind::WebChat)
        .ok_or(Problem::new(Code::NotFound))?;
    if !channel.active {
        return Err(Problem::new(Code::ChannelOff));
    }
    let known = input
        .visitor
        .as_deref()
        .and_then(|token| tokens::read_visitor_token(app.store.sealer(), token))
        .filter(|claim| claim.tenant == tenant && claim.channel == channel.id);
    let locale = input.locale.as_deref().and_then(Locale::parse).or(origin.locale);
    let mut by = Visitor {
        tenant,
        channel: channel.id,
        id: known.map_or_else(|| app.store.id(app.now()), |claim| claim.visitor),
        locale: locale.unwrap_or(Locale::Ja),
    };
    let shop = input.identity.as_deref().map(|jwt| shop_identity(app, tenant, &channel, jwt));
    by.id = whose(app, &by, shop.transpose()?, input.contact).await?;
    if let Some(page) = input.page {
        app.pages.remember(by.id, checked_page(page)?);
    }
    session(app, &by, &channel).await
}

fn checked_page(page: ChatPage) -> Answer<ChatPage> {
    const URL_CHARS_MAX: usize = 2_000;
    Ok(ChatPage {
        url: validate::optional("page.url", &page.url, URL_CHARS_MAX)?,
        title: validate::optional("page.title", &page.title, limits::NAME_CHARS_MAX)
            .unwrap_or_default(),
    })
}

/// What the shop signed; a wrong signature is refused rather than ignored, so that the shop's
/// developer sees it.
fn shop_identity(
    app: &App,
    tenant: TenantId,
    channel: &Channel,
    jwt: &str,
) -> Answer<ShopIdentity> {
    let secrets = sealed::open(app.store.sealer(), tenant, channel).or_problem()?;
    let secret = secrets.get(web_chat::IDENTITY_SECRET).map_or("", String::as_str);
    web_chat::verify_identity(jwt, secret.as_bytes(), app.now()).map_err(|error| {
        Problem::invalid(
            "identity",
            format!("ショップの署名付きIDを確認できません({error})。"),
            format!("The identity signed by the shop was not accepted: {error}."),
        )
    })
}

/// Links the browser to the person, and answers under which visitor it goes on: a new one when
/// the browser belongs to somebody else.
async fn whose(
    app: &App,
    by: &Visitor,
    shop: Option<ShopIdentity>,
    contact: Option<ChatContact>,
) -> Answer<VisitorId> {
    if shop.is_none() && contact.is_none() {
        return Ok(by.id);
    }
    let contact = contact.map(checked_contact).transpose()?;
    let visitor = by.clone();
    let linked = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let id = match shop {
                    Some(shop) => link(tx, &visitor, shop).await?,
                    None => visitor.id,
                };
                if let Some(contact) = contact {
                    claim(tx, &Visitor { id, ..visitor }, contact).await?;
                }
                Ok::<_, Failure>(id)
            })
        })
        .await
        .or_problem()?;
    Ok(linked.value)
}

fn checked_contact(contact: ChatContact) -> Answer<ChatContact> {
    let email = contact.email.as_deref().map(str::trim).filter(|text| !text.is_empty());
    Ok(ChatContact {
        name: contact
            .name
            .map(|name| validate::optional("contact.name", &name, limits::NAME_CHARS_MAX))
            .transpose()?,
        email: email.map(|email| validate::email("contact.email", email)).transpose()?,
    })
}

async fn link(tx: &mut Tx<'_>, by: &Visitor, shop: ShopIdentity) -> Result<VisitorId, Failure> {
    let person = person_of(tx, shop).await?;
    let value = by.id.to_string();
    let known = identity::find(tx, IdentityKind::Visitor, &value).await?;
    let Some(known) = known else {
        attach_browser(tx, by.id, person).await?;
        return Ok(by.id);
    };
    let leaders = customer::leaders(tx, &[known.customer, person]).await?;
    let leader = |record| leaders.get(&record);
    if leader(known.customer).map(|found| found.id) == leader(person).map(|found| found.id) {
        return Ok(by.id);
    }
    match leader(known.customer) {
        Some(before) if before.anonymous => {
            let reason = json!({"kind": "signed_in"});
            merge(tx, Actor::Customer, (known.customer, person), reason).await?;
            Ok(by.id)
        }
        _ => {
            // Somebody else's browser until now: two identified people are never made one.
            let fresh: VisitorId = tx.id();
            attach_browser(tx, fresh, person).await?;
            Ok(fresh)
        }
    }
}

async fn attach_browser(
    tx: &Tx<'_>,
    visitor: VisitorId,
    customer: CustomerId,
) -> Result<(), Failure> {
    let now = tx.now();
    let browser = Identity {
        kind: IdentityKind::Visitor,
        value: visitor.to_string(),
        customer,
        strength: IdentityStrength::Verified,
        created_at: now,
        last_seen_at: now,
    };
    identity::insert(tx, &browser).await?;
    Ok(())
}

/// The customer a shop's signature names: by its number, else by a mail address that the shop
/// vouches for and that no other number's customer has, else a new one.
async fn person_of(tx: &mut Tx<'_>, shop: ShopIdentity) -> Result<CustomerId, Failure> {
    if let Some(known) = identity::find(tx, IdentityKind::Shop, &shop.sub).await? {
        identity::seen(tx, IdentityKind::Shop, &shop.sub, IdentityStrength::Verified).await?;
        return Ok(known.customer);
    }
    let email = shop.email.as_deref().and_then(|text| validate::email("email", text).ok());
    let by_number = customer::by_external_id(tx, &shop.sub).await?.map(|found| found.id);
    let id = match (by_number, &email) {
        (Some(id), _) => id,
        (None, Some(email)) => match by_mail(tx, email, &shop.sub).await? {
            Some(id) => id,
            None => new_customer(tx, &shop).await?,
        },
        (None, None) => new_customer(tx, &shop).await?,
    };
    attach(tx, IdentityKind::Shop, shop.sub, id).await?;
    if let Some(email) = email {
        vouch(tx, email, id).await?;
    }
    Ok(id)
}

/// Who has this address, unless the shop knows them under another number: two of its customers may
/// share an address or have had it one after the other, and what is joined is not parted again.
/// Where a mail only named the address, nobody else may have proven to be that customer.
async fn by_mail(tx: &Tx<'_>, email: &str, sub: &str) -> Result<Option<CustomerId>, Failure> {
    let Some(known) = identity::find(tx, IdentityKind::Email, email).await? else {
        return Ok(None);
    };
    let records = customer::group(tx, known.customer).await?;
    let numbered =
        records.iter().any(|record| record.external_id.as_deref().is_some_and(|id| id != sub));
    let ids: Vec<CustomerId> = records.iter().map(|record| record.id).collect();
    let identities = identity::of_records(tx, &ids).await?;
    let signed = identities.iter().any(|i| i.kind == IdentityKind::Shop && i.value != sub);
    let verified = IdentityStrength::Verified;
    let believed =
        known.strength == verified || identities.iter().all(|other| other.strength != verified);
    Ok((!numbered && !signed && believed).then_some(known.customer))
}

/// The shop says that this address is this customer's. One that somebody else has stays theirs.
async fn vouch(tx: &mut Tx<'_>, email: String, id: CustomerId) -> Result<(), Failure> {
    let strength = IdentityStrength::Verified;
    match identity::find(tx, IdentityKind::Email, &email).await? {
        None => attach(tx, IdentityKind::Email, email, id).await,
        Some(known) if known.customer == id => {
            identity::seen(tx, IdentityKind::Email, &email, strength).await?;
            if known.strength != strength {
                let identity = IdentityKind::Email;
                let identified = EventBody::CustomerIdentified { identity, strength };
                tx.append(about(id, identified)).await?;
            }
            Ok(())
        }
        Some(_) => Ok(()),
    }
}

async fn new_customer(tx: &mut Tx<'_>, shop: &ShopIdentity) -> Result<CustomerId, Failure> {
    let now = tx.now();
    let id: CustomerId = tx.id();
    let new = Customer {
        id,
        external_id: Some(shop.sub.clone()),
        name: shop.name.clone().unwrap_or_default(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes: serde_json::Map::new(),
        anonymous: false,
        absorbed_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    customer::insert(tx, &new).await?;
    tx.append(about(id, EventBody::CustomerCreated)).await?;
    Ok(id)
}

async fn attach(
    tx: &mut Tx<'_>,
    kind: IdentityKind,
    value: String,
    customer: CustomerId,
) -> Result<(), Failure> {
    let now = tx.now();
    let strength = IdentityStrength::Verified;
    let proven = Identity { kind, value, customer, strength, created_at: now, last_seen_at: now };
    if identity::insert(tx, &proven).await? {
        tx.append(about(customer, EventBody::CustomerIdentified { identity: kind, strength }))
            .await?;
    }
    Ok(())
}

const fn about(customer: CustomerId, body: EventBody) -> NewEvent {
    NewEvent {
        customer: Some(customer),
        case: None,
        interaction: None,
        actor: Actor::Customer,
        body,
    }
}

/// Keeps what an anonymous visitor says about themselves, as a claim that colleagues see.
pub(crate) async fn claim(
    tx: &mut Tx<'_>,
    by: &Visitor,
    contact: ChatContact,
) -> Result<(), Failure> {
    let id = send::customer_of(tx, by).await?;
    let unknown = |found: &Customer| found.anonymous && found.absorbed_into.is_none();
    let Some(mut found) = customer::by_id(tx, id).await?.filter(unknown) else {
        return Ok(());
    };
    if let Some(name) = contact.name.filter(|name| !name.is_empty()) {
        found.name.clone_from(&name);
        found.attributes.insert("claimed_name".to_owned(), Value::String(name));
    }
    if let Some(email) = contact.email {
        found.attributes.insert("claimed_email".to_owned(), Value::String(email));
    }
    customer::update(tx, &found).await?;
    let fields = vec!["claimed_name".to_owned(), "claimed_email".to_owned()];
    tx.append(about(id, EventBody::CustomerUpdated { fields })).await?;
    Ok(())
}

async fn session(app: &App, by: &Visitor, channel: &Channel) -> Answer<ChatSession> {
    let store = app.of(by.tenant);
    let standing = view::standing(&store, by.id).await.or_problem()?;
    let (messages, more) = view::page(app, by, i64::MAX, PAGE).await?;
    let value = by.id.to_string();
    let browser = identity::find(&store, IdentityKind::Visitor, &value).await.or_problem()?;
    let identified = match browser {
        Some(browser) => customer::leaders(&store, &[browser.customer])
            .await
            .or_problem()?
            .remove(&browser.customer),
        None => None,
    };
    let demo = tenant::get(&store).await.or_problem()?.demo;
    let claim = VisitorClaim { tenant: by.tenant, channel: by.channel, visitor: by.id };
    Ok(ChatSession {
        visitor: tokens::visitor_token(app.store.sealer(), claim),
        last: messages.last().map_or(0, |message| message.n),
        messages,
        more,
        state: standing.state,
        agent: standing.agent,
        identified: identified
            .filter(|found| !found.anonymous)
            .map(|found| Identified { name: found.name }),
        config: config(channel, demo),
        closed: closed(&store, channel, app.now()).await.or_problem()?,
    })
}

/// What a visitor reads while the channel's queue is closed.
async fn closed(
    store: &TenantStore,
    channel: &Channel,
    now: Timestamp,
) -> Result<Option<ChatClosed>, StoreError> {
    let Some(closed) = opening::closed(store, channel.queue, now).await? else { return Ok(None) };
    let mut settings = settings(channel);
    Ok(Some(ChatClosed {
        opens_at: closed.opens_at,
        text: settings.remove("closed_text").unwrap_or_default(),
        email: settings.remove("closed_email"),
    }))
}

fn settings(channel: &Channel) -> BTreeMap<String, String> {
    serde_json::from_value(channel.config.clone()).unwrap_or_default()
}

fn config(channel: &Channel, demo: bool) -> ChatConfig {
    let settings = settings(channel);
    let text = |key: &str, otherwise: &str| {
        settings.get(key).filter(|text| !text.is_empty()).map_or(otherwise, |text| text).to_owned()
    };
    ChatConfig {
        title: text("title", &channel.name),
        greeting: text("greeting", "こんにちは。ご用件をお聞かせください。"),
        accent: text("accent", "#2f5bd3"),
        locale_default: settings
            .get("locale")
            .and_then(|text| Locale::parse(text))
            .unwrap_or(Locale::Ja),
        max_chars: limits::MESSAGE_CHARS_MAX,
        max_files: limits::ATTACHMENTS_PER_MESSAGE_MAX,
        upload: UploadLimits {
            max_bytes: limits::ATTACHMENT_BYTES_MAX,
            types: VISITOR_TYPES.iter().map(|&mime| mime.to_owned()).collect(),
        },
        ask_contact: settings.get("ask_contact").is_some_and(|text| text == "true"),
        demo,
    }
}

/// A demo member's identity, signed as the shop would.
pub(super) async fn demo_identity(app: &App, member: &str) -> Answer<DemoIdentity> {
    let missing = || Problem::new(Code::NotFound);
    if !app.config.demo {
        return Err(missing());
    }
    let system = app.store.system();
    let all = channel::active_of_kind(&system, ChannelKind::WebChat).await.or_problem()?;
    let (tenant, channel) = all.into_iter().next().ok_or_else(missing)?;
    let store = app.of(tenant);
    let found = customer::by_external_id(&store, member).await.or_problem()?;
    let person = found.ok_or_else(missing)?;
    let secrets = sealed::open(app.store.sealer(), tenant, &channel).or_problem()?;
    let secret = secrets.get(web_chat::IDENTITY_SECRET).ok_or_else(missing)?;
    let identity = ShopIdentity { sub: member.to_owned(), name: Some(person.name), email: None };
    Ok(DemoIdentity { identity: web_chat::sign_identity(&identity, secret.as_bytes(), app.now()) })
}

/// The page of a visitor's first message, for the session's memory.
pub(super) fn page_json(app: &App, visitor: VisitorId) -> Value {
    app.pages.of(visitor).map_or(Value::Null, |page| json!(page))
}
