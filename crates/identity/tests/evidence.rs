//! Which pairs are worth a look, and what always holds of the scores.

use std::collections::BTreeSet;

use identity::Signal::{
    DifferentMember, DifferentName, DifferentPhone, DifferentReading, SameAddress, SameCompany,
    SameEmail, SameHousehold, SameKana, SameMember, SameName, SamePhone, SharedContact,
    SimilarAddress, SimilarEmail,
};
use identity::{Address, Likeness, Name, Profile, Signal, WeightError, Weights, assess, blocks};
use proptest::prelude::*;

fn name(text: &str) -> Name {
    let family = text.split_once(' ').map(|(family, _)| family.to_owned());
    Name { full: text.replace(' ', ""), family }
}

/// `name`, `kana`, `tel`, `mail`, `home` (house and, after '|', room), `work`, `no` (member number)
/// and `shared`, each with its key, parted by commas.
fn profile(text: &str) -> Profile {
    let mut profile = Profile::default();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (kind, key) = part.split_once(' ').unwrap_or((part, ""));
        let owned = key.to_owned();
        match kind {
            "name" => profile.names.insert(name(key)),
            "kana" => profile.kana.insert(name(key)),
            "tel" => profile.phones.insert(owned),
            "mail" => profile.emails.insert(owned),
            "home" => {
                let site = key.split_once('|').map_or(key, |(site, _)| site).to_owned();
                profile.addresses.insert(Address { full: key.replace('|', ""), site })
            }
            "work" => profile.companies.insert(owned),
            "no" => profile.members.insert(owned),
            "shared" => profile.shared.insert(owned),
            _ => panic!("{kind}"),
        };
    }
    profile
}

fn likeness(a: &Profile, b: &Profile) -> Likeness {
    assess(a, b, &Weights::default())
}

fn share_a_block(a: &Profile, b: &Profile) -> bool {
    let of_a: BTreeSet<_> = blocks(a).collect();
    blocks(b).any(|key| of_a.contains(&key))
}

