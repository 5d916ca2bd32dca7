// The JSON that a comparison file keeps, validated when it is read: a file may come from anywhere.
import { z } from 'zod';
import {
  checkpointFormats,
  precisions,
  type AdapterFacts,
  type CheckpointFacts,
} from '../../protocol/checkpoints';
import {
  comparisonStatuses,
  exactBaseChoices,
  rubricIds,
  type ComparisonColumn,
  type ComparisonSpec,
  type ComparisonStatus,
  type Continuation,
  type JudgeSpec,
} from '../../protocol/comparison';
import type { RunAccuracy, RunCurve } from '../../protocol/matrix';
import {
  chatRoles,
  generationConfigSettings,
  type ChatMessage,
  type GenerationSettings,
} from '../../protocol/generation';
import { suiteKinds } from '../../protocol/outcomes';
import { subjectSafeguardIds, type SubjectSafeguard } from '../../protocol/safeguards';
import { controlEnvironmentIds, controlMethodIds } from '../../protocol/control';
import type {
  EndpointFacts,
  PolicyFacts,
  ResponsesFacts,
  SubjectFacts,
  SubjectRef,
} from '../../protocol/subjects';
import type { SuiteManifest, TaskColumns } from '../../protocol/suites';
import { noteSeverities, type JudgeFacts, type Note, type PrecisionKl } from '../../protocol/summary';
import { mostColumns } from '../../safety/subjects/columns';
import { damagedComparison } from './storeErrors';

const count = z.number().int().nonnegative();
const strings = z.array(z.string());

const subjectSafeguard: z.ZodType<SubjectSafeguard> = z.object({
  id: z.enum(subjectSafeguardIds),
  options: z.record(z.string(), z.json()),
});

const subjectRef: z.ZodType<SubjectRef> = z.preprocess(
  // Comparisons from before there were other subjects say a path alone.
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value)
      ? { kind: 'checkpoint', ...value }
      : value,
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('checkpoint'),
      path: z.string(),
      basePath: z.string().exactOptional(),
      merge: z.boolean().exactOptional(),
      precision: z.enum(precisions).exactOptional(),
      safeguard: subjectSafeguard.exactOptional(),
    }),
    z.object({
      kind: z.literal('endpoint'),
      url: z.string(),
      model: z.string(),
      replicas: z.array(z.string()).exactOptional(),
      template: z.string().exactOptional(),
      adapter: z.string().exactOptional(),
      safeguard: subjectSafeguard.exactOptional(),
    }),
    z.object({ kind: z.literal('responses'), path: z.string() }),
    z.object({ kind: z.literal('policy'), path: z.string() }),
  ]),
);

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

const checkpointFactsJson: z.ZodType<CheckpointFacts> = z.object({
  // Comparisons from before there were other subjects do not say it.
  kind: z.literal('checkpoint').default('checkpoint'),
  name: z.string(),
  path: z.string(),
  format: z.enum(checkpointFormats),
  architecture: z.string(),
  parameters: count,
  dtype: z.string(),
  quantization: z.string().nullable(),
  precision: z.enum(precisions).exactOptional(),
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
  generationDefaults: z.record(z.string(), z.json()).exactOptional(),
  remarks: strings,
});

const endpointFacts: z.ZodType<EndpointFacts> = z.object({
  kind: z.literal('endpoint'),
  name: z.string(),
  url: z.string(),
  parent: z.string().nullable(),
  contextLength: count.nullable(),
  owner: z.string().nullable(),
  systemFingerprint: z.string().nullable(),
  templateHash: z.string().nullable(),
  templateBos: z.string().exactOptional(),
});

const responsesFacts: z.ZodType<ResponsesFacts> = z.object({
  kind: z.literal('responses'),
  name: z.string(),
  path: z.string(),
  rows: count,
  fingerprint: z.string(),
});

