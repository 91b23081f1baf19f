//! Whom a shop's signature names.

use api::admin::NewChannel;
use api::chat::ChatStart;
use api::customer::NewCustomer;
use api::ports::{Admin as _, Chat as _, Customers as _};
use channels::web_chat::{self, ShopIdentity};
use model::{ChannelKind, CustomerId, IdentityKind, IdentityStrength};
use store::{customer, identity};

use crate::world::{Backend, World, origin};

const SECRET: &str = "the secret that the shop signs with";
const MAIL: &str = "mail@shop.example";

/// The world's web chat, by its public key.
async fn shop(world: &World) -> String {
    let settings = [("identity_secret", SECRET)];
    let input = NewChannel {
        kind: ChannelKind::WebChat,
        name: "店".to_owned(),
        queue: world.app.queues(&world.admin).await.unwrap()[0].id,
        settings: settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
    };
    world.app.create_channel(&world.admin, input).await.unwrap().public_key.unwrap()
}

/// A browser comes whose person the shop signs; answers who that is here.
async fn signed(world: &World, key: &str, sub: &str, email: Option<&str>) -> CustomerId {
    let shop = ShopIdentity {
        sub: sub.to_owned(),
        name: Some(format!("名前 {sub}")),
        email: email.map(str::to_owned),
    };
    let identity = web_chat::sign_identity(&shop, SECRET.as_bytes(), world.app.now());
    let input = ChatStart {
        channel: key.to_owned(),
        identity: Some(identity),
        visitor: None,
        locale: None,
        page: None,
        contact: None,
    };
    let session = world.app.start(&origin(), input).await.unwrap();
    assert!(session.identified.is_some());
    holder(world, IdentityKind::Shop, sub).await.unwrap().0
}

async fn holder(
    world: &World,
    kind: IdentityKind,
    value: &str,
) -> Option<(CustomerId, IdentityStrength)> {
    let found = identity::find(&world.store(), kind, value).await.unwrap();
    found.map(|identity| (identity.customer, identity.strength))
}

pub(crate) async fn two_numbers_with_one_address_stay_two_people<B: Backend>() {
    let world = World::new::<B>().await;
    let key = shop(&world).await;
    let first = signed(&world, &key, "C-1", Some(MAIL)).await;
    let second = signed(&world, &key, "C-2", Some(MAIL)).await;
    assert_ne!(first, second);
    assert_eq!(
        holder(&world, IdentityKind::Email, MAIL).await.unwrap().0,
        first,
        "it stays theirs"
    );
    let known = customer::by_id(&world.store(), second).await.unwrap().unwrap();
    assert_eq!(known.external_id.as_deref(), Some("C-2"));
    for (sub, person) in [("C-1", first), ("C-2", second)] {
        assert_eq!(signed(&world, &key, sub, Some(MAIL)).await, person, "again {sub}");
    }
}

pub(crate) async fn a_number_of_the_shop_s_books_is_not_another_s_address<B: Backend>() {
    let world = World::new::<B>().await;
    let key = shop(&world).await;
    // As an import leaves it: known by number and address, never signed in.
    let typed = NewCustomer {
        name: "帳簿".to_owned(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        email: Some(MAIL.to_owned()),
    };
    let booked = world.app.create(&world.admin, typed).await.unwrap().id;
    world
        .store()
        .write::<_, store::StoreError, _>(world.app.now(), move |tx| {
            Box::pin(async move {
                let mut person = customer::by_id(tx, booked).await?.unwrap();
                person.external_id = Some("C-1".to_owned());
                customer::update(tx, &person).await
            })
        })
        .await
        .unwrap();
    let stranger = signed(&world, &key, "C-2", Some(MAIL)).await;
    assert_ne!(stranger, booked);
    assert_eq!(signed(&world, &key, "C-1", None).await, booked);
}

pub(crate) async fn an_address_without_a_number_is_who_the_shop_says<B: Backend>() {
    let world = World::new::<B>().await;
    let key = shop(&world).await;
    let typed = NewCustomer {
        name: "手紙".to_owned(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        email: Some(MAIL.to_owned()),
    };
    let writer = world.app.create(&world.admin, typed).await.unwrap().id;
    assert_eq!(signed(&world, &key, "C-1", Some(MAIL)).await, writer);
    let (person, strength) = holder(&world, IdentityKind::Email, MAIL).await.unwrap();
    assert_eq!((person, strength), (writer, IdentityStrength::Verified), "the shop vouches for it");
    assert_ne!(signed(&world, &key, "C-2", Some(MAIL)).await, writer, "it has its number now");
}
