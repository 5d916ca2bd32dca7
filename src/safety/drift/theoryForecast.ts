// What an audit's answers forecast for the prompts of a comparison: at a run's β, and at the KL that was really measured.
import type { TheoryForecast } from '../../protocol/theory';
import { byPrompt, rewarded, scaleOf } from './auditedPrompts';
import type { AuditedAnswer, AuditInput } from './auditInput';
import type { RewardedSample } from './driftForecast';
import { betaOfKl } from './equalKl';
import { scaledSample } from './readPrompts';
import { forecastAtBeta } from './readReward';
import { rewardColumns } from './rewardColumns';

/** A prompt as audit and comparison name it. */
export interface PromptKey {
  readonly suiteId: string;
  readonly itemId: string;
}

export interface ForecastQuestion {
  readonly prompts: readonly PromptKey[];
  /** null: the run's β says nothing. */
  readonly beta: number | null;
  /** Measured KL(tuned ‖ base) of whole answers to these prompts, nats; null: not measured. */
  readonly kl: number | null;
}

export type ForecastAnswer =
  | { readonly forecast: TheoryForecast; readonly gap: null }
  | { readonly forecast: null; readonly gap: 'otherPrompts' | 'oneSample' };

/** The reward that is trained on, the weighted sum, over the answers of one audit. */
export function theoryForecaster({
  functions,
  answers,
  seed,
}: Pick<AuditInput, 'functions' | 'answers' | 'seed'>): (question: ForecastQuestion) => ForecastAnswer {
  const [column] = rewardColumns(functions);
  if (column === undefined) throw new RangeError('The sum is always a column.');
  const scale = scaleOf(column, answers);
  const known = new Map(byPrompt(answers).map((own) => [keyOf(own[0]), own]));
  return ({ prompts, beta, kl }) => {
    const keys = [...new Set(prompts.map(keyOf))];
    const audited = keys.flatMap((key) => {
      const own = known.get(key);
      return own === undefined ? [] : [own];
    });
    const counted = (some: number): Pick<TheoryForecast, 'prompts' | 'of'> => ({
      prompts: some,
      of: keys.length,
    });
    if (audited.length === 0) return { forecast: null, gap: 'otherPrompts' };
    if (!column.differs) {
      const nothing = { constantReward: true, atBeta: null, atKl: null, atKlGap: null };
      return { forecast: { ...counted(audited.length), ...nothing }, gap: null };
    }
    const samples = audited
      .map((own) => rewarded(column, own).answers.map((answer) => scaledSample(answer, scale)))
      .filter((own) => own.length > 1);
    if (samples.length === 0) return { forecast: null, gap: 'oneSample' };
    const at = (asked: number): TheoryForecast['atBeta'] =>
      forecastAtBeta(samples, { beta: asked, width: scale.width, seed });
    const equal = kl === null ? null : betaAtKl(samples, kl, scale.width);
    return {
      forecast: {
        ...counted(samples.length),
        constantReward: false,
        atBeta: beta === null ? null : at(beta),
        atKl: equal === null ? null : at(equal),
        atKlGap: kl === null ? 'noKl' : equal === null ? 'outOfReach' : null,
      },
      gap: null,
    };
  };
}

/** In units of the reward; a reward of range R at β is one of range 1 at β/R. */
function betaAtKl(samples: readonly (readonly RewardedSample[])[], kl: number, width: number): number | null {
  const scaled = betaOfKl(samples, kl);
  return scaled === null ? null : scaled * width;
}

function keyOf(prompt: PromptKey | AuditedAnswer | undefined): string {
  return JSON.stringify([prompt?.suiteId, prompt?.itemId]);
}
