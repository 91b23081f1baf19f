// 200 changes per second on the open inbox: how busy is the main thread, and is all of it shown?
// Start a preview with the fixture first (see dev/mock-server/README.md), then `node dev/soak.mjs`.
import { launch, newPage } from "./browser.mjs";

const RATE = 200;
const SECONDS = 20;
/** Share of the main thread that may be busy (DESIGN §13). */
const BUSY_MAX = 0.4;

const browser = await launch();
const page = await newPage(browser, {
  name: "soak",
  path: "/inbox/open",
  act: async (p) => {
    await p.getByRole("option").first().click();
    await p.getByRole("log").waitFor();
    // Away from the list, so that it re-sorts all the time: the worst case.
    await p.mouse.move(900, 500);
    await p.evaluate(() => document.activeElement?.blur());
  },
});
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");
const busy = async () => {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((each) => each.name === "TaskDuration").value;
};

const before = { busy: await busy(), at: Date.now() };
const url = new URL(`/__mock/storm?rate=${RATE}&seconds=${SECONDS}`, page.url()).href;
const { changes } = await (await page.request.get(url, { timeout: 120_000 })).json();
const after = { busy: await busy(), at: Date.now() };
const share = (after.busy - before.busy) / ((after.at - before.at) / 1000);

await page
  .getByText(`変更 ${changes - 1}`)
  .first()
  .waitFor({ timeout: 5_000 });
console.log(`${changes} changes in ${SECONDS} s, main thread busy ${(share * 100).toFixed(1)} %`);
await browser.close();
process.exitCode = share > BUSY_MAX ? 1 : 0;
