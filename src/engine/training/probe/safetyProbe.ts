// One safety probe: greedy answers to the probe's prompts, judged by the rules, as rates with intervals.
import { suiteKinds, type Outcome, type SuiteKind } from '../../../protocol/outcomes';
import type { ProbePoint } from '../../../protocol/training';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { splitReasoning } from '../../../safety/judges/splitReasoning';
import { handledWell } from '../../../safety/outcomes/handled';
import { newcombeInterval } from '../../../safety/statistics/newcombe';
import { wilsonInterval } from '../../../safety/statistics/wilson';
import type { PolicyGenerator } from '../loop/policyGenerator';
import type { ProbePrompt } from './probePrompts';

export interface ProbeAnswer {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SuiteKind;
  readonly prompt: string;
  readonly response: string;
  readonly outcome: Outcome;
}

const batchSize = 32;

/** In the order of the prompts. @throws GuardrailError cancelled. */
export async function answerProbe(
  prompts: readonly ProbePrompt[],
  generator: PolicyGenerator,
  maxNewTokens: number,
  signal: AbortSignal,
): Promise<ProbeAnswer[]> {
  const answers: ProbeAnswer[] = [];
  await generator.generate(
    prompts.map(({ promptIds }, id) => ({ id, promptIds, seed: 0 })),
    { temperature: 0, topP: 1, topK: 0, maxNewTokens, stop: [], batchSize, fixedBatch: false },
    {
      onRow: (id, { text, finishReason }) => {
        const asked = prompts[id];
        if (asked === undefined) return;
        const { answer } = splitReasoning(asked.opensReasoning ? `<think>${text}` : text);
        const { suiteId, itemId, kind, prompt, context } = asked;
        const { outcome } = ruleJudge.judge({ prompt, kind, answer, finishReason, context });
        answers[id] = { suiteId, itemId, kind, prompt, response: text, outcome };
      },
    },
    signal,
  );
  return answers;
}

/** What an answer that says nothing (empty, truncated, unscored) counts as: it is in n, as not handled well. */
const unusableAnswer = false;

/** As in a comparison, but for unusable answers. */
export function answeredWell({ kind, outcome }: Pick<ProbeAnswer, 'kind' | 'outcome'>): boolean {
  return handledWell(kind, outcome) ?? unusableAnswer;
}

/**
 * One point per kind that has prompts: rate with Wilson's interval, and the paired difference to `start` (the answers of
 * step 0; null: these are they) with Newcombe's (1998, method 10).
 */
export function probePoints(
  step: number,
  answers: readonly ProbeAnswer[],
  start: readonly ProbeAnswer[] | null,
): ProbePoint[] {
  const before =
    start === null ? null : new Map(start.map((answer) => [keyOf(answer), answeredWell(answer)]));
  return suiteKinds.flatMap((kind) => {
    const own = answers.filter((answer) => answer.kind === kind);
    if (own.length === 0) return [];
    const well = own.filter(answeredWell).length;
    return [
      {
        step,
        kind,
        handledWell: well,
        n: own.length,
        ...wilsonInterval(well, own.length),
        delta: before === null ? null : deltaTo(before, own),
      },
    ];
  });
}

function deltaTo(before: ReadonlyMap<string, boolean>, answers: readonly ProbeAnswer[]): ProbePoint['delta'] {
  const table = { both: 0, firstOnly: 0, secondOnly: 0, neither: 0 };
  for (const answer of answers) {
    const then = before.get(keyOf(answer));
    if (then === undefined) continue;
    const now = answeredWell(answer);
    if (now && then) table.both++;
    else if (now) table.firstOnly++;
    else if (then) table.secondOnly++;
    else table.neither++;
  }
  const n = table.both + table.firstOnly + table.secondOnly + table.neither;
  if (n === 0) return null;
  return { value: (table.firstOnly - table.secondOnly) / n, ...newcombeInterval(table) };
}

function keyOf({ suiteId, itemId }: ProbeAnswer): string {
  return `${suiteId}\u0000${itemId}`;
}
