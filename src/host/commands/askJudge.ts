// Which judge decides: the rules, a published refusal list, a guard model run here, or a model of a server.
import { window, type QuickPickItem } from 'vscode';
import { rubricIds, type JudgeSpec } from '../../protocol/comparison';
import { builtInGuardSpecs } from '../../safety/judges/guardJudge';
import { parseRefusalLists } from '../../safety/judges/listJudge';
import { isAdapter, type SubjectEntry } from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import { readSmallFile } from '../readSmallFile';

const title = 'Judge';

interface KindItem extends QuickPickItem {
  readonly ask: () => Promise<JudgeSpec | null>;
}

/** null: nothing was chosen. @throws GuardrailError invalidRequest if a file of refusal lists is none */
export async function askJudge(subjects: readonly SubjectEntry[]): Promise<JudgeSpec | null> {
  const kinds: KindItem[] = [
    {
      label: 'Rules',
      description: 'at once',
      detail: 'Patterns of refusals, calibrated against labelled answers. Needs no model.',
      ask: () => Promise.resolve({ kind: 'rules' }),
    },
    {
      label: 'Refusal list…',
      description: 'at once',
      detail: 'A published list in its own matching mode, for figures like those of a paper.',
      ask: askList,
    },
    {
      label: 'Guard model…',
      description: 'on this machine',
      detail: 'A guard checkpoint (Llama Guard, Qwen3Guard, WildGuard, ShieldGemma) reads every answer.',
      ask: () => askGuard(subjects),
    },
    {
      label: 'Model of a server…',
      description: 'sends prompts and answers to it',
      detail: 'By the rubric of StrongREJECT, XSTest or HarmBench.',
      ask: () => askEndpoint(subjects),
    },
  ];
  const kind = await window.showQuickPick(kinds, {
    title,
    placeHolder: 'What decides whether an answer refuses',
  });
  return (await kind?.ask()) ?? null;
}

/** A thousand times the published lists. */
const largestLists = 16_000_000;

async function askList(): Promise<JudgeSpec | null> {
  const listsPath = await askFile('Refusal lists', { 'Refusal lists': ['json'] });
  if (listsPath === null) return null;
  const lists = parseRefusalLists((await readSmallFile(listsPath, largestLists)) ?? '');
  const items = lists.map((list) => ({ label: list.title, description: list.id, id: list.id }));
  const chosen = await window.showQuickPick(items, { title, placeHolder: 'Refusal list' });
  return chosen === undefined ? null : { kind: 'list', listId: chosen.id, listsPath };
}

async function askGuard(subjects: readonly SubjectEntry[]): Promise<JudgeSpec | null> {
  const checkpoint = await askGuardCheckpoint(subjects);
  if (checkpoint === null) return null;
  const file = { label: 'A JSON file…', description: 'of your own', id: null };
  const known = builtInGuardSpecs.map(({ id, title: label }) => ({ label, description: id, id }));
  const chosen = await window.showQuickPick([...known, file], {
    title,
    placeHolder: 'How this guard is asked',
  });
  if (chosen === undefined) return null;
  const spec = chosen.id ?? (await askFile('Description of a guard', { 'Guard description': ['json'] }));
  return spec === null ? null : { kind: 'guard', checkpoint, spec };
}

async function askGuardCheckpoint(subjects: readonly SubjectEntry[]): Promise<string | null> {
  const models = subjects.filter(
    (subject) => subject.kind === 'checkpoint' && !isAdapter(subject) && !subject.entry.builtIn,
  );
  const browse = { label: 'Browse…', description: 'a folder elsewhere', subject: null };
  const chosen = await window.showQuickPick([...subjectItems(models), browse], {
    title,
    placeHolder: 'Guard checkpoint',
  });
  if (chosen === undefined) return null;
  if (chosen.subject?.kind === 'checkpoint') return chosen.subject.entry.path;
  const folder = await window.showOpenDialog({
    title: 'Guard checkpoint',
    openLabel: 'Use',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return folder?.[0]?.fsPath ?? null;
}

async function askEndpoint(subjects: readonly SubjectEntry[]): Promise<JudgeSpec | null> {
  const models = subjectItems(subjects.filter(({ kind }) => kind === 'endpoint'));
  if (models.length === 0) {
    void window.showInformationMessage(
      'No server is known here yet: add one with Guardrail Lens: Add Endpoint…, then choose one of its models.',
    );
    return null;
  }
  const model = await window.showQuickPick(models, { title, placeHolder: 'Model that judges' });
  if (model?.subject.kind !== 'endpoint') return null;
  const { url, model: chosen } = model.subject;
  const rubric = await window.showQuickPick(
    rubricIds.map((id) => ({ label: id })),
    { title, placeHolder: 'Rubric' },
  );
  return rubric === undefined ? null : { kind: 'endpoint', url, model: chosen.id, rubric: rubric.label };
}

async function askFile(what: string, filters: Record<string, string[]>): Promise<string | null> {
  const chosen = await window.showOpenDialog({ title: what, openLabel: 'Use', filters });
  return chosen?.[0]?.fsPath ?? null;
}
