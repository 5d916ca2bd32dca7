// An audit from its configuration to its numbers: sample what is missing, reward and judge it, summarise. Every answer is
// in the file before it is reported, so that an audit can stop anywhere and go on later.
import type { AuditSpec, AuditSummary } from '../../protocol/audit';
import type { RunProgress, SafetyPrompt } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { throwIfCancelled } from '../cancellation';
import { ComparisonMeter } from '../comparison/comparisonMeter';
import { judgeInput } from '../comparison/judging';
import type { EngineContext } from '../engineContext';
import { openJudge, type RunningJudge } from '../judges/openJudge';
import type { Respondent } from '../respondents/respondent';
import { AuditWriter, rowId, type StoredAnswer } from './auditFile';
import { openAuditRewarder, type AuditRewarder } from './auditRewarder';
import {
  keyOf,
  openAudit,
  openStart,
  questionOf,
  type AuditRequest,
  type AuditRow,
  type OpenedAudit,
} from './planAudit';
import { summarizeAudit } from './summarizeAudit';

/** Batches that are sampled before their answers are rewarded and judged. */
const batchesAtOnce = 4;

/** @throws GuardrailError cancelled, and what opening, answering, rewarding and writing throw. */
export async function runAudit(
  context: EngineContext,
  request: AuditRequest & {
    readonly signal: AbortSignal;
    readonly progress: (progress: RunProgress) => void;
  },
): Promise<AuditSummary> {
  const { spec, signal } = request;
  const meter = new ComparisonMeter(request.progress);
  meter.enter('opening');
  const audit = await openAudit(context.settings.mediaFolder, request);
  const writer = AuditWriter.open(audit.path, audit.settings.identity, audit.contents === null);
  const cleanup: (() => Promise<void>)[] = [];
  try {
    meter.enter('fingerprints');
    const { respondent, base } = await openStart(context, audit.settings, signal);
    cleanup.push(() => respondent.dispose());
    checkBase(audit, base.fingerprint);
    const rewarder = await openAuditRewarder(audit.settings, context.settings.executionProvider);
    cleanup.push(() => rewarder.dispose());
    const judge = await openJudge(
      spec.judge,
      {
        open: context.opener({}),
        mediaFolder: context.settings.mediaFolder,
        batchSize: audit.settings.answers.batchSize,
      },
      signal,
    );
    cleanup.push(() => judge.dispose());
    writer.append(runLine(context, audit, spec, base, judge));
    await answerAndScore(audit, { respondent, rewarder, judge, writer, meter, signal });
    meter.enter('summary');
  } finally {
    for (const end of cleanup.reverse()) await end();
    writer.close();
  }
  return summarizeAudit(audit.path);
}

interface Tools {
  readonly respondent: Respondent;
  readonly rewarder: AuditRewarder;
  readonly judge: RunningJudge;
  readonly writer: AuditWriter;
  readonly meter: ComparisonMeter;
  readonly signal: AbortSignal;
}

async function answerAndScore(audit: OpenedAudit, tools: Tools): Promise<void> {
  const { rows, contents, settings } = audit;
  const answers = new Map<string, StoredAnswer>(contents?.answers);
  const scored = new Set(contents?.scores.keys());
  const left = rows.filter((row) => !scored.has(rowId(keyOf(row))));
  tools.meter.expect(rows.length - left.length, rows.length);
  const portion = settings.answers.batchSize * batchesAtOnce;
  for (let from = 0; from < left.length; from += portion) {
    const some = left.slice(from, from + portion);
    await answerRows(audit, some, answers, tools);
    tools.meter.enter('judging');
    await scoreRows(
      some.flatMap((row) => {
        const answer = answers.get(rowId(keyOf(row)));
        return answer === undefined ? [] : [{ prompt: row.prompt, answer }];
      }),
      tools,
    );
  }
  if (rows.length > 0 && !rows.some((row) => answers.has(rowId(keyOf(row))))) throw noAnswers(rows.length);
}

