//! One index on a disk: what is put in is found, by its own tenant only, and what is taken out is
//! gone.
#![expect(clippy::unwrap_used, reason = "test code: a panic is the report")]

use std::collections::BTreeSet;
use std::path::Path;

use model::{CaseId, ChannelId, CustomerId, TenantId, UserId};
use search::{Document, Facet, Index, Kind, Order, Place, Question, SearchError, Writer};
use uuid::Uuid;

const A: TenantId = TenantId::from_u128(1);
const B: TenantId = TenantId::from_u128(2);

fn message(tenant: TenantId, id: u128, text: &str) -> Document {
    Document {
        tenant,
        kind: Kind::Message,
        id: Uuid::from_u128(id),
        at: i64::try_from(id % 1_000).unwrap() * 1_000,
        facets: vec![
            Facet::Customer(CustomerId::from_u128(id % 2)),
            Facet::Case(CaseId::from_u128(id % 3)),
        ],
        texts: vec![text.to_owned()],
    }
}

fn words(tenant: TenantId, words: &[&str]) -> Question {
    Question {
        tenant,
        kind: Kind::Message,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        without: vec![],
        narrowed: vec![],
        or: vec![],
        from: None,
        until: None,
        order: Order::Newest,
        skip: 0,
        limit: 10,
    }
}

fn found(index: &Index, question: &Question) -> Vec<u128> {
    let found = index.ask(question).unwrap();
    if question.skip == 0 && found.total <= question.limit {
        assert_eq!(found.total, found.hits.len());
    }
    found.hits.into_iter().map(|hit| hit.id.as_u128()).collect()
}

fn open(folder: &Path) -> Result<(Index, Writer), SearchError> {
    Index::open(&Place::Folder(folder.to_owned()))
}

#[test]
fn what_is_in_it_is_found_by_its_tenant() {
    let (index, mut writer) = Index::open(&Place::Memory).unwrap();
    writer.put(&message(A, 1, "髙橋様のご注文が届いていない件")).unwrap();
    writer.put(&message(A, 2, "高橋です。返金してください")).unwrap();
    writer.put(&message(A, 3, "ﾊﾞｯｸﾞの返金 090-1234-5678 taro@example.jp")).unwrap();
    writer.put(&message(B, 4, "高橋の返金")).unwrap();
    assert_eq!(found(&index, &words(A, &["高橋"])), [], "not before the commit");
    writer.commit("7").unwrap();
    assert_eq!(index.mark().unwrap().as_deref(), Some("7"));
    for (typed, ids) in [
        (&["高橋"][..], &[2, 1][..]),
        (&["返金", "髙槗"], &[2]),
        (&["バッグ"], &[3]),
        (&["届いて"], &[1]),
        (&["1234"], &[3]),
        (&["o@exa"], &[3]),
        (&["ta"], &[3]),
        (&["金"], &[3, 2]),
        (&["。"], &[]),
        (&["返品"], &[]),
        (&[], &[3, 2, 1]),
    ] {
        assert_eq!(found(&index, &words(A, typed)), ids, "{typed:?}");
    }
    assert_eq!(found(&index, &words(B, &["高橋"])), [4]);
    let without = Question { without: vec!["返金".into()], ..words(A, &["高橋"]) };
    assert_eq!(found(&index, &without), [1]);
    let customer = |id| Facet::Customer(CustomerId::from_u128(id));
    let narrowed = Question { narrowed: vec![vec![customer(1)]], ..words(A, &[]) };
    assert_eq!(found(&index, &narrowed), [3, 1]);
    let two = vec![customer(1), customer(0)];
    let case = vec![Facet::Case(CaseId::from_u128(0))];
    let both = Question { narrowed: vec![two, case], ..words(A, &[]) };
    assert_eq!(found(&index, &both), [3]);
    let nobody = Question { narrowed: vec![vec![]], ..words(A, &["高橋"]) };
    assert_eq!(found(&index, &nobody), []);
    let or = Question { or: vec![customer(0), customer(9)], ..words(A, &["届いて"]) };
    assert_eq!(found(&index, &or), [2, 1]);
    let between = Question { from: Some(2_000), until: Some(3_000), ..words(A, &[]) };
    assert_eq!(found(&index, &between), [2]);
    let page = Question { skip: 1, limit: 1, ..words(A, &[]) };
    assert_eq!(found(&index, &page), [2]);
    let best = Question { order: Order::Best, ..words(A, &["高橋"]) };
    assert_eq!(found(&index, &best), [2, 1], "the shorter text");
}

