// PyTorch with PEFT as a peer of `bench training`: forward and backward of LoRA. Knows nothing of the product's own side.
import { z } from 'zod';
import type { BenchRow } from '../../protocol/contracts';
import { median } from './median';
import { startPythonPeer, type PythonPeer } from './pythonPeer';

export interface TrainingWork {
  /** A checkpoint's folder. */
  readonly model: string;
  readonly rows: number;
  /** Tokens per row. */
  readonly sequence: number;
  readonly rank: number;
  readonly threads: number;
  readonly recompute: boolean;
}

/** One forward and backward pass of all rows at each step. */
export type TrainingPeer = PythonPeer<PeerStep>;

export interface PeerStep {
  readonly seconds: number;
  /** The most that the process has had in memory; 0 where its system does not say. */
  readonly peakBytes: number;
}

const stepSchema = z
  .object({ seconds: z.number().positive(), peak_bytes: z.number().nonnegative() })
  .transform(({ seconds, peak_bytes }): PeerStep => ({ seconds, peakBytes: peak_bytes }));

/** @throws GuardrailError as startPythonPeer */
export function startTorchPeer(python: string, script: string, work: TrainingWork): Promise<TrainingPeer> {
  const { model, rows, sequence, rank, threads, recompute } = work;
  return startPythonPeer({
    python,
    script,
    args: [model, ...[rows, sequence, rank, threads, recompute ? 1 : 0].map(String)],
    packages: 'torch, transformers and peft',
    step: stepSchema,
  });
}

/**
 * @param tokens of a step
 * @param turns seconds of the product's own steps, and the peer's steps
 */
export function peerRows(
  label: string,
  tokens: number,
  turns: { readonly own: readonly number[]; readonly peer: readonly PeerStep[] },
): BenchRow[] {
  const theirs = median(turns.peer.map(({ seconds }) => seconds));
  const bytes = Math.max(...turns.peer.map(({ peakBytes }) => peakBytes));
  return [
    { label, value: tokens / theirs, unit: 'tokens/s' },
    { label: `${label}, ratio`, value: theirs / median(turns.own), unit: 'times' },
    ...(bytes === 0 ? [] : [{ label: `${label}, peak memory`, value: bytes / 1e6, unit: 'MB' }]),
  ];
}
