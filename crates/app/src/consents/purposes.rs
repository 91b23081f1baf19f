//! What customers may consent to.

use api::consent::{ConsentPurpose as View, ConsentPurposeChange, NewConsentPurpose};
use api::{Answer, Caller, Code, Problem};
use model::ConsentBasis;
use model::ConsentPurposeId;
use model::limits::{CONSENT_PURPOSES_MAX, CONSENT_WORDING_CHARS_MAX, NAME_CHARS_MAX};
use serde_json::json;
use store::consent_purpose::{self, ConsentPurpose};
use store::{StoreError, Tx};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when the purposes change.
const PART: &str = "consent_purposes";
/// Highest place in the list.
const POSITION_MAX: i32 = 100_000;

/// A purpose that a tenant begins with: its basis, names and wordings.
struct First {
    basis: ConsentBasis,
    ja: (&'static str, &'static str),
    en: (&'static str, &'static str),
}

/// The purposes every tenant begins with.
const FIRST: [First; 4] = [
    First {
        basis: ConsentBasis::Contract,
        ja: (
            "お問い合わせ対応",
            "お問い合わせ・ご注文への対応に必要な範囲で、お客様の連絡先とお問い合わせの内容を利用します。",
        ),
        en: (
            "Answering inquiries",
            "We use your contact details and what you tell us as far as your inquiry or order needs it.",
        ),
    },
    First {
        basis: ConsentBasis::Consent,
        ja: (
            "ご案内・キャンペーン",
            "商品・サービスのご案内やキャンペーンのお知らせをお送りすることに同意します。同意はいつでも撤回できます。",
        ),
        en: (
            "News and offers",
            "I agree to receive news and offers about your products and services. I can withdraw this at any time.",
        ),
    },
    First {
        basis: ConsentBasis::Consent,
        ja: (
            "アンケート",
            "サービス改善のためのアンケートをお送りすることに同意します。回答は任意で、同意はいつでも撤回できます。",
        ),
        en: (
            "Surveys",
            "I agree to receive surveys that help to improve the service. Answering is up to me, and I can withdraw this at any time.",
        ),
    },
    First {
        basis: ConsentBasis::Consent,
        ja: (
            "通話・会話の品質向上のための利用",
            "通話・会話の記録を、応対品質の向上と担当者の教育のために利用することに同意します。同意はいつでも撤回できます。",
        ),
        en: (
            "Quality and training",
            "I agree that records of calls and conversations are used to improve the service and to train staff. I can withdraw this at any time.",
        ),
    },
];

/// Gives a tenant that has no purposes those that every tenant begins with.
///
/// # Errors
/// The store's.
pub async fn seed(tx: &Tx<'_>) -> Result<(), StoreError> {
    if !consent_purpose::all(tx).await?.is_empty() {
        return Ok(());
    }
    for (position, first) in (0..).zip(FIRST) {
        let purpose = ConsentPurpose {
            id: tx.id(),
            basis: first.basis,
            name_ja: first.ja.0.to_owned(),
            name_en: first.en.0.to_owned(),
            wording_ja: first.ja.1.to_owned(),
            wording_en: first.en.1.to_owned(),
            wording_version: 1,
            position,
            archived: false,
            version: 1,
        };
        consent_purpose::insert(tx, &purpose).await?;
    }
    Ok(())
}

pub(super) fn view(found: ConsentPurpose) -> View {
    View {
        id: found.id,
        basis: found.basis,
        name_ja: found.name_ja,
        name_en: found.name_en,
        wording_ja: found.wording_ja,
        wording_en: found.wording_en,
        wording_version: found.wording_version,
        position: found.position,
        archived: found.archived,
        version: found.version,
    }
}

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = consent_purpose::all(&app.of(by.tenant)).await.or_problem()?;
    Ok(all.into_iter().map(view).collect())
}

fn name(field: &str, text: &str, required: bool) -> Answer<String> {
    if required || !text.trim().is_empty() {
        return validate::name(field, text);
    }
    validate::optional(field, text, NAME_CHARS_MAX)
}

fn wording(field: &str, text: &str, required: bool) -> Answer<String> {
    let text = text.replace("\r\n", "\n");
    if required {
        return validate::required(field, &text, CONSENT_WORDING_CHARS_MAX);
    }
    validate::optional(field, &text, CONSENT_WORDING_CHARS_MAX)
}

