// Try Safeguards…: a checkpoint or model beside itself with each safeguard that is chosen, as one comparison.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { window, type QuickPickItem } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import {
  flowSafeguardIds,
  parameterSafeguardIds,
  type FittedSafeguardId,
  type FlowSafeguardId,
  type ParameterSafeguardId,
  type PatchResult,
} from '../../protocol/safeguards';
import type { SubjectRef } from '../../protocol/subjects';
import { inPrecision } from '../../safety/subjects/defaultPrecision';
import { parseOptions, type Safeguard } from '../../safety/safeguards/safeguard';
import { parameterSafeguards, subjectSafeguards } from '../../safety/safeguards/safeguards';
import { optionValues, withSafeguard } from '../../safety/subjects/subjectSafeguard';
import type { BuiltInFit } from '../checkpoints/builtInFits';
import { comparisonPath } from '../comparisons/freePath';
import { overPages } from '../overPages';
import {
  baseOf,
  isAdapter,
  isMadeOf,
  isSame,
  subjectTitle,
  type CheckpointChoice,
  type SubjectEntry,
} from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import { withProgress } from '../withProgress';
import { startVariants, type StartParts } from './startComparison';

const title = 'Try Safeguards';

/** Of a curve that is short enough to wait for. */
const triedWeights: Readonly<Record<ParameterSafeguardId, readonly number[]>> = {
  linear: [0.25, 0.5, 0.75],
  slerp: [0.25, 0.5, 0.75],
  ties: [0.25, 0.5, 0.75],
  'refusal-patch': [0.5, 1],
};

/** `chosen`: what they are tried on; null: it is asked for. */
export async function trySafeguards(parts: StartParts, chosen: SubjectEntry | null): Promise<void> {
  const subjects = await parts.subjects.list();
  const subject = chosen ?? (await askSubject(subjects));
  if (subject === null) return;
  const base = baseFor(subject, subjects);
  const choices = [
    ...safeguardChoices(subject, base, subjects),
    ...fittedChoices(subject, await parts.fits()),
  ];
  const picked = await window.showQuickPick(choices.map(itemOf), {
    title: `${title}: ${subjectTitle(subject)}`,
    placeHolder: 'Each is a column beside it, with the settings used last',
    canPickMany: true,
    ...overPages,
  });
  if (picked === undefined || picked.length === 0) return;
  const patches: Patch[] = [];
  for (const { choice } of picked) {
    if (choice.kind !== 'parameters') continue;
    const partner = await askPartner(choice);
    if (partner === null) return;
    patches.push({ method: choice.id, partner });
  }
  const path = freeName(subject);
  const patched = await makePatches(parts, { subject, base, patches, path });
  await startVariants(parts, {
    base,
    tuned: subject,
    path,
    of: (ref) => [
      ...(isSame(subject, base) ? [] : [ref]),
      ...picked.flatMap(({ choice }) => (choice.kind === 'parameters' ? [] : [around(ref, choice)])),
      ...patched.map(({ path: folder, format }): SubjectRef => ({
        kind: 'checkpoint',
        ...inPrecision({
          path: folder,
          ...(format === 'peft' && base.kind === 'checkpoint' ? { basePath: base.entry.path } : {}),
        }),
      })),
    ],
  });
}

export type SafeguardChoice =
  | { readonly kind: 'flow'; readonly id: FlowSafeguardId }
  | { readonly kind: 'fitted'; readonly id: FittedSafeguardId; readonly folder: string }
  | {
      readonly kind: 'parameters';
      readonly id: ParameterSafeguardId;
      /** Checkpoints of the same base that it could be made with. */
      readonly partners: readonly CheckpointChoice[];
    };

/** What can be tried on it: of `patch`, what there is a checkpoint with a guardrail for. */
export function safeguardChoices(
  subject: SubjectEntry,
  base: SubjectEntry,
  subjects: readonly SubjectEntry[],
): SafeguardChoice[] {
  const flow = flowSafeguardIds.map((id): SafeguardChoice => ({ kind: 'flow', id }));
  if (subject.kind !== 'checkpoint' || base.kind !== 'checkpoint' || isSame(subject, base)) return flow;
  const siblings = subjects.filter(
    (one): one is CheckpointChoice =>
      one.kind === 'checkpoint' && isMadeOf(one, base) && !isSame(one, subject),
  );
  const patches = parameterSafeguardIds.flatMap((id): SafeguardChoice[] => {
    // Only a line leads to the base, whose change is zero: there is neither an arc nor a sign, nor a patch.
    const partners = id === 'linear' ? [base, ...siblings] : siblings;
    return partners.length === 0 ? [] : [{ kind: 'parameters', id, partners }];
  });
  return [...flow, ...patches];
}

