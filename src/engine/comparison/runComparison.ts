// One comparison from its file to its numbers: open, check comparability, ask what is unanswered, judge,
// summarise. Everything finished is in the file, so that a run can stop anywhere and go on later.
import type { ComparisonSpec, PromptRecord, RunProgress } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Side } from '../../protocol/outcomes';
import type { ComparisonSummary, Note } from '../../protocol/summary';
import { exactColumn, pairsOf } from '../../safety/subjects/exactBase';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { checkComparability } from '../../safety/comparability/checkComparability';
import type { EngineContext } from '../engineContext';
import { openJudge, type RunningJudge } from '../judges/openJudge';
import type { Respondent } from '../respondents/respondent';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';
import { answerSide } from './answerSide';
import { answersToContinue } from './cutAnswers';
import { ComparisonMeter } from './comparisonMeter';
import { readPrecisionKl } from './exactBase';
import { isInstant, judgeInput, judgePending, onAnswer } from './judging';
import { keepRunCurve } from './keepRunCurve';
import { probeLogits } from './logitProbe';
import { requireSameSubject } from './sameSubject';
import { summarize } from './summarize';
import { scorePending, TaskScorer } from './taskScoring';
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
  if (facts.prompts === 0) throw withoutPrompts(facts.path);
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
    const base = await kept(open(spec.base, signal));
    const columns: RunColumn[] = [];
    for (const [index, { name, tuned }] of pairsOf(spec).entries()) {
      const respondent = await kept(open(tuned, signal));
      const isExactBase = index === exactColumn(spec);
      columns.push({ name, isExactBase, store: store.forColumn(index), sides: { base, tuned: respondent } });
    }
    await keepRunCurve(store);
    meter.enter('fingerprints');
    for (const column of columns) await noteSubjects(column.store, column.sides, signal);
    meter.enter('gate');
    const tunedColumns = columns.filter(({ isExactBase }) => !isExactBase);
    await gateAll(tunedColumns, spec);
    const tools = { open, mediaFolder: context.settings.mediaFolder, batchSize: spec.settings.batchSize };
    const judges: RunningJudge[] = [];
    for (const judge of spec.judges) {
      judges.push(await kept(openJudge(judge, tools, signal)));
    }
    store.setJudges(judges.map((judge) => judge.facts));
    const toContinue = answersToContinue(columns.map(({ store: own }) => own));
    meter.expect(facts.responses - toContinue.size, facts.expectedResponses);
    const scorer = new TaskScorer(store.manifests());
    opened.push(scorer);
    await answerAndJudge({ store, spec, base, columns, toContinue, judges, scorer, meter, signal });
    const exact = columns.find(({ isExactBase }) => isExactBase);
    if (exact !== undefined) await keepPrecisionKl(exact, toContinue.size > 0, meter, signal);
    // What a server says of itself may have come with its answers.
    for (const column of columns) await noteSubjects(column.store, column.sides, signal);
  } finally {
    for (const one of opened.reverse()) await one.dispose();
  }
  meter.enter('summary');
  store.setStatus(store.describe().missingResponses === 0 ? 'complete' : 'stopped');
  return summarize(store);
}

type Sides = Readonly<Record<'base' | 'tuned', Respondent>>;

/** A tuned subject, or the exact base, beside the base: the file as the comparison of these two. */
interface RunColumn {
  readonly name: string;
  readonly isExactBase: boolean;
  readonly store: ComparisonStore;
  readonly sides: Sides;
}

/** Notes what both sides are; a resumed run must find the same as it began with. */
async function noteSubjects(store: ComparisonStore, sides: Sides, signal: AbortSignal): Promise<void> {
  const before = store.describe();
  const now = { base: await sides.base.facts(signal), tuned: await sides.tuned.facts(signal) };
  for (const side of ['base', 'tuned'] as const) {
    requireSameSubject(before[side], now[side]);
    store.setSubject(side, now[side]);
  }
}

/** Once the answers are there; `anew`: they have grown since. */
async function keepPrecisionKl(
  { store, sides }: RunColumn,
  anew: boolean,
  meter: ComparisonMeter,
  signal: AbortSignal,
): Promise<void> {
  const { base, tuned: exact } = sides;
  if (base.local === null || exact.local === null || (!anew && store.precisionKl() !== null)) return;
  meter.enter('exact');
  const kl = await readPrecisionKl(store, { base: base.local, exact: exact.local }, signal);
  if (kl !== null) store.setPrecisionKl(kl);
}

