//! A form as it stands: its channel, its fields, the categories they name.

use std::collections::{BTreeMap, HashMap};

use api::form::{FormField, FormView};
use api::{Answer, Code, Locale, Problem};
use channels::form::{Definition, FIELDS, Field, Words, chars_max};
use model::{CategoryId, ChannelKind, ConsentBasis, ConsentChannel, FormInput, TenantId};
use store::channel::{self, Channel};
use store::{Scope, StoreError, category, consent_purpose};

use crate::App;
use crate::failure::OrProblem;
use crate::files::VISITOR_TYPES;

/// A form of a tenant.
pub(super) struct Door {
    pub(super) tenant: TenantId,
    pub(super) channel: Channel,
    pub(super) form: Definition,
    pub(super) settings: BTreeMap<String, String>,
    categories: HashMap<CategoryId, String>,
}

impl Door {
    /// The form of a key, while it is in use.
    pub(super) async fn open(app: &App, key: &str) -> Answer<Self> {
        let door = Self::find(app, key).await?;
        if door.channel.active {
            return Ok(door);
        }
        Err(Problem::new(Code::ChannelOff).with(
            "このフォームは、現在受け付けていません。",
            "This form takes no inquiries at present.",
        ))
    }

    /// The form of a key.
    pub(super) async fn find(app: &App, key: &str) -> Answer<Self> {
        let missing = || Problem::new(Code::NotFound);
        let found = channel::by_public_key(&app.store.system(), key).await.or_problem()?;
        let (tenant, channel) =
            found.filter(|(_, channel)| channel.kind == ChannelKind::Form).ok_or_else(missing)?;
        let settings: BTreeMap<String, String> =
            serde_json::from_value(channel.config.clone()).unwrap_or_default();
        let (form, categories) = fields(&app.of(tenant), &settings).await.or_problem()?;
        Ok(Self { tenant, channel, form, settings, categories })
    }

    pub(super) fn view(&self, locale: Locale) -> FormView {
        let key = self.channel.public_key.as_deref().unwrap_or_default();
        view((key, locale), &self.settings, (&self.form, &self.categories))
    }

    /// An answer as colleagues read it.
    pub(super) fn shown(&self, field: &Field, answer: &str) -> String {
        match field.input {
            FormInput::Category => {
                let id = answer.parse().ok();
                let name = id.and_then(|id: CategoryId| self.categories.get(&id));
                name.cloned().unwrap_or_else(|| answer.to_owned())
            }
            FormInput::Consent => {
                let ways = ways(&field.channels, Locale::Ja);
                format!("同意する({ways})")
            }
            _ => answer.to_owned(),
        }
    }
}

/// What a form with these settings shows, whether or not they are stored.
pub(crate) async fn view_of(
    scope: &Scope<'_>,
    settings: &BTreeMap<String, String>,
    locale: Locale,
) -> Result<FormView, StoreError> {
    let (form, categories) = fields(scope, settings).await?;
    Ok(view(("preview", locale), settings, (&form, &categories)))
}

/// The fields with the names of their categories. Categories that are out of use are not offered,
/// and a question without any is not asked.
async fn fields(
    scope: &Scope<'_>,
    settings: &BTreeMap<String, String>,
) -> Result<(Definition, HashMap<CategoryId, String>), StoreError> {
    let text = settings.get(FIELDS).map_or(channels::form::DEFAULT, String::as_str);
    let mut form = Definition::parse(text)
        .map_err(|_| StoreError::Corrupt("a form's fields cannot be read".into()))?;
    let all = category::all(scope).await?.into_iter().filter(|category| !category.archived);
    let names: HashMap<_, _> = all.map(|category| (category.id, category.name)).collect();
    for field in &mut form.fields {
        field.categories.retain(|id| names.contains_key(id));
    }
    form.fields.retain(|field| field.input != FormInput::Category || !field.categories.is_empty());
    wordings(scope, &mut form).await?;
    Ok((form, names))
}

