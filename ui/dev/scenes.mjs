/** Opens the n-th case of the list on screen. */
const open = (n) => async (page) => {
  await page.getByRole("option").nth(n).click();
  await page.getByRole("log").waitFor();
};

/** What is pictured: an address, what is done there, how it looks. */
export const SCENES = [
  { name: "sign-in", path: "/sign-in", wait: 800 },
  { name: "inbox-light", path: "/inbox/mine", act: open(1), wait: 800 },
  { name: "inbox-dark", path: "/inbox/mine", dark: true, act: open(1), wait: 800 },
  {
    name: "inbox-wide",
    path: "/inbox/open",
    size: { width: 1920, height: 1080 },
    act: open(3),
    wait: 800,
  },
];
