//! Letters that are written in two ways, mostly the old and the new form.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Groups of one letter's forms, the one that stands for all first.
///
/// The old forms are those of 常用漢字表 (2010) and 人名用漢字表 (戸籍法施行規則 別表第二) that occur in
/// names of people, companies and places; the others are common in family registers (髙, 﨑, 𠮷, 邉,
/// 槗). Letters that only look or sound alike are not here: 碕 is not 崎, 阪 is not 坂. 斉 and 斎 are
/// two letters by origin, but no one who hears the name さいとう can tell which it is, and people write
/// either. Compatibility ideographs (塚, 神) are not here either: NFKC has replaced them.
const GROUPS: &str = "\
    高髙 崎﨑嵜 斉齊斎齋斊 辺邊邉 浜濱濵 島嶋嶌 橋槗𣘺 吉𠮷 喜㐂 富冨 峰峯 館舘 \
    柳栁 桑桒 船舩 淵渕渊 薮藪籔 鶴靏靍 鴎鷗 昂昻 凛凜 篭籠 芦蘆 蒋蔣 園薗 \
    野埜 岳嶽 昇曻 煕熙熈 壷壺 讃讚 諌諫 剣劍劔釼 鉄鐵鐡 宝寶寳 桜櫻 沢澤 広廣 \
    国國 真眞 恵惠 栄榮 条條 瀬瀨 槙槇 徳德 黒黑 歩步 弥彌 竜龍 寿壽 仮假 \
    清淸 青靑 亜亞 悪惡 為爲 衛衞 円圓 縁緣 応應 奥奧 横橫 温溫 価價 懐懷 \
    楽樂 巻卷 寛寬 気氣 偽僞 戯戲 虚虛 峡峽 狭狹 暁曉 駆駈 勲勳 薫薰 掲揭 \
    鶏鷄 芸藝 撃擊 県縣 倹儉 険險 圏圈 検檢 顕顯 験驗 厳嚴 恒恆 黄黃 砕碎 \
    雑雜 児兒 湿濕 実實 収收 従從 渋澁 縦縱 緒緖 叙敍敘 将將 渉涉 焼燒 奨奬 \
    状狀 乗乘 浄淨 畳疊 嬢孃 譲讓 寝寢 慎愼 尽盡 粋粹 酔醉 穂穗 静靜 摂攝 \
    専專 戦戰 繊纖 禅禪 壮壯 争爭 荘莊 捜搜 巣巢 曽曾 装裝 痩瘦 騒騷 増增 \
    蔵藏 即卽 帯帶 滝瀧 単單 団團 弾彈 昼晝 鋳鑄 庁廳 徴徵 聴聽 鎮鎭 転轉 \
    伝傳 灯燈 稲稻 拝拜 杯盃 売賣 髪髮 抜拔 晩晚 秘祕 払拂 仏佛 翻飜 毎每 \
    万萬 黙默 薬藥 与與 揺搖 様樣 謡謠 来來 頼賴 覧覽 涼凉 緑綠 塁壘 礼禮 \
    暦曆 歴歷 錬鍊 郎郞 録錄 尭堯 巌巖 晃晄 桧檜 祢禰 祷禱 禄祿 穣穰 萌萠 \
    遥遙 豊豐 学學 会會 聡聰 郷鄕 塩鹽 関關 当當 済濟 権權 営營 蛍螢 覚覺 \
    旧舊 経經 軽輕 渓溪 継繼 号號 産產 参參 続續 読讀 画畫 浅淺 虫蟲 釈釋 \
    称稱 証證 隠隱 区區 総總 声聲 台臺 糸絲 鉱鑛";

static FIRST: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut first = HashMap::new();
    for group in GROUPS.split_whitespace() {
        let mut forms = group.chars();
        if let Some(stands_for_all) = forms.next() {
            first.extend(forms.map(|form| (form, stands_for_all)));
        }
    }
    first
});

/// The form that stands for all forms of a letter.
pub(crate) fn variant(c: char) -> char {
    // Kana and ASCII have no forms.
    if c < '\u{3400}' { c } else { FIRST.get(&c).copied().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    #[test]
    fn each_letter_is_in_one_group_and_stands_for_itself_under_nfkc() {
        let letters: Vec<char> = GROUPS.chars().filter(|c| !c.is_whitespace()).collect();
        let mut once = letters.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), letters.len());
        for letter in letters {
            assert!(std::iter::once(letter).nfkc().eq([letter]), "{letter}");
            assert_eq!(variant(variant(letter)), variant(letter));
        }
    }

    #[test]
    fn what_only_looks_alike_stays_apart() {
        assert_ne!(variant('碕'), variant('崎'));
        assert_ne!(variant('阪'), variant('坂'));
        assert_ne!(variant('太'), variant('大'));
    }
}