/// Puts the purposes' own wordings where a form has none. Purposes that are out of use are not
/// asked for, nor are those that need no consent.
async fn wordings(scope: &Scope<'_>, form: &mut Definition) -> Result<(), StoreError> {
    if form.asking(FormInput::Consent).is_none() {
        return Ok(());
    }
    let mut all = consent_purpose::all(scope).await?;
    all.retain(|purpose| !purpose.archived && purpose.basis == ConsentBasis::Consent);
    let of = |field: &Field| all.iter().find(|purpose| Some(purpose.id) == field.purpose);
    form.fields.retain(|field| field.input != FormInput::Consent || of(field).is_some());
    for field in form.fields.iter_mut().filter(|field| field.input == FormInput::Consent) {
        if let Some(purpose) = of(field)
            && field.wording.ja.is_empty()
        {
            let (ja, en) = (purpose.wording_ja.clone(), purpose.wording_en.clone());
            field.wording = Words { ja, en };
            field.wording_version = Some(purpose.wording_version);
        }
    }
    Ok(())
}

/// Ways of contact as people call them.
pub(super) fn ways(channels: &[ConsentChannel], locale: Locale) -> String {
    let name = |channel: &ConsentChannel| match (channel, locale) {
        (ConsentChannel::Mail, Locale::Ja) => "メール",
        (ConsentChannel::Mail, Locale::En) => "e-mail",
        (ConsentChannel::Phone, Locale::Ja) => "電話",
        (ConsentChannel::Phone, Locale::En) => "phone",
        (ConsentChannel::Sms, _) => "SMS",
        (ConsentChannel::Line, _) => "LINE",
        (ConsentChannel::Chat, Locale::Ja) => "チャット",
        (ConsentChannel::Chat, Locale::En) => "chat",
        (ConsentChannel::Post, Locale::Ja) => "郵送",
        (ConsentChannel::Post, Locale::En) => "post",
    };
    let names: Vec<&str> = channels.iter().map(name).collect();
    names.join(if locale == Locale::Ja { "・" } else { ", " })
}

fn view(
    (key, locale): (&str, Locale),
    settings: &BTreeMap<String, String>,
    (form, categories): (&Definition, &HashMap<CategoryId, String>),
) -> FormView {
    let text = |name: &str| {
        let in_language = |language: &str| settings.get(&format!("{name}_{language}"));
        let own = in_language(locale.as_str()).filter(|text| !text.is_empty());
        own.or_else(|| in_language("ja")).cloned().unwrap_or_default()
    };
    let field = |field: &Field| FormField {
        key: field.key.clone(),
        input: field.input,
        label: field.label.said(locale.as_str()).to_owned(),
        help: field.help.said(locale.as_str()).to_owned(),
        required: field.required,
        choices: choices(field, locale, categories),
        chars_max: chars_max(field.input),
        files_max: field.files_max(),
        ways: ways(&field.channels, locale),
        types: VISITOR_TYPES.iter().map(|&mime| mime.to_owned()).collect(),
    };
    FormView {
        key: key.to_owned(),
        locale,
        title: text("title"),
        intro: text("intro"),
        done: text("done"),
        fields: form.fields.iter().map(field).collect(),
    }
}

fn choices(
    field: &Field,
    locale: Locale,
    categories: &HashMap<CategoryId, String>,
) -> Vec<(String, String)> {
    if field.input == FormInput::Category {
        let named = field.categories.iter().filter_map(|id| Some((id, categories.get(id)?)));
        return named.map(|(id, name)| (id.to_string(), name.clone())).collect();
    }
    if field.input == FormInput::Consent {
        let wording = field.wording.said(locale.as_str()).to_owned();
        return vec![(field.mark(locale.as_str()), wording)];
    }
    let said = field.choices.iter().map(|words| {
        let text = words.said(locale.as_str()).to_owned();
        (words.ja.clone(), text)
    });
    said.collect()
}
