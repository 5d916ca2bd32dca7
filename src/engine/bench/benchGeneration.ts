// Tokens per second of the whole product path (batching, sampling, stopping, decoding), and of a peer on the same weights,
// prompts and number of tokens, taking turns in one run: another library, or the product with the weights as float32.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { BenchRow } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import { seededRandom } from '../../safety/random';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { withEndTokens } from '../checkpoints/withEndTokens';
import type { Generator } from '../generation/generator';
import { loadGenerator } from '../generation/loadGenerator';
import { loadLlamaCppPeer } from './llamaCppPeer';
import { median } from './median';
import { modelOrRandom } from './randomCheckpoint';
import type { Peer } from './transformersPeer';
import { loadTransformersPeer } from './transformersPeer';

export const generationPeers = ['transformers', 'llama.cpp', 'exact', 'none'] as const;
export type GenerationPeer = (typeof generationPeers)[number];

export interface BenchGenerationOptions {
  /** A checkpoint; by default random float32 weights in the geometry of SmolLM2-135M. */
  readonly model?: string;
  /** Batch sizes, for example "1,8,32". */
  readonly batch?: string;
  readonly newTokens?: number;
  /** exact: a quantised GGUF file in its own blocks, beside the same file as float32; memory of both too. */
  readonly peer?: GenerationPeer;
  /** Where the peer's package lies, for llama.cpp. */
  readonly peerPath?: string;
  /** Of the product's own side; by default native beside `exact`, else exact. */
  readonly precision?: Precision;
  /** Turns of each side; the median counts. */
  readonly repeats?: number;
}

const promptLength = 64;

/** @throws GuardrailError invalidRequest, and what opening and loading throw. */
export async function benchGeneration(
  options: BenchGenerationOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const batches = batchSizes(options.batch ?? '1,8,32');
  const newTokens = options.newTokens ?? 128;
  const repeats = options.repeats ?? 3;
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  const cleanups = [(): Promise<void> => rm(scratch, { recursive: true, force: true })];
  try {
    const file = await modelOrRandom(options.model, scratch, 'F32', report);
    const load = async (precision: Precision): Promise<Loaded> => {
      const before = process.memoryUsage.rss();
      const ref = { path: file, precision };
      const checkpoint = withEndTokens(
        await openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch }),
        [], // Every row runs to its limit, on both sides.
      );
      cleanups.push(() => checkpoint.dispose());
      const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
      cleanups.push(() => generator.dispose());
      await runOurs(generator, [[3, 4, 5, 6]], 4);
      return { checkpoint, generator, bytes: process.memoryUsage.rss() - before };
    };
    const { checkpoint, generator, bytes } = await load(
      options.precision ?? (options.peer === 'exact' ? 'native' : 'exact'),
    );
    const rows: BenchRow[] = [];
    let peer: NamedPeer | null = null;
    if (options.peer === 'transformers') {
      const loaded = await loadTransformersPeer(checkpoint, join(scratch, 'peer'));
      peer = { ...loaded, name: '@huggingface/transformers' };
      cleanups.push(() => loaded.dispose());
    }
    if (options.peer === 'llama.cpp') {
      const loaded = await loadLlamaCppPeer(options.peerPath ?? process.cwd(), file);
      peer = loaded;
      cleanups.push(() => loaded.dispose());
    }
    if (options.peer === 'exact') {
      if ((checkpoint.blocks?.size ?? 0) === 0) throw nothingInBlocks(file);
      const exact = await load('exact');
      peer = {
        name: 'exact',
        generate: (prompts, tokens) => runOurs(exact.generator, prompts, tokens),
        dispose: () => Promise.resolve(),
      };
      rows.push(...memoryRows(bytes, exact.bytes));
      report(rows.map(({ label, value, unit }) => `${label}: ${value.toFixed(2)} ${unit}`).join(', '));
    }
    report(`${promptLength} prompt tokens, ${newTokens} new tokens per row, median of ${repeats}`);
    for (const batch of batches) {
      rows.push(...(await benchBatch(generator, peer, checkpoint, { batch, newTokens, repeats }, report)));
    }
    return rows;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

interface Loaded {
  readonly checkpoint: OpenCheckpoint;
  readonly generator: Generator;
  /** What the process grew by until the first answer. */
  readonly bytes: number;
}

interface NamedPeer extends Peer {
  readonly name: string;
}

/** Blocks are loaded first: what the other side could reuse of their memory would count against them. */
function memoryRows(native: number, exact: number): BenchRow[] {
  return [
    { label: 'memory, native', value: native / 1e6, unit: 'MB' },
    { label: 'memory, exact', value: exact / 1e6, unit: 'MB' },
    { label: 'memory, ratio', value: native / exact, unit: 'times' },
  ];
}

function nothingInBlocks(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} has no quantised weights, so native and exact are the same.`,
    'Name a quantised GGUF file with --model.',
  );
}

async function benchBatch(
  generator: Generator,
  peer: NamedPeer | null,
  checkpoint: OpenCheckpoint,
  size: { readonly batch: number; readonly newTokens: number; readonly repeats: number },
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const random = seededRandom(7, size.batch);
  const prompts = Array.from({ length: size.batch }, () =>
    Array.from({ length: promptLength }, () => 3 + Math.floor(random() * (checkpoint.config.vocabSize - 3))),
  );
  const tokens = size.batch * size.newTokens;
  // A short round first: memory is mapped, threads are up.
  await runOurs(generator, prompts, 4);
  await peer?.generate(prompts, 4);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < size.repeats; turn++) {
    ours.push((1000 * tokens) / (await runOurs(generator, prompts, size.newTokens)));
    if (peer !== null) theirs.push((1000 * tokens) / (await peer.generate(prompts, size.newTokens)));
  }
  const own = median(ours);
  const label = `generation, batch ${size.batch}`;
  if (peer === null) {
    report(`batch ${size.batch}: ${own.toFixed(1)} tokens/s`);
    return [{ label, value: own, unit: 'tokens/s' }];
  }
  const other = median(theirs);
  report(
    `batch ${size.batch}: ${own.toFixed(1)} tokens/s, ${peer.name} ${other.toFixed(1)} tokens/s, ` +
      `ratio ${(own / other).toFixed(2)}`,
  );
  return [
    { label, value: own, unit: 'tokens/s' },
    { label: `${label}, ${peer.name}`, value: other, unit: 'tokens/s' },
    { label: `${label}, ratio`, value: own / other, unit: 'times' },
  ];
}

/** Milliseconds. */
async function runOurs(
  generator: Generator,
  prompts: readonly (readonly number[])[],
  newTokens: number,
): Promise<number> {
  const started = performance.now();
  let done = 0;
  await generator.generate(
    prompts.map((promptIds, id) => ({ id, promptIds, seed: id })),
    {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxNewTokens: newTokens,
      // Looked for in every row's text, never found.
      stop: ['\u0000stop'],
      batchSize: prompts.length,
      fixedBatch: false,
    },
    {
      onRow: (_, generated) => {
        done += generated.tokenIds.length;
      },
    },
  );
  const elapsed = performance.now() - started;
  if (done !== prompts.length * newTokens) throw new Error('A row ended early.');
  return elapsed;
}

function batchSizes(text: string): number[] {
  return text.split(',').map((part) => {
    const size = Number(part);
    if (Number.isInteger(size) && size > 0) return size;
    throw new GuardrailError('invalidRequest', `${part} is no batch size.`, 'Give numbers, as in 1,8,32.');
  });
}
