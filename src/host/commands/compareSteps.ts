// Compare Its Steps…: the saved steps of a training run beside what it began from, as one comparison of several.
import { basename } from 'node:path';
import { window } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import { everyNth, mostColumns } from '../../safety/subjects/columns';
import { formatCount } from '../../safety/presentation/numbers';
import { readEntry } from '../checkpoints/readEntry';
import type { SubjectEntry } from '../subjects/subjectEntry';
import { askAndStart, type StartParts } from './startComparison';

/** `folder`: the run; null: it is asked for. Base and steps are known then; benchmarks and options are asked for. */
export async function compareSteps(parts: StartParts, folder: string | null): Promise<void> {
  const run = folder ?? (await askRun(parts));
  if (run === null) return;
  const { steps, base } = await parts.actions.engine.request('trainingSteps', { folder: run });
  const chosen = steps.length > 2 ? await askEvery(basename(run), steps) : steps;
  if (chosen === null) return;
  const [tuned, ...further] = await Promise.all(chosen.map(({ path }) => subjectAt(path)));
  if (tuned === undefined) return;
  const known = base === null || base.basePath !== undefined ? null : await entryAt(base.path);
  await askAndStart(parts, { ...(known === null ? {} : { base: known }), tuned, further });
}

type Steps = readonly { readonly step: number; readonly path: string }[];

/** All of them, every second one, and so on, the last always; undefined where there is nothing to choose. */
async function askEvery(run: string, steps: Steps): Promise<Steps | null> {
  const choices = [1, 2, 3, 4, 5, 8, 10, 20, 50, 100]
    .map((every) => ({ every, steps: everyNth(steps, every) }))
    .filter((choice) => choice.steps.length >= 2 && choice.steps.length <= mostColumns);
  const items = choices.map((choice) => ({
    label:
      choice.every === 1 ? `All ${formatCount(steps.length)} steps` : `Every ${ordinal(choice.every)} step`,
    description: `${choice.every === 1 ? '' : `${formatCount(choice.steps.length)} of ${formatCount(steps.length)}: `}${listed(choice.steps)}`,
    steps: choice.steps,
  }));
  const picked = await window.showQuickPick(items, {
    title: `Compare Its Steps: ${run}`,
    placeHolder: 'Steps that answer the benchmarks, each beside the base, which answers once',
  });
  return picked?.steps ?? null;
}

async function askRun({ subjects }: StartParts): Promise<string | null> {
  const runs = new Map<string, number>();
  for (const subject of await subjects.list()) {
    const run = subject.kind === 'checkpoint' ? subject.entry.run : null;
    if (run !== null) runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  const items = [...runs].map(([run, count]) => ({
    label: basename(run),
    description: `${formatCount(count)} ${count === 1 ? 'step' : 'steps'}`,
    detail: run,
    run,
  }));
  if (items.length === 0) {
    throw new GuardrailError(
      'checkpointNotFound',
      'No training run with saved steps is in this workspace.',
      'Open the folder of a run of this product, TRL or verl.',
    );
  }
  return (await window.showQuickPick(items, { title: 'Compare Its Steps: training run' }))?.run ?? null;
}

/** @throws GuardrailError checkpointNotFound */
async function subjectAt(path: string): Promise<SubjectEntry> {
  const found = await entryAt(path);
  if (found !== null) return found;
  throw new GuardrailError(
    'checkpointNotFound',
    `${path} is not a checkpoint any more.`,
    'Older checkpoints are removed as a run goes on (`save.total_limit`). Try again.',
  );
}

async function entryAt(path: string): Promise<SubjectEntry | null> {
  const entry = await readEntry(path, false);
  return entry === null ? null : { kind: 'checkpoint', entry };
}

function listed(steps: Steps): string {
  const numbers = steps.map(({ step }) => formatCount(step));
  return numbers.length <= 6
    ? numbers.join(', ')
    : `${numbers.slice(0, 3).join(', ')} … ${numbers.at(-1) ?? ''}`;
}

function ordinal(n: number): string {
  const words: Readonly<Record<number, string>> = { 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' };
  return words[n] ?? `${n}th`;
}
