//! What the customer wrote this time, without the history below it and the signature. A help for
//! reading only: the full text is always kept.

/// Lines that begin a copied history, whole line in lower case without dashes and spaces.
const HISTORY_MARKS: [&str; 6] = [
    "originalmessage",
    "元のメッセージ",
    "元のメール",
    "返信元メッセージ",
    "originalappointment",
    "ここから引用",
];
/// Names of the fields in the header block that Outlook and others put above a history.
const FIELD_NAMES: [&str; 16] = [
    "from",
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "差出人",
    "送信者",
    "送信元",
    "送信日時",
    "日時",
    "日付",
    "宛先",
    "件名",
    "受信日時",
    "ＣＣ",
];

/// Marks of a forwarded mail: it is what the customer wants us to read.
const FORWARD_MARKS: [&str; 5] = [
    "forwardedmessage",
    "beginforwardedmessage:",
    "転送メッセージ",
    "転送されたメッセージ",
    "転送",
];

/// The new part of a text. When nothing but history can be found, the whole text.
#[must_use]
pub fn without_history(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let ahead = lines.get(index..).unwrap_or_default();
        if is_mark(line, &FORWARD_MARKS) {
            kept.extend(ahead);
            return tidy(&kept);
        }
        if begins_unmarked_history(ahead) {
            break;
        }
        if let Some(length) = reply_header(ahead) {
            let next = ahead.iter().skip(length).find(|line| !line.trim().is_empty());
            match next {
                // Marked with ">": new text may stand between and below.
                Some(next) if is_quoted(next) => index += length,
                // Nothing marks what follows: all of it is history.
                _ => break,
            }
            continue;
        }
        if !is_quoted(line) {
            kept.push(line);
        }
        index += 1;
    }
    let kept = kept.get(..signature_start(&kept)).unwrap_or_default();
    let new = tidy(kept);
    if new.is_empty() { text.trim().to_owned() } else { new }
}

fn is_quoted(line: &str) -> bool {
    matches!(line.trim_start().chars().next(), Some('>' | '＞' | '≫'))
}

/// A separator or a block of header fields: from here on everything was written before.
fn begins_unmarked_history(lines: &[&str]) -> bool {
    let Some(line) = lines.first() else { return false };
    if is_mark(line, &HISTORY_MARKS) {
        return true;
    }
    // Outlook: a ruler, then fields; or the fields alone.
    let fields_at = usize::from(is_mark(line, &[""]));
    is_field_block(lines.get(fields_at..).unwrap_or_default())
}

/// Whether a line is one of the marks between rulers.
fn is_mark(line: &str, marks: &[&str]) -> bool {
    const RULES: [char; 7] = ['-', '_', '=', '*', '―', '─', '－'];
    let bare: String = line
        .chars()
        .filter(|c| !(c.is_whitespace() || RULES.contains(c)))
        .flat_map(char::to_lowercase)
        .collect();
    let ruled = line.trim().starts_with(RULES) || bare.ends_with(':');
    ruled && marks.contains(&bare.as_str())
}

/// Whether a block of at least three header fields, a sender first, begins here.
fn is_field_block(lines: &[&str]) -> bool {
    let starts_with_sender = lines
        .first()
        .and_then(|line| field_name(line))
        .is_some_and(|name| matches!(name.as_str(), "from" | "差出人" | "送信者" | "送信元"));
    starts_with_sender
        && lines.iter().take(7).filter(|line| field_name(line).is_some()).count() >= 3
}

fn field_name(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches('*');
    let (name, _) = line.split_once([':', '：'])?;
    let name = name.trim().trim_end_matches('*').trim().to_lowercase();
    FIELD_NAMES.contains(&name.as_str()).then_some(name)
}

/// How many lines the sentence above a quotation takes ("On … wrote:", "2026年…<…>:"), if one
/// begins here. Mailers fold it over up to three lines.
fn reply_header(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    if first.is_empty() || is_quoted(first) {
        return None;
    }
    let mut sentence = String::new();
    for (count, line) in lines.iter().take(3).enumerate() {
        let line = line.trim();
        if line.is_empty() || is_quoted(line) {
            return None;
        }
        sentence.push_str(line);
        sentence.push(' ');
        if line.ends_with([':', '：']) {
            return is_reply_sentence(sentence.trim_end()).then_some(count + 1);
        }
        if sentence.chars().count() > 300 || (count == 0 && !might_begin_sentence(line)) {
            return None;
        }
    }
    None
}

/// Only a line with a date or an "On" is worth joining with the next.
fn might_begin_sentence(line: &str) -> bool {
    line.starts_with("On ") || has_date(line)
}

fn is_reply_sentence(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let verb = [
        "wrote:",
        "writes:",
        "書きました:",
        "書きました：",
        "のメール:",
        "のメール：",
        "のメッセージ:",
        "さんは:",
    ]
    .iter()
    .any(|verb| lower.ends_with(verb));
    let address = sentence.contains('@') || sentence.contains('＠');
    (has_date(sentence) && (verb || address)) || (verb && (address || lower.contains("さん")))
}

