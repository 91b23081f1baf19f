import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";
import type { Page } from "playwright-core";
import { freePort } from "./server";

/** Somebody whom the provider knows; who signs in there types the key. */
export interface ProvidersPerson {
  email: string;
  email_verified: boolean;
  name: string;
}

/**
 * A provider of OpenID Connect: the certified implementation `oidc-provider`, with its own pages for
 * developers. It is on another site than the desk (`localhost`), as providers are.
 */
export class IdentityProvider implements AsyncDisposable {
  readonly clientId = "madoguchi";
  readonly clientSecret = randomUUID();
  #server: Server | undefined;

  private constructor(
    readonly issuer: string,
    readonly people: Record<string, ProvidersPerson>,
  ) {}

  /** Its address is known before it serves: its client's redirect URI comes from the desk. */
  static async plan(people: Record<string, ProvidersPerson>): Promise<IdentityProvider> {
    return new IdentityProvider(`http://localhost:${await freePort()}`, people);
  }

  async serve(redirectUri: string): Promise<void> {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" };
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [redirectUri],
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      cookies: { keys: [randomUUID()] },
      jwks: { keys: [key] },
      pkce: { required: () => true },
      findAccount: (_, sub) => {
        const person = this.people[sub];
        return person && { accountId: sub, claims: () => ({ sub, ...person }) };
      },
    });
    const { hostname, port } = new URL(this.issuer);
    this.#server = createServer(provider.callback()).listen(Number(port), hostname);
    await once(this.#server, "listening");
  }

  /** Signs in on the provider's own pages, and lets the desk know who it is. */
  async enter(page: Page, login: string): Promise<void> {
    await page.waitForURL(`${this.issuer}/**`);
    await page.locator("input[name=login]").fill(login);
    await page.locator("input[name=password]").fill("anything");
    await page.locator("button[type=submit]").click();
    await page.getByRole("button", { name: "Continue" }).click();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
