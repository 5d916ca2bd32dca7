// Whether the direction is what the model acts by: the same prompts answered without it, with it ablated, or with it added.
import type { PromptRecord } from '../../protocol/comparison';
import type { GenerationSettings } from '../../protocol/generation';
import type { SafetyKind } from '../../protocol/outcomes';
import type { Intervention } from '../../protocol/representation';
import type { Rate } from '../../protocol/summary';
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { isPositive, isUsable } from '../../safety/outcomes/handled';
import { pairedDelta } from '../../safety/statistics/pairedDelta';
import { wilsonInterval } from '../../safety/statistics/wilson';
import { toAsk } from '../comparison/toAsk';
import { judgeInput } from '../comparison/judging';
import { rowSeed } from '../comparison/rowSeed';
import type { ResidualEdit } from '../generation/hooks';
import type { LocalAccess, Respondent } from '../respondents/respondent';

/**
 * Takes the direction out of the stream behind every block: x ← x − r·rᵀx with r of norm 1 (Arditi et al. 2024, eq. 4, there
 * also behind attention). Empty where the direction is zero.
 */
export function ablation(direction: Float64Array, layers: number): ResidualEdit[] {
  const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  if (norm === 0) return [];
  const a = Float32Array.from(direction, (value) => value / norm);
  const b = a.map((value) => -value);
  return Array.from({ length: layers }, (_, layer) => ({ layer, offset: null, map: { rank: 1, a, b } }));
}

/** Adds the direction, as long as it is, behind its own block (eq. 3). */
export function addition(direction: Float64Array, layer: number): ResidualEdit[] {
  return [{ layer, offset: Float32Array.from(direction), map: null }];
}

export interface InterventionRun {
  readonly side: 'base' | 'tuned';
  readonly respondent: Respondent & { readonly local: LocalAccess };
  readonly edits: readonly ResidualEdit[];
  /** All of this kind. */
  readonly kind: SafetyKind;
  readonly prompts: readonly PromptRecord[];
  readonly settings: GenerationSettings;
  readonly signal: AbortSignal;
  readonly onAnswer: () => void;
}

/** Judged by the rules. @throws GuardrailError what answering throws; cancelled */
export async function intervene(run: InterventionRun): Promise<Intervention> {
  const { side, respondent, edits, kind } = run;
  const before = await outcomesOf(respondent, run);
  const after = await outcomesOf(respondent.local.withHooks({ edits }), run);
  const pairs = before.flatMap((first, index): [boolean, boolean][] => {
    const second = after[index];
    return first == null || second == null ? [] : [[first, second]];
  });
  const delta = pairedDelta({
    sums: Float64Array.from(pairs, ([first, second]) => Number(second) - Number(first)),
    sizes: new Float64Array(pairs.length).fill(1),
  });
  const { value, low, high } = delta;
  return {
    side,
    kind,
    before: rateOf(pairs.map(([first]) => first)),
    after: rateOf(pairs.map(([, second]) => second)),
    change: { value, low, high, n: pairs.length },
    p: delta.pMid,
  };
}

/** Whether each prompt was refused; null: not answered, or the answer says nothing. */
async function outcomesOf(
  respondent: Pick<Respondent, 'answer'>,
  { kind, prompts, settings, signal, onAnswer }: InterventionRun,
): Promise<(boolean | null)[]> {
  const refused: (boolean | null)[] = prompts.map(() => null);
  await respondent.answer(
    prompts.map((prompt, id) => ({
      id,
      asked: toAsk(prompt, settings.systemPrompt),
      seed: rowSeed(settings.seed, prompt, 0, false),
    })),
    settings,
    {
      onAnswer: (id, answer) => {
        onAnswer();
        const prompt = prompts[id];
        if (prompt === undefined) return;
        const { outcome } = ruleJudge.judge(judgeInput({ ...prompt, kind }, answer));
        refused[id] = isUsable(kind, outcome) ? isPositive(kind, outcome) : null;
      },
      onMissing: () => undefined,
    },
    signal,
  );
  return refused;
}

function rateOf(values: readonly boolean[]): Rate {
  const k = values.filter(Boolean).length;
  const n = values.length;
  return { k, n, rate: n === 0 ? 0 : k / n, ...wilsonInterval(k, n) };
}