/// Two records, the signals between them, and the band in which the score lies.
type Pair = (&'static str, &'static str, &'static [Signal], u8, u8);

const SAME_PERSON: &[Pair] = &[
    ("name 佐藤 健, tel 1", "name 佐藤 健, tel 1", &[SameName, SamePhone], 90, 100),
    ("name 佐藤 健, tel 1", "name 佐藤健, tel 1", &[SameName, SamePhone], 90, 100),
    ("name 佐藤 健, tel 1, tel 2", "name 佐藤 健, tel 2, tel 3", &[SameName, SamePhone], 90, 100),
    (
        "name 佐藤 健, mail sato@a.jp",
        "name 佐藤 健, mail sato@a.jp",
        &[SameName, SameEmail],
        90,
        100,
    ),
    (
        "name 佐藤 健, mail ken.sato@a.jp",
        "name 佐藤 健, mail ken.sato@b.jp",
        &[SameName, SimilarEmail],
        90,
        100,
    ),
    (
        "name 佐藤 健, mail sato.ken@a.jp",
        "name 佐藤 健, mail sato.kne@a.jp",
        &[SameName, SimilarEmail],
        90,
        100,
    ),
    ("name 佐藤 健, home 関1|101", "name 佐藤 健, home 関1|101", &[SameName, SameAddress], 90, 100),
    ("name 佐藤 健, home 関1|101", "name 佐藤 健, home 関1", &[SameName, SimilarAddress], 90, 100),
    // Registered twice.
    (
        "name 佐藤 健, tel 1, no 1",
        "name 佐藤 健, tel 1, no 2",
        &[SameName, SamePhone, DifferentMember],
        90,
        100,
    ),
    // The kanji written by ear.
    (
        "name 渡辺 健, kana わたなべ けん, tel 1",
        "name 渡部 健, kana わたなべ けん, tel 1",
        &[SameKana, SamePhone, DifferentName],
        90,
        100,
    ),
    // The reading guessed.
    (
        "name 佐藤 健, kana さとう たける, tel 1",
        "name 佐藤 健, kana さとう けん, tel 1",
        &[SameName, SamePhone, DifferentReading],
        90,
        100,
    ),
    ("kana さとう けん, tel 1", "kana さとう けん, tel 1", &[SameKana, SamePhone], 90, 100),
    ("no 1", "no 1", &[SameMember], 90, 100),
    // Married.
    ("name 佐藤 花, no 1", "name 鈴木 花, no 1", &[SameMember, DifferentName], 90, 100),
];

const WORTH_A_LOOK: &[Pair] = &[
    ("name 佐藤 健, work 山田", "name 佐藤 健, work 山田", &[SameName, SameCompany], 60, 89),
    ("name 佐藤 健, tel 9, shared 9", "name 佐藤 健, tel 9", &[SameName, SharedContact], 60, 95),
    ("tel 1", "tel 1, name 佐藤 健", &[SamePhone], 40, 69),
    ("mail sato@a.jp", "mail sato@a.jp, name 佐藤 健", &[SameEmail], 70, 89),
    ("tel 1, mail sato@a.jp", "tel 1, mail sato@a.jp", &[SamePhone, SameEmail], 75, 95),
    ("tel 1, home 関1", "tel 1, home 関1", &[SamePhone, SameAddress], 50, 79),
    // A family name alone neither speaks for nor against.
    ("name 佐藤, tel 1", "name 佐藤 健, tel 1", &[SamePhone], 40, 69),
    ("name 佐藤, tel 1", "name 佐藤健, tel 1", &[SamePhone], 40, 69),
    ("name 佐藤, tel 1", "name 佐藤, tel 1", &[SamePhone], 40, 69),
    ("kana さとう, tel 1", "kana さとう けん, tel 1", &[SamePhone], 40, 69),
    // Perhaps married, perhaps a colleague.
    (
        "name 佐藤 花, tel 1, mail hana@a.jp",
        "name 鈴木 花, tel 1, mail hana@a.jp",
        &[SamePhone, SameEmail, DifferentName],
        20,
        60,
    ),
    ("home 関1|101", "home 関1|101", &[SameAddress], 20, 49),
];

const TWO_PEOPLE: &[Pair] = &[
    ("", "", &[], 0, 0),
    ("name 佐藤 健", "tel 1", &[], 0, 0),
    ("name 佐藤 健", "name 佐藤 健", &[SameName], 1, 10),
    (
        "name 佐藤 健, kana さとう けん",
        "name 佐藤 健, kana さとう けん",
        &[SameName, SameKana],
        1,
        10,
    ),
    ("name 佐藤 健, tel 1", "name 佐藤 健, tel 2", &[SameName, DifferentPhone], 0, 5),
    ("name 佐藤 健, no 1", "name 佐藤 健, no 2", &[SameName, DifferentMember], 0, 2),
    (
        "name 佐藤 健, kana さとう けん",
        "name 佐藤 健, kana さとう たける",
        &[SameName, DifferentReading],
        0,
        3,
    ),
    (
        "name 渡辺 健, kana わたなべ けん",
        "name 渡部 健, kana わたなべ けん",
        &[SameKana, DifferentName],
        0,
        2,
    ),
    // A household and its landline.
    (
        "name 佐藤 健, tel 1",
        "name 佐藤 花, tel 1",
        &[SamePhone, SameHousehold, DifferentName],
        1,
        10,
    ),
    (
        "name 佐藤健, tel 1",
        "name 佐藤花子, tel 1",
        &[SamePhone, SameHousehold, DifferentName],
        1,
        10,
    ),
    (
        "kana さとう けん, tel 1",
        "kana さとう はな, tel 1",
        &[SamePhone, SameHousehold, DifferentName],
        1,
        10,
    ),
    (
        "name 佐藤 健, tel 1, mail sato@a.jp, home 関1",
        "name 佐藤 花, tel 1, mail sato@a.jp, home 関1",
        &[SamePhone, SameEmail, SameAddress, SameHousehold, DifferentName],
        10,
        40,
    ),
    // An office and its main number, known as such or not.
    (
        "name 佐藤 健, tel 1, work 山田",
        "name 鈴木 花, tel 1, work 山田",
        &[SamePhone, SameCompany, DifferentName],
        5,
        20,
    ),
    (
        "name 佐藤 健, tel 1, work 山田, shared 1",
        "name 佐藤 花, tel 1, work 山田",
        &[SameCompany, SharedContact, DifferentName],
        0,
        1,
    ),
    (
        "name 佐藤 健, mail info@a.jp, shared info@a.jp",
        "name 鈴木 花, mail info@a.jp, shared info@a.jp",
        &[SharedContact, DifferentName],
        0,
        1,
    ),
    ("name 佐藤 健, tel 1", "name 鈴木 花, tel 1", &[SamePhone, DifferentName], 5, 15),
    ("name 佐藤 健, work 山田", "name 鈴木 花, work 山田", &[SameCompany, DifferentName], 0, 0),
    (
        "name 佐藤 健, home 関1|101",
        "name 鈴木 花, home 関1|102",
        &[SimilarAddress, DifferentName],
        0,
        1,
    ),
    ("mail ken.sato@a.jp", "mail ken.sato@b.jp", &[SimilarEmail], 0, 2),
    ("mail sato1@a.jp", "mail sato2@a.jp", &[], 0, 0),
    ("name 佐藤 健, mail info@a.jp", "name 佐藤 健, mail info@b.jp", &[SameName], 1, 10),
    // People known by a family name only are not one for that.
    ("name 佐藤, kana さとう", "name 佐藤, kana さとう", &[], 0, 0),
];

#[test]
fn pairs_have_the_signals_and_the_scores_that_one_expects() {
    for (a, b, signals, low, high) in [SAME_PERSON, WORTH_A_LOOK, TWO_PEOPLE].concat() {
        let found = likeness(&profile(a), &profile(b));
        assert_eq!(found.signals, signals, "{a} / {b}");
        assert!((low..=high).contains(&found.score), "{a} / {b}: {}", found.score);
    }
}

#[test]
fn empty_keys_are_nothing() {
    let mut empty = Profile::default();
    for set in [&mut empty.phones, &mut empty.emails, &mut empty.companies, &mut empty.members] {
        set.insert(String::new());
    }
    empty.names.insert(name(""));
    empty.addresses.insert(Address { full: String::new(), site: String::new() });
    assert_eq!(likeness(&empty, &empty), Likeness { score: 0, signals: Vec::new() });
    assert!(likeness(&empty, &profile("name 佐藤 健, tel 1, no 1")).signals.is_empty());
    assert_eq!(blocks(&empty).count(), 0);
}

#[test]
fn what_many_share_is_no_block() {
    let (a, b) = (profile("tel 9, name 佐藤, work 山田, shared 9"), profile("tel 9, home 関1|1"));
    assert_eq!(blocks(&a).count(), 0);
    assert!(!share_a_block(&a, &b));
    assert!(share_a_block(&profile("tel 1"), &profile("tel 1, tel 2")));
}

#[test]
fn weights_can_be_changed_within_reason() {
    let (a, b) = (profile("name 佐藤 健"), profile("name 佐藤 健"));
    let rare = Weights::default().with(SameName, 0.9, 1e-8).unwrap();
    assert!(assess(&a, &b, &rare).score >= 90);
    let short = Weights::default().with_prior(0.01).unwrap();
    assert!(assess(&a, &b, &short).score >= 90);
    for wrong in [0.0, 1.0, -1.0, 2.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Weights::default().with(SameName, wrong, 0.5), Err(WeightError::Probability));
        assert_eq!(Weights::default().with(SameName, 0.5, wrong), Err(WeightError::Probability));
        assert_eq!(Weights::default().with_prior(wrong), Err(WeightError::Probability));
    }
    assert!(Weights::default().bits(SameName) > 0.0);
    assert!(Weights::default().bits(DifferentName) < 0.0);
}

