/** What the browser remembers, and what happens when it will not. */
import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/app/engine/state.ts';
import { problemOf } from '../../src/app/shell/api.ts';
import { Memory, memoryArea, openArea } from '../../src/app/shell/storage.ts';
import { uuid } from '../../src/app/shell/uuid.ts';

const item = (cid: string, at: number): Outgoing => ({
  cid,
  text: cid,
  files: [],
  at,
  status: 'waiting',
});

describe('memory', () => {
  it('keeps channels apart and the outbox in order', () => {
    const area = memoryArea();
    const one = new Memory(area, memoryArea(), 'one');
    const two = new Memory(area, memoryArea(), 'two');
    one.visitor = 'v';
    one.keep(item('b', 2));
    one.keep(item('a', 1));
    two.keep(item('c', 3));
    expect(two.visitor).toBeNull();
    expect(one.outbox().map((o) => o.cid)).toEqual(['a', 'b']);
    one.drop('a');
    one.dropAll();
    expect(one.outbox()).toEqual([]);
    expect(two.outbox()).toHaveLength(1);
  });

  it('lets two tabs add to the outbox at the same time', () => {
    const area = memoryArea();
    const tabs = [new Memory(area, memoryArea(), 'k'), new Memory(area, memoryArea(), 'k')];
    tabs[0]?.keep(item('a', 1));
    tabs[1]?.keep(item('b', 2));
    expect(tabs[0]?.outbox()).toHaveLength(2);
  });

  it('throws out entries that it cannot read', () => {
    const area = memoryArea();
    area.setItem('madoguchi:k:out:x', '{"cid":1}');
    area.setItem('madoguchi:k:out:y', 'nonsense');
    expect(new Memory(area, memoryArea(), 'k').outbox()).toEqual([]);
    expect(area.length).toBe(0);
  });

  it('works where storage is blocked or full', () => {
    const blocked = openArea(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const memory = new Memory(blocked, blocked, 'k');
    memory.visitor = 'v';
    expect(memory.visitor).toBe('v');
    const full = {
      ...memoryArea(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => new Memory(full, full, 'k').keep(item('a', 1))).not.toThrow();
  });

  it('forgets what is half written when somebody else sits down', () => {
    const memory = new Memory(memoryArea(), memoryArea(), 'k');
    memory.draft = '書きかけ';
    memory.contactGiven = true;
    memory.forgetPerson();
    expect([memory.draft, memory.contactGiven]).toEqual(['', false]);
  });
});

it('reads problem documents, and survives pages of proxies', () => {
  expect(problemOf(429, '{"title":"多すぎます","retry_after":7}', null)).toMatchObject({
    status: 429,
    title: '多すぎます',
    retryAfter: 7,
  });
  expect(problemOf(502, '<html>', '30')).toMatchObject({ title: '', retryAfter: 30 });
  expect(problemOf(503, 'null', 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfter).toBeNull();
});

it('makes version 4 UUIDs without a secure context', () => {
  const made = new Set(Array.from({ length: 1000 }, uuid));
  expect(made.size).toBe(1000);
  for (const id of made)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
