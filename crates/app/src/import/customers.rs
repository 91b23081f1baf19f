//! Rows of customers.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use model::event::EventBody;
use model::limits::MESSAGE_CHARS_MAX;
use model::{Actor, CustomerId, IdentityKind, IdentityStrength};
use serde_json::Value;
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::{Scope, StoreError, Tx};

use super::cells::{Wrong, noted};
use super::error::ImportError;
use super::read::{BadRow, Target};
use crate::customers::change::{attribute_map, tag_list};
use crate::customers::create::{about, blank};
use crate::customers::fold;
use crate::validate;

/// A column with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Field {
    Number,
    Name,
    Kana,
    Company,
    Email,
    Phone,
    Rank,
    Tags,
    Note,
}

const FIELDS: [(Field, &[&str]); 9] = [
    (Field::Number, &["customer_id", "顧客番号", "顧客ID", "会員番号"]),
    (Field::Name, &["name", "氏名", "名前", "顧客名"]),
    (Field::Kana, &["kana", "フリガナ", "ふりがな", "カナ"]),
    (Field::Company, &["company", "会社名", "会社"]),
    (Field::Email, &["email", "メールアドレス", "メール"]),
    (Field::Phone, &["phone", "電話番号", "電話"]),
    (Field::Rank, &["rank", "ランク", "会員ランク"]),
    (Field::Tags, &["tags", "タグ"]),
    (Field::Note, &["note", "備考", "メモ"]),
];

#[derive(Clone, Debug)]
enum Column {
    Known(Field),
    Attribute(String),
}

/// The target of customers.
#[derive(Clone, Debug, Default)]
pub(super) struct Customers {
    columns: Vec<Column>,
    names: Vec<String>,
}

/// A row that is right by itself. Empty texts were not given.
#[derive(Clone, Debug, Default)]
pub(super) struct CustomerLine {
    number: String,
    name: String,
    kana: String,
    company: String,
    email: Option<String>,
    phone: String,
    rank: String,
    note: String,
    tags: Vec<String>,
    attributes: BTreeMap<String, String>,
}

/// What a row does.
pub(super) struct Step {
    /// The customer as it will be.
    customer: Customer,
    /// The changed fields of a known customer; `None` for a new one.
    changed: Option<Vec<&'static str>>,
    /// An address to attach.
    email: Option<String>,
}

#[async_trait]
impl Target for Customers {
    type Row = CustomerLine;
    type Plan = Vec<Step>;

    fn header(&mut self, names: &[String]) -> Result<(), ImportError> {
        for name in names {
            if self.names.contains(name) {
                return Err(ImportError::Twice(name.clone()));
            }
            let known = FIELDS.iter().find(|(_, all)| {
                all.iter().any(|other| other.to_lowercase() == name.to_lowercase())
            });
            self.names.push(name.clone());
            self.columns.push(match known {
                Some((field, _)) => Column::Known(*field),
                None => Column::Attribute(name.clone()),
            });
        }
        let has = |field| self.columns.iter().any(|c| matches!(c, Column::Known(f) if *f == field));
        if !has(Field::Number) {
            return Err(ImportError::Column("customer_id".to_owned()));
        }
        Ok(())
    }