#[test]
fn a_document_takes_its_own_place_and_goes_with_what_it_is_of() {
    let (index, mut writer) = Index::open(&Place::Memory).unwrap();
    for id in 1..=6 {
        writer.put(&message(A, id, "最初の文")).unwrap();
        writer.put(&message(B, id, "最初の文")).unwrap();
    }
    writer.put(&message(A, 2, "次の文")).unwrap();
    writer.commit("").unwrap();
    writer.put(&message(A, 3, "次の文")).unwrap();
    writer.take_out(A, Kind::Message, Uuid::from_u128(6));
    writer.commit("").unwrap();
    assert_eq!(found(&index, &words(A, &["次"])), [3, 2]);
    assert_eq!(found(&index, &words(A, &["最初"])), [5, 4, 1]);
    writer.take_out_all(A, Facet::Case(CaseId::from_u128(1)));
    writer.take_out_all(A, Facet::Customer(CustomerId::from_u128(1)));
    writer.commit("").unwrap();
    assert_eq!(found(&index, &words(A, &[])), [2]);
    assert_eq!(found(&index, &words(B, &["最初"])).len(), 6, "another tenant's stay");
}

/// All bytes of an index's files.
fn bytes(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn what_was_purged_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (index, mut writer) = open(folder.path()).unwrap();
    let secret = 0xAAAA_BBBB_CCCC_DDDD_EEEE_FFFF_0123;
    let mut kept = message(A, 1, "残る文");
    kept.facets = vec![Facet::Agent(UserId::from_u128(5)), Facet::Channel(ChannelId::from_u128(6))];
    writer.put(&kept).unwrap();
    writer.put(&Document { at: 1, ..message(A, secret, "消える文 zqx") }).unwrap();
    writer.commit("1").unwrap();
    let id = Uuid::from_u128(secret);
    let holds = |part: &[u8]| bytes(folder.path()).windows(part.len()).any(|bytes| bytes == part);
    assert!(holds(id.as_bytes()));
    writer.take_out_all(A, Facet::Customer(CustomerId::from_u128(secret % 2)));
    writer.commit("2").unwrap();
    assert_eq!(found(&index, &words(A, &[])), [1]);
    assert!(index.remains() == 0 || holds(id.as_bytes()));
    let files = || -> BTreeSet<_> {
        let files = std::fs::read_dir(folder.path()).unwrap();
        files.map(|file| file.unwrap().file_name()).collect()
    };
    let before = files();
    writer.purge().unwrap();
    assert_eq!((index.remains(), index.documents()), (0, 1));
    assert!(!holds(id.as_bytes()));
    let stay: Vec<_> = before.intersection(&files()).cloned().collect();
    let data = stay.iter().filter(|file| !file.to_string_lossy().starts_with(['.', 'm']));
    assert_eq!(data.count(), 0, "the old files are gone: {stay:?}");
    assert_eq!(found(&index, &words(A, &["残る"])), [1]);
    assert_eq!(index.mark().unwrap().as_deref(), Some("2"), "the mark stays");
}

#[test]
fn it_is_there_again_or_said_to_be_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut writer) = open(folder.path()).unwrap();
    writer.put(&message(A, 1, "一つ目")).unwrap();
    writer.commit("5").unwrap();
    writer.put(&message(A, 2, "二つ目")).unwrap();
    assert!(matches!(open(folder.path()), Err(SearchError::Locked)));
    drop(writer);
    let (index, writer) = open(folder.path()).unwrap();
    assert_eq!(index.mark().unwrap().as_deref(), Some("5"));
    assert_eq!(found(&index, &words(A, &[])), [1], "what was not committed never was");
    index.check().unwrap();
    drop(writer);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "idx") {
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.iter_mut().take(1).for_each(|byte| *byte ^= 0xFF);
            std::fs::write(&path, bytes).unwrap();
        }
    }
    let (index, writer) = open(folder.path()).unwrap();
    assert!(matches!(index.check(), Err(SearchError::Damaged(_))));
    drop(writer);
    std::fs::write(folder.path().join("meta.json"), "{").unwrap();
    assert!(matches!(open(folder.path()), Err(SearchError::Damaged(_))));
    let place = Place::Folder(folder.path().to_owned());
    Index::remove(&place).unwrap();
    let (index, _writer) = Index::open(&place).unwrap();
    assert_eq!(index.mark().unwrap(), None);
}
