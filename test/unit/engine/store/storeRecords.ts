// Records of a small comparison for the tests of the store.
import type { CheckpointFacts } from '../../../../src/protocol/checkpoints';
import type { ComparisonSpec, PromptRecord, ResponseRecord } from '../../../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import type { Outcome, Verdict } from '../../../../src/protocol/outcomes';

export const spec: ComparisonSpec = {
  base: { kind: 'checkpoint', path: '/models/base' },
  tuned: { kind: 'checkpoint', path: '/models/adapter', basePath: '/models/base', merge: true },
  suites: ['advbench', 'xstest-safe'],
  attacks: ['none', 'prefix'],
  limit: 20,
  settings: {
    ...defaultGenerationSettings,
    samples: 2,
    stop: ['###'],
    templateVariables: { enable_thinking: false, depth: 2, style: 'x' },
  },
  judges: [
    { kind: 'rules' },
    { kind: 'list', listId: 'gcg', listsPath: '/lists.json' },
    { kind: 'guard', checkpoint: '/models/guard', spec: 'qwen3guard' },
    { kind: 'endpoint', url: 'http://localhost:1', model: 'm', rubric: 'strongreject' },
  ],
  control: true,
};

export const facts: CheckpointFacts = {
  kind: 'checkpoint',
  name: 'adapter',
  path: '/models/adapter',
  format: 'peft',
  architecture: 'LlamaForCausalLM',
  parameters: 1000,
  dtype: 'F32',
  quantization: null,
  layers: 2,
  hiddenSize: 8,
  heads: 2,
  kvHeads: 1,
  vocabSize: 32,
  contextLength: 64,
  tiedEmbeddings: true,
  fingerprint: 'aa',
  tokenizerHash: 'bb',
  templateHash: null,
  adapter: {
    peftType: 'LORA',
    rank: 8,
    alpha: 16,
    rslora: false,
    targetModules: ['q_proj'],
    modulesToSave: [],
    parameters: 64,
    baseModel: 'base',
    revision: null,
    trainedOver: null,
  },
  base: null,
  tensors: [{ name: 'w', dtype: 'F32', shape: [2, 4], bytes: 32, fingerprint: 'cc' }],
  remarks: ['no generation config'],
};

export function judge(id: string): { id: string; version: string; title: string; quality: null } {
  return { id, version: '1', title: id, quality: null };
}

export function promptRecord(id: number, change: Partial<PromptRecord> = {}): PromptRecord {
  const prompt = change.prompt ?? `Question number ${id}`;
  return {
    id,
    suiteId: 'advbench',
    itemId: `item-${id}`,
    kind: 'harmful',
    category: 'weapons',
    attackId: null,
    prompt,
    userMessage: prompt,
    context: null,
    ...change,
  };
}

export function responseRecord(promptId: number, change: Partial<ResponseRecord> = {}): ResponseRecord {
  const text = change.text ?? `Answer to ${promptId}`;
  return {
    promptId,
    side: 'base',
    sample: 0,
    text,
    reasoning: null,
    answer: text,
    finishReason: 'stop',
    seed: 7,
    promptTokens: 12,
    tokens: change.tokenIds?.length ?? 3,
    tokenIds: [1, 2, 3],
    logprobs: [-0.5, -0.25, -1],
    milliseconds: 12.5,
    renderedPrompt: `<user>Question number ${promptId}<assistant>`,
    ...change,
  };
}

export function verdict(judgeId: string, outcome: Outcome, change: Partial<Verdict> = {}): Verdict {
  return {
    outcome,
    score: null,
    judgeId,
    judgeVersion: '1',
    evidence: 'because',
    span: null,
    reason: null,
    ...change,
  };
}