    fn parse(&self, _line: u64, cells: &[&str]) -> Result<CustomerLine, Vec<Wrong>> {
        let mut line = CustomerLine::default();
        let mut wrongs = Vec::new();
        let mut attributes = BTreeMap::new();
        for ((column, name), cell) in self.columns.iter().zip(&self.names).zip(cells) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match column {
                Column::Known(field) => {
                    noted(&mut wrongs, line.set(*field, name, cell));
                }
                Column::Attribute(key) => {
                    attributes.insert(key.clone(), cell.to_owned());
                }
            }
        }
        match attribute_map(attributes) {
            Ok(attributes) => line.attributes = attributes,
            Err(problem) => wrongs.push(Wrong::from_problem("", &problem)),
        }
        if line.number.is_empty() && wrongs.is_empty() {
            wrongs.push(empty("customer_id"));
        }
        if wrongs.is_empty() { Ok(line) } else { Err(wrongs) }
    }

    fn keys(row: &CustomerLine) -> Vec<String> {
        let number = format!("n{}", row.number);
        row.email.iter().map(|email| format!("e{email}")).chain([number]).collect()
    }

    async fn plan(
        &self,
        scope: &Scope<'_>,
        rows: &[(u64, CustomerLine)],
    ) -> Result<(Vec<Step>, Vec<BadRow>), StoreError> {
        let numbers: Vec<String> = rows.iter().map(|(_, row)| row.number.clone()).collect();
        let mut known: HashMap<String, Customer> = HashMap::new();
        for found in customer::by_external_ids(scope, &numbers).await? {
            if let Some(number) = found.external_id.clone() {
                known.insert(number, found);
            }
        }
        let emails: Vec<String> = rows.iter().filter_map(|(_, row)| row.email.clone()).collect();
        let owners = identity::find_many(scope, IdentityKind::Email, &emails).await?;
        let owners: HashMap<String, CustomerId> =
            owners.into_iter().map(|found| (found.value, found.customer)).collect();
        let (mut steps, mut bad) = (Vec::with_capacity(rows.len()), Vec::new());
        for (line, row) in rows {
            let before = known.remove(&row.number);
            if before.is_none() && row.name.is_empty() && row.company.is_empty() {
                bad.push(BadRow { line: *line, wrongs: vec![empty("name")] });
                continue;
            }
            let owner = row.email.as_ref().and_then(|email| owners.get(email)).copied();
            if owner.is_some() && owner != before.as_ref().map(|known| known.id) {
                let wrong = Wrong::new(
                    "email",
                    "このメールアドレスは別の顧客に登録されています。",
                    "This address belongs to another customer.",
                );
                bad.push(BadRow { line: *line, wrongs: vec![wrong] });
                continue;
            }
            let email = row.email.clone().filter(|_| owner.is_none());
            steps.push(step(before, row, email));
        }
        Ok((steps, bad))
    }

    async fn apply(&self, tx: &mut Tx<'_>, steps: Vec<Step>) -> Result<(), StoreError> {
        let mut fresh = Vec::new();
        let mut told = Vec::new();
        for step in steps {
            let mut customer = step.customer;
            if let Some(fields) = step.changed {
                if !fields.is_empty() {
                    customer::update(tx, &customer).await?;
                    let fields = fields.into_iter().map(str::to_owned).collect();
                    told.push((customer.id, EventBody::CustomerUpdated { fields }, None));
                }
            } else {
                let now = tx.now();
                let id = tx.id();
                customer = Customer { id, created_at: now, updated_at: now, ..customer };
                told.push((id, EventBody::CustomerCreated, None));
                fresh.push(customer.clone());
            }
            if let Some(email) = step.email {
                let body = EventBody::CustomerIdentified {
                    identity: IdentityKind::Email,
                    strength: IdentityStrength::Verified,
                };
                told.push((customer.id, body, Some(email)));
            }
        }
        customer::insert_many(tx, &fresh).await?;
        for (id, body, email) in told {
            if let Some(email) = email {
                attach(tx, id, email).await?;
            }
            tx.append(about(id, Actor::System, body)).await?;
        }
        Ok(())
    }
}

fn empty(column: &str) -> Wrong {
    Wrong::new(column, "入力がありません。", "This is empty.")
}

/// The shop's own list vouches for the address.
async fn attach(tx: &Tx<'_>, customer: CustomerId, value: String) -> Result<(), StoreError> {
    let now = tx.now();
    let new = Identity {
        kind: IdentityKind::Email,
        value,
        customer,
        strength: IdentityStrength::Verified,
        created_at: now,
        last_seen_at: now,
    };
    if identity::insert(tx, &new).await? { Ok(()) } else { Err(StoreError::Busy) }
}

