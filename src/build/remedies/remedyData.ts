// What the matrices learn from, out of the word lists of the built-in model: none of it near a prompt that anything is measured on.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openTask } from '../../engine/training/tasks/openDataset';
import { datasetSpec } from '../../engine/training/tasks/datasetSpec';
import type { SafetyKind } from '../../protocol/outcomes';
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
  /** Held-out sums with answers. */
  sums: 'sums.jsonl',
  /** Harmless and harmful requests, each with its `kind`. */
  requests: 'requests.jsonl',
  heldOutRequests: 'held-out-requests.jsonl',
  /** For refusal directions. */
  harmfulSuite: './harmful-suite',
  harmlessSuite: './harmless-suite',
} as const;

/** Each its own stream: none of the built-in model's lessons, and none twice. */
const streams = { harmless: 2001, refusals: 2002, requests: 2003, directions: 2004 } as const;
const counts = {
  harmless: 2000,
  refusals: 200,
  harmlessRequests: 360,
  harmfulRequests: 360,
  held: 60,
  directions: 64,
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
  await writeLines(join(folder, remedyFiles.sums), await heldOutSums(folder));
  await writeSuite(join(folder, remedyFiles.harmfulSuite), 'harmful', directionPrompts('harmful', heldOut));
  await writeSuite(join(folder, remedyFiles.harmlessSuite), 'benign', directionPrompts('benign', heldOut));
  const requests = mixedRequests(heldOut);
  await writeLines(join(folder, remedyFiles.requests), requests.slice(counts.held));
  await writeLines(join(folder, remedyFiles.heldOutRequests), requests.slice(0, counts.held));
}

async function heldOutSums(folder: string): Promise<object[]> {
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

function directionPrompts(kind: SafetyKind, heldOut: HeldOutPrompts): string[] {
  const { directions: count } = counts;
  if (kind === 'benign') return harmlessRequests(count, streams.directions, heldOut);
  return refusedRequests(count, streams.directions, heldOut).map(({ prompt }) => prompt);
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

async function writeSuite(folder: string, kind: SafetyKind, prompts: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, 'manifest.json'), {
    ...{ id: `remedies-${kind}`, version: '1', title: `Prompts for directions, ${kind}`, licence: 'MIT' },
    ...{ citation: 'Guardrail Lens', kind, categories: ['all'], metric: 'None: it is never measured on.' },
  });
  await writeLines(
    join(folder, 'prompts.jsonl'),
    prompts.map((prompt, index) => ({ id: `${kind}-${index + 1}`, category: 'all', prompt })),
  );
}
