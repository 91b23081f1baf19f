import { once } from "node:events";
import { createServer } from "node:http";
import type { FrameLocator, Page } from "playwright-core";

/**
 * A shop's own website on an origin of its own: one page with the chat's script tag and a strict
 * content security policy. It is of the same site as the centre, because Debian's Chromium denies
 * frames of other sites any storage.
 */
export class Shop implements AsyncDisposable {
  readonly title = "南部鉄瓶 五合｜こより";
  readonly #server = createServer((request, response) => {
    if (request.url !== "/") {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'self'; script-src ${this.centre}; frame-src ${this.centre}; style-src 'unsafe-inline'; img-src data:`,
    });
    response.end(this.#page());
  });

  private constructor(
    private readonly centre: string,
    private readonly channel: string,
  ) {}

  static async open(centre: string, channel: string): Promise<Shop> {
    const shop = new Shop(centre, channel);
    shop.#server.listen(0, "127.0.0.1");
    await once(shop.#server, "listening");
    return shop;
  }

  get url(): string {
    const address = this.#server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return `http://127.0.0.1:${port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #page(): string {
    return `<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${this.title}</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 0; font: 16px/1.9 "Noto Sans CJK JP", sans-serif; color: #33302b; background: #f6f3ee; }
  header { padding: 1rem 3rem; background: #fff; border-bottom: 1px solid #e2dccf; }
  main { max-width: 46rem; margin: 3rem; }
  .tile { height: 18rem; border-radius: 1rem; background: linear-gradient(160deg, #57534e, #1c1917); }
</style>
<header>暮らしの道具 こより</header>
<main>
  <h1>南部鉄瓶 五合</h1>
  <div class="tile"></div>
  <p>毎日のお湯が、まるくなる。岩手の工房で一つずつ鋳込んだ鉄瓶です。</p>
  <p>18,700円（税込）</p>
</main>
<script src="${this.centre}/widget.js" data-channel="${this.channel}" async></script>
</html>`;
  }
}

/** Opens the chat on a page and returns its inside, ready to type. */
export async function openChat(page: Page, name = "チャットで相談する"): Promise<FrameLocator> {
  await page.getByRole("button", { name }).click();
  const chat = page.frameLocator("iframe");
  await chat.getByRole("log").waitFor();
  return chat;
}

/** Who said what in the chat, in its order: what the customer sees, files by their names. */
export async function chatLines(chat: FrameLocator): Promise<string[]> {
  return chat.getByRole("log").evaluate((log) => {
    // The bubbles carry no roles: a message is a paragraph to readers.
    const lines = [...log.querySelectorAll(".msg")].map((message) => {
      const side = message.classList.contains("own") ? "客" : "店";
      const state = message.classList.contains("pending") ? "…" : "";
      const files = [...message.querySelectorAll("img")].map((image) => `[${image.alt}]`);
      const text = message.querySelector(".bubble")?.textContent ?? "";
      return `${side}${state}: ${[...files, text].filter(Boolean).join(" ")}`;
    });
    return lines;
  });
}
