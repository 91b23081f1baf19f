/** What a field of an inquiry form may ask for. */
export const INPUTS = [
  "name",
  "email",
  "phone",
  "category",
  "order",
  "choice",
  "date",
  "text",
  "long_text",
  "files",
  "consent",
] as const;
export type FormInput = (typeof INPUTS)[number];

/** What a form may ask once only. */
const SINGLE: readonly FormInput[] = ["name", "email", "phone", "category", "files"];

export interface Words {
  ja: string;
  en: string;
}

/** One field of an inquiry form. */
export interface FormField {
  key: string;
  input: FormInput;
  label: Words;
  help: Words;
  required: boolean;
  choices: Words[];
  categories: string[];
  files: number | null;
  /** Of a consent: the purpose, the ways, and a wording of its own. */
  purpose: string | null;
  channels: string[];
  wording: Words;
}

/** Labels that a new field begins with. */
const LABELS: Record<FormInput, Words> = {
  name: { ja: "お名前", en: "Name" },
  email: { ja: "メールアドレス", en: "E-mail address" },
  phone: { ja: "電話番号", en: "Phone number" },
  category: { ja: "お問い合わせの種類", en: "What is it about?" },
  order: { ja: "ご注文番号", en: "Order number" },
  choice: { ja: "ご希望", en: "What would you like?" },
  date: { ja: "日付", en: "Date" },
  text: { ja: "件名", en: "Subject" },
  long_text: { ja: "お問い合わせ内容", en: "Your inquiry" },
  files: { ja: "添付ファイル", en: "Files" },
  consent: { ja: "ご案内の送付", en: "News by e-mail" },
};

const words = (value: unknown): Words => {
  const { ja, en } = (value ?? {}) as Partial<Words>;
  return { ja: ja ?? "", en: en ?? "" };
};

/** The fields of a form as its setting holds them; `null` when that is no form. */
export function parseFields(text: string): FormField[] | null {
  try {
    const { fields } = JSON.parse(text) as { fields: Partial<FormField>[] };
    return fields.map((field) => {
      const input = INPUTS.find((each) => each === field.input);
      if (!field.key || !input) throw new Error("no field");
      return {
        key: field.key,
        input,
        label: words(field.label),
        help: words(field.help),
        required: field.required ?? false,
        choices: (field.choices ?? []).map(words),
        categories: field.categories ?? [],
        files: field.files ?? null,
        purpose: field.purpose ?? null,
        channels: field.channels ?? [],
        wording: words(field.wording),
      };
    });
  } catch {
    return null;
  }
}

/** The setting of some fields, written as the server writes it. */
export function storedFields(fields: readonly FormField[]): string {
  const said = ({ ja, en }: Words) => (en ? { ja, en } : { ja });
  const stored = fields.map((field) => ({
    key: field.key,
    input: field.input,
    label: said(field.label),
    ...(field.help.ja || field.help.en ? { help: said(field.help) } : {}),
    ...(field.required ? { required: true } : {}),
    ...(field.input === "choice" && field.choices.length > 0
      ? { choices: field.choices.map(said) }
      : {}),
    ...(field.input === "category" && field.categories.length > 0
      ? { categories: field.categories }
      : {}),
    ...(field.input === "consent"
      ? {
          ...(field.purpose ? { purpose: field.purpose } : {}),
          ...(field.channels.length > 0 ? { channels: field.channels } : {}),
          ...(field.wording.ja || field.wording.en ? { wording: said(field.wording) } : {}),
        }
      : {}),
    ...(field.input === "files" && field.files !== null ? { files: field.files } : {}),
  }));
  return JSON.stringify({ fields: stored });
}

/** What may still be added: some things are asked once only. */
export function addable(fields: readonly FormField[]): FormInput[] {
  return INPUTS.filter(
    (input) => !SINGLE.includes(input) || !fields.some((field) => field.input === input),
  );
}

/** A new field of a kind; its key is free and never changes. */
export function newField(
  input: FormInput,
  fields: readonly FormField[],
  categories: readonly string[],
): FormField {
  const taken = new Set(fields.map((field) => field.key));
  let key: string = input;
  for (let n = 2; taken.has(key); n += 1) key = `${input}_${n}`;
  return {
    key,
    input,
    label: { ...LABELS[input] },
    help: { ja: "", en: "" },
    required: false,
    choices: input === "choice" ? [{ ja: "はい", en: "Yes" }] : [],
    categories: input === "category" ? [...categories] : [],
    files: null,
    purpose: null,
    channels: input === "consent" ? ["mail"] : [],
    wording: { ja: "", en: "" },
  };
}

/** The fields with one of them moved by one place. */
export function moved(fields: readonly FormField[], at: number, by: -1 | 1): FormField[] {
  const to = at + by;
  const [here, there] = [fields[at], fields[to]];
  return here && there ? fields.with(at, there).with(to, here) : [...fields];
}

/** Choices as they are typed: one a line, the English after a bar. */
export const choicesText = (choices: readonly Words[]): string =>
  choices.map(({ ja, en }) => (en ? `${ja} | ${en}` : ja)).join("\n");

export function parseChoices(text: string): Words[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [ja = "", ...en] = line.split(/[|｜]/);
      return { ja: ja.trim(), en: en.join("|").trim() };
    });
}

/** The code that shows the form inside another page. */
export function formEmbed(origin: string, key: string, title: string): string {
  return `<iframe src="${origin}/f/${key}" title="${title}" style="width:100%;height:960px;border:0"></iframe>`;
}
