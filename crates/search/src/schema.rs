//! What a document is, and the fields it becomes.

use model::{CaseId, CategoryId, ChannelId, CustomerId, TenantId, UserId};
use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
    Value as _,
};
use uuid::Uuid;

use crate::tokens;

/// What kind of thing a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A record of a customer.
    Customer,
    /// A case.
    Case,
    /// A message or a note.
    Message,
    /// An order.
    Order,
}

impl Kind {
    const fn byte(self) -> u8 {
        match self {
            Self::Customer => b'c',
            Self::Case => b'a',
            Self::Message => b'm',
            Self::Order => b'o',
        }
    }
}

/// Something that documents can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Whose record it is of.
    Customer(CustomerId),
    /// In which case it is.
    Case(CaseId),
    /// The door it came through.
    Channel(ChannelId),
    /// What kind of matter.
    Category(CategoryId),
    /// Who has or had to do with it.
    Agent(UserId),
}

/// What can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Whose it is.
    pub tenant: TenantId,
    /// What kind of thing.
    pub kind: Kind,
    /// Its id; one document has it.
    pub id: Uuid,
    /// When it was, microseconds.
    pub at: i64,
    /// What it can be narrowed by.
    pub facets: Vec<Facet>,
    /// Its texts; words are not found across two of them.
    pub texts: Vec<String>,
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The document's own name, kept to be read back.
    pub(crate) key: Field,
    /// Terms of everything it can be narrowed by.
    pub(crate) facet: Field,
    pub(crate) at: Field,
    pub(crate) text: Field,
}

pub(crate) const AT: &str = "at";

impl Fields {
    pub(crate) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let key = BytesOptions::default().set_indexed().set_stored();
        let grams = TextFieldIndexing::default()
            .set_tokenizer(tokens::NAME)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let fields = Self {
            key: schema.add_bytes_field("key", key),
            facet: schema.add_bytes_field("facet", BytesOptions::default().set_indexed()),
            at: schema.add_i64_field(AT, NumericOptions::default().set_fast()),
            text: schema.add_text_field("text", TextOptions::default().set_indexing_options(grams)),
        };
        (schema.build(), fields)
    }

    pub(crate) fn write(&self, document: &Document) -> TantivyDocument {
        let tenant = document.tenant;
        let mut row = TantivyDocument::default();
        row.add_bytes(self.key, &key(tenant, document.kind, document.id));
        row.add_bytes(self.facet, &kind(tenant, document.kind));
        for one in &document.facets {
            row.add_bytes(self.facet, &facet(tenant, *one));
        }
        row.add_i64(self.at, document.at);
        for text in &document.texts {
            row.add_text(self.text, text);
        }
        row
    }

    /// The id in a document that was found.
    pub(crate) fn id(&self, row: &TantivyDocument) -> Option<Uuid> {
        let key = row.get_first(self.key)?.as_bytes()?;
        Uuid::from_slice(key.get(17..)?).ok()
    }
}

/// The name of a document.
pub(crate) fn key(tenant: TenantId, kind: Kind, id: Uuid) -> Vec<u8> {
    tagged(tenant, kind.byte(), id.as_bytes())
}

/// All of a tenant's documents of a kind.
pub(crate) fn kind(tenant: TenantId, kind: Kind) -> Vec<u8> {
    tagged(tenant, b'k', &[kind.byte()])
}

pub(crate) fn facet(tenant: TenantId, facet: Facet) -> Vec<u8> {
    let (tag, id) = match facet {
        Facet::Customer(id) => (b'u', id.0),
        Facet::Case(id) => (b'a', id.0),
        Facet::Channel(id) => (b'd', id.0),
        Facet::Category(id) => (b't', id.0),
        Facet::Agent(id) => (b'p', id.0),
    };
    tagged(tenant, tag, id.as_bytes())
}

fn tagged(tenant: TenantId, tag: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(17 + rest.len());
    bytes.extend_from_slice(tenant.0.as_bytes());
    bytes.push(tag);
    bytes.extend_from_slice(rest);
    bytes
}
