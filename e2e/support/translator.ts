import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a translator is asked. */
export interface Asked {
  q: string;
  source: string;
  target: string;
  api_key?: string;
}

/**
 * A translator with a phrase book: it speaks the documented HTTP API of LibreTranslate, keys and
 * refusals included. https://docs.libretranslate.com/guides/api_usage/
 */
export class Translator implements AsyncDisposable {
  readonly asked: Asked[] = [];
  #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(key: string, phrases: Record<string, string>): Promise<Translator> {
    const server = createServer();
    const translator = new Translator(server);
    server.on("request", async (request, response) => {
      const answer = (status: number, body: unknown) =>
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(body));
      if (request.url === "/languages") {
        const codes = ["en", "ja", "zh"];
        return answer(
          200,
          codes.map((code) => ({ code, name: code, targets: codes })),
        );
      }
      let body = "";
      for await (const part of request) body += part;
      const asked = JSON.parse(body) as Asked;
      if (asked.api_key !== key) return answer(403, { error: "Invalid API key" });
      translator.asked.push(asked);
      const language = /[ぁ-ん]/.test(asked.q) ? "ja" : "en";
      return answer(200, {
        detectedLanguage: { confidence: 90, language },
        translatedText: phrases[asked.q] ?? "",
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return translator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