const policyFacts: z.ZodType<PolicyFacts> = z.object({
  kind: z.literal('policy'),
  name: z.string(),
  path: z.string(),
  format: z.enum(['safetensors', 'onnx']),
  environment: z.enum(controlEnvironmentIds),
  method: z.enum(controlMethodIds),
  steps: count.nullable(),
  seed: z.number().nullable(),
  fingerprint: z.string(),
});

export const subjectFactsJson: z.ZodType<SubjectFacts> = z.union([
  checkpointFactsJson,
  endpointFacts,
  responsesFacts,
  policyFacts,
]);

export const judgeSpecJson: z.ZodType<JudgeSpec> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rules') }),
  z.object({ kind: z.literal('list'), listId: z.string(), listsPath: z.string() }),
  z.object({ kind: z.literal('guard'), checkpoint: z.string(), spec: z.string() }),
  z.object({
    kind: z.literal('endpoint'),
    url: z.string(),
    model: z.string(),
    rubric: z.enum(rubricIds),
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
  templateVariables: z.record(z.string(), z.json()),
  generationConfig: z.object({ except: z.array(z.enum(generationConfigSettings)) }).exactOptional(),
  limitByDefault: z.boolean().exactOptional(),
});

const column: z.ZodType<ComparisonColumn> = z.object({
  name: z.string(),
  tuned: subjectRef,
  step: count.exactOptional(),
});

export const specJson: z.ZodType<ComparisonSpec> = z.object({
  base: subjectRef,
  tuned: subjectRef,
  columns: z.array(column).min(2).max(mostColumns).exactOptional(),
  suites: strings,
  attacks: strings,
  limit: count.nullable(),
  settings: generationSettings,
  judges: z.array(judgeSpecJson),
  control: z.boolean(),
  exactBase: z.enum(exactBaseChoices).exactOptional(),
  force: z.boolean().exactOptional(),
  margin: z.number().positive().max(1).exactOptional(),
  failIf: strings.exactOptional(),
  allowWeakGates: z.boolean().exactOptional(),
});

export const precisionKlJson: z.ZodType<PrecisionKl> = z.object({
  perToken: z.number(),
  tokens: count,
  answers: count,
});

export const statusJson: z.ZodType<ComparisonStatus> = z.enum(comparisonStatuses);

export const continuationsJson: z.ZodType<readonly Continuation[]> = z.array(
  z.object({ at: z.string(), from: count, to: count, answers: count }),
);

export const versionsJson = z.record(z.string(), z.string());

export const notesJson: z.ZodType<readonly Note[]> = z.array(
  z.object({ severity: z.enum(noteSeverities), id: z.string(), message: z.string() }),
);

export const historyJson: z.ZodType<readonly ChatMessage[]> = z.array(
  z.object({ role: z.enum(chatRoles), content: z.string() }),
);

export const taskColumnsJson: z.ZodType<TaskColumns> = z.record(z.string(), z.unknown());

export const manifestJson: z.ZodType<SuiteManifest> = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  licence: z.string(),
  citation: z.string(),
  kind: z.enum(suiteKinds),
  categories: strings,
  metric: z.string(),
  verifier: taskColumnsJson.exactOptional(),
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

const runAccuracy: z.ZodType<RunAccuracy> = z.object({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  n: count,
});

/** What the run that the columns are steps of says of them. */
export const runCurveJson: z.ZodType<RunCurve> = z.object({
  folder: z.string(),
  klPer: z.enum(['answer', 'token']).nullable(),
  accuracyOf: z.object({ reward: z.string(), threshold: z.number() }).nullable(),
  start: runAccuracy.nullable(),
  points: z.array(
    z.object({
      step: count,
      kl: z.object({ value: z.number(), step: count }).nullable(),
      accuracy: z
        .object({
          rate: z.number(),
          low: z.number(),
          high: z.number(),
          n: count,
          step: count,
          delta: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
        })
        .nullable(),
    }),
  ),
  notes: strings,
});
