// How fast a large comparison file opens, and answers each kind of page. The file is generated from a seed.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { RowFilter, RowQuery, RowSort } from '../../protocol/comparison';
import type { BenchRow } from '../../protocol/contracts';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';
import { summarizeMatrix } from '../comparison/summarize';
import { fillLargeComparison, largeMatrixSpec } from './largeComparison';

const defaultResponses = 100_000;
const pageSize = 50;
const repeats = 7;

const filters: readonly (readonly [label: string, filter: RowFilter])[] = [
  ['no filter', {}],
  ['flips', { flips: 'any' }],
  ['kind, lost', { kind: 'harmful', flips: 'lost' }],
  ['suite', { suiteId: 'suite-2' }],
  ['category, attack', { category: 'category-3', attackId: 'roleplay' }],
  ['outcome of tuned', { outcome: 'compliance', outcomeSide: 'tuned' }],
  ['judges disagree', { judgeDisagreement: true }],
  ['search: rare word', { text: 'zanzibar' }],
  ['search: common word', { text: 'the' }],
  ['search: prefix', { text: 'con' }],
  ['search: three words', { text: 'the of and' }],
  ['search: Chinese, two characters', { text: '炸弹' }],
  ['search: common word, lost', { text: 'the', flips: 'lost' }],
];

/**
 * Milliseconds for opening and for pages of 50 rows with their total (median of 7 and the slowest, first page,
 * middle page and last page, both directions), and the size of the file.
 * `keep`: a path to leave the file at. `columns`: tuned subjects; of several the matrix is measured too.
 */
