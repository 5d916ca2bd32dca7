// The JSON that a comparison file keeps, validated when it is read: a file may come from anywhere.
import { z } from 'zod';
import type { AdapterFacts, CheckpointFacts, CheckpointRef } from '../../protocol/checkpoints';
import type { ComparisonSpec, ComparisonStatus, JudgeSpec } from '../../protocol/comparison';
import type { GenerationSettings } from '../../protocol/generation';
import type { SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note } from '../../protocol/summary';
import { damagedComparison } from './storeErrors';

const count = z.number().int().nonnegative();
const strings = z.array(z.string());

const checkpointRef: z.ZodType<CheckpointRef> = z.object({
  path: z.string(),
  basePath: z.string().exactOptional(),
  merge: z.boolean().exactOptional(),
});

const adapterFacts: z.ZodType<AdapterFacts> = z.object({
  peftType: z.string(),
  rank: z.number(),
  alpha: z.number(),
  rslora: z.boolean(),
  targetModules: strings,
  modulesToSave: strings,
  parameters: count,
  baseModel: z.string().nullable(),
  revision: z.string().nullable(),
  // Comparisons from before this was known have none.
  trainedOver: z.string().nullable().default(null),
});

export const checkpointFactsJson: z.ZodType<CheckpointFacts> = z.object({
  name: z.string(),
  path: z.string(),
  format: z.enum(['huggingface', 'peft', 'gguf']),
  architecture: z.string(),
  parameters: count,
  dtype: z.string(),
  quantization: z.string().nullable(),
  layers: count,
  hiddenSize: count,
  heads: count,
  kvHeads: count,
  vocabSize: count,
  contextLength: count,
  tiedEmbeddings: z.boolean(),
  fingerprint: z.string(),
  tokenizerHash: z.string(),
  templateHash: z.string().nullable(),
  adapter: adapterFacts.nullable(),
  base: z.lazy(() => checkpointFactsJson).nullable(),
  tensors: z.array(
    z.object({
      name: z.string(),
      dtype: z.string(),
      shape: z.array(count),
      bytes: count,
      fingerprint: z.string(),
    }),
  ),
  remarks: strings,
});

const judgeSpec: z.ZodType<JudgeSpec> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rules') }),
  z.object({ kind: z.literal('list'), listId: z.string(), listsPath: z.string() }),
  z.object({ kind: z.literal('guard'), checkpoint: z.string(), spec: z.string() }),
  z.object({
    kind: z.literal('endpoint'),
    url: z.string(),
    model: z.string(),
    rubric: z.enum(['strongreject', 'xstest', 'harmbench']),
    apiKeyEnv: z.string().nullable(),
  }),
]);

const generationSettings: z.ZodType<GenerationSettings> = z.object({
  temperature: z.number(),
  topP: z.number(),
  topK: z.number(),
  maxNewTokens: count,
  stop: strings,
  samples: count,
  seed: z.number(),
  systemPrompt: z.string().nullable(),
  batchSize: count,
  fixedBatch: z.boolean(),
  templateVariables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const specJson: z.ZodType<ComparisonSpec> = z.object({
  base: checkpointRef,
  tuned: checkpointRef,
  suites: strings,
  attacks: strings,
  limit: count.nullable(),
  settings: generationSettings,
  judges: z.array(judgeSpec),
  control: z.boolean(),
  force: z.boolean().exactOptional(),
});

export const statusJson: z.ZodType<ComparisonStatus> = z.enum(['running', 'stopped', 'complete', 'failed']);

export const versionsJson = z.record(z.string(), z.string());

export const notesJson: z.ZodType<readonly Note[]> = z.array(
  z.object({ severity: z.enum(['error', 'warning', 'note']), id: z.string(), message: z.string() }),
);

export const manifestJson: z.ZodType<SuiteManifest> = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  licence: z.string(),
  citation: z.string(),
  kind: z.enum(['harmful', 'benign']),
  categories: strings,
  metric: z.string(),
});

export const judgeFactsJson: z.ZodType<JudgeFacts> = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  quality: z
    .object({
      sensitivity: z.number(),
      sensitivityN: count,
      specificity: z.number(),
      specificityN: count,
      agreement: z.number(),
      kappa: z.number(),
      source: z.string(),
    })
    .nullable(),
});

/** @throws GuardrailError storeInvalid if `text` is not JSON of this shape. */
export function parseColumn<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Nesting without end overflows the stack in either step.
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw parsed.error;
  } catch (error) {
    throw damagedComparison(`its record of ${what} can't be understood`, error);
  }
}
