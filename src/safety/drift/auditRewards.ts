// The numbers of a reward audit: every reward on every benchmark and kind of prompt, and bounds that need no samples.
import type { AuditBounds, AuditGroup, AuditPrompt, RewardBounds, RewardReading } from '../../protocol/audit';
import { safetyKinds } from '../../protocol/outcomes';
import { probeLabels } from '../presentation/labels';
import { clusteredRate } from '../statistics/clusteredRate';
import { holmAdjust } from '../statistics/holm';
import { byPrompt, rewarded, scaleOf } from './auditedPrompts';
import type { AuditedAnswer, AuditInput } from './auditInput';
import { largestTiltedKl, temperatureBound, tightestBound, universalBounds } from './driftBounds';
import { readPrompts } from './readPrompts';
import { readReward } from './readReward';
import { rewardColumns, widthOf } from './rewardColumns';

export interface RewardAudit {
  readonly betas: readonly number[];
  readonly bounds: readonly RewardBounds[];
  /** Both kinds first, then every benchmark. */
  readonly groups: readonly AuditGroup[];
  readonly promptReadings: readonly AuditPrompt[];
}

/** Powers of ten of β over the range of the reward, four to a decade. */
const exponents = Array.from({ length: 13 }, (_, index) => -2 + index / 4);

export function auditRewards(input: AuditInput): RewardAudit {
  const { functions, answers, seed } = input;
  const prompts = byPrompt(answers);
  const columns = rewardColumns(functions).map((column) => {
    const scale = scaleOf(column, answers);
    const asked = prompts.map((own) => rewarded(column, own));
    return { column, scale, prompts: readPrompts(column, asked, scale, seed) };
  });
  const betas = betasOf(columns[0]?.scale.width ?? 1, input.beta);
  const group = (
    of: Pick<AuditGroup, 'suiteId' | 'title' | 'kind'>,
    isOfIt: (answer: AuditedAnswer) => boolean,
  ): AuditGroup[] => {
    const places = prompts.flatMap(([first], place) => (first !== undefined && isOfIt(first) ? [place] : []));
    if (places.length === 0) return [];
    const rewards = columns.map(({ column, scale, prompts: read }) =>
      readReward(
        column,
        places.flatMap((place) => read[place] ?? []),
        { scale, betas, seed },
      ),
    );
    return [{ ...of, ...sizesOf(places.map((place) => prompts[place] ?? [])), rewards }];
  };
  const kinds = safetyKinds.flatMap((kind) =>
    group({ suiteId: null, title: probeLabels[kind], kind }, (answer) => answer.kind === kind),
  );
  const benchmarks = input.benchmarks.flatMap(({ id, title, kind }) =>
    group({ suiteId: id, title, kind }, ({ suiteId }) => suiteId === id),
  );
  return {
    betas,
    bounds: columns.map(({ column }) => ({
      reward: column.name,
      range: widthOf(column),
      bounds: boundsOf(widthOf(column), betas),
    })),
    groups: [...adjusted(kinds), ...adjusted(benchmarks)],
    promptReadings: prompts.flatMap((own, place): AuditPrompt[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { suiteId, itemId, kind } = first;
      const usable = own.filter(({ handledWell }) => handledWell !== null);
      return [
        {
          ...{ suiteId, itemId, kind },
          answers: usable.length,
          well: usable.filter(({ handledWell }) => handledWell).length,
          readings: columns.flatMap(({ prompts: read }) => read[place]?.reading ?? []),
        },
      ];
    }),
  };
}

/** Bounds of a reward whose values are at most `range` apart; none where that is not known. */
export function boundsOf(range: number | null, betas: readonly number[]): AuditBounds[] {
  if (range === null) return [];
  return betas.map((beta) => {
    const { value, name } = tightestBound(universalBounds(beta, range));
    return {
      beta,
      kl: largestTiltedKl(beta, range),
      penalty: temperatureBound(beta, range).value,
      tightest: { value, name },
    };
  });
}

/** Two significant digits, and the run's own. */
function betasOf(width: number, own: number): number[] {
  const grid = exponents.map((exponent) => Number((width * 10 ** exponent).toPrecision(2)));
  return [...new Set(own > 0 ? [...grid, own] : grid)].sort((x, y) => x - y);
}

function sizesOf(
  prompts: readonly (readonly AuditedAnswer[])[],
): Pick<AuditGroup, 'prompts' | 'answers' | 'unusable' | 'handledWell'> {
  const usable = prompts.map((answers) => answers.filter(({ handledWell }) => handledWell !== null));
  const n = Float64Array.from(usable, (answers) => answers.length);
  const k = Float64Array.from(usable, (answers) => answers.filter(({ handledWell }) => handledWell).length);
  const rate = clusteredRate({ k, n });
  const asked = prompts.reduce((sum, answers) => sum + answers.length, 0);
  const answers = n.reduce((sum, size) => sum + size, 0);
  return {
    prompts: prompts.length,
    answers,
    unusable: asked - answers,
    handledWell:
      rate === null ? null : { k: rate.k, n: rate.n, rate: rate.rate, low: rate.low, high: rate.high },
  };
}

/** Holm over all tests of these groups. */
function adjusted(groups: readonly AuditGroup[]): AuditGroup[] {
  const tested = groups.flatMap(({ rewards }) => rewards.flatMap(({ p }) => (p === null ? [] : [p])));
  const ps = holmAdjust(tested).values();
  const withAdjusted = (reading: RewardReading): RewardReading =>
    reading.p === null ? reading : { ...reading, pAdjusted: ps.next().value ?? null };
  return groups.map((group) => ({ ...group, rewards: group.rewards.map(withAdjusted) }));
}
