// Measures a comparison of 100,000 responses in the real workbench and prints the figures: opening its tab, filters,
// scrolling, and the webview's heap. `npm run measure`.
import { existsSync, linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { fillLargeComparison, largeComparisonSpec } from '../../../src/engine/bench/largeComparison';
import { comparisonStores } from '../../../src/engine/store/comparisonStores';
import { openFile, runCommand, webview } from '../../e2e/workbench';
import { openWorkbench, startBrowser } from '../../workbench/browser';
import { startServer } from '../../workbench/server';
import { installProbe, type Probe } from './probe';

const { GLENS_REPOSITORY: repository = process.cwd(), GLENS_TEST_VSIX: vsix = '' } = process.env;
const responses = 100_000;
const repeats = 5;
const filters: readonly (readonly [label: string, value: string])[] = [
  ['Flips', 'any'],
  ['Flips', 'lost'],
  ['Benchmark', 'suite-2'],
  ['Category', 'category-3'],
  ['Attack', 'roleplay'],
  ['Outcome', 'compliance'],
];
const searches = ['zanzibar', 'the', 'con'];

const large = join(repository, '.cache', 'fixtures', `large-${responses}.glens`);
if (!existsSync(large)) makeLarge(large);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'glens-large-')));
linkSync(large, join(scratch, 'large.glens'));
const browser = await startBrowser();
const server = await startServer({ vsix, settings: { 'guardrailLens.maskHarmful': false } });
try {
  const page = await openWorkbench(browser, server.addressOf(scratch), { inEveryPage: installProbe });
  await measureOpening(page);
  const frame = await webview(page, 'glens-comparison');
  await measureFilters(frame);
  await measureScrolling(frame);
  print('heap of the webview after all that', (await inPage(frame, 'heap')) / 2 ** 20, 'MiB');
} finally {
  await browser.close();
  server.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** From the key press that opens the file, to what is seen. The first time, the extension and its engine start, too. */
async function measureOpening(page: Page): Promise<void> {
  const times: { shell: number[]; headline: number[]; rows: number[] } = {
    shell: [],
    headline: [],
    rows: [],
  };
  for (let i = 0; i <= repeats; i++) {
    await openFile(page, 'large.glens');
    const began = await pressed(page.mainFrame());
    const frame = await webview(page, 'glens-comparison');
    const at = await seen(frame, 'headline');
    const { shell = NaN } = await frame.evaluate(() => theProbe().seen);
    await frame.getByRole('tab', { name: 'Responses' }).click();
    const rows = (await seen(frame, 'rows')) - (await pressed(frame));
    if (i === 0) {
      print('open the tab, the engine not running: tabs', shell - began, 'ms');
      print('open the tab, the engine not running: headline', at - began, 'ms');
      print('first time on Responses: rows', rows, 'ms');
    } else {
      times.shell.push(shell - began);
      times.headline.push(at - began);
      times.rows.push(rows);
    }
    if (i < repeats) await runCommand(page, 'View: Close All Editors');
  }
  print(`open the tab: tabs, median of ${repeats}`, median(times.shell), 'ms');
  print(`open the tab: headline and figures, median of ${repeats}`, median(times.headline), 'ms');
  print(`Responses: rows, median of ${repeats}`, median(times.rows), 'ms');
}

async function measureFilters(frame: Frame): Promise<void> {
  const all: number[] = [];
  for (const [label, value] of filters) {
    const set: number[] = [];
    const cleared: number[] = [];
    for (let i = 0; i < repeats; i++) {
      set.push(await frame.evaluate(([name, to]) => theProbe().filter(name, to), [label, value] as const));
      cleared.push(await frame.evaluate((name) => theProbe().filter(name, ''), label));
    }
    print(`filter ${label} = ${value}, median of ${repeats}`, median(set), 'ms');
    all.push(...set, ...cleared);
  }
  print('filters and taking them away: slowest of all', Math.max(...all), 'ms');
  for (const text of searches) {
    const set: number[] = [];
    for (let i = 0; i < repeats; i++) {
      set.push(await frame.evaluate((words) => theProbe().search(words), text));
      await frame.evaluate(() => theProbe().search(''));
    }
    print(`search "${text}" with the pause after typing, median of ${repeats}`, median(set), 'ms');
  }
}

async function measureScrolling(frame: Frame): Promise<void> {
  for (const [speed, pixels, frames] of [
    ['a wheel', 100, 600],
    ['Page Down held', 700, 300],
    ['back up', -700, 300],
  ] as const) {
    const report = await frame.evaluate(([step, count]) => theProbe().scroll(step, count), [
      pixels,
      frames,
    ] as const);
    print(`scroll like ${speed}: rows passed`, report.rowsPassed, '');
    print(`scroll like ${speed}: blank frames of ${report.frames}`, report.blankFrames, '');
    print(`scroll like ${speed}: frame, median`, report.medianFrame, 'ms');
    print(`scroll like ${speed}: frame, longest`, report.longestFrame, 'ms');
  }
  const jumps: number[] = [];
  for (const share of [0.5, 0.9, 0.1, 0.73, 0]) {
    jumps.push(await frame.evaluate((to) => theProbe().jump(to), share));
  }
  print('jump anywhere: rows, median of 5', median(jumps), 'ms');
  print('jump anywhere: rows, slowest', Math.max(...jumps), 'ms');
}

/** When a mouse button was last pressed there. */
function pressed(frame: Frame): Promise<number> {
  return frame.evaluate(() => theProbe().seen.lastPress ?? NaN);
}

async function seen(frame: Frame, what: 'headline' | 'rows'): Promise<number> {
  await frame.waitForFunction((name) => theProbe().seen[name] !== undefined, what);
  return frame.evaluate((name) => theProbe().seen[name] ?? NaN, what);
}

async function inPage(frame: Frame, what: 'heap'): Promise<number> {
  return frame.evaluate((name) => theProbe()[name](), what);
}

/** In the page only. */
declare function theProbe(): Probe;

function makeLarge(path: string): void {
  console.log(`Making a comparison of ${responses} responses …`);
  mkdirSync(dirname(path), { recursive: true });
  const store = comparisonStores.create(path, largeComparisonSpec, { node: process.versions.node });
  try {
    for (const done of fillLargeComparison(store, responses)) if (done % 20_000 === 0) console.log(done);
    store.setStatus('complete');
  } catch (error) {
    rmSync(path);
    throw error;
  } finally {
    store.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(label: string, value: number, unit: string): void {
  console.log(`${label.padEnd(64)} ${value.toFixed(value < 100 && unit !== '' ? 1 : 0).padStart(8)} ${unit}`);
}
