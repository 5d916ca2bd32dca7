// One comparison from its file to its numbers: open, check comparability, generate what is missing, judge,
// summarise. Everything finished is in the file, so that a run can stop anywhere and go on later.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { ComparisonSpec, RunProgress } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Side } from '../../protocol/outcomes';
import type { ComparisonSummary, Note } from '../../protocol/summary';
import { checkComparability } from '../../safety/comparability/checkComparability';
import { weightsKey, type OpenCheckpoint } from '../checkpoints/checkpoint';
import type { EngineContext } from '../engineContext';
import type { RunningJudge } from '../judges/createJudges';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';
import { generateSide } from './generateSide';
import { isInstant, judgeInput, judgePending } from './judging';
import { openJudges } from './openJudges';
import { compareProbes, probeIds, probeLogits } from './probe';
import { RunMeter } from './runMeter';
import { summarize } from './summarize';

export interface RunRequest {
  readonly path: string;
  readonly apiKeys: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly progress: (progress: RunProgress) => void;
}

/**
 * Runs or resumes the comparison in `path`.
 * @throws GuardrailError incomparable if the gate finds an error (unless the spec says `force`), or if a
 * checkpoint is not the one that the file was begun with; cancelled; and what opening and loading throw.
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
  const { spec } = store.describe();
  const { signal } = request;
  const meter = new RunMeter(0, 0, request.progress);
  meter.enter('opening');
  const facts = store.describe();
  meter.expect(facts.responses, facts.expectedResponses);
  const base = await context.open(spec.base, signal);
  try {
    const tuned = await context.open(spec.tuned, signal);
    try {
      await checkpointsAsBefore(store, base, tuned, meter, signal);
      await gate(context, store, base, tuned, meter);
      const judges = await openJudges(context, spec, request.apiKeys);
      try {
        store.setJudges(judges.map((judge) => judge.facts));
        await generateAndJudge({ context, store, spec, base, tuned, judges, meter, signal });
      } finally {
        for (const judge of judges) await judge.dispose();
      }
    } finally {
      await tuned.dispose();
    }
  } finally {
    await base.dispose();
  }
  meter.enter('summary');
  store.setStatus('complete');
  return summarize(store);
}

/** Fingerprints both; a resumed run must find the same weights as it began with. */
async function checkpointsAsBefore(
  store: ComparisonStore,
  base: OpenCheckpoint,
  tuned: OpenCheckpoint,
  meter: RunMeter,
  signal: AbortSignal,
): Promise<void> {
  meter.enter('fingerprints');
  const before = store.describe();
  const now = { base: await base.facts(signal), tuned: await tuned.facts(signal) };
  for (const side of ['base', 'tuned'] as const) {
    const known = before[side];
    if (known !== null && known.fingerprint !== now[side].fingerprint)
      throw changedCheckpoint(known, now[side]);
    store.setCheckpoint(side, now[side]);
  }
}

async function gate(
  context: EngineContext,
  store: ComparisonStore,
  base: OpenCheckpoint,
  tuned: OpenCheckpoint,
  meter: RunMeter,
): Promise<void> {
  meter.enter('gate');
  const facts = store.describe();
  if (facts.base === null || facts.tuned === null) return;
  const ids = probeIds(base);
  const baseLogits = await probeLogits(base, ids, context.generators);
  const tunedLogits =
    tuned.config.vocabSize === base.config.vocabSize ? await probeLogits(tuned, ids, context.generators) : [];
  const probe = compareProbes(baseLogits, tunedLogits, base.config.vocabSize);
  const notes = checkComparability(facts.base, facts.tuned, probe, facts.spec);
  store.setGate(notes);
  const errors = notes.filter((note) => note.severity === 'error');
  if (errors.length > 0 && facts.spec.force !== true) throw incomparable(errors);
}

async function generateAndJudge(work: {
  readonly context: EngineContext;
  readonly store: ComparisonStore;
  readonly spec: ComparisonSpec;
  readonly base: OpenCheckpoint;
  readonly tuned: OpenCheckpoint;
  readonly judges: readonly RunningJudge[];
  readonly meter: RunMeter;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { context, store, spec, judges, meter, signal } = work;
  const instant = judges.filter((_, index) => {
    const judge = spec.judges[index];
    return judge !== undefined && isInstant(judge);
  });
  for (const side of runOrder(work)) {
    meter.enter(side);
    const verdicts: Promise<void>[] = [];
    await generateSide({
      side,
      checkpoint: side === 'tuned' ? work.tuned : work.base,
      spec,
      store,
      generators: context.generators,
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
  }
  meter.enter('judging');
  for (const judge of judges) await judgePending(judge, store, signal);
}

/** With the base's weights of its own in memory, the control goes right after the base. */
function runOrder(work: {
  readonly spec: ComparisonSpec;
  readonly base: OpenCheckpoint;
  readonly tuned: OpenCheckpoint;
}): readonly Side[] {
  if (!work.spec.control) return ['base', 'tuned'];
  return weightsKey(work.base) === weightsKey(work.tuned)
    ? ['base', 'tuned', 'control']
    : ['base', 'control', 'tuned'];
}

function changedCheckpoint(known: CheckpointFacts, now: CheckpointFacts): GuardrailError {
  return new GuardrailError(
    'incomparable',
    `The checkpoint at ${now.path} is not the one that this comparison began with (fingerprint ${now.fingerprint.slice(0, 12)}, then ${known.fingerprint.slice(0, 12)}).`,
    'Put the old weights back, or start a new comparison.',
  );
}

function incomparable(errors: readonly Note[]): GuardrailError {
  return new GuardrailError(
    'incomparable',
    errors.map((note) => note.message).join(' '),
    'Check which checkpoint was meant. To run it all the same, use --force.',
  );
}
