/** Opens the n-th case of the list on screen. */
const open = (n) => async (page) => {
  await page.getByRole("option").nth(n).click();
  await page.getByRole("log").waitFor();
};

const offer = async (page) => {
  await open(0)(page);
  await page.request.get(new URL("/__mock/offer", page.url()).href);
  await page.getByRole("button", { name: "応答" }).first().waitFor();
};

const tab = (name) => async (page) => {
  await open(4)(page);
  await page.getByRole("tab", { name }).click();
};

const note = async (page) => {
  await open(3)(page);
  await page.keyboard.press("n");
  await page.keyboard.type("破損の写真を確認済み。@");
};

const transfer = async (page) => {
  await open(3)(page);
  await page.keyboard.press("t");
  await page.getByRole("dialog").waitFor();
};

const identify = async (page) => {
  await open(0)(page);
  await page.getByRole("button", { name: "顧客を特定" }).click();
  await page.getByRole("dialog").waitFor();
};

const press = (keys) => async (page) => {
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press(keys);
  await page.getByRole("dialog").waitFor();
};

/** What is pictured: an address, what is done there, how it looks. */
export const SCENES = [
  { name: "sign-in", path: "/sign-in", wait: 800 },
  { name: "inbox-light", path: "/inbox/mine", act: open(1), wait: 800 },
  { name: "inbox-dark", path: "/inbox/mine", dark: true, act: open(2), wait: 800 },
  {
    name: "inbox-wide",
    path: "/inbox/open",
    size: { width: 1920, height: 1080 },
    act: open(9),
    wait: 800,
  },
  { name: "mail-html", path: "/inbox/all?q=サイズ", act: open(0), wait: 1500 },
  { name: "offer", path: "/inbox/mine", act: offer, wait: 400 },
  { name: "offer-dark", path: "/inbox/mine", dark: true, act: offer, wait: 400 },
  { name: "timeline", path: "/inbox/mine", act: tab("時系列"), wait: 600 },
  { name: "orders-dark", path: "/inbox/mine", dark: true, act: tab(/注文/), wait: 600 },
  { name: "note", path: "/inbox/open", act: note, wait: 600 },
  { name: "transfer", path: "/inbox/open", act: transfer, wait: 600 },
  { name: "identify", path: "/inbox/mine", act: identify, wait: 800 },
  { name: "palette", path: "/inbox/mine", act: press("Control+k"), wait: 600 },
  { name: "help-dark", path: "/inbox/mine", dark: true, act: press("?"), wait: 600 },
  {
    name: "english-compact",
    path: "/inbox/waiting",
    settings: { language: "en", density: "compact" },
    act: open(2),
    wait: 800,
  },
];
