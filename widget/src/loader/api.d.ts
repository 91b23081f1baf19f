/** What a shop's page may call. */
interface Madoguchi {
  open(): void;
  close(): void;
  /** Tells who is signed in: a JWT signed by the shop with the channel's secret. */
  identify(jwt: string): void;
  /** Forgets the visitor; for the shop's sign-out. */
  reset(): void;
}

interface Window {
  madoguchi?: Madoguchi;
}
