/** The token of whoever took a link is taken once, and only when it is one. */
import { expect, it } from 'vitest';
import { takeHanded } from '../../src/app/shell/handed.ts';

const TOKEN = 'abcDEF_-0123456789abcdef';

/** A page whose cookies were set before; notes what is written. */
function page(cookie: string) {
  const written: string[] = [];
  return {
    written,
    get cookie() {
      return cookie;
    },
    set cookie(text: string) {
      written.push(text);
    },
  };
}

it('takes the token and forgets the cookie', () => {
  for (const name of ['madoguchi_handover', '__Host-madoguchi_handover']) {
    const here = page(`a=b; ${name}=${TOKEN}; c=d`);
    expect(takeHanded(here)).toBe(TOKEN);
    expect(here.written).toHaveLength(1);
    expect(here.written[0]).toMatch(new RegExp(`^${name}=; Path=/; Max-Age=0;`));
  }
});

it('believes the one that no sibling host can plant first', () => {
  const other = 'x'.repeat(20);
  const here = page(`madoguchi_handover=${other}; __Host-madoguchi_handover=${TOKEN}`);
  expect(takeHanded(here)).toBe(TOKEN);
});

it('takes nothing else', () => {
  for (const cookie of ['', 'madoguchi_handover=', 'madoguchi_handover=<script>', 'handover=abc']) {
    const here = page(cookie);
    expect(takeHanded(here)).toBeNull();
    expect(here.written).toEqual([]);
  }
});
