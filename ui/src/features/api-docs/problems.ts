/** A problem's stable code with what it tells people. */
export interface ProblemCode {
  code: string;
  status: number;
  ja: string;
  en: string;
}

/** Every code, as `crates/api/src/problem.rs` has them; a test compares the two. */
export const PROBLEMS: readonly ProblemCode[] = [
  {
    code: "malformed",
    status: 400,
    ja: "リクエストの形式が正しくありません。",
    en: "The request could not be read.",
  },
  {
    code: "invalid",
    status: 422,
    ja: "入力内容に誤りがあります。項目を確認してください。",
    en: "Something in the input is wrong. Check the field.",
  },
  {
    code: "sign_in_needed",
    status: 401,
    ja: "サインインしてください。",
    en: "Please sign in.",
  },
  {
    code: "sign_in_failed",
    status: 401,
    ja: "メールアドレスまたはパスワードが違います。",
    en: "The e-mail address or the password is wrong.",
  },
  {
    code: "code_needed",
    status: 401,
    ja: "認証アプリの6桁のコードを入力してください。",
    en: "Enter the six-digit code of your authenticator app.",
  },
  {
    code: "code_wrong",
    status: 401,
    ja: "コードが違うか、使用済みです。新しいコードを入力してください。",
    en: "The code is wrong or was used already. Enter a new one.",
  },
  {
    code: "passwords_off",
    status: 403,
    ja: "このテナントでは、パスワードではなく連携先のボタンからサインインしてください。",
    en: "In this tenant, sign in with the provider's button instead of a password.",
  },
  {
    code: "sign_on_over",
    status: 400,
    ja: "サインインの途中で時間が経ったか、別の画面でやり直されました。もう一度ボタンからお試しください。",
    en: "This sign-in took too long or was begun elsewhere. Use the button again.",
  },
  {
    code: "provider_unreachable",
    status: 502,
    ja: "サインインの連携先に接続できません。しばらく待ってから試すか、管理者に連絡してください。",
    en: "The provider cannot be reached. Try again later, or tell an administrator.",
  },
  {
    code: "provider_refused",
    status: 403,
    ja: "連携先がサインインを認めませんでした。",
    en: "The provider did not sign you in.",
  },
  {
    code: "provider_unproven",
    status: 403,
    ja: "連携先の応答を確認できないため、サインインしませんでした。管理者に連絡してください。",
    en: "What the provider answered is not proven, so nobody was signed in. Tell an administrator.",
  },
  {
    code: "no_such_staff",
    status: 403,
    ja: "このアカウントの担当者は登録されていません。管理者に登録を依頼してください。",
    en: "There is no account for you here. Ask an administrator for one.",
  },
  {
    code: "email_unverified",
    status: 403,
    ja: "連携先でメールアドレスが確認されていません。連携先で確認を済ませてからお試しください。",
    en: "The provider has not verified your e-mail address. Verify it there and try again.",
  },
  {
    code: "email_domain",
    status: 403,
    ja: "このメールアドレスのドメインでは、この連携先からサインインできません。",
    en: "This provider may not sign in addresses of this domain.",
  },
  {
    code: "staff_suspended",
    status: 403,
    ja: "このアカウントは停止されています。管理者に連絡してください。",
    en: "This account is switched off. Ask an administrator.",
  },
  {
    code: "staff_linked",
    status: 403,
    ja: "この担当者は、連携先の別のアカウントと結び付いています。管理者に解除を依頼してください。",
    en: "This account belongs to another person of the provider. Ask an administrator to release it.",
  },
  {
    code: "password_needed",
    status: 403,
    ja: "システム管理者はパスワードでサインインしてください。",
    en: "System administrators sign in with their password.",
  },
  {
    code: "tenant_needed",
    status: 409,
    ja: "このメールアドレスは複数のテナントで使われています。テナントを指定してください。",
    en: "Several tenants know this address. Say which one.",
  },
  {
    code: "signature",
    status: 401,
    ja: "署名を確認できません。署名・時刻・ヘッダーを確認してください。",
    en: "The signature was not accepted. Check signature, time and headers.",
  },
  {
    code: "token_wrong",
    status: 401,
    ja: "APIトークンが無効です。管理画面で有効なトークンを確認してください。",
    en: "The API token is not good. Look at the administration for one that is.",
  },
  {
    code: "forbidden",
    status: 403,
    ja: "この操作の権限がありません。管理者に依頼してください。",
    en: "You have no permission for this. Ask an administrator.",
  },
  {
    code: "cross_site",
    status: 403,
    ja: "別のサイトからの操作として拒否しました。ページを再読み込みしてください。",
    en: "Refused as a request from another site. Reload the page.",
  },
  {
    code: "not_found",
    status: 404,
    ja: "見つかりません。削除されたか、アクセスできない対象です。",
    en: "Not found: it was removed, or is not yours to see.",
  },
  {
    code: "method_not_allowed",
    status: 405,
    ja: "このアドレスではこのメソッドを使えません。",
    en: "This address does not take this method.",
  },
  {
    code: "changed",
    status: 412,
    ja: "ほかの人が先に変更しました。最新の内容を確認してからやり直してください。",
    en: "Somebody else changed it first. Look at the present state and try again.",
  },
  {
    code: "version_needed",
    status: 428,
    ja: "版数(If-Match)がありません。読み込み直してください。",
    en: "The version (If-Match) is missing. Read the item again.",
  },
  {
    code: "conflict",
    status: 409,
    ja: "現在の状態ではこの操作はできません。",
    en: "This cannot be done in the present state.",
  },
  {
    code: "incomplete",
    status: 409,
    ja: "解決に必要な項目が入力されていません。",
    en: "Something that must be said before a case ends is missing.",
  },
  {
    code: "newer_messages",
    status: 409,
    ja: "入力中に新しいメッセージが届きました。内容を確認してから、もう一度送信してください。",
    en: "New messages came while you were writing. Look at them, then send again.",
  },
  {
    code: "taken",
    status: 409,
    ja: "すでに使われています。別の値を指定してください。",
    en: "Already in use. Choose another value.",
  },
  {
    code: "offer_gone",
    status: 409,
    ja: "この着信提示は終了しました。",
    en: "This offer is over.",
  },
  {
    code: "over_capacity",
    status: 409,
    ja: "同時対応数の上限に達しています。",
    en: "The limit of concurrent work is reached.",
  },
  {
    code: "too_large",
    status: 413,
    ja: "サイズが上限を超えています。",
    en: "Larger than the limit.",
  },
  {
    code: "file_type",
    status: 415,
    ja: "この種類のファイルは送信できません。",
    en: "Files of this type are not accepted.",
  },
  {
    code: "infected",
    status: 422,
    ja: "ウイルスが見つかったため、このファイルは使えません。",
    en: "A virus was found in this file.",
  },
  {
    code: "unscanned",
    status: 503,
    ja: "ウイルス検査がまだ終わっていないため、開けません。しばらく待ってからお試しください。",
    en: "The virus scanner has not looked into it yet. Try again in a moment.",
  },
  {
    code: "too_many",
    status: 429,
    ja: "操作が多すぎます。しばらく待ってからやり直してください。",
    en: "Too many requests. Wait a moment and try again.",
  },
  {
    code: "channel_off",
    status: 409,
    ja: "このチャネルは停止しています。",
    en: "This channel is switched off.",
  },
  {
    code: "outside",
    status: 502,
    ja: "接続先から応答がないか、拒否されました。設定を確認してください。",
    en: "The other server did not answer or refused. Check the settings.",
  },
  {
    code: "storage_full",
    status: 503,
    ja: "保存領域が不足しているため受け付けられません。復旧後に自動で再開します。",
    en: "There is no room to store this. It resumes by itself once there is.",
  },
  {
    code: "unavailable",
    status: 503,
    ja: "一時的に受け付けられません。少し待ってからやり直してください。",
    en: "Not available for a moment. Try again shortly.",
  },
  {
    code: "internal",
    status: 500,
    ja: "内部エラーが発生しました。操作は適用されていません。",
    en: "An internal error occurred. Nothing was applied.",
  },
];
