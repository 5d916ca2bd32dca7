// Speed and memory of a training step: forward and backward of LoRA on all projections, beside what a plain matrix product
// reaches in the same process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { BenchRow } from '../../protocol/contracts';
import { seededRandom } from '../../safety/random';
import { inPrecision } from '../../safety/subjects/defaultPrecision';
import type { ModelConfig } from '../checkpoints/checkpoint';
import { projections } from '../checkpoints/projections';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { defaultThreads } from '../runtime/session';
import { createTrainingModel } from '../training/model/createTrainingModel';
import type { TrainingRows } from '../training/model/trainingModel';
import { sumLoss } from './sumLoss';
import { median } from './median';
import type { MatMulPeak } from './matMulPeak';
import { matMulPeak } from './matMulPeak';
import { peerRows, startTorchPeer, type PeerStep, type TrainingPeer } from './torchPeer';
import { loraTrainingFlops } from './trainingArithmetic';

export interface BenchTrainingOptions {
  readonly model: string;
  readonly rows?: number;
  readonly sequence?: number;
  readonly rank?: number;
  readonly recompute: boolean;
  /** Of the frozen base; exact where it is absent. */
  readonly precision?: Precision;
  /** Turns of model and matrix products; the median counts. */
  readonly repeats?: number;
  readonly threads?: number;
  /** PyTorch beside it, taking turns: the Python, and the script that makes its steps. */
  readonly torch?: { readonly python: string; readonly script: string };
}

/** One engine process measures one setting: its peak memory is the process's. */
export async function benchTraining(
  options: BenchTrainingOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const { rows = 8, sequence = 128, rank = 16, repeats = 3, recompute } = options;
  const label = recompute ? 'training, recomputed' : 'training';
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  const cleanups = [(): Promise<void> => rm(scratch, { recursive: true, force: true })];
  try {
    const checkpoint = await openCheckpoint(
      inPrecision({ path: options.model }, options.precision ?? 'exact'),
      { cacheFolder: scratch, scratchFolder: scratch },
    );
    cleanups.push(() => checkpoint.dispose());
    const started = performance.now();
    const model = await createTrainingModel(checkpoint, {
      method: {
        kind: 'lora',
        rank,
        alpha: 2 * rank,
        targets: projections,
        rslora: false,
        dropout: 0,
        seed: 1,
      },
      loss: sumLoss,
      temperature: 1,
      recompute,
      microBatchTokens: rows * sequence,
      executionProvider: 'cpu',
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    cleanups.push(() => model.dispose());
    const batch = randomRows(checkpoint.config, rows, sequence);
    const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
    const step = async (): Promise<number> => {
      const from = performance.now();
      await model.accumulate(batch, {}, gradients);
      return (performance.now() - from) / 1000;
    };
    await step();
    report(`first step after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const memory = process.resourceUsage().maxRSS * 1024;

    const peer = await torchPeer(options, { rows, sequence, rank });
    if (peer !== null) {
      cleanups.push(() => {
        peer.dispose();
        return Promise.resolve();
      });
      await peer.step();
    }
    const peak = await matMulPeak(options.threads);
    cleanups.push(() => peak.dispose());
    const flops = loraTrainingFlops(checkpoint.config, { rows, sequence, rank });
    const turns: Turn[] = [];
    for (let turn = 0; turn < repeats; turn++) {
      const own = await step();
      turns.push({ seconds: own, peer: (await peer?.step()) ?? null, peak: await best(peak) });
      const last = turns.at(-1);
      if (last === undefined) continue;
      report(
        `${rows} × ${sequence} tokens, rank ${rank}${recompute ? ', recomputed' : ''}: ` +
          `${((rows * sequence) / last.seconds).toFixed(0)} tokens/s, ` +
          `${(flops / last.seconds / 1e9).toFixed(0)} GFLOP/s; matrix products ${last.peak.text}`,
      );
    }
    const seconds = median(turns.map((turn) => turn.seconds));
    return [
      { label, value: (rows * sequence) / seconds, unit: 'tokens/s' },
      { label: `${label}, model arithmetic`, value: flops / seconds / 1e9, unit: 'GFLOP/s' },
      {
        label: `${label}, matrix products`,
        value: median(turns.map(({ peak: p }) => p.flops)) / 1e9,
        unit: 'GFLOP/s',
      },
      {
        label: `${label}, share of matrix products`,
        value: median(turns.map((turn) => (100 * flops) / turn.seconds / turn.peak.flops)),
        unit: '%',
      },
      { label: `${label}, peak memory of the process`, value: memory / 1e6, unit: 'MB' },
      ...(peer === null
        ? []
        : peerRows(`${label}, ${peer.name}`, rows * sequence, {
            own: turns.map((turn) => turn.seconds),
            peer: turns.flatMap((turn) => turn.peer ?? []),
          })),
    ];
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

interface Turn {
  readonly seconds: number;
  readonly peer: PeerStep | null;
  readonly peak: Peak;
}

async function torchPeer(
  { model, recompute, torch, threads = defaultThreads }: BenchTrainingOptions,
  size: { readonly rows: number; readonly sequence: number; readonly rank: number },
): Promise<TrainingPeer | null> {
  if (torch === undefined) return null;
  return startTorchPeer(torch.python, torch.script, { model, recompute, threads, ...size });
}

interface Peak {
  readonly flops: number;
  readonly text: string;
}

async function best(peak: MatMulPeak): Promise<Peak> {
  const measured = (await peak.measure()).sort((a, b) => b.flops - a.flops);
  return {
    flops: measured[0]?.flops ?? NaN,
    text: measured
      .map(({ size, flops }) => `${(flops / 1e9).toFixed(0)} GFLOP/s at ${size.join('×')}`)
      .join(', '),
  };
}

/** Every token but the first is scored. */
function randomRows(config: ModelConfig, rows: number, sequence: number): TrainingRows {
  const random = seededRandom(11, rows);
  return {
    ids: Array.from({ length: rows }, () =>
      Array.from({ length: sequence }, () => 3 + Math.floor(random() * (config.vocabSize - 3))),
    ),
    scored: Array.from({ length: rows }, () => Array.from({ length: sequence - 1 }, (_, i) => i + 1)),
  };
}