/** Of these rows, those without an answer. One that was answered before a kill counts as soon as it is scored again. */
async function answerRows(
  { settings }: OpenedAudit,
  rows: readonly AuditRow[],
  answers: Map<string, StoredAnswer>,
  { respondent, writer, meter, signal }: Tools,
): Promise<void> {
  const asked = rows.filter((row) => !answers.has(rowId(keyOf(row))));
  for (let known = asked.length; known < rows.length; known++) meter.responseDone();
  if (asked.length === 0) return;
  meter.enter('base');
  await respondent.answer(
    asked.map((row, id) => questionOf(row, id, settings)),
    settings.answers,
    {
      onAnswer: (id, { text, answer, finishReason, tokenIds, usage }) => {
        const row = asked[id];
        if (row === undefined) return;
        const stored: StoredAnswer = {
          line: 'answer',
          ...keyOf(row),
          text,
          answer,
          finishReason,
          tokens: tokenIds?.length ?? usage?.completionTokens ?? 0,
        };
        writer.append(stored);
        answers.set(rowId(stored), stored);
        meter.responseDone();
      },
      onMissing: (id, reason) => {
        const row = asked[id];
        if (row === undefined) return;
        writer.append({ line: 'missing', ...keyOf(row), reason });
        meter.responseMissing();
      },
      onProgress: ({ tokensPerSecond }) => meter.speed(tokensPerSecond),
    },
    signal,
  );
  throwIfCancelled(signal);
}

async function scoreRows(
  rows: readonly { readonly prompt: SafetyPrompt; readonly answer: StoredAnswer }[],
  { rewarder, judge, writer, signal }: Tools,
): Promise<void> {
  const rewards = await rewarder.score(
    rows.map(({ answer: { text, answer, finishReason, tokens } }) => ({
      raw: text,
      answer,
      truncated: finishReason === 'length',
      tokens,
    })),
    rows.map(({ prompt }) => prompt.userMessage),
    signal,
  );
  throwIfCancelled(signal);
  const verdicts = await judge.judge(
    rows.map(({ prompt, answer }) => judgeInput(prompt, answer)),
    signal,
  );
  throwIfCancelled(signal);
  for (const [index, { answer }] of rows.entries()) {
    const verdict = verdicts[index];
    const scored = rewards[index];
    if (verdict === undefined || scored === undefined) continue;
    const { suiteId, itemId, sample } = answer;
    writer.append({
      line: 'score',
      ...{ suiteId, itemId, sample },
      outcome: verdict.outcome,
      judge: { id: verdict.judgeId, version: verdict.judgeVersion },
      reward: scored.reward,
      rewards: { ...scored.rewards },
    });
  }
}

function runLine(
  context: EngineContext,
  audit: OpenedAudit,
  spec: AuditSpec,
  base: { name: string; fingerprint: string },
  judge: RunningJudge,
): Parameters<AuditWriter['append']>[0] {
  const { settings, functions, benchmarks } = audit;
  return {
    line: 'run',
    at: new Date().toISOString(),
    spec: { ...spec, suites: [...spec.suites] },
    algorithm: settings.run.algorithm,
    beta: settings.online.loss.beta,
    seed: settings.run.seed,
    base,
    judge: judge.facts,
    functions: [...functions],
    notes: [...settings.notes],
    benchmarks: benchmarks.map((benchmark) => ({ ...benchmark, items: [...benchmark.items] })),
    versions: { ...context.versions },
  };
}

/** Answers of other weights are no sample of this base. */
function checkBase({ path, contents }: OpenedAudit, fingerprint: string): void {
  const known = contents?.run?.base.fingerprint;
  if (known === undefined || known === fingerprint) return;
  throw new GuardrailError(
    'storeInvalid',
    `The base of ${path} was another (fingerprint ${known.slice(0, 12)}, now ${fingerprint.slice(0, 12)}).`,
    'Put the old one back, name another file (--output), or begin the audit anew (--fresh).',
  );
}

function noAnswers(asked: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `None of the ${asked} questions was answered.`,
    "Check the base's context length against the prompts, and its chat template.",
  );
}
