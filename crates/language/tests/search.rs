//! What is found and what is not; that an index built of grams finds exactly that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use language::fold;
use language::search::{
    Filter, Kind, Piece, Query, Word, contains, grams, letters, mark, parse, plan, snippet,
};
use proptest::prelude::*;

#[test]
fn what_people_type_finds_what_people_wrote() {
    for (text, word) in [
        ("髙橋 健一様", "高橋"),
        ("高橋健一", "髙橋健一"),
        ("高橋　健一", "高橋健一"),
        ("渡邉さま", "渡辺"),
        ("カタカナの商品", "かたかな"),
        ("ひらがな", "ヒラガナ"),
        ("ﾊﾝｶｸ ｶﾅ", "ハンカク"),
        ("バッグ", "ﾊﾞｯｸﾞ"),
        ("サーバー", "サ−バー"),
        ("Ｗｉ－Ｆｉ　ルーター", "wi-fiるーたー"),
        ("佐々木", "佐佐木"),
        ("注文した商品がまだ届いていないのですが", "届いていない"),
        ("注文した商品がまだ\n届いて いないのですが", "まだ届いていない"),
        ("傘", "傘"),
        ("Where is my delivery?", "DELIV"),
        ("Where is my delivery?", "livery"),
        ("Where is my delivery?", "my delivery"),
        ("taro.yamada@example.co.jp", "yamada@exam"),
        ("taro.yamada@example.co.jp", "@example.co.jp"),
        ("TEL 090-1234-5678", "09012345678"),
        ("TEL ０９０（１２３４）５６７８", "1234-56"),
        ("(03)-1234-5678", "0312345678"),
        ("12,800円でした", "12800円"),
        ("iPhone 15を買った", "iphone 15を"),
        ("iPhone 15を買った", "15を買"),
        ("TVが映らない", "tvが"),
        ("古いTV", "tv"),
        ("東京都 港区1-2-3", "港区１−２"),
    ] {
        assert!(contains(text, word), "{word} in {text}");
        assert!(finds(text, word), "the index: {word} in {text}");
    }
    for (text, word) in [
        ("高橋", "高梁"),
        ("届いていました", "届いていない"),
        ("わかりました。お願い", "たお願"),
        ("no delivery", "nodelivery"),
        ("iPhone 156を", "15を"),
        ("大阪", "大坂"),
        ("", "a"),
        ("a", ""),
        ("a。b", "。"),
    ] {
        assert!(!contains(text, word), "{word} in {text}");
        assert!(!finds(text, word), "the index: {word} in {text}");
    }
}

/// Whether a text is found by its grams, as an index does it.
fn finds(text: &str, word: &str) -> bool {
    let mut index: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for gram in grams(text) {
        index.entry(gram.text).or_default().insert(gram.place);
    }
    let plan = plan(word);
    if plan.is_empty() {
        return false;
    }
    let last = letters(text).last().map_or(0, |letter| letter.place);
    (0..=last).any(|at| {
        let there = |(offset, gram): &(u32, String)| {
            index.get(gram).is_some_and(|places| places.contains(&(at + offset)))
        };
        let begins = |(offset, start): &(u32, String)| {
            let of = index.iter().filter(|(gram, _)| gram.starts_with(start.as_str()));
            of.into_iter().any(|(_, places)| places.contains(&(at + offset)))
        };
        plan.grams.iter().all(there) && plan.beginning.iter().all(begins)
    })
}

fn folded(text: &str) -> String {
    letters(text).iter().map(|letter| letter.letter).collect()
}

/// Letters, marks and separators in which spellings differ.
fn texts() -> impl Strategy<Value = String> {
    "([ぁ-ゖァ-ヺｦ-ﾟ]|[高髙橋槗佐崎﨑葛々]|[a-dA-Dａ-ｄ]|[0-3０-３]|[ー−‐–-]|[ 　\n]|[、。・@.:()（）,\"“-]|[ゝゞヽ゛゜\u{3099}\u{FE00}\u{301}é½㈱]){0,24}"
}

