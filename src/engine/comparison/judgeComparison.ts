// Further judges on a comparison whose responses are there: nothing is asked of its sides.
import type { JudgeSpec, RunProgress } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { ComparisonSummary } from '../../protocol/summary';
import { aboutSafety } from '../../safety/outcomes/handled';
import type { EngineContext } from '../engineContext';
import { openJudge, type RunningJudge } from '../judges/openJudge';
import { comparisonStores } from '../store/comparisonStores';
import { ComparisonMeter } from './comparisonMeter';
import { judgePending } from './judging';
import { summarize } from './summarize';

export interface JudgeRequest {
  readonly path: string;
  readonly judges: readonly JudgeSpec[];
  /** By the origin of a URL; see hostKeys. */
  readonly apiKeys: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly progress: (progress: RunProgress) => void;
}

/**
 * The first judge stays the one that is counted. A judge that is there already judges what it has not judged; what was
 * judged when this is stopped stays.
 * @throws GuardrailError invalidRequest where there is no response; cancelled; and what opening a judge throws.
 */
export async function judgeComparison(
  context: EngineContext,
  { path, judges, apiKeys, signal, progress }: JudgeRequest,
): Promise<ComparisonSummary> {
  const store = comparisonStores.open(path, 'write');
  const opened: RunningJudge[] = [];
  try {
    const { responses, spec } = store.describe();
    if (responses === 0 || aboutSafety(store.prompts()).length === 0) throw nothingToJudge(path);
    const meter = new ComparisonMeter(progress);
    meter.enter('opening');
    meter.expect(responses, responses);
    const tools = {
      open: context.opener(apiKeys),
      mediaFolder: context.settings.mediaFolder,
      batchSize: spec.settings.batchSize,
    };
    for (const judge of judges) opened.push(await openJudge(judge, tools, signal));
    const known = new Set(store.judges().map(({ id }) => id));
    const added = opened.flatMap(({ facts }, place) => {
      const judge = judges[place];
      if (judge === undefined || known.has(facts.id)) return [];
      known.add(facts.id);
      return [{ judge, facts }];
    });
    store.addJudges(
      added.map(({ judge }) => judge),
      added.map(({ facts }) => facts),
    );
    meter.enter('judging');
    for (const judge of opened) await judgePending(judge, store, signal);
    meter.enter('summary');
    return summarize(store);
  } finally {
    for (const one of opened.reverse()) await one.dispose();
    store.close();
  }
}

function nothingToJudge(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} has no response to judge.`,
    'Run the comparison first (guardrail-lens resume). Tasks are verified, not judged.',
  );
}