pub(super) async fn create(app: &App, by: &Caller, input: NewConsentPurpose) -> Answer<View> {
    let name_ja = name("name_ja", &input.name_ja, true)?;
    let name_en = name("name_en", &input.name_en, false)?;
    let wording_ja = wording("wording_ja", &input.wording_ja, true)?;
    let wording_en = wording("wording_en", &input.wording_en, false)?;
    let (by, basis) = (by.clone(), input.basis);
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = consent_purpose::all(tx).await?;
            if all.len() >= CONSENT_PURPOSES_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name_ja",
                    format!("利用目的は{CONSENT_PURPOSES_MAX}件までです。"),
                    format!("At most {CONSENT_PURPOSES_MAX} purposes."),
                )));
            }
            let last = all.iter().map(|other| other.position.saturating_add(1)).max();
            let new = ConsentPurpose {
                id: tx.id(),
                basis,
                name_ja,
                name_en,
                wording_ja,
                wording_en,
                wording_version: 1,
                position: last.unwrap_or(0).min(POSITION_MAX),
                archived: false,
                version: 1,
            };
            name_is_free(&all, &new)?;
            consent_purpose::insert(tx, &new).await?;
            let detail = json!({"name": new.name_ja, "basis": new.basis});
            let target = new.id.to_string();
            record(tx, &Who::from(&by), "consent_purpose.created", &target, detail).await?;
            announce(tx, &by, PART).await?;
            Ok(new)
        })
    });
    Ok(view(made.await.or_problem()?.value))
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (ConsentPurposeId, i64),
    change: ConsentPurposeChange,
) -> Answer<View> {
    if change.position.is_some_and(|place| !(0..=POSITION_MAX).contains(&place)) {
        return Err(Problem::invalid(
            "position",
            format!("0〜{POSITION_MAX}で指定してください。"),
            format!("Between 0 and {POSITION_MAX}."),
        ));
    }
    let names = (
        change.name_ja.as_deref().map(|text| name("name_ja", text, true)).transpose()?,
        change.name_en.as_deref().map(|text| name("name_en", text, false)).transpose()?,
    );
    let wordings = (
        change.wording_ja.as_deref().map(|text| wording("wording_ja", text, true)).transpose()?,
        change.wording_en.as_deref().map(|text| wording("wording_en", text, false)).transpose()?,
    );
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = consent_purpose::all(tx).await?;
            let found = all.iter().find(|other| other.id == id);
            let before = found.cloned().ok_or_else(|| Problem::new(Code::NotFound))?;
            if before.version != version {
                let stale = StoreError::Version { what: "consent_purpose", expected: version };
                return Err(stale.into());
            }
            let mut after = ConsentPurpose {
                name_ja: names.0.unwrap_or_else(|| before.name_ja.clone()),
                name_en: names.1.unwrap_or_else(|| before.name_en.clone()),
                wording_ja: wordings.0.unwrap_or_else(|| before.wording_ja.clone()),
                wording_en: wordings.1.unwrap_or_else(|| before.wording_en.clone()),
                position: change.position.unwrap_or(before.position),
                archived: change.archived.unwrap_or(before.archived),
                ..before.clone()
            };
            let said = |one: &ConsentPurpose| (one.wording_ja.clone(), one.wording_en.clone());
            if said(&after) != said(&before) {
                after.wording_version += 1;
            }
            name_is_free(&all, &after)?;
            consent_purpose::save(tx, &mut after).await?;
            let detail = json!({
                "name": after.name_ja, "archived": after.archived,
                "wording_version": after.wording_version,
            });
            let target = id.to_string();
            record(tx, &Who::from(&by), "consent_purpose.changed", &target, detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    Ok(view(changed.await.or_problem()?.value))
}

fn name_is_free(all: &[ConsentPurpose], one: &ConsentPurpose) -> Answer<()> {
    let same = |other: &&ConsentPurpose| {
        other.id != one.id && !other.archived && other.name_ja == one.name_ja
    };
    if one.archived || !all.iter().any(|other| same(&other)) {
        return Ok(());
    }
    let mut problem = Problem::new(Code::Taken);
    problem.field = Some("name_ja".to_owned());
    Err(problem)
}
