// PyTorch as a peer of `bench training`: a script of media/python in a Python that the user names, which makes a step for every
// line that it is given. Knows nothing of the product's own side.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { BenchRow } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import { median } from './median';

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

export interface TrainingPeer {
  /** For tables, with versions. */
  readonly name: string;
  /** One forward and backward pass of all rows. */
  step(): Promise<PeerStep>;
  dispose(): void;
}

export interface PeerStep {
  readonly seconds: number;
  /** The most that the process has had in memory; 0 where its system does not say. */
  readonly peakBytes: number;
}

const readySchema = z.object({ ready: z.string() });
const errorSchema = z.object({ error: z.string() });
const stepSchema = z.object({ seconds: z.number().positive(), peak_bytes: z.number().nonnegative() });
/** Characters of what it says on standard error that an error quotes. */
const quoted = 600;

/** @throws GuardrailError invalidRequest where the Python cannot be started, lacks a package, or ends */
export async function startTorchPeer(
  python: string,
  script: string,
  work: TrainingWork,
): Promise<TrainingPeer> {
  const { model, rows, sequence, rank, threads, recompute } = work;
  const numbers = [rows, sequence, rank, threads, recompute ? 1 : 0].map(String);
  const child = spawn(python, [script, model, ...numbers], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Nothing is looked for on the hub, whatever the libraries would.
    env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-quoted)));
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(unusable(python, error.message)));
    child.on('close', () => reject(unusable(python, said.trim() === '' ? 'It ended.' : said.trim())));
  });
  // Whoever waits for a line hears of it; nobody may be waiting.
  failed.catch(() => undefined);
  // What is written to a process that has ended is told by its end.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(schema: z.ZodType<T>): Promise<T> => {
    for (;;) {
      const line = await Promise.race([lines.next(), failed]);
      if (line.done === true) return failed;
      const data = jsonOf(line.value);
      const error = errorSchema.safeParse(data);
      if (error.success) throw unusable(python, error.data.error);
      const wanted = schema.safeParse(data);
      if (wanted.success) return wanted.data;
      // Libraries print, too.
    }
  };
  const dispose = (): void => {
    child.stdin.end();
    child.kill();
  };
  try {
    const { ready } = await next(readySchema);
    return {
      name: ready,
      step: async () => {
        child.stdin.write('step\n');
        const { seconds, peak_bytes } = await next(stepSchema);
        return { seconds, peakBytes: peak_bytes };
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
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

function unusable(python: string, reason: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `PyTorch cannot be measured with ${python}: ${reason}`,
    'Name a Python that has torch, transformers and peft with --python.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
