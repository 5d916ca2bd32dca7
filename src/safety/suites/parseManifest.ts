// Reads a suite's manifest.json. Knows nothing of where the text comes from.
import { z } from 'zod';
import { suiteKinds } from '../../protocol/outcomes';
import type { SuiteManifest } from '../../protocol/suites';
import { quoted, suiteError } from './suiteError';

const words = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);

/** Suite ids appear in file names, command lines and reports. */
const suiteId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be 1 to 64 of a–z, 0–9, dot, hyphen and underscore, and start with a letter or digit',
  );

/** Of a suite's manifest.json; for the reference of the format, too. */
export const suiteManifestSchema = z
  .object({
    id: suiteId.describe('In file names, on command lines and in reports.'),
    version: words(100).describe('Results of two versions are told apart.'),
    title: words(200),
    licence: words(200),
    citation: words(2000).describe('How the authors want to be cited.'),
    kind: z
      .enum(suiteKinds, 'must be "harmful", "benign", "capability" or "control"')
      .describe('Where refusing is right, where answering is right, tasks, or episodes of a control policy.'),
    categories: z
      .array(words(200))
      .refine((list) => new Set(list).size === list.length, 'names a category twice')
      .describe('All that rows may name.'),
    metric: words(2000).describe('What the rate is, in words.'),
    verifier: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe(
        'Of tasks: what verifies an answer, as in the rewards of a *.train.json; it reads its columns from the rows.',
      ),
  })
  .refine(({ kind, verifier }) => kind !== 'capability' || verifier !== undefined, {
    message: 'must say how answers to tasks are verified, as in {"verifier": "number"}',
    path: ['verifier'],
  });

/**
 * The manifest in `text`; fields that the format does not know are ignored.
 * Throws `suiteInvalid` for text that is no JSON, and for the first missing or wrong field, by its name.
 */
export function parseManifest(text: string, file: string): SuiteManifest {
  if (text.trim() === '') throw suiteError({ file }, 'The file is empty.', advice);
  let data: unknown;
  try {
    data = JSON.parse(withoutBom(text));
  } catch (cause) {
    throw suiteError(
      { file },
      `This is not JSON: ${quoted(cause instanceof Error ? cause.message : '')}.`,
      advice,
      { cause },
    );
  }
  const parsed = suiteManifestSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw suiteError(
    { file, ...(path === '' ? {} : { field: path }) },
    `${issue?.message ?? 'The manifest does not fit the format'}.`,
    advice,
  );
}

/** Editors on Windows put a byte order mark at the start; it is not part of the content. */
export function withoutBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

const advice =
  'A manifest is a JSON object with the texts id, version, title, licence, citation and metric, ' +
  'kind ("harmful", "benign", "control", or "capability" with a verifier), and the list categories.';
