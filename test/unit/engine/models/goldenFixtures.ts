// Opens fixture checkpoints with their PyTorch goldens. Support for tests; holds no test itself.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import type { Precision } from '../../../../src/protocol/checkpoints';

export interface GoldenRow {
  readonly prompt: readonly number[];
  /** Every `stride`-th column of the logits, [prompt.length, ceil(vocabulary / stride)]. */
  readonly logits: Float32Array;
  readonly stride: number;
  /** 64 tokens, no end token. */
  readonly greedy: readonly number[];
  readonly logprobs: readonly number[];
}

const scratch = mkdtempSync(join(tmpdir(), 'guardrail-lens-test-'));
const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const minimind = fileURLToPath(new URL('../../../../../shared/models/minimind2-small', import.meta.url));

/** Name of a golden → its checkpoint, and the base where it is an adapter. */
const places: Readonly<Record<string, { readonly path: string; readonly basePath?: string }>> = {
  ...Object.fromEntries(
    [
      'llama',
      'llama-tied-bf16',
      'llama-rope-linear',
      'llama-rope-llama3',
      'llama-bias',
      'qwen2',
      'qwen3',
      'mistral',
    ].map((name) => [name, { path: `${fixtures}checkpoints/${name}` }]),
  ),
  ...Object.fromEntries(
    [
      'llama-lora',
      'llama-lora-patterns',
      'llama-lora-rslora',
      'llama-lora-saved',
      'llama-lora-trained',
      'qwen3-lora',
      'qwen3-lora-saved',
      'llama-dora',
      'llama-lora-layers',
      'qwen3-dora-some',
      'qwen3-vocabulary',
    ].map((name) => [
      name,
      {
        path: `${fixtures}checkpoints/${name}`,
        basePath: `${fixtures}checkpoints/${name.split('-')[0] ?? ''}`,
      },
    ]),
  ),
  'llama-tied-bf16-vocabulary': {
    path: `${fixtures}checkpoints/llama-tied-bf16-vocabulary`,
    basePath: `${fixtures}checkpoints/llama-tied-bf16`,
  },
  // Two adapters added together.
  'llama-lora-sum': {
    path: `${fixtures}checkpoints/llama-lora-patterns`,
    basePath: `${fixtures}checkpoints/llama-lora`,
  },
  'minimind2-small': { path: minimind },
  'minimind2-small-lora': {
    path: `${fixtures}checkpoints/minimind2-small-lora`,
    basePath: minimind,
  },
};

export const goldenNames = Object.keys(places);

/** Why a golden cannot be checked here, or null. */
export function missing(name: string): string | null {
  const place = places[name];
  const needed = [place?.path ?? '', place?.basePath ?? place?.path ?? ''];
  const absent = needed.find((path) => !existsSync(path));
  return absent === undefined ? null : `${name}: skipped, ${absent} is not there`;
}

/** A GGUF file of the fixtures. */
export async function openGgufFixture(name: string, precision: Precision): Promise<OpenCheckpoint> {
  const path = `${fixtures}gguf/${name}.gguf`;
  return openCheckpoint({ path, precision }, { cacheFolder: scratch, scratchFolder: scratch });
}

export async function openFixture(name: string, precision: Precision = 'exact'): Promise<OpenCheckpoint> {
  const place = places[name];
  if (place === undefined) throw new Error(`There is no fixture ${name}.`);
  return openCheckpoint({ ...place, precision }, { cacheFolder: scratch, scratchFolder: scratch });
}

export function readGolden(name: string): GoldenRow[] {
  const golden = JSON.parse(readFileSync(`${fixtures}golden/${name}.json`, 'utf8')) as {
    rows: (Omit<GoldenRow, 'logits'> & { logits: string })[];
  };
  return golden.rows.map((row) => {
    const bytes = Buffer.from(row.logits, 'base64');
    const logits = new Float32Array(bytes.byteLength / 4);
    for (let i = 0; i < logits.length; i++) logits[i] = bytes.readFloatLE(4 * i);
    return { ...row, logits };
  });
}
