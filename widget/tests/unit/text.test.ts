/** Input method, links, counting, files, days, colours, languages. */
import { describe, expect, it } from 'vitest';
import { type Chat, INITIAL } from '../../src/app/engine/state.ts';
import { chooseLocale, fill, textsOf, wordsOf } from '../../src/app/i18n.ts';
import { contrast, lookOf } from '../../src/app/text/colour.ts';
import { room } from '../../src/app/text/count.ts';
import { clock, dayKey, dayLabel, moment } from '../../src/app/text/days.ts';
import { isPicture, refusal, sizeText } from '../../src/app/text/files.ts';
import { composing, sends } from '../../src/app/text/ime.ts';
import { fileHref, pieces } from '../../src/app/text/links.ts';
import { isClosed } from '../../src/app/view/Closed.tsx';
import { looksLikeEmail } from '../../src/app/view/Contact.tsx';
import type { ChannelConfig, ChatMessage } from '../../src/wire.ts';

describe('input method', () => {
  const enter = { key: 'Enter', isComposing: false, keyCode: 13, shiftKey: false };

  it.each([
    ['a plain Enter sends', enter, false, true],
    ['Chrome while composing', { ...enter, isComposing: true }, false, false],
    ['Safari, where the composition has ended already', { ...enter, keyCode: 229 }, false, false],
    ['Shift + Enter is a new line', { ...enter, shiftKey: true }, false, false],
    ['Enter on a touch screen is a new line', enter, true, false],
    ['other keys', { ...enter, key: 'a' }, false, false],
  ])('%s', (_, key, touch, expected) => {
    expect(sends(key, touch)).toBe(expected);
  });

  it('tells a composing Escape too', () => {
    expect(composing({ isComposing: true, keyCode: 27 })).toBe(true);
  });
});

