//! The address book of people and departments outside.

use api::side::{NewPartner, Partner as View, PartnerChange};
use api::{Answer, Caller, Code, Problem};
use model::PartnerId;
use model::limits::{ATTRIBUTE_CHARS_MAX, PARTNERS_MAX};
use serde_json::json;
use store::partner::{self, Partner};
use store::{StoreError, Tx};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when the address book changes.
const PART: &str = "partners";

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = partner::all(&app.of(by.tenant)).await.or_problem()?;
    Ok(all.into_iter().map(view).collect())
}

fn view(partner: Partner) -> View {
    View {
        id: partner.id,
        name: partner.name,
        address: partner.address,
        note: partner.note,
        archived: partner.archived,
        version: partner.version,
    }
}

pub(super) async fn create(app: &App, by: &Caller, input: NewPartner) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    let address = validate::email("address", &input.address)?;
    let note = validate::optional("note", &input.note, ATTRIBUTE_CHARS_MAX)?;
    let by = by.clone();
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            if partner::count(tx).await? >= PARTNERS_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("社外の宛先は{PARTNERS_MAX}件までです。"),
                    format!("At most {PARTNERS_MAX} entries."),
                )));
            }
            free(tx, &address, None).await?;
            let new = Partner { id: tx.id(), name, address, note, archived: false, version: 1 };
            partner::insert(tx, &new).await?;
            let detail = json!({"name": new.name});
            record(tx, &Who::from(&by), "partner.created", &new.id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok(new)
        })
    });
    Ok(view(made.await.or_problem()?.value))
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (PartnerId, i64),
    change: PartnerChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let address =
        change.address.as_deref().map(|text| validate::email("address", text)).transpose()?;
    let note = change.note.as_deref();
    let note =
        note.map(|note| validate::optional("note", note, ATTRIBUTE_CHARS_MAX)).transpose()?;
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let before = partner::get(tx, id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            if before.version != version {
                return Err(StoreError::Version { what: "partner", expected: version }.into());
            }
            let mut after = Partner {
                name: name.unwrap_or_else(|| before.name.clone()),
                address: address.unwrap_or_else(|| before.address.clone()),
                note: note.unwrap_or_else(|| before.note.clone()),
                archived: change.archived.unwrap_or(before.archived),
                ..before
            };
            free(tx, &after.address, Some(id)).await?;
            partner::save(tx, &mut after).await?;
            let detail = json!({"name": after.name, "archived": after.archived});
            record(tx, &Who::from(&by), "partner.changed", &id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    Ok(view(changed.await.or_problem()?.value))
}

/// Each address stands there once.
async fn free(tx: &Tx<'_>, address: &str, but: Option<PartnerId>) -> Result<(), Failure> {
    let known = partner::all(tx).await?;
    if known.iter().any(|one| one.address == address && Some(one.id) != but) {
        return Err(Problem::invalid(
            "address",
            "このメールアドレスはすでに登録されています(使わなくなった宛先を含む)。",
            "This address is in the book already, perhaps out of use.",
        )
        .into());
    }
    Ok(())
}
