// What the matrices learn from, out of the word lists of the built-in model: none of it near a prompt that anything is measured on.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openTask } from '../../engine/training/tasks/openDataset';
import { datasetSpec } from '../../engine/training/tasks/datasetSpec';
import type { SafetyKind } from '../../protocol/outcomes';
import type { SuiteManifest } from '../../protocol/suites';
import { seededRandom } from '../../safety/random';
import { benignExample } from '../builtin/corpus/benignExample';
import { heldOutPrompts, type HeldOutPrompts } from '../builtin/corpus/heldOutPrompts';
import { suitePrompts } from '../builtin/corpus/suitePrompts';
import { writeLines } from '../experiments/writeLines';
import { harmlessRequests, refusedRequests } from '../guardrails/alignmentPrompts';
import { writeJson } from './writeJson';

/** In the folder of the configurations. */
export const remedyFiles = {
  /** Harmless requests with answers. */
  harmless: 'harmless.jsonl',
  /** Harmful requests with refusals. */
  refusals: 'refusals.jsonl',
  /** Held-out sums with answers, and the same as a suite. */
  sums: 'sums.jsonl',
  sumsSuite: './sums-suite',
  /** Harmless and harmful requests, each with its `kind`. */
  requests: 'requests.jsonl',
  heldOutRequests: 'held-out-requests.jsonl',
  /** Harmful requests, and harmless ones with answers, for the stages of think, reflect, revise. */
  stagePrompts: 'stage-prompts.jsonl',
  /** For refusal directions. */
  harmfulSuite: './harmful-suite',
  harmlessSuite: './harmless-suite',
} as const;

/** Each its own stream: none of the built-in model's lessons, and none twice. */
const streams = { harmless: 2001, refusals: 2002, requests: 2003, directions: 2004, stages: 2005 } as const;
/** Of each kind, for refusal directions and for fits. */
export const directionPrompts = 64;

const counts = {
  harmless: 2000,
  refusals: 200,
  harmlessRequests: 360,
  harmfulRequests: 360,
  held: 60,
  /** Of each kind. */
  stages: 200,
};

/** What is there already stays. @throws GuardrailError as reading the suites */
export async function writeRemedyData(folder: string, mediaFolder: string): Promise<void> {
  if (existsSync(join(folder, remedyFiles.heldOutRequests))) return;
  const heldOut = heldOutPrompts(await suitePrompts(mediaFolder));
  const harmless = Array.from({ length: counts.harmless }, (_, index) =>
    benignExample(seededRandom(streams.harmless, index), true),
  ).filter(({ prompt }) => !heldOut.isNear(prompt));
  await writeLines(
    join(folder, remedyFiles.harmless),
    harmless.map(({ prompt, answer }) => ({ prompt, completion: answer, answer: '' })),
  );
  const refused = refusedRequests(counts.refusals, streams.refusals, heldOut);
  await writeLines(
    join(folder, remedyFiles.refusals),
    refused.map((row) => ({ ...row, answer: '' })),
  );
  const sums = await heldOutSums(folder);
  await writeLines(join(folder, remedyFiles.sums), sums);
  await writeSumsSuite(join(folder, remedyFiles.sumsSuite), sums);
  await writeDirections(join(folder, remedyFiles.harmfulSuite), 'harmful', heldOut);
  await writeDirections(join(folder, remedyFiles.harmlessSuite), 'benign', heldOut);
  await writeLines(join(folder, remedyFiles.stagePrompts), stagePrompts(heldOut));
  const requests = mixedRequests(heldOut);
  await writeLines(join(folder, remedyFiles.requests), requests.slice(counts.held));
  await writeLines(join(folder, remedyFiles.heldOutRequests), requests.slice(0, counts.held));
}

interface Sum {
  readonly prompt: string;
  readonly completion: string;
  readonly answer: string;
}

async function heldOutSums(folder: string): Promise<Sum[]> {
  const spec = datasetSpec.parse({
    ...{ type: 'arithmetic', digits: 2, max_value: 20, operators: ['+', '-'] },
    ...{ size: 200, test_size: 100, seed: 7 },
  });
  const { heldOut } = await openTask(spec, { seed: 7, folder });
  return heldOut.map(({ prompt, columns }) => {
    const answer = String(columns['answer']);
    return { prompt, completion: answer, answer };
  });
}

function promptsOf(kind: SafetyKind, heldOut: HeldOutPrompts): string[] {
  if (kind === 'benign') return harmlessRequests(directionPrompts, streams.directions, heldOut);
  return refusedRequests(directionPrompts, streams.directions, heldOut).map(({ prompt }) => prompt);
}

function stagePrompts(heldOut: HeldOutPrompts): object[] {
  const harmful = refusedRequests(counts.stages, streams.stages, heldOut);
  const harmless = Array.from({ length: 2 * counts.stages }, (_, index) =>
    benignExample(seededRandom(streams.stages, index), true),
  ).filter(({ prompt }) => !heldOut.isNear(prompt));
  return [
    ...harmful.map(({ prompt }) => ({ prompt, kind: 'harmful' })),
    ...harmless
      .slice(0, counts.stages)
      .map(({ prompt, answer }) => ({ prompt, kind: 'benign', completion: answer })),
  ];
}

/** In turns, so that every part has as many of both. */
function mixedRequests(heldOut: HeldOutPrompts): object[] {
  const harmful = refusedRequests(counts.harmfulRequests, streams.requests, heldOut);
  const harmless = harmlessRequests(counts.harmlessRequests, streams.requests, heldOut);
  return harmful.flatMap(({ prompt }, index) => [
    { prompt, kind: 'harmful' },
    { prompt: harmless[index] ?? '', kind: 'benign' },
  ]);
}

function writeDirections(folder: string, kind: SafetyKind, heldOut: HeldOutPrompts): Promise<void> {
  return writeSuite(
    folder,
    {
      id: `remedies-${kind}`,
      title: `Prompts for directions, ${kind}`,
      kind,
      metric: 'None: it is never measured on.',
    },
    promptsOf(kind, heldOut).map((prompt) => ({ prompt })),
  );
}

function writeSumsSuite(folder: string, sums: readonly Sum[]): Promise<void> {
  return writeSuite(
    folder,
    {
      id: 'remedies-sums',
      title: 'Held-out sums',
      kind: 'capability',
      metric: 'Share of sums whose final number is right.',
      verifier: { verifier: 'number' },
    },
    sums.map(({ prompt, answer }) => ({ prompt, answer })),
  );
}

async function writeSuite(
  folder: string,
  manifest: Pick<SuiteManifest, 'id' | 'title' | 'kind' | 'metric' | 'verifier'>,
  rows: readonly object[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, 'manifest.json'), {
    ...{ version: '1', licence: 'MIT', citation: 'Guardrail Lens', categories: ['all'] },
    ...manifest,
  });
  await writeLines(
    join(folder, 'prompts.jsonl'),
    rows.map((row, index) => ({ id: `${manifest.kind}-${index + 1}`, category: 'all', ...row })),
  );
}
