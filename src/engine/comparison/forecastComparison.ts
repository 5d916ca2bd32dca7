// What a comparison would find and cost, before it is run: its prompts, a pilot of the base, and the memory of both sides.
import type { ComparisonSpec, PromptRecord, RunProgress } from '../../protocol/comparison';
import type { ApiKeys } from '../../protocol/contracts';
import type { Answer } from '../../protocol/generation';
import type { ComparisonForecast } from '../../protocol/forecast';
import type { SubjectRef } from '../../protocol/subjects';
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type { Rate } from '../../protocol/summary';
import { forecastKind } from '../../safety/analysis/forecastKind';
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { isPositive, isSafetyKind, isUsable } from '../../safety/outcomes/handled';
import { columnsOf } from '../../safety/subjects/columns';
import { pairsOf } from '../../safety/subjects/exactBase';
import { wilsonInterval } from '../../safety/statistics/wilson';
import { promptRoom } from '../../safety/comparability/settingsRules';
import type { EngineContext } from '../engineContext';
import type { Respondent } from '../respondents/respondent';
import { withThinkingLimit } from '../respondents/thinkingLimit';
import { loadSuites } from '../suites/suiteCatalog';
import { toAsk } from './toAsk';
import { ComparisonMeter } from './comparisonMeter';
import { withExactBase } from './exactBase';
import { judgeInput } from './judging';
import { planPrompts } from './planPrompts';
import { rowSeed } from './rowSeed';
import { TaskScorer } from './taskScoring';

export interface ForecastRequest {
  readonly spec: ComparisonSpec;
  readonly apiKeys: ApiKeys;
  /** Prompts per benchmark that the base answers, judged by the rules or verified; 0: none. */
  readonly pilot: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: RunProgress) => void;
}

interface PilotAnswer {
  readonly kind: SuiteKind;
  readonly positive: boolean;
}

/** @throws GuardrailError what loading the suites, opening the sides or answering throws; cancelled */
export async function forecastComparison(
  context: EngineContext,
  { spec: asked, apiKeys, pilot, signal, progress }: ForecastRequest,
): Promise<ComparisonForecast> {
  const suites = await loadSuites(asked.suites, context.settings.mediaFolder);
  const prompts = planPrompts(suites, asked);
  const scorer = new TaskScorer(suites.map(({ manifest }) => manifest));
  const open = context.opener(apiKeys);
  const meter = new ComparisonMeter(progress);
  meter.enter('opening');
  const opened: Respondent[] = [];
  const opening = async (ref: SubjectRef): Promise<Respondent> => {
    const one = await open(ref, signal);
    opened.push(one);
    return one;
  };
  try {
    const base = await opening(asked.base);
    for (const { tuned } of columnsOf(asked)) await opening(tuned);
    for (const side of opened) side.checkSettings(asked.settings);
    const settings = await withThinkingLimit(
      asked.settings,
      opened.map(({ local }) => local),
    );
    const spec = withExactBase({ ...asked, settings }, base, context.settings.memoryLimit);
    const responses = prompts.length * settings.samples * (pairsOf(spec).length + (spec.control ? 2 : 1));
    const chosen = pilotPrompts(prompts, pilot);
    meter.expect(0, chosen.length);
    meter.enter('base');
    // The first answer pays for loading the weights, which a long run hardly notices.
    await askPilot({ base, scorer, spec, meter: null, signal }, chosen.slice(0, 1));
    const began = performance.now();
    const answers = await askPilot({ base, scorer, spec, meter, signal }, chosen);
    const seconds = (performance.now() - began) / 1000;
    return {
      kinds: kindsOf(prompts, spec, answers),
      responses,
      pilot: chosen.length,
      seconds: chosen.length === 0 ? null : (seconds / chosen.length) * responses,
      memory: memoryOf(opened, spec),
    };
  } finally {
    await scorer.dispose();
    for (const one of opened.reverse()) await one.dispose();
  }
}

