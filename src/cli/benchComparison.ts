// `bench compare`: answered tokens per second of a whole comparison, beside the generation bench's own rate with the same
// checkpoint, batch and number of tokens. The bench runs before and after it, so that a machine that slows down is not the
// comparison's fault. Each in an engine of its own.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ComparisonRow, ComparisonSpec, RunPhase } from '../protocol/comparison';
import type { BenchRow } from '../protocol/contracts';
import type { EngineClient } from '../client/engineClient';
import { defaultGenerationSettings } from '../protocol/generation';
import { seededRandom } from '../safety/random';
import { withEngine } from './engine';
import { ProgressBar } from './progressBar';
import { say } from './terminal';

export interface ComparedBench {
  /** Both sides' base. */
  readonly base: string;
  /** null: the base again, without an adapter. */
  readonly tuned: string | null;
  /** An id or a path; null: a generated suite of prompts as long as the bench's, for random weights. */
  readonly suite: string | null;
  readonly prompts: number;
  readonly newTokens: number;
  readonly batchSize: number;
}

/** Of a suite that is generated: words, which are the tokens of the bench's prompts where its checkpoint is random. */
const promptWords = 64;
const largestWord = 1000;
const pageRows = 200;

/** @throws GuardrailError what opening, comparing and benching throw */
export async function benchComparison(bench: ComparedBench): Promise<readonly BenchRow[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    const suite = bench.suite ?? (await writeSuite(scratch, bench.prompts));
    const before = await generationRate(bench);
    const whole = await compare(bench, join(scratch, 'bench.glens'), suite);
    const after = await generationRate(bench);
    const rate = whole.tokens / whole.seconds;
    const decoding = whole.tokens / whole.answering;
    const own = (before + after) / 2;
    return [
      { label: 'answered tokens', value: whole.tokens, unit: '' },
      { label: 'whole comparison', value: whole.seconds, unit: 's' },
      { label: 'of it, answering', value: whole.answering, unit: 's' },
      { label: 'whole comparison', value: rate, unit: 'tokens/s' },
      { label: 'while answering', value: decoding, unit: 'tokens/s' },
      { label: `bench, batch ${bench.batchSize}, before`, value: before, unit: 'tokens/s' },
      { label: `bench, batch ${bench.batchSize}, after`, value: after, unit: 'tokens/s' },
      { label: 'whole comparison against the bench', value: rate / own, unit: 'times' },
      { label: 'while answering against the bench', value: decoding / own, unit: 'times' },
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Tokens per second. */
async function generationRate({ base, batchSize, newTokens }: ComparedBench): Promise<number> {
  const options = { model: base, batch: String(batchSize), newTokens, repeats: 2 };
  const { rows } = await withEngine({}, (client, signal) =>
    client.request(
      'bench',
      { name: 'generation', options },
      { signal, onProgress: ({ line }) => say(`${line}\n`) },
    ),
  );
  return rows[0]?.value ?? Number.NaN;
}

interface WholeComparison {
  /** Of all sides. */
  readonly tokens: number;
  readonly seconds: number;
  /** While a side was answering, switching between sides included. */
  readonly answering: number;
}

const answeringPhases: readonly RunPhase[] = ['base', 'tuned'];

function compare(bench: ComparedBench, path: string, suite: string): Promise<WholeComparison> {
  const spec: ComparisonSpec = {
    base: { kind: 'checkpoint', path: resolve(bench.base) },
    tuned: { kind: 'checkpoint', ...tunedRef(bench) },
    suites: [suite],
    attacks: [],
    limit: bench.prompts,
    settings: { ...defaultGenerationSettings, maxNewTokens: bench.newTokens, batchSize: bench.batchSize },
    judges: [{ kind: 'rules' }],
    control: false,
    exactBase: 'declined',
    // A checkpoint beside itself is what is measured where no other is named.
    force: true,
  };
  return withEngine({}, async (client, signal) => {
    const bar = new ProgressBar();
    const clock = new PhaseClock();
    const started = performance.now();
    try {
      await client.request('createComparison', { path, spec, apiKeys: {} }, { signal });
      await client.request(
        'runComparison',
        { path, apiKeys: {} },
        {
          signal,
          onProgress: (progress) => {
            clock.at(progress.phase);
            bar.show(progress);
          },
        },
      );
    } finally {
      bar.end();
    }
    const seconds = (performance.now() - started) / 1000;
    return { tokens: await answeredTokens(client, path), seconds, answering: clock.seconds(answeringPhases) };
  });
}

/** An adapter runs over the base that it is compared with. */
function tunedRef({ base, tuned }: ComparedBench): { readonly path: string; readonly basePath?: string } {
  return tuned === null ? { path: resolve(base) } : { path: resolve(tuned), basePath: resolve(base) };
}

/** How long a run was in each of its phases, by when it said so. */
class PhaseClock {
  private readonly spent = new Map<RunPhase, number>();
  private phase: RunPhase | null = null;
  private since = performance.now();

  at(phase: RunPhase): void {
    if (phase === this.phase) return;
    this.add();
    this.phase = phase;
  }

  seconds(phases: readonly RunPhase[]): number {
    this.add();
    return phases.reduce((sum, phase) => sum + (this.spent.get(phase) ?? 0), 0) / 1000;
  }

  private add(): void {
    const now = performance.now();
    if (this.phase !== null) this.spent.set(this.phase, (this.spent.get(this.phase) ?? 0) + now - this.since);
    this.since = now;
  }
}

async function answeredTokens(client: EngineClient, path: string): Promise<number> {
  let tokens = 0;
  for (let offset = 0, total = 1; offset < total; offset += pageRows) {
    const query = { filter: {}, sort: 'runOrder', descending: false, offset, limit: pageRows } as const;
    const page = await client.request('queryRows', { path, query });
    total = page.total;
    for (const row of page.rows) tokens += tokensOf(row);
  }
  return tokens;
}

function tokensOf({ sides }: ComparisonRow): number {
  return Object.values(sides)
    .flat()
    .reduce((sum, sample) => sum + (sample.tokens ?? 0), 0);
}

/** Numbers in words of their own, no two prompts alike. */
async function writeSuite(scratch: string, prompts: number): Promise<string> {
  const folder = join(scratch, 'bench-prompts');
  await mkdir(folder);
  const manifest = {
    ...{
      id: 'bench-prompts',
      version: '1',
      title: 'Prompts of the bench',
      licence: 'MIT',
      citation: 'None.',
    },
    ...{ kind: 'harmful', categories: ['all'], metric: 'none' },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const random = seededRandom(7);
  const rows = Array.from({ length: prompts }, (_, index) => {
    const words = Array.from({ length: promptWords }, () => 3 + Math.floor(random() * (largestWord - 3)));
    return `${JSON.stringify({ id: String(index + 1), prompt: words.join(' '), category: 'all', context: null })}\n`;
  });
  await writeFile(join(folder, 'prompts.jsonl'), rows.join(''));
  return folder;
}
