/** What the page that takes a link leaves for the chat: the token of its visitor. */

/** `__Host-` where the server is reached by TLS: no sibling host can plant one. */
const NAMES = ['__Host-madoguchi_handover', 'madoguchi_handover'];

/** Takes the token, so that it is there once; null when nobody comes from a link. */
export function takeHanded(page: { cookie: string }): string | null {
  const pairs = page.cookie.split('; ').map((pair) => pair.split('='));
  for (const name of NAMES) {
    const token = pairs.find(([key]) => key === name)?.[1];
    if (!token || !/^[\w-]{16,256}$/.test(token)) continue;
    const flags = name.startsWith('__Host-') ? '; Secure' : '';
    page.cookie = `${name}=; Path=/; Max-Age=0; SameSite=Strict${flags}`;
    return token;
  }
  return null;
}
