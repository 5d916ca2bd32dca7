// Which block a safeguard acts behind, where the user does not say.
import { GuardrailError } from '../../../protocol/errors';
import { probeLosses } from '../../../safety/representation/layerProbe';
import type { StateRequest } from '../../representation/lastStates';
import { promptStates } from './answerStates';
import type { FitRun, LocalSide } from './fittedSafeguard';
import type { JudgedAnswer } from './judgedAnswers';

export interface ProbedLayers {
  /** By layer: nats on held-out prompts. */
  readonly losses: readonly number[];
  /** The lowest of the first 80%: the last layers are about single tokens (Arditi et al. 2024, section 2.3). */
  readonly best: number;
}

const searchedShare = 0.8;

/** How well each layer tells harmful prompts from others, at the last token of the prompt. @throws GuardrailError cancelled */
export async function probeLayers(
  side: LocalSide,
  answers: readonly JudgedAnswer[],
  request: StateRequest,
): Promise<ProbedLayers> {
  const seen = new Set<number>();
  // One answer of each prompt, both kinds on both sides of the split.
  const firsts = answers.filter(({ promptIndex }) => {
    const fresh = !seen.has(promptIndex);
    seen.add(promptIndex);
    return fresh;
  });
  const ofKind = (kind: string): JudgedAnswer[] => firsts.filter(({ prompt }) => prompt.kind === kind);
  const chosen = [...ofKind('harmful'), ...ofKind('benign')];
  const states = await promptStates(side, chosen, request);
  const losses = probeLosses(
    states,
    chosen.map(({ prompt }) => Number(prompt.kind === 'harmful')),
  );
  const searched = losses.slice(0, Math.max(1, Math.floor(searchedShare * losses.length)));
  return { losses, best: searched.indexOf(Math.min(...searched)) };
}

/** @throws GuardrailError invalidRequest where the model has no such layer */
function requireLayer({ local }: LocalSide, layer: number): number {
  if (layer < local.config.layers) return layer;
  throw new GuardrailError(
    'invalidRequest',
    `There is no layer ${layer}: the model has layers 0 to ${local.config.layers - 1}.`,
    'Name one of the layers of the model.',
  );
}

/** The one that is named, else the one whose probe is best. @throws GuardrailError invalidRequest, cancelled */
export async function layerOf(
  side: LocalSide,
  answers: readonly JudgedAnswer[],
  named: number | undefined,
  { signal, progress }: FitRun,
): Promise<number> {
  if (named !== undefined) return requireLayer(side, named);
  const { best } = await probeLayers(side, answers, {
    signal,
    onProgress: (done) => progress('reading', done, answers.length),
  });
  return best;
}

/**
 * Those of the lowest probe loss (the safety-critical layers of arXiv 2510.02194, section 3.1), rising.
 * @throws GuardrailError invalidRequest where the model has not as many; cancelled
 */
export async function mostKnowingLayers(
  side: LocalSide,
  answers: readonly JudgedAnswer[],
  count: number,
  { signal, progress }: FitRun,
): Promise<number[]> {
  requireLayer(side, count - 1);
  const { losses } = await probeLayers(side, answers, {
    signal,
    onProgress: (done) => progress('reading', done, answers.length),
  });
  return [...losses.entries()]
    .sort(([, a], [, b]) => a - b)
    .slice(0, count)
    .map(([layer]) => layer)
    .sort((a, b) => a - b);
}
