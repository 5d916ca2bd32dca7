// Generates what one side of a comparison still lacks, each response stored as it finishes.
import type { ChatMessage, Generated } from '../../protocol/generation';
import type { ComparisonSpec, PromptRecord, ResponseRecord } from '../../protocol/comparison';
import type { Side } from '../../protocol/outcomes';
import { splitReasoning } from '../../safety/judges/splitReasoning';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import type { GenerationRow, RowSettings } from '../generation/generator';
import type { GeneratorPool } from '../generation/generatorPool';
import type { ComparisonStore } from '../store/comparisonStore';
import { rowSeed } from './rowSeed';
import type { RunMeter } from './runMeter';

interface PlannedRow {
  readonly prompt: PromptRecord;
  readonly sample: number;
  readonly renderedPrompt: string;
  readonly seed: number;
}

export interface SideRun {
  readonly side: Side;
  readonly checkpoint: OpenCheckpoint;
  readonly spec: ComparisonSpec;
  readonly store: ComparisonStore;
  readonly generators: GeneratorPool;
  readonly meter: RunMeter;
  readonly signal: AbortSignal;
  /** Called with each stored response. */
  onResponse(id: number, response: ResponseRecord, prompt: PromptRecord): void;
}

export async function generateSide(run: SideRun): Promise<void> {
  const planned = await planRows(run);
  if (planned.length === 0) return;
  const rows = planned.map((row, id): GenerationRow => {
    return { id, promptIds: run.checkpoint.tokenizer.encode(row.renderedPrompt), seed: row.seed };
  });
  const generator = await run.generators.acquire(run.checkpoint);
  await generator.generate(
    rows,
    rowSettings(run),
    {
      onRow: (id, generated) => {
        const row = planned[id];
        if (row === undefined) return;
        const response = toResponse(run.side, row, generated);
        run.onResponse(run.store.addResponse(response), response, row.prompt);
        run.meter.responseDone();
      },
      onProgress: ({ tokensPerSecond }) => run.meter.speed(tokensPerSecond),
    },
    run.signal,
  );
}

/** Renders the chats of what is missing; longest prompts are not sorted, so that results appear in run order. */
async function planRows(run: SideRun): Promise<PlannedRow[]> {
  const { spec, store, side, checkpoint } = run;
  const finished = store.finished(side);
  const missing = store
    .prompts()
    .map((prompt) => ({
      prompt,
      samples: Array.from({ length: spec.settings.samples }, (_, sample) => sample).filter(
        (sample) => !finished.has(`${prompt.id}:${sample}`),
      ),
    }))
    .filter(({ samples }) => samples.length > 0);
  const rendered = await checkpoint.tokenizer.renderChats(
    missing.map(({ prompt }) => chatOf(prompt, spec.settings.systemPrompt)),
    spec.settings.templateVariables,
  );
  return missing.flatMap(({ prompt, samples }, index) =>
    samples.map((sample) => ({
      prompt,
      sample,
      renderedPrompt: rendered[index] ?? '',
      seed: rowSeed(spec.settings.seed, prompt, sample, side === 'control'),
    })),
  );
}

function chatOf(prompt: PromptRecord, systemPrompt: string | null): ChatMessage[] {
  const user: ChatMessage = { role: 'user', content: prompt.userMessage };
  return systemPrompt === null ? [user] : [{ role: 'system', content: systemPrompt }, user];
}

/** A greedy control run differs only by its batch layout: the noise of floating-point sums. */
function rowSettings(run: SideRun): RowSettings {
  const { settings } = run.spec;
  if (run.side !== 'control' || settings.temperature > 0) return settings;
  return { ...settings, batchSize: Math.max(1, Math.floor(settings.batchSize / 2)) };
}

function toResponse(side: Side, row: PlannedRow, generated: Generated): ResponseRecord {
  // A template may open the reasoning inside the prompt; the text then starts within it.
  const opened = /<think>\s*$/.test(row.renderedPrompt);
  const split = splitReasoning(opened ? `<think>${generated.text}` : generated.text);
  return {
    promptId: row.prompt.id,
    side,
    sample: row.sample,
    text: generated.text,
    reasoning: split.reasoning,
    answer: split.answer,
    finishReason: generated.finishReason,
    seed: row.seed,
    promptTokens: generated.promptTokens,
    tokenIds: generated.tokenIds,
    logprobs: generated.logprobs,
    milliseconds: generated.milliseconds,
    renderedPrompt: row.renderedPrompt,
  };
}
