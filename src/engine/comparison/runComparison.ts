// One comparison from its file to its numbers: open, check comparability, ask what is unanswered, judge,
// summarise. Everything finished is in the file, so that a run can stop anywhere and go on later.
import type { ComparisonSpec, PromptRecord, RunProgress } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Side } from '../../protocol/outcomes';
import type { ComparisonSummary, Note } from '../../protocol/summary';
import { checkComparability } from '../../safety/comparability/checkComparability';
import type { EngineContext } from '../engineContext';
import { openJudge, type RunningJudge } from '../judges/openJudge';
import type { Respondent } from '../respondents/respondent';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';
import { answerSide } from './answerSide';
import { answersToContinue } from './cutAnswers';
import { ComparisonMeter } from './comparisonMeter';
import { isInstant, judgeInput, judgePending } from './judging';
import { probeLogits } from './logitProbe';
import { requireSameSubject } from './sameSubject';
import { summarize } from './summarize';
import { turnsOf } from './turns';

export interface RunRequest {
  readonly path: string;
  /** By the origin of a URL; see hostKeys. */
  readonly apiKeys: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly progress: (progress: RunProgress) => void;
}

/**
 * Runs or resumes the comparison in `path`.
 * @throws GuardrailError incomparable if the gate finds an error (unless the spec says `force`), or if a
 * side is not the one that the file was begun with; cancelled; and what opening and loading throw.
 */
export async function runComparison(context: EngineContext, request: RunRequest): Promise<ComparisonSummary> {
  const store = comparisonStores.open(request.path, 'write');
  try {
    store.setStatus('running');
    const summary = await run(context, store, request);
    return summary;
  } catch (error) {
    const stopped = error instanceof GuardrailError && error.code === 'cancelled';
    store.setStatus(stopped ? 'stopped' : 'failed');
    throw error;
  } finally {
    store.close();
  }
}

async function run(
  context: EngineContext,
  store: ComparisonStore,
  request: RunRequest,
): Promise<ComparisonSummary> {
  const { signal } = request;
  const facts = store.describe();
  const { spec } = facts;
  const meter = new ComparisonMeter(request.progress);
  meter.enter('opening');
  meter.expect(facts.responses, facts.expectedResponses);
  const open = context.opener(request.apiKeys);
  const opened: Pick<Respondent, 'dispose'>[] = [];
  const kept = async <T extends Pick<Respondent, 'dispose'>>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    opened.push(one);
    return one;
  };
  try {
    const sides = {
      base: await kept(open(spec.base, signal)),
      tuned: await kept(open(spec.tuned, signal)),
    };
    meter.enter('fingerprints');
    await noteSubjects(store, sides, signal);
    meter.enter('gate');
    await gate(store, sides);
    const tools = { open, mediaFolder: context.settings.mediaFolder, batchSize: spec.settings.batchSize };
    const judges: RunningJudge[] = [];
    for (const judge of spec.judges) {
      judges.push(await kept(openJudge(judge, tools, signal)));
    }
    store.setJudges(judges.map((judge) => judge.facts));
    const toContinue = answersToContinue(store);
    meter.expect(facts.responses - toContinue.size, facts.expectedResponses);
    await answerAndJudge({ store, spec, toContinue, sides, judges, meter, signal });
    // What a server says of itself may have come with its answers.
    await noteSubjects(store, sides, signal);
  } finally {
    for (const one of opened.reverse()) await one.dispose();
  }
  meter.enter('summary');
  store.setStatus(store.describe().missingResponses === 0 ? 'complete' : 'stopped');
  return summarize(store);
}

type Sides = Readonly<Record<'base' | 'tuned', Respondent>>;

/** Notes what both sides are; a resumed run must find the same as it began with. */
async function noteSubjects(store: ComparisonStore, sides: Sides, signal: AbortSignal): Promise<void> {
  const before = store.describe();
  const now = { base: await sides.base.facts(signal), tuned: await sides.tuned.facts(signal) };
  for (const side of ['base', 'tuned'] as const) {
    requireSameSubject(before[side], now[side]);
    store.setSubject(side, now[side]);
  }
}

async function gate(store: ComparisonStore, sides: Sides): Promise<void> {
  const { base, tuned, spec } = store.describe();
  if (base === null || tuned === null) return;
  const probe = await probeLogits(sides.base.local, sides.tuned.local);
  const notes = checkComparability(base, tuned, probe, spec);
  store.setGate(notes);
  const errors = notes.filter((note) => note.severity === 'error');
  if (errors.length > 0 && spec.force !== true) throw incomparable(errors);
}

async function answerAndJudge(work: {
  readonly store: ComparisonStore;
  readonly spec: ComparisonSpec;
  readonly sides: Sides;
  readonly toContinue: ReadonlySet<string>;
  readonly judges: readonly RunningJudge[];
  readonly meter: ComparisonMeter;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, spec, sides, toContinue, judges, meter, signal } = work;
  const instant = judges.filter((_, index) => {
    const judge = spec.judges[index];
    return judge !== undefined && isInstant(judge);
  });
  for (const { side, prompts } of runOrder(spec, store.prompts())) {
    meter.enter(side);
    const verdicts: Promise<void>[] = [];
    await answerSide({
      side,
      respondent: side === 'tuned' ? sides.tuned : sides.base,
      spec,
      prompts,
      store,
      toContinue,
      meter,
      signal,
      onResponse: (id, response, prompt) => {
        for (const judge of instant) {
          const judged = judge.judge([judgeInput(prompt, response)]).then(([verdict]) => {
            if (verdict !== undefined) store.addVerdict(id, verdict);
          });
          // Awaited below; a run that is cancelled meanwhile must not leave a rejection unheard.
          judged.catch(() => undefined);
          verdicts.push(judged);
        }
      },
    });
    await Promise.all(verdicts);
    failWithoutAnswers(store, side);
  }
  meter.enter('judging');
  for (const judge of judges) await judgePending(judge, store, signal);
}

interface Turn {
  readonly side: Side;
  readonly prompts: readonly PromptRecord[];
}

/** Base and tuned in turns, so that there are pairs from the first batch on; the control after all pairs. */
function runOrder({ control, settings }: ComparisonSpec, prompts: readonly PromptRecord[]): readonly Turn[] {
  const first = Math.ceil(settings.batchSize / settings.samples);
  const pairs = turnsOf(prompts, first).flatMap((turn): Turn[] => [
    { side: 'base', prompts: turn },
    { side: 'tuned', prompts: turn },
  ]);
  return control ? [...pairs, { side: 'control', prompts }] : pairs;
}

/** A side without a single answer is a failure of its respondent, not a result. */
function failWithoutAnswers(store: ComparisonStore, side: Side): void {
  const missing = store.missing().filter((one) => one.side === side);
  if (missing[0] === undefined || store.finished(side).size > 0) return;
  throw new GuardrailError(
    'endpointFailed',
    `None of the ${missing.length} questions to the ${side} side was answered: ${missing[0].reason}`,
    'Check the server and its address, then resume the comparison.',
  );
}

function incomparable(errors: readonly Note[]): GuardrailError {
  return new GuardrailError(
    'incomparable',
    errors.map((note) => note.message).join(' '),
    'Check which checkpoint was meant. To run it all the same, use --force.',
  );
}