/// A year with a month and a day, or an English month, somewhere in the line.
fn has_date(line: &str) -> bool {
    let year = line.match_indices("20").any(|(at, _)| {
        let digits = line.get(at..).unwrap_or_default();
        let year = digits.chars().take_while(char::is_ascii_digit).count() == 4;
        let after = digits.get(4..).unwrap_or_default().chars().next();
        year && matches!(after, Some('年' | '/' | '-' | '.' | ' ' | ',' | ':'))
    });
    let month = [
        "年", "/", "-", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
        "nov", "dec",
    ];
    let lower = line.to_lowercase();
    year && month.iter().any(|word| lower.contains(word))
}

/// Where the signature begins: RFC 3676's "-- ", or a ruler near the end with contact details
/// behind it, as Japanese business mail ends.
fn signature_start(lines: &[&str]) -> usize {
    if let Some(at) = lines.iter().rposition(|line| *line == "-- " || *line == "--") {
        return at;
    }
    let from = lines.len().saturating_sub(SIGNATURE_LINES_MAX);
    let rulers = lines.iter().enumerate().skip(from.max(1)).filter(|(_, line)| is_ruler(line));
    for (at, _) in rulers {
        let rest = lines.get(at + 1..).unwrap_or_default();
        if rest.iter().any(|line| is_contact_detail(line)) {
            return at;
        }
    }
    lines.len()
}

/// Lines of the longest signature that is recognised by its ruler.
const SIGNATURE_LINES_MAX: usize = 14;

fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    let drawn = |c: char| "-=*_+~#━─―＊－＝☆★◇◆・◎○●*:.｡".contains(c);
    line.chars().count() >= 5 && line.chars().all(|c| drawn(c) || c == ' ')
}

fn is_contact_detail(line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        "tel",
        "fax",
        "電話",
        "〒",
        "http://",
        "https://",
        "e-mail",
        "email",
        "mail:",
        "携帯",
        "株式会社",
    ]
    .iter()
    .any(|word| lower.contains(word))
        || (lower.contains('@') && !lower.contains(' '))
}

/// Joins lines, at most one empty line in a row.
fn tidy(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line.trim_end());
    }
    out.trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_history(text), expected, "---\n{text}\n---");
    }

    #[test]
    fn reply_sentences_of_common_mailers() {
        for header in [
            "2026年11月23日(月) 10:00 佐藤 花子 <support@example.jp>:",
            "2026年11月23日(月) 10:00 サポート窓口とても長い名前のために折り返される\n<support@example.jp>:",
            "On Mon, Nov 23, 2026 at 10:00 AM Sato <support@example.jp> wrote:",
            "On Mon, Nov 23, 2026 at 10:00 AM Sato Hanako of the support desk\n<support@example.jp> wrote:",
            "On 2026/11/23 10:00, 佐藤 花子 wrote:",
            "2026/11/23 10:00、佐藤 <support@example.jp>のメール:",
            "2026-11-23 10:00 GMT+09:00 Sato <support@example.jp>:",
            "佐藤さんは書きました:",
        ] {
            check(
                &format!("ありがとうございます。\n\n{header}\n\n> お世話に\n> なっております\n"),
                "ありがとうございます。",
            );
        }
    }

    #[test]
    fn copied_histories_without_marks() {
        for header in [
            "-----Original Message-----\nFrom: support@example.jp\nSent: Monday",
            "----- 元のメッセージ -----\n差出人: support",
            "________________________________\n差出人: 佐藤 <a@example.jp>\n送信日時: 2026年11月23日 10:00\n宛先: 山田\n件名: Re: 注文",
            "From: Sato <a@example.jp>\nSent: Monday, November 23, 2026 10:00\nTo: Yamada\nSubject: order",
            "*From:* Sato\n*Date:* Monday\n*To:* Yamada\n*Subject:* order",
        ] {
            check(&format!("返品したいです。\n\n{header}\n\n前の文章\n"), "返品したいです。");
        }
        check(
            "了解です。\n\n2026年11月23日(月) 10:00 佐藤 <a@example.jp>:\n\n前の文章",
            "了解です。",
        );
    }

    #[test]
    fn answers_between_and_below_quotes_are_kept() {
        check(
            "On Mon, Nov 23, 2026 at 10:00 AM S <a@b.jp> wrote:\n> 色は?\n赤です。\n> 数は?\n2つです。",
            "赤です。\n2つです。",
        );
    }

    #[test]
    fn signatures() {
        check("届きません。\n-- \n山田 太郎\nTEL 03-0000-0000", "届きません。");
        check(
            "届きません。\n\n━━━━━━━━━━\n山田商事 株式会社\n山田 太郎\n電話 03-0000-0000\n━━━━━━━━━━",
            "届きません。",
        );
        check("手順:\n----------\n1. 開ける\n2. 閉じる", "手順:\n----------\n1. 開ける\n2. 閉じる");
    }

    #[test]
    fn what_is_no_history_stays() {
        for text in [
            "注文番号: 123\n住所:\n東京都",
            "2026年11月23日に注文しました。次のとおりです:\n品番 12",
            "From: では始まりません\n次の行",
            "> 引用だけのメール",
            "ご確認ください。\n\n---------- Forwarded message ---------\nFrom: a@b.jp\nDate: 月曜\nSubject: 件名\nTo: c@d.jp\n\n本文\n> 引用",
            "Begin forwarded message:\n\nFrom: a\nDate: b\nTo: c\n\n本文",
            "",
        ] {
            check(text, text.trim());
        }
    }
}