/// Up to `max` of these keys.
fn some(keys: &'static [&'static str], max: usize) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(keys, 0..=max)
}

fn any_profile() -> impl Strategy<Value = Profile> {
    let names =
        &["name 佐藤 健", "name 佐藤健", "name 佐藤 花", "name 佐藤", "name 鈴木 花", "name 林"];
    let kana = &["kana さとう けん", "kana さとう たける", "kana すずき はな", "kana さとう"];
    let tels = &["tel 1", "tel 2", "tel 3"];
    let mails = &["mail sato.ken@a.jp", "mail satoken@b.jp", "mail sato.kne@a.jp", "mail x@c.jp"];
    let homes = &["home 関1|101", "home 関1|102", "home 関1", "home 関2"];
    let rest = &["work 山田", "work 川田", "no 1", "no 2"];
    let shared = &["shared 1", "shared sato.ken@a.jp", "shared x@c.jp"];
    let parts = (
        some(names, 2),
        some(kana, 2),
        some(tels, 2),
        some(mails, 2),
        some(homes, 2),
        some(rest, 2),
        some(shared, 1),
    );
    parts.prop_map(|(a, b, c, d, e, f, g)| profile(&[a, b, c, d, e, f, g].concat().join(", ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn the_order_does_not_matter(a in any_profile(), b in any_profile()) {
        prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
        prop_assert!(likeness(&a, &b).score <= 100);
    }

    #[test]
    fn nobody_is_more_like_a_record_than_itself(a in any_profile(), b in any_profile()) {
        prop_assert!(likeness(&a, &a).score >= likeness(&a, &b).score);
    }

    #[test]
    fn a_phone_in_common_never_lowers_the_score(
        (a, b) in (any_profile(), any_profile()),
        phone in prop_oneof![Just("1"), Just("2"), Just("7")],
    ) {
        let with = |profile: &Profile| {
            let mut more = profile.clone();
            more.phones.insert(phone.to_owned());
            more
        };
        prop_assert!(likeness(&with(&a), &with(&b)).score >= likeness(&a, &b).score);
    }

    #[test]
    fn what_is_worth_a_look_is_found_by_the_blocks(a in any_profile(), b in any_profile()) {
        prop_assert!(likeness(&a, &b).score < 50 || share_a_block(&a, &b));
    }

    #[test]
    fn a_name_alone_and_a_household_stay_low(a in any_profile(), b in any_profile()) {
        let found = likeness(&a, &b);
        let has = |signal: Signal| found.signals.contains(&signal);
        if found.signals.iter().all(|signal| [SameName, SameKana].contains(signal)) {
            prop_assert!(found.score < 50);
        }
        if has(SameHousehold) && !has(SameMember) {
            prop_assert!(found.score < 70);
        }
    }
}
