// Figures and tables saved from a page: by key and by button, as SVG, PNG and CSV, and nothing that axe calls serious.
import { existsSync, readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { answerPathDialog, clearNotifications, notification, openFile, webview } from './workbench';

describe.skipIf(inject('unavailable') !== '')('figures and tables', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({
      comparison: true,
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    });
    ({ page } = session);
    await openFile(page, 'demo.glens');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-figures-${task.name}`);
  });
  afterAll(() => closeSession(session));

  /** Saves under the name that the dialog offers; the file. */
  const saved = async (name: string): Promise<Buffer> => {
    await answerPathDialog(page, new RegExp(`${name.replaceAll('.', '\\.')}$`, 'u'));
    await notification(page, /written/);
    await clearNotifications(page);
    const path = session.path(name);
    expect(existsSync(path)).toBe(true);
    return readFileSync(path);
  };

  const tools = (part: Locator): Locator => part.locator('glens-save');

  it('of the overview: a forest plot by keys, its bars by button', async () => {
    const view = await webview(page, 'glens-comparison');
    const forest = view.locator('glens-forest glens-figure').first();
    await forest.waitFor();
    await tools(forest).getByRole('button', { name: 'SVG' }).focus();
    await page.keyboard.press('s');
    expect((await saved('demo-forest-harmful.svg')).toString('utf8')).toMatch(
      /^<\?xml[^]*Benchmark[^]*<\/svg>\n$/,
    );
    await tools(forest).getByRole('button', { name: 'SVG' }).focus();
    await page.keyboard.press('c');
    expect((await saved('demo-forest-harmful.csv')).toString('utf8')).toMatch(/^benchmark,attack,n,change,/);
    await tools(view.locator('glens-figure:has(.bars)')).getByRole('button', { name: 'PNG' }).click();
    const picture = await saved('demo-outcomes.png');
    expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(picture.length).toBeGreaterThan(10_000);
  });

  it('of the overview: a table sorted by its heads, saved by key and button', async () => {
    const view = await webview(page, 'glens-comparison');
    await view.getByText('All numbers').click();
    const table = view.locator('glens-table').first();
    const head = table.getByRole('columnheader', { name: /^Benchmark/ });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const names = await table.getByRole('rowheader').locator('button').allInnerTexts();
    // All together stays below.
    expect(names.slice(0, -1)).toEqual(names.slice(0, -1).toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(names.at(-1)).toBe('All together');
    await page.keyboard.press('c');
    expect((await saved('demo-numbers-harmful.csv')).toString('utf8')).toMatch(/^Benchmark,base,base: k,/);
    await session.screenshot('figures-overview-sorted');
    expect(await seriousFindings(view, 'overview')).toEqual([]);
  });

  it('at 700 pixels', async () => {
    await page.setViewportSize({ width: 700, height: 900 });
    const view = await webview(page, 'glens-comparison');
    await view.locator('glens-table').first().scrollIntoViewIfNeeded();
    await session.screenshot('figures-overview-narrow');
    expect(await seriousFindings(view, 'narrow overview')).toEqual([]);
  });
});
