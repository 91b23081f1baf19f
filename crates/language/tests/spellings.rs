//! Spellings that are the same, spellings that are not, and keys of keys.

use language::{address_key, company_key, family_key, fold, name_key, site};
use proptest::prelude::*;

#[test]
fn widths_kana_marks_and_dashes_fold() {
    for (text, folded) in [
        ("ﾔﾏﾀﾞ　ﾀﾛｳ", "やまだ たろう"),
        ("  Ｙａｍａｄａ\tTARO ", "yamada taro"),
        ("佐々木", "佐佐木"),
        ("すゞき みすゞ", "すずき みすず"),
        ("サヽキ", "ささき"),
        ("づゝ", "づつ"),
        ("か゛", "が"),
        ("ヴァイオレット", "ゔぁいおれっと"),
        ("サ−バ‐", "さーばー"),
        ("ｻｰﾊﾞｰ 1ー2−3—4", "さーばー 1-2-3-4"),
        ("タワー203", "たわー203"),
        ("ハイツ−203", "はいつ-203"),
        ("葛\u{E0100}城", "葛城"),
        ("々", ""),
        ("", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn names_that_people_take_for_the_same() {
    for spellings in [
        &["高橋", "髙橋", "髙槗", "高橋様", "高橋 様", "髙橋 殿"][..],
        &["渡辺 健", "渡邉健", "渡邊　健さま", "渡辺・健"],
        &["斉藤", "齋藤", "斎藤", "齊藤さん"],
        &["ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう", "ヤマダ　タロウ", "ヤマダ・タロウ様"],
        &["佐々木", "佐佐木"],
        &["山崎 龍", "山﨑 竜", "山嵜龍"],
        &["吉野家", "𠮷野家"],
        &["浜崎", "濱崎", "濵﨑"],
        &["神田", "\u{FA19}田"],
        &["ジャン・ポール", "ｼﾞｬﾝ=ﾎﾟｰﾙ", "ジャン ポ−ル"],
        &["John Smith", "ＪＯＨＮ　ｓｍｉｔｈ"],
        &["嶋々", "島島"],
    ] {
        for spelling in spellings {
            assert_eq!(name_key(spelling), name_key(spellings[0]), "{spelling}");
        }
    }
}

#[test]
fn names_that_stay_apart() {
    for (one, other) in [
        ("山崎", "山碕"),
        ("大阪", "大坂"),
        ("佐藤 健", "佐藤 建"),
        ("太田", "大田"),
        ("はやし", "ばやし"),
        ("ゆき", "ゆうき"),
    ] {
        assert_ne!(name_key(one), name_key(other), "{one} {other}");
    }
}

#[test]
fn a_name_is_never_taken_away_as_a_whole() {
    assert_eq!(name_key("さん"), "さん");
    assert_eq!(name_key("様様"), "様");
    assert_eq!(name_key("  "), "");
    assert_eq!(company_key("株式会社"), "株式会社");
}

#[test]
fn companies_are_found_without_their_kind() {
    for spelling in
        ["株式会社山田商店", "山田商店", "㈱山田商店", "山田商店（株） 御中", "山田商店 株式會社"]
    {
        assert_eq!(company_key(spelling), "山田商店", "{spelling}");
    }
    assert_ne!(company_key("山田商店"), company_key("山田商会"));
}

#[test]
fn a_family_name_is_known_where_a_space_ends_it() {
    assert_eq!(family_key("髙橋　健").as_deref(), Some("高橋"));
    assert_eq!(family_key("佐々木 健 様").as_deref(), Some("佐佐木"));
    assert_eq!(family_key("ﾔﾏﾀﾞ ﾀﾛｳ").as_deref(), Some("やまだ"));
    for unknown in ["高橋健", "John Smith", "ジャン・ポール", "", " "] {
        assert_eq!(family_key(unknown), None, "{unknown}");
    }
}

#[test]
fn addresses_that_people_take_for_the_same() {
    for spellings in [
        &[
            "東京都千代田区霞が関1-2-3",
            "東京都千代田区霞が関1丁目2番3号",
            "東京都千代田区霞ヶ関１−２−３",
            "東京都千代田区霞ケ関一丁目二番三号",
            "〒100-0013 東京都千代田区霞ガ関１丁目２番地の３",
            "1000013東京都 千代田区 霞が関 1ー2ー3",
            "東京都千代田区霞が関一の二の三",
            "東京都千代田区霞が関一−二−三",
            "東京都千代田区霞が関1丁目2-3",
            "東京都千代田区霞が関1 2 3",
        ][..],
        &[
            "霞が関三丁目2番3号サンコーポ101号室",
            "霞が関3-2-3 サンコーポ101",
            "霞が関3-2-3サンコ−ポ-101",
            "霞が関３丁目２番３号　ｻﾝｺｰﾎﾟ１０１",
        ],
        &["麹町二十三番地", "麹町23", "麹町２３番地"],
        &["札幌市中央区北一条西二丁目3番", "札幌市中央区北1条西2-3"],
        &["調布市つつじケ丘1-1", "調布市つつじヶ丘1-1", "調布市つつじが丘１丁目１"],
        &["虎ノ門1-1", "虎の門一丁目1番"],
        &["廣島市", "広島市"],
        &["堺市堺区南瓦町3丁1番", "堺市堺区南瓦町3-1"],
        &["渋谷区1-2-A", "澁谷區1-2 Ａ"],
    ] {
        for spelling in spellings {
            assert_eq!(address_key(spelling), address_key(spellings[0]), "{spelling}");
        }
    }
}

#[test]
fn numbers_in_names_of_places_stay() {
    for (text, key) in [
        ("千代田区六番町2番地", "千代田区六番町2"),
        ("三田二丁目", "三田2"),
        ("六本木6丁目10番1号", "六本木6-10-1"),
        ("八丁堀1-2", "八丁堀1-2"),
        ("八王子市千人町", "八王子市千人町"),
        ("1-2 三幸ビル", "1-2三幸びる"),
        ("一番町一丁目", "一番町1"),
        ("二の丸1", "二の丸1"),
    ] {
        assert_eq!(address_key(text), key, "{text}");
    }
}

#[test]
fn addresses_that_stay_apart() {
    for (one, other) in [
        ("霞が関1-23", "霞が関12-3"),
        ("霞が関1 23", "霞が関12 3"),
        ("霞が関1-2-3 101", "霞が関1-2-3101"),
        ("霞が関1-2-3 101", "霞が関1-2-3 102"),
        ("池田町1", "池が町1"),
    ] {
        assert_ne!(address_key(one), address_key(other), "{one} {other}");
    }
}

#[test]
fn a_site_leads_to_the_house() {
    for (text, house) in [
        ("霞が関1-2-3 サンコーポ101", Some("霞が関1-2-3")),
        ("霞が関1-2-3-101", Some("霞が関1-2-3")),
        ("霞が関1丁目2番3号", Some("霞が関1-2-3")),
        ("山田123番地サンコーポ3-101", Some("山田123")),
        ("北1条西2丁目3番4号", Some("北1条西2-3-4")),
        ("4番町5-6", Some("4番町5-6")),
        ("東京都千代田区", None),
        ("北一条", None),
        ("", None),
    ] {
        assert_eq!(site(&address_key(text)), house, "{text}");
    }
}

/// Texts of the letters on which the rules turn.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一二三十百〇丁目番地号室棟のノけケヶヵガが条町123 \u{3000}ー−-]{0,14}",
        2 => "[〒0-9〇一三-]{0,9}[東三ノ番号 一]{0,4}[〒0-9-]{0,9}[東一ケ]{0,3}",
        3 => "[さんまさ様樣殿御中様々ゝゞヾ株式会社(株)㈱髙邉嶋・=か\u{3099}゛ ー-]{0,12}",
        2 => "[ぁ-ゖァ-ヺｦ-ﾟー々一-龯ー A-Za-z0-9-]{0,16}",
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn a_key_of_a_key_is_the_key(text in text()) {
        for key in [fold, name_key, company_key, address_key] {
            let once = key(&text);
            prop_assert_eq!(key(&once), once);
        }
    }

    #[test]
    fn a_site_begins_its_address(text in text()) {
        let key = address_key(&text);
        prop_assert!(site(&key).is_none_or(|site| !site.is_empty() && key.starts_with(site)));
    }

    #[test]
    fn width_and_kana_never_matter(text in "[ァ-ヴー 一-龯]{0,12}") {
        let hiragana: String = text
            .chars()
            .map(|c| match c {
                'ァ'..='ヴ' => char::from_u32(u32::from(c) - 0x60).unwrap(),
                _ => c,
            })
            .collect();
        prop_assert_eq!(name_key(&text), name_key(&hiragana));
        prop_assert_eq!(fold(&text), fold(&hiragana));
    }
}

#[test]
fn a_phone_number_is_one_however_it_is_written() {
    let spellings = [
        "090-1234-5678",
        "09012345678",
        "０９０ー１２３４ー５６７８",
        "(090) 1234 5678",
        "+81 90-1234-5678",
        "+819012345678",
    ];
    for spelling in spellings {
        let found = language::phone(spelling).unwrap();
        assert_eq!(
            (found.e164.as_str(), found.written.as_str()),
            ("+819012345678", "090-1234-5678")
        );
    }
    let tokyo = language::phone("03(1234)5678").unwrap();
    assert_eq!((tokyo.e164.as_str(), tokyo.written.as_str()), ("+81312345678", "03-1234-5678"));
    let abroad = language::phone("+1 650-253-0000").unwrap();
    assert_eq!(abroad.e164, "+16502530000");
    assert!(abroad.written.starts_with("+1 "), "{}", abroad.written);
    for nothing in ["", "110", "12345", "担当 03-1234-5678", "090-1234", "0000000000", "-"] {
        assert_eq!(language::phone(nothing), None, "{nothing}");
    }
}

proptest! {
    /// A number as it is shown is read as itself, and nothing makes it panic.
    #[test]
    fn a_written_number_reads_as_itself(text in "[0-9０-９+() ー−-]{0,20}|\\PC{0,20}") {
        if let Some(found) = language::phone(&text) {
            let again = language::phone(&found.written).unwrap();
            prop_assert_eq!(&again.e164, &found.e164);
            prop_assert_eq!(language::phone(&found.e164).unwrap(), again);
        }
    }
}
