// guardrail-lens bench
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import type { BenchName, BenchRow } from '../../protocol/contracts';
import { withEngine } from '../engine';
import { benchComparison } from '../benchComparison';
import { comparisonInMemory } from '../comparisonInMemory';
import { integer } from '../options';
import { suiteEntry } from '../suiteEntry';
import { formatTable } from '../../safety/presentation/textTable';
import { print, say } from '../terminal';

type Options = Record<string, string | number | boolean>;

export function addBenchCommand(program: Command): void {
  const bench = program.command('bench').description('measure the product on this machine');
  bench
    .command('generation')
    .description('tokens per second, beside a peer on the same weights')
    .option('--model <checkpoint>', 'default: random weights of SmolLM2-135M geometry')
    .option('--batch <list>', 'batch sizes, for example 1,8,32')
    .option('--new-tokens <n>', 'per row', integer(1))
    .option('--repeats <n>', 'turns per side', integer(1))
    .option(
      '--peer <name>',
      'transformers, llama.cpp (a GGUF file; --peer-path), exact (a quantised GGUF file in its blocks beside itself as float32; memory too), or none',
      'none',
    )
    .option('--peer-path <folder>', 'of the npm package node-llama-cpp, or one where it was installed')
    .option('--precision <how>', 'of the product: exact, native, fast, int8, int4')
    .action((options: Options) => runBench('generation', options));
  bench
    .command('load')
    .description('time to the first token, memory of a base with adapters')
    .option('--model <checkpoint>', 'default: random bfloat16 weights of SmolLM2-135M geometry')
    .option(
      '--geometry <name>',
      'of the random weights: smollm2-135m, llama-3.2-1b, llama-3.2-3b, llama-3.1-8b',
    )
    .option('--precision <how>', 'exact (default), native, fast, int8, int4')
    .action(benchLoad);
  bench
    .command('memory')
    .description('a whole comparison of random weights with an adapter, and the most memory that it took')
    .option('--geometry <name>', 'llama-3.2-3b (default), llama-3.1-8b, llama-3.2-1b, smollm2-135m')
    .option('--precision <how>', 'exact, int8, int4 (default)')
    .option('--prompts <n>', 'how many (32)', integer(1))
    .option('--new-tokens <n>', 'per answer (8)', integer(1))
    .option('--memory-limit <gb>', 'of the engine, GB', integer(1))
    .action(benchMemory);
  bench
    .command('compare')
    .description(
      'answered tokens per second of a whole comparison, against the generation bench in the same run',
    )
    .option('--model <checkpoint>', 'the base; default: random bfloat16 weights of SmolLM2-135M geometry')
    .option(
      '--tuned <checkpoint>',
      'a checkpoint or an adapter of it (default: a random adapter; the model itself where one is named)',
    )
    .option(
      '--suite <id|path>',
      'default: glens-overrefusal, and generated prompts of 64 tokens for random weights',
    )
    .option('--prompts <n>', 'how many (64)', integer(1))
    .option('--new-tokens <n>', 'per answer (128)', integer(1))
    .option('--batch-size <n>', 'rows decoded together (32)', integer(1))
    .action(benchCompare);
  bench
    .command('training')
    .description('forward and backward of LoRA on all projections, beside plain matrix products; memory')
    .option('--model <checkpoint>', 'default: random bfloat16 weights of SmolLM2-135M geometry')
    .option(
      '--geometry <name>',
      'of the random weights: smollm2-135m, llama-3.2-1b, llama-3.2-3b, llama-3.1-8b',
    )
    .option('--precision <how>', 'of the frozen base: exact (default), native, int8, int4')
    .option('--rows <n>', 'sequences that go through the model together', integer(1))
    .option('--sequence <n>', 'tokens per row', integer(2))
    .option('--rank <n>', 'of the adapter', integer(1))
    .option('--threads <n>', 'of the arithmetic; default: one per core', integer(1))
    .option('--repeats <n>', 'turns of each setting', integer(1))
    .option(
      '--peer <name>',
      'torch (PyTorch with PEFT on the same checkpoint folder; with --step TRL), or none',
      'none',
    )
    .option(
      '--python <path>',
      'with --peer torch: a Python that has torch, transformers and peft, with --step trl (python3)',
    )
    .option('--step', 'whole GRPO steps instead: completions, scoring and update', false)
    .option('--prompts <n>', 'with --step: prompts of a step', integer(1))
    .option('--samples <n>', 'with --step: completions per prompt', integer(2))
    .option('--new-tokens <n>', 'with --step: per completion', integer(1))
    .option('--micro-batch-tokens <n>', 'with --step: of a forward and backward pass', integer(1))
    .option('--recompute', 'with --step: recompute activations', false)
    .action(benchTraining);
  bench
    .command('endpoint')
    .description('tokens per second of the engine itself, and over `serve` on loopback')
    .requiredOption('--model <checkpoint>', 'a checkpoint with a tokenizer: both sides are given text')
    .option('--concurrency <n>', 'requests at once (32)', integer(1))
    .option('--prompts <n>', 'how many (64)', integer(1))
    .option('--new-tokens <n>', 'per answer (64)', integer(1))
    .option('--repeats <n>', 'turns per side (3)', integer(1))
    .action((options: Options) => runBench('endpoint', options));
  bench
    .command('scoring')
    .description('time to read answers with both models, whole vocabulary, against generating them')
    .option('--model <checkpoint>', 'default: random bfloat16 weights of SmolLM2-135M geometry')
    .option('--prompts <n>', 'how many (400)', integer(1))
    .option('--new-tokens <n>', 'per answer (64)', integer(1))
    .action((options: Options) => runBench('scoring', options));
  bench
    .command('store')
    .description('a comparison of many responses: open, filter, search')
    .option('--responses <n>', 'how many', integer(1))
    .option('--columns <n>', 'tuned checkpoints beside the base (1)', integer(1))
    .option('--keep <file>', 'keep the generated comparison')
    .action((options: Options) => runBench('store', options));
}

