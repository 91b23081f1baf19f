/** A request that is turned down, as problem details tell it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail?: string,
    readonly field?: string,
  ) {
    super(title);
  }
}

export const gone = () => new Refusal(404, "not_found", "見つかりません。");

/** A field that is wrong. */
export const invalid = (field: string, detail: string) =>
  new Refusal(422, "invalid", "入力内容に誤りがあります。項目を確認してください。", detail, field);

/** Something that the present state does not allow. */
export const conflict = (detail: string) =>
  new Refusal(409, "conflict", "現在の状態ではこの操作はできません。", detail);

/** Somebody else was faster. */
export const changed = () =>
  new Refusal(
    412,
    "changed",
    "ほかの人が先に変更しました。最新の内容を確認してからやり直してください。",
  );
