//! What went wrong, told once: a stable code, a status, and a text in the caller's language
//! (RFC 9457 problem details are made from it at the edge).

use model::limits::RETRY_AFTER_SECONDS;

use crate::caller::Locale;

/// The answer of a use-case.
pub type Answer<T> = Result<T, Problem>;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal, $ja:literal, $en:literal;)*) => {
        /// A stable code of a problem; programs compare these, people read the texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, for the documentation page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// What a person reads: what was wrong and what to do.
            #[must_use]
            pub const fn title(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$variant, Locale::Ja) => $ja, (Self::$variant, Locale::En) => $en,)*
                }
            }
        }
    };
}

codes! {
    /// The request could not be read.
    Malformed = "malformed", 400,
        "リクエストの形式が正しくありません。", "The request could not be read.";
    /// A field is wrong.
    Invalid = "invalid", 422,
        "入力内容に誤りがあります。項目を確認してください。", "Something in the input is wrong. Check the field.";
    /// Not signed in.
    SignInNeeded = "sign_in_needed", 401,
        "サインインしてください。", "Please sign in.";
    /// Wrong address or password.
    SignInFailed = "sign_in_failed", 401,
        "メールアドレスまたはパスワードが違います。", "The e-mail address or the password is wrong.";
    /// The password is right; a code of the second factor is asked for.
    CodeNeeded = "code_needed", 401,
        "認証アプリの6桁のコードを入力してください。", "Enter the six-digit code of your authenticator app.";
    /// The code is wrong, was used before, or its time is over.
    CodeWrong = "code_wrong", 401,
        "コードが違うか、使用済みです。新しいコードを入力してください。", "The code is wrong or was used already. Enter a new one.";
    /// The tenant's people sign in by a provider only.
    PasswordsOff = "passwords_off", 403,
        "このテナントでは、パスワードではなく連携先のボタンからサインインしてください。", "In this tenant, sign in with the provider's button instead of a password.";
    /// Somebody who came back from a provider took too long, or began in another browser.
    SignOnOver = "sign_on_over", 400,
        "サインインの途中で時間が経ったか、別の画面でやり直されました。もう一度ボタンからお試しください。", "This sign-in took too long or was begun elsewhere. Use the button again.";
    /// The provider did not answer.
    ProviderUnreachable = "provider_unreachable", 502,
        "サインインの連携先に接続できません。しばらく待ってから試すか、管理者に連絡してください。", "The provider cannot be reached. Try again later, or tell an administrator.";
    /// The provider signed nobody in.
    ProviderRefused = "provider_refused", 403,
        "連携先がサインインを認めませんでした。", "The provider did not sign you in.";
    /// What the provider said is not proven.
    ProviderUnproven = "provider_unproven", 403,
        "連携先の応答を確認できないため、サインインしませんでした。管理者に連絡してください。", "What the provider answered is not proven, so nobody was signed in. Tell an administrator.";
    /// Nobody here has the provider's address.
    NoSuchStaff = "no_such_staff", 403,
        "このアカウントの担当者は登録されていません。管理者に登録を依頼してください。", "There is no account for you here. Ask an administrator for one.";
    /// The provider does not say that the address is this person's.
    EmailUnverified = "email_unverified", 403,
        "連携先でメールアドレスが確認されていません。連携先で確認を済ませてからお試しください。", "The provider has not verified your e-mail address. Verify it there and try again.";
    /// The address is not of a domain that the provider speaks for.
    EmailDomain = "email_domain", 403,
        "このメールアドレスのドメインでは、この連携先からサインインできません。", "This provider may not sign in addresses of this domain.";
    /// The account is switched off.
    StaffSuspended = "staff_suspended", 403,
        "このアカウントは停止されています。管理者に連絡してください。", "This account is switched off. Ask an administrator.";
    /// The account is known to the provider as somebody else.
    StaffLinked = "staff_linked", 403,
        "この担当者は、連携先の別のアカウントと結び付いています。管理者に解除を依頼してください。", "This account belongs to another person of the provider. Ask an administrator to release it.";
    /// A system administrator signs in by password.
    PasswordNeeded = "password_needed", 403,
        "システム管理者はパスワードでサインインしてください。", "System administrators sign in with their password.";
    /// Several tenants know this address.
    TenantNeeded = "tenant_needed", 409,
        "このメールアドレスは複数のテナントで使われています。テナントを指定してください。", "Several tenants know this address. Say which one.";
    /// A webhook's signature, time or headers are wrong.
    Signature = "signature", 401,
        "署名を確認できません。署名・時刻・ヘッダーを確認してください。", "The signature was not accepted. Check signature, time and headers.";
    /// An API token that is unknown, revoked or expired, or whose owner is switched off.
    TokenWrong = "token_wrong", 401,
        "APIトークンが無効です。管理画面で有効なトークンを確認してください。", "The API token is not good. Look at the administration for one that is.";
    /// The person has no permission.
    Forbidden = "forbidden", 403,
        "この操作の権限がありません。管理者に依頼してください。", "You have no permission for this. Ask an administrator.";
    /// The CSRF token is missing or wrong, or the request came from another site.
    CrossSite = "cross_site", 403,
        "別のサイトからの操作として拒否しました。ページを再読み込みしてください。", "Refused as a request from another site. Reload the page.";
    /// No such thing (or it belongs to somebody else).
    NotFound = "not_found", 404,
        "見つかりません。削除されたか、アクセスできない対象です。", "Not found: it was removed, or is not yours to see.";
    /// The address exists, but not for this method.
    MethodNotAllowed = "method_not_allowed", 405,
        "このアドレスではこのメソッドを使えません。", "This address does not take this method.";
    /// Somebody else changed it first.
    Changed = "changed", 412,
        "ほかの人が先に変更しました。最新の内容を確認してからやり直してください。", "Somebody else changed it first. Look at the present state and try again.";
    /// An editable thing was sent without its version.
    VersionNeeded = "version_needed", 428,
        "版数(If-Match)がありません。読み込み直してください。", "The version (If-Match) is missing. Read the item again.";
    /// It contradicts the present state.
    Conflict = "conflict", 409,
        "現在の状態ではこの操作はできません。", "This cannot be done in the present state.";
    /// The case may not end yet: something that the centre wants to be said is missing.
    Incomplete = "incomplete", 409,
        "解決に必要な項目が入力されていません。", "Something that must be said before a case ends is missing.";
    /// Somebody else wrote meanwhile.
    NewerMessages = "newer_messages", 409,
        "入力中に新しいメッセージが届きました。内容を確認してから、もう一度送信してください。", "New messages came while you were writing. Look at them, then send again.";
    /// The name or address is taken.
    Taken = "taken", 409,
        "すでに使われています。別の値を指定してください。", "Already in use. Choose another value.";
    /// The offer is over.
    OfferGone = "offer_gone", 409,
        "この着信提示は終了しました。", "This offer is over.";
    /// The agent cannot take more.
    OverCapacity = "over_capacity", 409,
        "同時対応数の上限に達しています。", "The limit of concurrent work is reached.";
    /// Too large.
    TooLarge = "too_large", 413,
        "サイズが上限を超えています。", "Larger than the limit.";
    /// A type of file that is not taken.
    FileType = "file_type", 415,
        "この種類のファイルは送信できません。", "Files of this type are not accepted.";
    /// A virus was found in a file.
    Infected = "infected", 422,
        "ウイルスが見つかったため、このファイルは使えません。", "A virus was found in this file.";
    /// The virus scanner cannot say anything of a file now.
    Unscanned = "unscanned", 503,
        "ウイルス検査がまだ終わっていないため、開けません。しばらく待ってからお試しください。", "The virus scanner has not looked into it yet. Try again in a moment.";
    /// Too many requests.
    TooMany = "too_many", 429,
        "操作が多すぎます。しばらく待ってからやり直してください。", "Too many requests. Wait a moment and try again.";
    /// The channel is switched off.
    ChannelOff = "channel_off", 409,
        "このチャネルは停止しています。", "This channel is switched off.";
    /// The other side refused or could not be reached (mail server …).
    Outside = "outside", 502,
        "接続先から応答がないか、拒否されました。設定を確認してください。", "The other server did not answer or refused. Check the settings.";
    /// No room: intake is refused, nothing was half-applied.
    StorageFull = "storage_full", 503,
        "保存領域が不足しているため受け付けられません。復旧後に自動で再開します。", "There is no room to store this. It resumes by itself once there is.";
    /// Too busy or not reachable for a moment.
    Unavailable = "unavailable", 503,
        "一時的に受け付けられません。少し待ってからやり直してください。", "Not available for a moment. Try again shortly.";
    /// A fault of ours.
    Internal = "internal", 500,
        "内部エラーが発生しました。操作は適用されていません。", "An internal error occurred. Nothing was applied.";
}