fn step(before: Option<Customer>, row: &CustomerLine, email: Option<String>) -> Step {
    let Some(before) = before else {
        // The id and the instants are those of the write.
        let nobody = blank(CustomerId::from_u128(0), jiff::Timestamp::UNIX_EPOCH);
        let customer = Customer { external_id: Some(row.number.clone()), ..filled(&nobody, row) };
        return Step { customer, changed: None, email };
    };
    let customer = filled(&before, row);
    let changed = crate::customers::change::differences(&before, &customer);
    Step { customer, changed: Some(changed), email }
}

/// What a row says, over what is known.
fn filled(before: &Customer, row: &CustomerLine) -> Customer {
    let over = |new: &String, old: &String| if new.is_empty() { old } else { new }.clone();
    let mut attributes = before.attributes.clone();
    for (key, value) in &row.attributes {
        attributes.insert(key.clone(), Value::String(value.clone()));
    }
    Customer {
        name: over(&row.name, &before.name),
        kana: over(&row.kana, &before.kana),
        company: over(&row.company, &before.company),
        phone: over(&row.phone, &before.phone),
        rank: over(&row.rank, &before.rank),
        note: over(&row.note, &before.note),
        tags: if row.tags.is_empty() { before.tags.clone() } else { row.tags.clone() },
        attributes,
        ..before.clone()
    }
}

impl CustomerLine {
    fn set(&mut self, field: Field, column: &str, cell: &str) -> Result<(), Wrong> {
        let wrong = |problem| Wrong::from_problem(column, &problem);
        let name = || validate::name(column, cell).map_err(wrong);
        match field {
            Field::Number => self.number = name()?,
            Field::Name => self.name = name()?,
            Field::Kana => self.kana = fold::kana(&name()?),
            Field::Company => self.company = name()?,
            Field::Email => self.email = Some(validate::email(column, cell).map_err(wrong)?),
            // What cannot be dialled is kept as it is: a list of thousands is not stopped by it.
            Field::Phone => {
                let typed = name()?;
                self.phone = language::phone(&typed).map_or(typed, |found| found.written);
            }
            Field::Rank => self.rank = name()?,
            Field::Tags => {
                let parts = cell.split([';', '、', '；', '|']).map(str::trim);
                let parts: Vec<String> =
                    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
                self.tags = tag_list(&parts).map_err(wrong)?;
            }
            Field::Note => {
                self.note = validate::optional(column, cell, MESSAGE_CHARS_MAX).map_err(wrong)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::limits::NAME_CHARS_MAX;

    fn target(header: &str) -> Result<Customers, ImportError> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let mut target = Customers::default();
        target.header(&names)?;
        Ok(target)
    }

    #[test]
    fn japanese_columns_and_attributes() {
        let target = target("顧客番号,氏名,フリガナ,メールアドレス,タグ,誕生月").unwrap();
        let cells = ["C1", "山田 花子", "ﾔﾏﾀﾞ はなこ", "Hana@X.jp", "VIP; 常連、VIP", "4"];
        let row = target.parse(2, &cells).unwrap();
        assert_eq!((row.number.as_str(), row.kana.as_str()), ("C1", "ヤマダ ハナコ"));
        assert_eq!(row.email.as_deref(), Some("hana@x.jp"));
        assert_eq!(row.tags, ["VIP", "常連"]);
        assert_eq!(row.attributes["誕生月"], "4");
    }

    #[test]
    fn a_row_says_everything_that_is_wrong() {
        let target = target("customer_id,name,email,phone").unwrap();
        let long = "9".repeat(NAME_CHARS_MAX + 1);
        let wrongs = target.parse(2, &["C1", "x", "nobody", &long]).unwrap_err();
        let columns: Vec<&str> = wrongs.iter().map(|wrong| wrong.column.as_str()).collect();
        assert_eq!(columns, ["email", "phone"]);
        assert_eq!(target.parse(3, &["", "x", "", ""]).unwrap_err()[0].column, "customer_id");
    }

    #[test]
    fn headers_are_checked() {
        assert!(matches!(target("name,email"), Err(ImportError::Column(_))));
        assert!(target("customer_id,email").is_ok());
        assert!(matches!(target("customer_id,name,name"), Err(ImportError::Twice(_))));
    }
}
