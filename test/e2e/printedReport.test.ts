// The report of the demo on paper: its summary is two pages, whatever the paper and however many flips the appendix lists.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { scratchFolder } from '../support/scratch';
import { startBrowser } from '../workbench/browser';

const folder = scratchFolder();
const report = join(folder, 'demo.html');
const checkpoint = (name: string): string => repositoryPath(`media/checkpoints/${name}`);

describe.skipIf(inject('unavailable') !== '')('the printed report of the demo', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...[cliPath, 'compare', '--base', checkpoint('glens-tiny')],
        ...['--tuned', checkpoint('glens-tiny-sft-harmless'), '--suite', 'built-in'],
        ...['--max-new-tokens', '64', '--out', join(folder, 'demo.glens'), '--report', report],
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    browser = await startBrowser();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  it.each(['A4', 'Letter'])('has two pages before its appendix on %s', async (format) => {
    const pictures = repositoryPath('.cache/screenshots');
    mkdirSync(pictures, { recursive: true });
    await page.goto(pathToFileURL(report).href);
    const whole = await page.pdf({
      format,
      printBackground: true,
      path: join(pictures, `report-${format}.pdf`),
    });
    // The appendix begins on a page of its own; the line after it belongs to it.
    await page.locator('.appendix, .page-foot').evaluateAll((parts) => {
      for (const part of parts) part.remove();
    });
    const summary = await page.pdf({ format, printBackground: true });
    expect(pagesOf(summary)).toBe(2);
    expect(pagesOf(whole)).toBeGreaterThan(2);
  });
});

/** Chromium writes every page as an object of its own. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