/// A problem on its way to the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Which.
    pub code: Code,
    /// What exactly, in both languages; empty when the title says it all.
    pub detail: Option<Detail>,
    /// The field that is wrong, as named in the request.
    pub field: Option<String>,
    /// Seconds to wait before another try.
    pub retry_after: Option<u32>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// 日本語
    pub ja: String,
    /// English
    pub en: String,
}

impl Problem {
    /// A problem with nothing to add to its title.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        let retry_after = match code {
            Code::StorageFull | Code::Unavailable => Some(RETRY_AFTER_SECONDS),
            _ => None,
        };
        Self { code, detail: None, field: None, retry_after }
    }

    /// Says what exactly is wrong.
    #[must_use]
    pub fn with(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some(Detail { ja: ja.into(), en: en.into() });
        self
    }

    /// A wrong field.
    #[must_use]
    pub fn invalid(field: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        let mut problem = Self::new(Code::Invalid).with(ja, en);
        problem.field = Some(field.to_owned());
        problem
    }

    /// Says how long to wait.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The detail in a language, or the title when there is none.
    #[must_use]
    pub fn text(&self, locale: Locale) -> &str {
        match (&self.detail, locale) {
            (Some(detail), Locale::Ja) => &detail.ja,
            (Some(detail), Locale::En) => &detail.en,
            (None, _) => self.code.title(locale),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.text(Locale::En))
    }
}

impl std::error::Error for Problem {}