/** Every pair is checked before anything is asked: hours must not end in what the last of them shows. */
async function gateAll(columns: readonly RunColumn[], spec: ComparisonSpec): Promise<void> {
  const errors: Note[] = [];
  for (const { name, store, sides } of columns) {
    const found = (await gate(store, sides)).filter((note) => note.severity === 'error');
    errors.push(
      ...(columns.length === 1
        ? found
        : found.map((note) => ({ ...note, message: `${name}: ${note.message}` }))),
    );
  }
  if (errors.length > 0 && spec.force !== true) throw incomparable(errors);
}

async function gate(store: ComparisonStore, sides: Sides): Promise<readonly Note[]> {
  const { base, tuned, spec } = store.describe();
  if (base === null || tuned === null) return [];
  const probe = await probeLogits(sides.base.local, sides.tuned.local);
  const notes = checkComparability(base, tuned, probe, spec);
  store.setGate(notes);
  return notes;
}

async function answerAndJudge(work: {
  readonly store: ComparisonStore;
  readonly spec: ComparisonSpec;
  readonly base: Respondent;
  readonly columns: readonly RunColumn[];
  readonly toContinue: ReadonlySet<string>;
  readonly judges: readonly RunningJudge[];
  readonly scorer: TaskScorer;
  readonly meter: ComparisonMeter;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, spec, base, columns, toContinue, judges, scorer, meter, signal } = work;
  const instant = judges.filter((_, index) => {
    const judge = spec.judges[index];
    return judge !== undefined && isInstant(judge);
  });
  for (const { side, column, prompts } of runOrder(spec, columns, store.prompts())) {
    if (column?.isExactBase === true) meter.enter('exact');
    else meter.enter(side, column !== null && spec.columns !== undefined ? column.name : undefined);
    const sideStore = column?.store ?? store;
    const verdicts: Promise<void>[] = [];
    await answerSide({
      side,
      respondent: column?.sides.tuned ?? base,
      spec,
      prompts,
      store: sideStore,
      toContinue,
      meter,
      signal,
      onResponse: (id, response, { kind, ...prompt }) => {
        if (!isSafetyKind(kind)) return;
        for (const judge of instant) {
          const judged = judge.judge([judgeInput({ ...prompt, kind }, response)]).then(([verdict]) => {
            if (verdict !== undefined) store.addVerdict(id, onAnswer(prompt, response, verdict));
          });
          // Awaited below; a run that is cancelled meanwhile must not leave a rejection unheard.
          judged.catch(() => undefined);
          verdicts.push(judged);
        }
      },
    });
    await Promise.all(verdicts);
    await scorePending(scorer, store, signal);
    failWithoutAnswers(sideStore, side, column);
  }
  meter.enter('judging');
  await scorePending(scorer, store, signal);
  for (const judge of judges) await judgePending(judge, store, signal);
}

interface Turn {
  readonly side: Side;
  /** Which tuned subject; null: the base or its control. */
  readonly column: RunColumn | null;
  readonly prompts: readonly PromptRecord[];
}

/**
 * Base and every tuned subject in turns, so that there are pairs from the first batch on; after all pairs the control and the
 * exact base.
 */
function runOrder(
  { control, settings }: ComparisonSpec,
  columns: readonly RunColumn[],
  prompts: readonly PromptRecord[],
): readonly Turn[] {
  const first = Math.ceil(settings.batchSize / settings.samples);
  const pairs = turnsOf(prompts, first).flatMap((turn): Turn[] => [
    { side: 'base', column: null, prompts: turn },
    ...columns.flatMap((column): Turn[] =>
      column.isExactBase ? [] : [{ side: 'tuned', column, prompts: turn }],
    ),
  ]);
  const exact = columns.filter(({ isExactBase }) => isExactBase);
  return [
    ...pairs,
    ...(control ? [{ side: 'control', column: null, prompts } as const] : []),
    ...exact.map((column): Turn => ({ side: 'tuned', column, prompts })),
  ];
}

/** Such a file is left by versions that were killed between two writes; a result of nothing would look like one. */
function withoutPrompts(path: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} has no prompts: what made it was ended before it had written them.`,
    'Give the command that made it again; a comparison without answers is replaced.',
  );
}

/** A side without a single answer is a failure of its respondent, not a result. */
function failWithoutAnswers(store: ComparisonStore, side: Side, column: RunColumn | null): void {
  const missing = store.missing().filter((one) => one.side === side);
  if (missing[0] === undefined || store.finished(side).size > 0) return;
  throw new GuardrailError(
    'endpointFailed',
    `None of the ${missing.length} questions to ${store.describe().columns === undefined || column === null ? `the ${side} side` : column.name} was answered: ${missing[0].reason}`,
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
