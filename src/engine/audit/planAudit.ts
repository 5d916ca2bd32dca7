// What an audit will ask: prompts, rewards and where its answers are kept; and what that costs.
import { resolve } from 'node:path';
import { auditFileOf, type AuditedFunction, type AuditPlan, type AuditSpec } from '../../protocol/audit';
import type { SafetyPrompt } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { SafetyKind } from '../../protocol/outcomes';
import { aboutSafety } from '../../safety/outcomes/handled';
import { toAsk } from '../comparison/toAsk';
import { planPrompts } from '../comparison/planPrompts';
import { rowSeed } from '../comparison/rowSeed';
import type { EngineContext } from '../engineContext';
import type { Question, Respondent } from '../respondents/respondent';
import { loadSafetySuites } from '../suites/suiteCatalog';
import { checkStart, startRef } from '../training/loop/startCheckpoint';
import { readAuditFile, rowId, type AuditContents } from './auditFile';
import { auditedFunctions } from './auditRewarder';
import { readAuditSettings, type AuditSettings } from './auditSettings';

export interface AuditRow {
  readonly prompt: SafetyPrompt;
  readonly sample: number;
}

export interface OpenedAudit {
  readonly path: string;
  readonly settings: AuditSettings;
  readonly functions: readonly AuditedFunction[];
  readonly benchmarks: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: SafetyKind;
    readonly items: readonly string[];
  }[];
  /** Every answer of the audit, in run order. */
  readonly rows: readonly AuditRow[];
  /** What the file holds; null where there is none, or it is begun anew. */
  readonly contents: AuditContents | null;
}

export interface AuditRequest {
  readonly spec: AuditSpec;
  /** Where answers are kept; null: beside the configuration. */
  readonly path: string | null;
  /** Forget what an audit of other settings has left there. */
  readonly fresh: boolean;
}

/**
 * @throws GuardrailError configInvalid, suiteInvalid, invalidRequest; storeInvalid where the file is no audit, or, unless
 * `fresh`, one of other settings.
 */
export async function openAudit(mediaFolder: string, request: AuditRequest): Promise<OpenedAudit> {
  const { spec, fresh } = request;
  const settings = await readAuditSettings(spec.configPath);
  const path = resolve(request.path ?? auditFileOf(spec.configPath));
  const suites = await loadSafetySuites(spec.suites, mediaFolder, 'A reward audit');
  const { seed } = settings.run;
  const prompts = aboutSafety(planPrompts(suites, { attacks: [], limit: spec.limit, settings: { seed } }));
  const known = await readAuditFile(path);
  if (known !== null && !fresh) checkIdentity(path, known, settings, spec);
  return {
    path,
    settings,
    functions: await auditedFunctions(settings.run.rewards),
    benchmarks: suites.map(({ manifest: { id, title, kind } }) => ({
      id,
      title,
      kind,
      items: prompts.filter(({ suiteId }) => suiteId === id).map(({ itemId }) => itemId),
    })),
    rows: prompts.flatMap((prompt) =>
      Array.from({ length: spec.samples }, (_, sample) => ({ prompt, sample })),
    ),
    contents: fresh ? null : known,
  };
}

/** The question of a row, numbered by its place. */
export function questionOf({ prompt, sample }: AuditRow, id: number, settings: AuditSettings): Question {
  return {
    id,
    asked: toAsk(prompt, settings.systemPrompt),
    seed: rowSeed(settings.run.seed, prompt, sample, false),
    sample,
  };
}

/** The run's start as a respondent. @throws GuardrailError configInvalid, and what opening throws. */
export async function openStart(
  context: EngineContext,
  { run }: AuditSettings,
  signal: AbortSignal,
): Promise<{ readonly respondent: Respondent; readonly base: { name: string; fingerprint: string } }> {
  const respondent = await context.opener({})({ kind: 'checkpoint', ...startRef(run) }, signal);
  try {
    const facts = await respondent.facts(signal);
    if (facts.kind !== 'checkpoint') throw new RangeError('A run starts from a checkpoint.');
    checkStart(run, facts.adapter !== null);
    return { respondent, base: { name: facts.name, fingerprint: facts.fingerprint } };
  } catch (error) {
    await respondent.dispose();
    throw error;
  }
}

/** `pilot`: answers that are sampled to tell the speed; they are not kept. 0: none. */
export async function planAudit(
  context: EngineContext,
  request: AuditRequest & { readonly pilot: number; readonly signal: AbortSignal },
): Promise<AuditPlan> {
  const { pilot, signal } = request;
  const audit = await openAudit(context.settings.mediaFolder, request);
  const { settings, rows, contents } = audit;
  const left = rows.filter((row) => contents?.answers.has(rowId(keyOf(row))) !== true);
  return {
    path: audit.path,
    algorithm: settings.run.algorithm,
    beta: settings.online.loss.beta,
    functions: audit.functions,
    benchmarks: audit.benchmarks.length,
    prompts: audit.benchmarks.reduce((sum, { items }) => sum + items.length, 0),
    answers: rows.length,
    answered: rows.length - left.length,
    maxNewTokens: settings.answers.maxNewTokens,
    seconds:
      pilot === 0 || left.length === 0 ? null : await pilotSeconds(context, settings, left, pilot, signal),
  };
}

/** Of all that is left, at the speed of some answers from all over it. */
async function pilotSeconds(
  context: EngineContext,
  settings: AuditSettings,
  left: readonly AuditRow[],
  pilot: number,
  signal: AbortSignal,
): Promise<number> {
  const { respondent } = await openStart(context, settings, signal);
  try {
    const count = Math.min(pilot, left.length);
    const chosen = Array.from(
      { length: count },
      (_, index) => left[Math.floor((index * left.length) / count)],
    )
      .filter((row) => row !== undefined)
      .map((row, id) => questionOf(row, id, settings));
    const ask = (questions: readonly Question[]): Promise<void> =>
      respondent.answer(
        questions,
        settings.answers,
        { onAnswer: () => undefined, onMissing: () => undefined },
        signal,
      );
    // The first answer pays for loading the weights.
    await ask(chosen.slice(0, 1));
    const began = performance.now();
    await ask(chosen);
    return ((performance.now() - began) / 1000 / count) * left.length;
  } finally {
    await respondent.dispose();
  }
}

export function keyOf({ prompt, sample }: AuditRow): {
  readonly suiteId: string;
  readonly itemId: string;
  readonly sample: number;
} {
  return { suiteId: prompt.suiteId, itemId: prompt.itemId, sample };
}

function checkIdentity(path: string, known: AuditContents, settings: AuditSettings, spec: AuditSpec): void {
  const now: Readonly<Record<string, unknown>> = settings.identity;
  const names = new Set([...Object.keys(now), ...Object.keys(known.identity)]);
  const changed = [...names].filter((name) => !same(now[name], known.identity[name]));
  if (known.run !== null && !same(spec.judge, known.run.spec.judge)) changed.push('judge');
  if (changed.length === 0) return;
  throw new GuardrailError(
    'storeInvalid',
    `${path} holds an audit with other settings (${changed.join(', ')}).`,
    'Keep it and name another file (--output), or begin it anew (--fresh).',
  );
}

/** As they would be stored. */
function same(x: unknown, y: unknown): boolean {
  return JSON.stringify(x) === JSON.stringify(y);
}