/** The first prompts of each benchmark under its first attack. */
function pilotPrompts(prompts: readonly PromptRecord[], perBenchmark: number): PromptRecord[] {
  const counts = new Map<string, number>();
  const first = new Map<string, string | null>();
  return prompts.filter(({ suiteId, attackId }) => {
    const count = counts.get(suiteId) ?? 0;
    if (!first.has(suiteId)) first.set(suiteId, attackId);
    if (attackId !== first.get(suiteId) || count >= perBenchmark) return false;
    counts.set(suiteId, count + 1);
    return true;
  });
}

interface Pilot {
  readonly base: Respondent;
  readonly scorer: TaskScorer;
  readonly spec: ComparisonSpec;
  readonly meter: ComparisonMeter | null;
  readonly signal: AbortSignal;
}

async function askPilot(
  { base, scorer, spec: { settings }, meter, signal }: Pilot,
  prompts: readonly PromptRecord[],
): Promise<PilotAnswer[]> {
  const given: { readonly prompt: PromptRecord; readonly answer: Answer }[] = [];
  if (prompts.length === 0) return [];
  await base.facts(signal);
  await base.answer(
    prompts.map((prompt, id) => ({
      id,
      asked: toAsk(prompt, settings.systemPrompt),
      seed: rowSeed(settings.seed, prompt, 0, false),
      sample: 0,
    })),
    settings,
    {
      onAnswer: (id, answer) => {
        meter?.responseDone();
        const prompt = prompts[id];
        if (prompt === undefined) return;
        given.push({ prompt, answer });
      },
      onMissing: () => meter?.responseMissing(),
      onProgress: ({ tokensPerSecond }) => meter?.speed(tokensPerSecond),
    },
    signal,
  );
  const answers: PilotAnswer[] = [];
  for (const { prompt, answer } of given) {
    const { kind } = prompt;
    const { outcome } = isSafetyKind(kind)
      ? ruleJudge.judge(judgeInput({ ...prompt, kind }, answer))
      : await scorer.score(prompt, { ...answer, tokens: answer.usage?.completionTokens ?? null }, signal);
    if (isUsable(kind, outcome)) answers.push({ kind, positive: isPositive(kind, outcome) });
  }
  return answers;
}

function kindsOf(
  prompts: readonly PromptRecord[],
  spec: ComparisonSpec,
  answers: readonly PilotAnswer[],
): ComparisonForecast['kinds'] {
  return suiteKinds.flatMap((kind) => {
    const own = prompts.filter((prompt) => prompt.kind === kind);
    if (own.length === 0) return [];
    const size = {
      kind,
      benchmarks: new Set(own.map(({ suiteId }) => suiteId)).size,
      prompts: new Set(own.map(({ suiteId, itemId }) => `${suiteId}\u0000${itemId}`)).size,
      attacks: new Set(own.map(({ attackId }) => attackId)).size,
      samples: spec.settings.samples,
    };
    return [forecastKind(size, rateOf(answers.filter((answer) => answer.kind === kind)))];
  });
}

function rateOf(answers: readonly PilotAnswer[]): Rate | null {
  const n = answers.length;
  if (n === 0) return null;
  const k = answers.filter(({ positive }) => positive).length;
  return { k, n, rate: k / n, ...wilsonInterval(k, n) };
}

/** Weights once where sides share them, and the keys and values of a full batch at its longest. */
function memoryOf(sides: readonly Respondent[], { settings, exactBase }: ComparisonSpec): number | null {
  const locals = sides.map(({ local }) => local).filter((local) => local !== null);
  if (locals.length === 0) return null;
  const weights = new Map(locals.map(({ weightsKey, weightBytes }) => [weightsKey, weightBytes]));
  const [base] = locals;
  if (base !== undefined && exactBase === 'asked') weights.set('exact', base.exactWeightBytes);
  const rows = locals.map(
    (local) =>
      settings.batchSize *
      local.cacheBytes(Math.min(local.config.contextLength, promptRoom + settings.maxNewTokens)),
  );
  return [...weights.values()].reduce((sum, bytes) => sum + bytes, 0) + Math.max(...rows);
}