export async function benchStore(
  options: { responses?: number; columns?: number; keep?: string },
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const responses = options.responses ?? defaultResponses;
  const columns = options.columns ?? 1;
  const folder = mkdtempSync(join(tmpdir(), 'glens-bench-'));
  const path = options.keep === undefined ? join(folder, 'bench.glens') : resolve(options.keep);
  const rows: BenchRow[] = [];
  const row = (label: string, value: number, unit: string): void => {
    rows.push({ label, value, unit });
    report(`${label.padEnd(58)} ${value.toFixed(value < 100 ? 1 : 0).padStart(9)} ${unit}`);
  };
  try {
    const began = performance.now();
    await generate(path, responses, columns, report);
    row(`generate ${responses} responses, two judges`, (performance.now() - began) / 1000, 's');
    row('file size', statSync(path).size / 2 ** 20, 'MiB');
    if (columns > 1) measureMatrix(path, row);
    await measureReading(path, row);
    measureWriting(path, row);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function generate(
  path: string,
  responses: number,
  columns: number,
  report: (line: string) => void,
): Promise<void> {
  const store = comparisonStores.create(path, largeMatrixSpec(columns), { node: process.versions.node });
  try {
    for (const done of fillLargeComparison(store, responses)) {
      if (done % 20_000 === 0) report(`generated ${done} of ${responses}`);
      await otherWork();
    }
  } finally {
    store.close();
  }
}

type Report = (label: string, value: number, unit: string) => void;

/**
 * From a closed file to everything that the matrix shows, as an editor opens it; the first time is that of a fresh engine.
 * Beside it, reading the same verdicts without a number made of them: the ratio hardly follows the load of the machine.
 */
function measureMatrix(path: string, row: Report): void {
  const opening = (): void =>
    opened(path, (store) => {
      store.describe();
      summarizeMatrix(store);
    });
  const before = process.cpuUsage();
  const first = timeOf(opening);
  const { user, system } = process.cpuUsage(before);
  const again = times(opening);
  const reading = times(() => opened(path, (store) => store.judgedColumns()));
  row('open, and the matrix of all columns, first time', first, 'ms');
  row('the same, processor time', (user + system) / 1000, 'ms');
  row('open, and the matrix of all columns', median(again), 'ms');
  row('open, and the matrix of all columns, slowest', Math.max(...again), 'ms');
  row('open, and the verdicts of all columns alone', median(reading), 'ms');
  row('matrix against verdicts alone', median(again) / median(reading), 'times');
}

function opened(path: string, use: (store: ComparisonStore) => unknown): void {
  const store = comparisonStores.open(path, 'read');
  try {
    use(store);
  } finally {
    store.close();
  }
}

async function measureReading(path: string, row: Report): Promise<void> {
  const opening = times(() => opened(path, (store) => store.describe()));
  row('open and describe', median(opening), 'ms');
  const store = comparisonStores.open(path, 'read');
  let slowest = 0;
  try {
    for (const [label, filter] of filters) {
      const pages = pagesOf(store, filter, 'runOrder');
      slowest = Math.max(slowest, ...pages);
      row(`page, ${label}`, median(pages), 'ms');
      await otherWork();
    }
    for (const sort of ['suite', 'category', 'flip', 'tokens', 'time'] as const) {
      const pages = pagesOf(store, {}, sort);
      slowest = Math.max(slowest, ...pages);
      row(`page, sorted by ${sort}`, median(pages), 'ms');
      await otherWork();
    }
    row('slowest page of all', slowest, 'ms');
    row('facets, no filter', median(times(() => store.facets({}))), 'ms');
    row('facets, search: common word', median(times(() => store.facets({ text: 'the' }))), 'ms');
    row('judged responses for the analysis', median(times(() => store.judgedResponses())), 'ms');
    row('finished responses of a side', median(times(() => store.finished('base'))), 'ms');
    row(
      'responses without a verdict',
      median(times(() => store.unjudged({ id: 'second', version: '1' }, 0, pageSize))),
      'ms',
    );
  } finally {
    store.close();
  }
}

/** Each on its own, durable, as in a run. */
function measureWriting(path: string, row: Report): void {
  const store = comparisonStores.open(path, 'write');
  try {
    const page = store.query({ filter: {}, sort: 'runOrder', descending: true, offset: 0, limit: 200 });
    const adding = page.rows.map((prompt) =>
      timeOf(() =>
        store.addResponse({
          promptId: prompt.id,
          side: 'control',
          sample: 999,
          text: prompt.sides.base?.[0]?.answer ?? '',
          reasoning: null,
          answer: prompt.sides.base?.[0]?.answer ?? '',
          finishReason: 'stop',
          seed: 0,
          promptTokens: 60,
          tokens: 130,
          tokenIds: Array.from({ length: 130 }, (_, i) => i),
          logprobs: Array.from({ length: 130 }, (_, i) => -i / 100),
          milliseconds: 900,
          renderedPrompt: prompt.userMessage,
        }),
      ),
    );
    row('add a response', median(adding), 'ms');
    row('add a response, slowest', Math.max(...adding), 'ms');
    const verdict = {
      outcome: 'refusal',
      score: null,
      judgeId: 'rules',
      judgeVersion: '1',
      evidence: 'I cannot',
      span: null,
      reason: null,
    } as const;
    const judging = page.rows.map((prompt) =>
      timeOf(() => store.addVerdict(prompt.sides.base?.[0]?.responseId ?? 1, verdict)),
    );
    row('add a verdict', median(judging), 'ms');
  } finally {
    row(
      'close',
      timeOf(() => store.close()),
      'ms',
    );
  }
}

/** First, middle and last page in both directions, several times each. */
function pagesOf(store: ComparisonStore, filter: RowFilter, sort: RowSort): number[] {
  const query = (offset: number, descending: boolean): RowQuery => ({
    filter,
    sort,
    descending,
    offset,
    limit: pageSize,
  });
  const { total } = store.query(query(0, false));
  const last = Math.max(0, total - pageSize);
  return [false, true].flatMap((descending) =>
    [0, Math.floor(last / 2), last].flatMap((offset) => times(() => store.query(query(offset, descending)))),
  );
}

function times(work: () => unknown): number[] {
  return Array.from({ length: repeats }, () => timeOf(work));
}

/** Milliseconds. */
function timeOf(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
