// What PyTorch says of the fixtures llama and llama-lora, and of SmolLM2-135M where it is there. Support for tests.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { GeneratorPool } from '../../../../src/engine/generation/generatorPool';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { openCheckpointRespondent } from '../../../../src/engine/respondents/checkpoint/checkpointRespondent';
import type { Respondent } from '../../../../src/engine/respondents/respondent';
import { checkpointPath, repositoryPath } from '../../../support/paths';

export interface GoldenSide {
  readonly logprob: number;
  readonly entropy: number;
  readonly rank: number;
  readonly topIds: readonly number[];
  readonly topLogprobs: readonly number[];
}

export interface GoldenReading {
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
  readonly tokens: readonly {
    readonly kl: number;
    readonly reverseKl: number;
    readonly js: number;
    readonly base: GoldenSide;
    readonly tuned: GoldenSide;
  }[];
}

export interface ExplainGolden {
  readonly readings: readonly GoldenReading[];
  readonly harmful: readonly (readonly number[])[];
  readonly harmless: readonly (readonly number[])[];
  /** [layers][hidden] */
  readonly directions: Readonly<Record<'base' | 'tuned', readonly (readonly number[])[]>>;
  readonly subspace: number;
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly relativeNorm: number;
        readonly effectiveRank: number;
        readonly overlap: number;
        readonly largestCosine: number;
      }
    >
  >;
}

export interface ExplainCase {
  readonly name: string;
  readonly basePath: string;
  readonly adapterPath: string;
  readonly golden: ExplainGolden;
}

function readGolden(path: string): ExplainGolden {
  return JSON.parse(readFileSync(path, 'utf8')) as ExplainGolden;
}

/** The fixtures, and SmolLM2 where GLENS_SMOLLM2 names its folder and GLENS_SMOLLM2_GOLDEN what explainGolden.py wrote. */
export function explainCases(): ExplainCase[] {
  const fixture = {
    name: 'llama',
    basePath: checkpointPath('llama'),
    adapterPath: checkpointPath('llama-lora'),
    golden: readGolden(repositoryPath('test/fixtures/golden/explain.json')),
  };
  const [model, folder] = [process.env['GLENS_SMOLLM2'], process.env['GLENS_SMOLLM2_GOLDEN']];
  if (model === undefined || folder === undefined || !existsSync(join(folder, 'explain.json'))) {
    console.log('Skipped: SmolLM2 beside PyTorch (GLENS_SMOLLM2, GLENS_SMOLLM2_GOLDEN are not set).');
    return [fixture];
  }
  const golden = readGolden(join(folder, 'explain.json'));
  return [fixture, { name: 'SmolLM2-135M', basePath: model, adapterPath: join(folder, 'adapter'), golden }];
}

const scratch = mkdtempSync(join(tmpdir(), 'guardrail-lens-test-'));

export function openCase(path: string, basePath?: string): Promise<OpenCheckpoint> {
  const ref = basePath === undefined ? { path } : { path, basePath };
  return openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch });
}

export interface OpenPair {
  readonly base: Respondent;
  readonly tuned: Respondent;
  dispose(): Promise<void>;
}

/** Both models of a case over one pool, as the engine opens them. */
export async function openPair({ basePath, adapterPath }: ExplainCase): Promise<OpenPair> {
  const generators = new GeneratorPool(
    (checkpoint) => loadGenerator(checkpoint, { executionProvider: 'cpu' }),
    null,
  );
  const open = (path: string, over?: string): Promise<Respondent> =>
    openCheckpointRespondent(
      { kind: 'checkpoint', path, ...(over === undefined ? {} : { basePath: over }) },
      {
        generators,
        open: (ref) => openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch }),
      },
    );
  const [base, tuned] = [await open(basePath), await open(adapterPath, basePath)];
  return {
    base,
    tuned,
    dispose: async () => {
      await tuned.dispose();
      await base.dispose();
      await generators.dispose();
    },
  };
}

export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('It is there.');
  return value;
}