/** What was fitted to a built-in checkpoint and comes with it. */
export function fittedChoices(subject: SubjectEntry, fits: readonly BuiltInFit[]): SafeguardChoice[] {
  if (subject.kind !== 'checkpoint' || !subject.entry.builtIn) return [];
  return fits
    .filter(({ checkpoint }) => checkpoint === subject.entry.name)
    .map(({ id, folder }) => ({ kind: 'fitted', id, folder }));
}

interface ChoiceItem extends QuickPickItem {
  readonly choice: SafeguardChoice;
}

function itemOf(choice: SafeguardChoice): ChoiceItem {
  const { title: label, paper, description: does } = describedBy(choice);
  const weights =
    choice.kind !== 'parameters'
      ? ''
      : ` Makes ${triedWeights[choice.id].length} checkpoints (w = ${triedWeights[choice.id].join(', ')}).`;
  const sentence = `${does.charAt(0).toUpperCase()}${does.slice(1)}.`;
  return { label, description: `arXiv ${paper.arxiv}`, detail: `${sentence}${weights}`, choice };
}

function describedBy(choice: SafeguardChoice): Safeguard {
  return choice.kind === 'parameters' ? parameterSafeguards[choice.id] : subjectSafeguards[choice.id];
}

function around(ref: SubjectRef, choice: Exclude<SafeguardChoice, { kind: 'parameters' }>): SubjectRef {
  const { id } = choice;
  const given = choice.kind === 'fitted' ? { folder: choice.folder } : {};
  return withSafeguard(ref, {
    id,
    options: optionValues(parseOptions<unknown>(subjectSafeguards[id], given)),
  });
}

async function askSubject(subjects: readonly SubjectEntry[]): Promise<SubjectEntry | null> {
  const asked = subjects.filter(({ kind }) => kind !== 'responses');
  const choice = await window.showQuickPick(subjectItems(asked), {
    title,
    placeHolder: 'Checkpoint or model to try them on',
    ...overPages,
  });
  return choice?.subject ?? null;
}

/** What is no tune of anything is compared with itself. @throws GuardrailError checkpointNotFound */
function baseFor(subject: SubjectEntry, subjects: readonly SubjectEntry[]): SubjectEntry {
  const base = baseOf(subject, subjects);
  if (base !== undefined) return base;
  if (!isAdapter(subject)) return subject;
  throw new GuardrailError(
    'checkpointNotFound',
    `The base of ${subjectTitle(subject)} is not among the checkpoints.`,
    'Add it (Add Checkpoint…), then try again.',
  );
}

async function askPartner(
  choice: Extract<SafeguardChoice, { kind: 'parameters' }>,
): Promise<CheckpointChoice | null> {
  const [first, ...others] = choice.partners;
  if (first === undefined || others.length === 0) return first ?? null;
  const picked = await window.showQuickPick(subjectItems(choice.partners), {
    title: `${title}: ${describedBy(choice).title}`,
    placeHolder:
      choice.id === 'refusal-patch'
        ? 'Adapter that was trained on refusals'
        : 'Checkpoint of the same base that has the guardrail',
    ...overPages,
  });
  return picked === undefined ? null : (choice.partners.find((one) => isSame(one, picked.subject)) ?? null);
}

/** At which there is neither a comparison nor a folder of patched checkpoints, which a cancelled attempt may have left. */
function freeName(subject: SubjectEntry): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const path = comparisonPath(subject, `${basename(subjectTitle(subject))}-safeguards${suffix}`);
    if (!existsSync(path) && !existsSync(folderOf(path))) return path;
  }
}

function folderOf(path: string): string {
  return path.replace(/\.glens$/u, '');
}

interface Patch {
  readonly method: ParameterSafeguardId;
  readonly partner: CheckpointChoice;
}

/** In a folder beside the comparison. */
async function makePatches(
  { actions }: StartParts,
  {
    subject,
    base,
    patches,
    path,
  }: {
    readonly subject: SubjectEntry;
    readonly base: SubjectEntry;
    readonly patches: readonly Patch[];
    readonly path: string;
  },
): Promise<PatchResult['checkpoints']> {
  if (subject.kind !== 'checkpoint' || base.kind !== 'checkpoint') return [];
  const made: PatchResult['checkpoints'][number][] = [];
  for (const { method, partner } of patches) {
    const { checkpoints } = await withProgress(
      actions.engine,
      `${parameterSafeguards[method].title}: ${subject.entry.name}`,
      'patchCheckpoint',
      {
        method,
        task: { path: subject.entry.path },
        base: { path: base.entry.path },
        safety: { path: partner.entry.path },
        options: {},
        weights: triedWeights[method],
        target: join(folderOf(path), method),
        dtype: 'float32',
      },
    );
    made.push(...checkpoints);
  }
  return made;
}