describe('links', () => {
  const hrefs = (text: string) => pieces(text).flatMap((p) => ('href' in p ? [p.href] : []));

  it.each([
    ['見て https://example.com/a。次', 'https://example.com/a'],
    ['「https://example.com」です', 'https://example.com/'],
    ['(see https://example.com/a_(b))', 'https://example.com/a_(b)'],
    ['https://example.com/?q=1&r=2, then', 'https://example.com/?q=1&r=2'],
    ['全角https://example.com/あいう、続き', 'https://example.com/%E3%81%82%E3%81%84%E3%81%86'],
  ])('%s', (text, href) => {
    expect(hrefs(text)).toEqual([href]);
  });

  it('makes no link of anything but http and https', () => {
    expect(hrefs('javascript:alert(1) data:text/html,x ftp://a.b mailto:a@b.c https://')).toEqual(
      [],
    );
  });

  it('loses no character', () => {
    for (const text of ['', 'a', 'x https://a.example/ y http://b.example. z', 'https://[bad']) {
      expect(
        pieces(text)
          .map((p) => p.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('shows files of the chat server only', () => {
    const base = 'https://chat.example/widget/k';
    expect(fileHref('/chat/v1/files/1?sig=x', base)).toBe(
      'https://chat.example/chat/v1/files/1?sig=x',
    );
    expect(fileHref('javascript:alert(1)', base)).toBeNull();
    expect(fileHref('https://evil.example/x', base)).toBeNull();
    expect(fileHref('//evil.example/x', base)).toBeNull();
  });
});

describe('the character counter', () => {
  it('stays away while there is room', () => {
    expect(room('あ'.repeat(90), 100, 'ja')).toEqual({ remaining: null, over: false });
    expect(room('あ'.repeat(91), 100, 'ja')).toEqual({ remaining: 9, over: false });
  });

  it('counts what people see', () => {
    const family = '👨‍👩‍👧';
    expect(room('あ'.repeat(94) + family, 100, 'ja')).toEqual({ remaining: 5, over: false });
    expect(room(`${'か'.repeat(94)}が`.normalize('NFD'), 100, 'ja')).toEqual({
      remaining: 5,
      over: false,
    });
  });

  it('is never more generous than the server', () => {
    expect(room('👨‍👩‍👧'.repeat(30), 100, 'ja').over).toBe(true);
    expect(room('あ'.repeat(103), 100, 'ja')).toEqual({ remaining: -3, over: true });
  });
});

describe('files', () => {
  const config = {
    max_files: 2,
    upload: { max_bytes: 1000, types: ['image/*', 'application/pdf', '.csv'] },
  } as ChannelConfig;

  it.each([
    ['a.png', 'image/png', 10, 0, null],
    ['a.PDF', 'application/PDF', 1000, 1, null],
    ['表.csv', '', 10, 0, null],
    ['a.png', 'image/png', 10, 2, 'too-many'],
    ['a.exe', 'application/x-msdownload', 10, 0, 'wrong-type'],
    ['a', '', 10, 0, 'wrong-type'],
    ['a.png', 'image/png', 0, 0, 'empty'],
    ['a.png', 'image/png', 1001, 0, 'too-big'],
  ])('%s %s of %i bytes with %i others: %s', (name, type, size, already, expected) => {
    expect(refusal({ name, type, size }, already, config)).toBe(expected);
  });

  it('shows pictures that run nothing', () => {
    expect(isPicture('image/png')).toBe(true);
    expect(isPicture('image/svg+xml')).toBe(false);
  });

  it('names sizes', () => {
    expect([820, 34_000, 1_300_000, 26_214_400].map((n) => sizeText(n, 'ja'))).toEqual([
      '820 B',
      '33 KB',
      '1.2 MB',
      '25 MB',
    ]);
  });
});

describe('days', () => {
  const now = new Date(2026, 10, 23, 9, 5);

  it('names today, yesterday and other days', () => {
    const label = (at: Date) => dayLabel(at, now, 'ja', textsOf('ja'));
    expect(label(now)).toBe('今日');
    expect(label(new Date(2026, 10, 22, 23, 59))).toBe('昨日');
    expect(label(new Date(2026, 10, 20))).toBe('11月20日(金)');
    expect(label(new Date(2025, 0, 2))).toBe('2025年1月2日(木)');
  });

  it('names the moment at which somebody is there again', () => {
    const at = (when: Date, locale: 'ja' | 'en') => moment(when, now, locale, textsOf(locale));
    expect(at(new Date(2026, 10, 23, 13, 0), 'ja')).toBe('今日 13:00');
    expect(at(new Date(2026, 10, 24, 9, 0), 'ja')).toBe('明日 09:00');
    expect(at(new Date(2026, 10, 24, 9, 0), 'en')).toBe('Tomorrow 09:00');
    expect(at(new Date(2026, 10, 30, 9, 0), 'ja')).toBe('11月30日(月) 09:00');
  });

  it('sees the opening by itself', () => {
    const until = (opens_at: string | null): Chat => ({
      ...INITIAL,
      closed: { opens_at, text: '', email: null },
    });
    expect(isClosed(INITIAL, 0)).toBe(false);
    expect(isClosed(until(null), Date.now())).toBe(true);
    const opens = '2026-11-24T00:00:00Z';
    expect(isClosed(until(opens), Date.parse(opens) - 1)).toBe(true);
    expect(isClosed(until(opens), Date.parse(opens))).toBe(false);
  });

  it('tells the time in 24 hours', () => {
    expect(clock(now, 'en')).toBe('09:05');
    expect(clock(new Date(2026, 0, 1, 0, 7), 'ja')).toBe('00:07');
    expect(dayKey(now)).toBe('2026-11-23');
  });
});

describe('colours', () => {
  it('takes only #rrggbb and writes readably on any of them', () => {
    expect(lookOf('red;}body{').accent).toBe('#1f5a54');
    for (let i = 0; i < 4096; i += 7) {
      const accent = `#${[8, 4, 0].map((s) => ((i >> s) & 15).toString(16).repeat(2)).join('')}`;
      const look = lookOf(accent);
      expect(contrast(look.accent, look.ink), accent).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('languages', () => {
  it('follows the shop, then the browser', () => {
    expect(chooseLocale('ja', 'en-US')).toBe('ja');
    expect(chooseLocale(null, 'ja-JP')).toBe('ja');
    expect(chooseLocale('', 'fr-FR')).toBe('en');
  });

  it('has the same places to fill in both languages, and no empty text', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
    const en = textsOf('en');
    for (const [key, ja] of Object.entries(textsOf('ja'))) {
      const text = en[key as keyof typeof en];
      expect(text.trim(), key).not.toBe('');
      expect(places(text), key).toEqual(places(ja));
    }
  });

  it('fills in values as text, not as patterns', () => {
    expect(fill('{a} {b} {c}', { a: '$&', b: '{a}' })).toBe('$& {a} {c}');
  });
});

it('catches slips in e-mail addresses and no more', () => {
  expect(['a@b.co', 'あ@例え.jp', 'a+b@c.d.e'].map(looksLikeEmail)).toEqual([true, true, true]);
  expect(['a', 'a@b', 'a b@c.d', 'a@b..c', '@b.c'].map(looksLikeEmail)).not.toContain(true);
});

describe('lines of the system', () => {
  const line: ChatMessage = {
    n: 1,
    id: 'm',
    from: 'system',
    name: '修理窓口',
    code: 'transferred',
    text: '修理窓口 に転送されました',
    files: [],
    at: '2026-11-28T00:00:00Z',
  };

  it('speaks the language of the visitor', () => {
    expect(wordsOf(line, 'en')).toBe('Passed on to 修理窓口');
    expect(wordsOf(line, 'ja')).toBe(line.text);
  });

  it('shows what it has no words for as it came', () => {
    expect(wordsOf({ ...line, code: 'unheard_of' }, 'en')).toBe(line.text);
    expect(wordsOf({ ...line, from: 'agent' }, 'en')).toBe(line.text);
    expect(wordsOf({ ...line, name: '' }, 'en')).toBe(line.text);
  });
});
