import { LIVE_LINES } from "./content.ts";
import type { World } from "./world.ts";

/** Milliseconds between two things that simulated customers do. */
const PACE_MS = 4_000;
/** Every so many of them, work is offered to the person at the desk. */
const OFFER_EVERY = 6;
const OFFER_SECONDS = 20;

/** Lets customers write and offers arrive until the returned function is called. */
export function simulate(world: World): () => void {
  let step = 0;
  const timer = setInterval(() => {
    step += 1;
    const open = [...world.cases.values()].filter((row) => row.status !== "resolved");
    if (open.length === 0) return;
    const row = world.random.pick(open);
    if (row.channel_kind === "web_chat") {
      world.emit({
        topic: `case:${row.id}`,
        type: "typing",
        id: row.id,
        data: { case: row.id, who: "customer" },
      });
    }
    setTimeout(() => {
      world.append(row, { kind: "inbound", text: world.random.pick(LIVE_LINES) });
    }, 1_500);
    const waiting = open.filter((each) => each.owner === null);
    if (step % OFFER_EVERY === 0 && world.presence.state === "available" && waiting.length > 0) {
      if (world.offers.size === 0) world.offer(world.random.pick(waiting), OFFER_SECONDS);
    }
  }, PACE_MS);
  return () => clearInterval(timer);
}

/** Milliseconds between two bursts of a storm. */
const BURST_MS = 20;

/**
 * Changes cases at a rate for a while; answers with how many changes there were. The last change
 * of each case leaves its number in the snippet, so that a test can see that all were applied.
 */
export function storm(world: World, perSecond: number, seconds: number): Promise<number> {
  const open = [...world.cases.values()].filter((row) => row.status !== "resolved");
  const total = perSecond * seconds;
  const start = Date.now();
  let done = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((Date.now() - start) / 1000) * perSecond));
      for (; done < due; done += 1) {
        const row = world.random.pick(open);
        row.snippet = `変更 ${done}`;
        row.last_message_at = new Date().toISOString();
        world.touch(row);
      }
      if (done < total) return;
      clearInterval(timer);
      resolve(done);
    }, BURST_MS);
  });
}
