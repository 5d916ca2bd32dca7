import { describe, expect, it } from 'vitest';
import type { RowPage } from '../../../../../src/protocol/comparison';
import { RowPages } from '../../../../../webview/comparison/responses/rowPages';
import { GeneratedComparison } from '../../../../browser/harness/generatedComparison';

/** Rows of a comparison whose answers come when the test says so. */
function setUp(prompts: number, options: { pageSize?: number; keep?: number } = {}) {
  const comparison = { now: new GeneratedComparison({ prompts }) };
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const errors: unknown[] = [];
  const failure: { now: Error | null } = { now: null };
  const pages = new RowPages({
    pageSize: 10,
    keep: 8,
    ...options,
    load: (offset, limit) => {
      asked.push(offset);
      const query = { filter: {}, sort: 'runOrder', descending: false, offset, limit } as const;
      const { now: error } = failure;
      const page = comparison.now.page(query);
      return new Promise<RowPage>((resolve, reject) => {
        waiting.push(() => (error === null ? resolve(page) : reject(error)));
      });
    },
    onChange: () => undefined,
    onError: (error) => errors.push(error),
  });
  const answer = async (): Promise<void> => {
    for (const one of waiting.splice(0)) one();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const settle = async (): Promise<void> => {
    while (waiting.length > 0) await answer();
  };
  return { pages, asked, answer, settle, errors, failure, comparison };
}

describe('RowPages', () => {
  it('fetches what is in view and what lies ahead, never all', async () => {
    const { pages, asked, settle } = setUp(1000);
    pages.reset();
    await settle();
    expect(pages.total).toBe(1000);
    asked.length = 0;
    pages.want(500, 519);
    await settle();
    expect(asked).toEqual([500, 510, 520, 530, 540, 490]);
    expect(pages.row(505)?.id).toBe(506);
    expect(pages.row(900)).toBeNull();
  });

  it('looks ahead upwards when the list goes up', async () => {
    const { pages, asked, settle } = setUp(1000);
    pages.reset();
    pages.want(500, 509);
    await settle();
    asked.length = 0;
    pages.want(400, 409);
    await settle();
    expect(asked).toEqual([400, 390, 380, 370, 410]);
  });

  it('asks for no more than two pages at a time, and for what is wanted last', async () => {
    const { pages, asked, answer, settle } = setUp(100_000);
    pages.reset();
    await settle();
    asked.length = 0;
    for (let first = 1000; first <= 90_000; first += 1000) pages.want(first, first + 9);
    expect(asked).toHaveLength(2);
    await answer();
    expect(asked.slice(2)).toContain(90_000);
    await settle();
    expect(pages.row(90_005)?.id).toBe(90_006);
    expect(asked.length).toBeLessThan(12);
  });

  it('holds a few pages only', async () => {
    const { pages, settle } = setUp(10_000);
    pages.reset();
    for (let first = 0; first < 5000; first += 50) {
      pages.want(first, first + 9);
      await settle();
    }
    const held = Array.from({ length: 1000 }, (_, page) => pages.row(page * 10)).filter(
      (row) => row !== null,
    );
    expect(held.length).toBeLessThanOrEqual(8);
    expect(pages.row(4955)?.id).toBe(4956);
  });

  it('shows the old rows of a refreshed list until the new ones are there, and follows its length', async () => {
    const { pages, settle, comparison } = setUp(200);
    pages.reset();
    pages.want(150, 159);
    await settle();
    comparison.now = new GeneratedComparison({ prompts: 120 });
    pages.refresh();
    expect(pages.row(155)?.id).toBe(156);
    await settle();
    expect(pages.total).toBe(120);
    expect(pages.row(155)).toBeNull();
  });

  it('drops answers to the list before', async () => {
    const { pages, settle, comparison } = setUp(200);
    pages.reset();
    comparison.now = new GeneratedComparison({ prompts: 5 });
    pages.reset();
    await settle();
    expect(pages.total).toBe(5);
  });

  it('reports a failure once and asks again when told to', async () => {
    const { pages, asked, settle, errors, failure } = setUp(200);
    failure.now = new Error('gone');
    pages.reset();
    await settle();
    expect(errors).toEqual([failure.now]);
    pages.want(50, 59);
    expect(asked).toEqual([0]);
    failure.now = null;
    pages.reset();
    await settle();
    expect(pages.row(55)?.id).toBe(56);
  });

  it('begins in the middle of a list where the reader left it', async () => {
    const { pages, asked, settle } = setUp(1000);
    pages.want(700, 709);
    expect(asked).toEqual([700]);
    await settle();
    expect(pages.total).toBe(1000);
    expect(pages.row(705)?.id).toBe(706);
  });

  it('learns the length of a list that has become shorter than where the reader left it', async () => {
    const { pages, settle } = setUp(20);
    pages.want(700, 709);
    await settle();
    expect(pages.total).toBe(20);
    pages.want(10, 19);
    await settle();
    expect(pages.row(19)?.id).toBe(20);
  });

  it('fetches a single row on demand, null outside the list', async () => {
    const { pages, settle } = setUp(100);
    pages.reset();
    await settle();
    const far = pages.fetch(77);
    await settle();
    expect((await far)?.id).toBe(78);
    expect(await pages.fetch(100)).toBeNull();
    expect(await pages.fetch(-1)).toBeNull();
    expect(pages.indexOf(78)).toBe(77);
    expect(pages.indexOf(200)).toBeNull();
  });
});