proptest! {
    /// The one sentence that everything follows: a text is found exactly when it contains the word.
    #[test]
    fn the_grams_find_what_is_there_and_nothing_else(text in texts(), word in texts()) {
        prop_assert_eq!(finds(&text, &word), contains(&text, &word));
    }

    /// A part of a text, in any spelling that folds to the same, is found in it.
    #[test]
    fn any_part_is_found(text in texts(), from in 0_usize..24, len in 1_usize..8) {
        let part: Vec<_> = letters(&text).into_iter().skip(from).take(len).collect();
        if let (Some(first), Some(last)) = (part.first(), part.last()) {
            let word = &text[first.start..last.end];
            // A part that begins within what one character stands for, as ㈱, is all of it; one
            // that begins with a mark has lost what the mark repeats or lengthens.
            prop_assume!(!word.starts_with(['々', 'ゝ', 'ゞ', 'ヽ', 'ー', '゛', '゜', '\u{3099}']));
            prop_assume!(letters(word).len() == part.len() && !word.is_empty());
            let same = letters(word).iter().zip(&part).all(|(a, b)| a.letter == b.letter);
            prop_assume!(same);
            prop_assert!(contains(&text, word), "{} in {}", word, text);
            prop_assert!(finds(&text, word), "{} in {}", word, text);
            let marked = mark(&text, &[word]);
            prop_assert!(marked.iter().any(|piece| piece.hit));
        }
    }

    #[test]
    fn letters_are_those_of_the_fold(text in "([ぁ-ゖァ-ヺｦ-ﾝ]|[a-zＡ-Ｚ0-9]|[山田川佐々木]|[ 　]|ー){0,30}") {
        let plain: String = fold(&text).chars().filter(|c| c.is_alphanumeric()).collect();
        prop_assert_eq!(folded(&text), plain);
    }

    #[test]
    fn marking_changes_no_text(text in ".{0,60}", word in ".{0,3}") {
        let pieces = mark(&text, &[word.as_str()]);
        let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        prop_assert_eq!(joined, text.clone());
        let shown: usize = snippet(&text, &[word], 20).iter().map(|p| p.text.chars().count()).sum();
        prop_assert!(shown <= 22);
    }

    #[test]
    fn anything_typed_is_read(text in "(.|[ :\"-]|agent|after|担当|以降|2026|7d){0,20}") {
        let query = parse(&text, TODAY);
        prop_assert!(query.words.iter().all(|word| !word.text.trim().is_empty()));
    }

    /// What is written down as people write it is read back as it was.
    #[test]
    fn a_query_is_read_as_it_was_written(words in prop::collection::vec(("[a-z髙橋 :]{1,8}", any::<bool>()), 0..4), agent in "[a-z 田中]{1,8}") {
        let mut text = String::new();
        let mut wanted = Query::default();
        for (word, without) in words {
            let minus = if without { "-" } else { "" };
            text.push_str(&format!("{minus}\"{word}\" "));
            if !word.trim().is_empty() {
                wanted.words.push(Word { text: word, without });
            }
        }
        text.push_str(&format!("agent:\"{agent}\" 以降：2026-11-01"));
        wanted.filters = vec![Filter::Agent(agent), Filter::After(date(2026, 11, 1))];
        prop_assert_eq!(parse(&text, TODAY), wanted);
    }
}

const TODAY: Date = date(2026, 11, 27);

#[test]
fn operators_have_names_in_both_languages() {
    let filters = |text: &str| parse(text, TODAY).filters;
    for (text, filter) in [
        ("channel:メール", Filter::Channel("メール".into())),
        ("チャネル：\"お問い合わせ 窓口\"", Filter::Channel("お問い合わせ 窓口".into())),
        ("CATEGORY:配送", Filter::Category("配送".into())),
        ("ｶﾃｺﾞﾘ:配送", Filter::Category("配送".into())),
        ("担当:自分", Filter::Agent("自分".into())),
        ("顧客:髙橋", Filter::Customer("髙橋".into())),
        ("種類:案件", Filter::Kind(Kind::Case)),
        ("kind:メッセージ", Filter::Kind(Kind::Message)),
        ("kind:gift", Filter::Unreadable("kind:gift".into())),
        ("after:2026-11-01", Filter::After(date(2026, 11, 1))),
        ("after:2026/1/5", Filter::After(date(2026, 1, 5))),
        ("before:２０２６年１１月３日", Filter::Before(date(2026, 11, 3))),
        ("以前:2026年11月", Filter::Before(date(2026, 11, 1))),
        ("after:2025", Filter::After(date(2025, 1, 1))),
        ("after:7d", Filter::After(date(2026, 11, 20))),
        ("after:1y", Filter::After(date(2025, 11, 27))),
        ("after:昨日", Filter::After(date(2026, 11, 26))),
        ("after:2026-13-01", Filter::Unreadable("after:2026-13-01".into())),
        ("after:99999999999d", Filter::Unreadable("after:99999999999d".into())),
        ("before:2026-1-1-1", Filter::Unreadable("before:2026-1-1-1".into())),
    ] {
        assert_eq!(filters(text), [filter], "{text}");
    }
    let words = |text: &str| {
        let words = parse(text, TODAY).words;
        words.into_iter().map(|word| (word.text, word.without)).collect::<Vec<_>>()
    };
    let word = |text: &str| (text.to_owned(), false);
    assert_eq!(words("返金　届かない"), [word("返金"), word("届かない")]);
    assert_eq!(
        words("-テスト －見本 - 5"),
        [("テスト".into(), true), ("見本".into(), true), word("-"), word("5"),]
    );
    assert_eq!(words("https://shop.jp/a \"a:b\""), [word("https://shop.jp/a"), word("a:b")]);
    assert_eq!(words("channel: agent:"), [], "still being typed");
}

#[test]
fn a_snippet_shows_the_words_as_they_were_written() {
    let text = "お世話になっております。\n先日ﾊﾞｯｸﾞを注文した髙橋です。まだ届いていないようなのですが、いつ頃になりますでしょうか。";
    let shown = |words: &[&str], chars: usize| -> String {
        let show = |piece: &Piece| {
            if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }
        };
        snippet(text, words, chars).iter().map(show).collect()
    };
    assert_eq!(
        shown(&["高橋", "バッグ"], 44),
        "…世話になっております。 先日[ﾊﾞｯｸﾞ]を注文した[髙橋]です。まだ届いていないようなのですが…"
    );
    assert_eq!(
        shown(&["いつ頃"], 30),
        "…まだ届いていないようなのですが、[いつ頃]になりますでしょうか。"
    );
    assert_eq!(shown(&["ない"], 12), "…届いてい[ない]ようなのです…");
    assert_eq!(shown(&[], 8), "お世話になってお…");
}
