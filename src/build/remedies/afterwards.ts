// What is put on a checkpoint that lost its guardrail, without training it again: made once for the checkpoint of each seed. All that
// learn do so from the same prompts: refusals of the harmful ones, or as many answers to them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FittedSafeguardId, ParameterSafeguardId } from '../../protocol/safeguards';
import type { TrainingRunFacts } from '../../protocol/training';
import type { ProductCli } from '../experiments/productCli';
import { refusalsConfig, type MatrixSettings } from './matrices';
import { remedyFiles } from './remedyData';
import { writeJson } from './writeJson';

/** Beside `name`: what of a `patch` or a `fit` it is. */
type Afterwards =
  | {
      readonly name: string;
      readonly patch: ParameterSafeguardId;
      readonly weight: number;
      /** What it is patched with: a run on refusals alone, or the model as it was before training. */
      readonly with: 'refusals' | 'untrained';
    }
  | {
      readonly name: string;
      readonly fit: FittedSafeguardId;
      /** Options but the folder. */
      readonly options: Readonly<Record<string, string>>;
    };

const all: readonly Afterwards[] = [
  { name: 'refusal-patch', patch: 'refusal-patch', weight: 1, with: 'refusals' },
  { name: 'merged', patch: 'linear', weight: 0.5, with: 'untrained' },
  { name: 'upsafe', fit: 'upsafe', options: {} },
  { name: 'usl', fit: 'usl', options: {} },
  { name: 'shield', fit: 'shield', options: {} },
  { name: 'saffron-1', fit: 'saffron-1', options: { search: 'tree' } },
  { name: 'best-of-n', fit: 'saffron-1', options: { search: 'best-of-n' } },
];

export function afterwardsOf({ only }: Pick<MatrixSettings, 'only'>): readonly Afterwards[] {
  return all.filter(({ name }) => only?.includes(name) ?? true);
}

/** Of the answers that safeguards are fitted to; the prompts are those of refusal directions. */
export const fitSizes = { samples: 2, maxNewTokens: 32 } as const;

export interface PutOn {
  readonly folder: string;
  readonly settings: MatrixSettings;
  readonly seed: number;
  /** The checkpoint of this seed without a remedy. */
  readonly checkpoint: string;
  readonly cli: ProductCli;
}

/** A remedy as a comparison takes it, or why there is none. */
export interface PutOnRemedy {
  readonly name: string;
  readonly subject: string | null;
  readonly reason: string | null;
}

/** What is there already stays. What cannot be made does not keep the others from it. */
export async function putOnAll(put: PutOn): Promise<PutOnRemedy[]> {
  const made: PutOnRemedy[] = [];
  for (const remedy of afterwardsOf(put.settings)) {
    try {
      made.push({ name: remedy.name, subject: await putOn(remedy, put), reason: null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      made.push({ name: remedy.name, subject: null, reason });
    }
  }
  return made;
}

async function putOn(remedy: Afterwards, put: PutOn): Promise<string> {
  if ('fit' in remedy) {
    const options = { folder: fitted(remedy.fit, put), ...remedy.options };
    const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
    return `${put.checkpoint}+${remedy.fit}:${words.join(',')}`;
  }
  const out = ownFolder(remedy.name, put);
  if (existsSync(out)) return out;
  const safety = remedy.with === 'refusals' ? await refusalsRun(put) : put.settings.model;
  put.cli(
    ...['patch', put.checkpoint, '--method', remedy.patch, '--with', safety],
    ...['--weight', String(remedy.weight), '--out', out],
  );
  return out;
}

/** One fit for all remedies that differ in how it acts alone. */
function fitted(method: FittedSafeguardId, put: PutOn): string {
  const { folder, seed, checkpoint, cli } = put;
  const out = ownFolder(`${method}-fit`, put);
  if (existsSync(out)) return out;
  const suites = [remedyFiles.harmfulSuite, remedyFiles.harmlessSuite];
  cli(
    ...['fit', checkpoint, '--method', method, '--out', out],
    ...suites.flatMap((suite) => ['--suite', join(folder, suite)]),
    ...['--samples', String(fitSizes.samples), '--max-new-tokens', String(fitSizes.maxNewTokens)],
    ...['--seed', String(seed)],
  );
  return out;
}

/** The checkpoint of a run on refusals alone. @throws Error where it did not finish */
async function refusalsRun({ folder, settings, seed, cli }: PutOn): Promise<string> {
  const config = join(folder, `refusals-${seed}.train.json`);
  const resume = existsSync(join(folder, `refusals-${seed}`, 'run.json')) ? ['--resume'] : [];
  await writeJson(config, refusalsConfig(settings, seed));
  const facts = cli('train', config, ...resume) as TrainingRunFacts;
  if (facts.status !== 'finished') throw new Error(`the run on refusals is ${facts.status}`);
  return join(facts.folder, `checkpoint-${facts.step}`);
}

function ownFolder(name: string, { folder, seed }: PutOn): string {
  return join(folder, `${name}-${seed}`);
}
