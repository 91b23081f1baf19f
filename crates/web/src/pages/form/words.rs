//! The words of the pages, Japanese and English.

use api::Locale;
use api::problem::Detail;

/// The one in the page's language.
pub(super) const fn said<'a>(locale: Locale, (ja, en): (&'a str, &'a str)) -> &'a str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

pub(super) const STEPS: [(&str, &str); 3] =
    [("入力", "Fill in"), ("確認", "Check"), ("完了", "Done")];
pub(super) const STEPS_LABEL: (&str, &str) = ("手順", "Steps");
pub(super) const MUST: (&str, &str) = ("必須", "required");
pub(super) const WRONG: (&str, &str) = ("エラー: ", "Error: ");
pub(super) const SUMMARY: (&str, &str) =
    ("入力内容を確認してください", "Please look at what you filled in");
pub(super) const NOT_SENT: (&str, &str) = ("まだ送信していません", "Nothing was sent yet");
pub(super) const CONFIRM: (&str, &str) = ("確認画面へ進む", "Continue");
pub(super) const CHECK: (&str, &str) = ("内容の確認", "Check before sending");
pub(super) const CHECK_LEAD: (&str, &str) = (
    "まだ送信していません。内容を確認して「送信する」を押してください。",
    "Nothing was sent yet. Look at it once more and press “Send”.",
);
pub(super) const EDIT: (&str, &str) = ("修正する", "Change");
pub(super) const SEND: (&str, &str) = ("送信する", "Send");
pub(super) const EMPTY: (&str, &str) = ("(入力なし)", "(nothing)");
pub(super) const WAYS: (&str, &str) = ("連絡手段: ", "By: ");
pub(super) const AGREED: (&str, &str) = ("同意する", "I agree");
pub(super) const CHOOSE: (&str, &str) = ("選択してください", "Please choose");
pub(super) const NO_CHOICE: (&str, &str) = ("選択しない", "None");
pub(super) const KEPT: (&str, &str) =
    ("添付済み(外すにはチェックを外します)", "Attached (untick to leave one out)");
pub(super) const MORE_FILES: (&str, &str) = ("ファイルを追加", "Add files");
pub(super) const DONE: (&str, &str) =
    ("お問い合わせを受け付けました", "We have received your inquiry");
pub(super) const NUMBER: (&str, &str) = ("受付番号", "Receipt number");
pub(super) const KEEP_NUMBER: (&str, &str) = (
    "お問い合わせの際に必要です。控えておいてください。",
    "Keep it: we can find your inquiry by it.",
);
pub(super) const ANOTHER: (&str, &str) = ("別のお問い合わせをする", "Write another inquiry");
pub(super) const PRIVACY_TRAP: (&str, &str) =
    ("この欄は空のままにしてください", "Leave this field empty");
pub(super) const BACK: (&str, &str) =
    ("ブラウザの「戻る」で、前のページに戻れます。", "Go back with your browser.");
pub(super) const SENT: (&str, &str) = (
    "このページからのお問い合わせは送信済みです。今回の内容は別のお問い合わせになります。確認して、もう一度お進みください。",
    "This page's inquiry was sent already. What you see now becomes another one: look at it and go on.",
);
pub(super) const GONE: (&str, &str) = (
    "添付ファイルの保存期間が過ぎたため、送信していません。ファイルをもう一度選択してください。",
    "The files were kept too long and are gone, so nothing was sent. Please choose them again.",
);

/// How many files, and how large.
pub(super) fn files_hint(locale: Locale, files: usize, each: usize, all: usize) -> String {
    match locale {
        Locale::Ja => format!("{files}件まで、1件{each}MB、合計{all}MBまで。"),
        Locale::En => format!("Up to {files} files of at most {each} MB, {all} MB together."),
    }
}

/// Too many inquiries from one place.
pub(super) fn too_many(seconds: u32) -> Detail {
    let minutes = seconds.div_ceil(60);
    Detail {
        ja: format!(
            "同じ接続元からの送信が続いたため、まだ送信していません。約{minutes}分後に、このページからもう一度送信してください。"
        ),
        en: format!(
            "There were many inquiries from your network, so nothing was sent yet. Send again from this page in about {minutes} min."
        ),
    }
}

/// A size as people read it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}