function benchLoad(options: Options): Promise<void> {
  const { precision } = options;
  return withModel(options, (model) =>
    runBench('load', { model, ...(precision === undefined ? {} : { precision }) }),
  );
}

function benchMemory(options: Options): Promise<void> {
  const geometry = options['geometry'] ?? 'llama-3.2-3b';
  return withModel({ ...options, geometry }, async (model) => {
    printRows(await comparisonInMemory(model, options));
  });
}

function benchCompare(options: Options): Promise<void> {
  const { model: named, tuned, suite, prompts = 64, newTokens = 128, batchSize = 32 } = options;
  const sizes = { prompts: Number(prompts), newTokens: Number(newTokens), batchSize: Number(batchSize) };
  return withModel(options, async (base) => {
    const beside = named === undefined ? join(base, 'adapter') : null;
    const sides = { base, tuned: tuned === undefined ? beside : String(tuned) };
    // To another tokenizer a generated prompt would be several times as long as the bench's.
    const ownPrompts = named === undefined ? null : 'glens-overrefusal';
    const asked = suite === undefined ? ownPrompts : suiteEntry(String(suite));
    printRows(await benchComparison({ ...sides, suite: asked, ...sizes }));
  });
}

/** A fresh engine per setting: peak memory is that of its whole life. */
function benchTraining(options: Options): Promise<void> {
  return withModel(options, async (model) => {
    if (options['step'] === true) return runBench('training', { ...options, model });
    const rows: BenchRow[] = [];
    for (const recompute of [true, false]) {
      rows.push(...(await measure('training', { ...options, model, recompute })));
    }
    printRows(rows);
  });
}

/** Weights are written by one engine and loaded by a fresh one, whose memory holds nothing else. */
async function withModel(options: Options, run: (model: string) => Promise<void>): Promise<void> {
  const given = options['model'];
  if (given !== undefined) return run(String(given));
  const folder = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    say('Writing random weights …\n');
    const { geometry } = options;
    const written = { write: folder, ...(geometry === undefined ? {} : { geometry }) };
    await withEngine({}, (client, signal) =>
      client.request('bench', { name: 'load', options: written }, { signal }),
    );
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runBench(name: BenchName, options: Options): Promise<void> {
  printRows(await measure(name, options));
}

function measure(name: BenchName, options: Options): Promise<readonly BenchRow[]> {
  return withEngine({ verbose: false }, async (client: EngineClient, signal) => {
    const { rows } = await client.request(
      'bench',
      { name, options },
      { signal, onProgress: ({ line }) => say(`${line}\n`) },
    );
    return rows;
  });
}

function printRows(rows: readonly BenchRow[]): void {
  const table = formatTable(
    [
      { title: 'measure', align: 'left' },
      { title: 'value', align: 'right' },
      { title: 'unit', align: 'left' },
    ],
    rows.map((row) => [row.label, formatValue(row.value), row.unit]),
  );
  print(`${table}\n`);
}

function formatValue(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
