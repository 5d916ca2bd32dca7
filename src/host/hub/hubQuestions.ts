// What the user is asked on the way to a checkpoint of the hub. Every question can be left.
import { ProgressLocation, window, type QuickPickItem } from 'vscode';
import type { HubFile, HubModel, HubPlan, HubRef } from '../../protocol/hub';
import { hubPlanText } from '../../safety/presentation/hubPlanText';
import { formatBytes, formatCount } from '../../safety/presentation/numbers';
import { parseHubText, problemOf } from '../../safety/subjects/hubText';
import { inertMessage } from '../inertText';
import type { HubSession } from './hubSession';

const title = 'Add Checkpoint from Hugging Face';
/** After the last key, before the hub is asked, milliseconds. */
const settle = 300;
const fewestLetters = 2;

interface ModelItem extends QuickPickItem {
  readonly ref: HubRef | null;
}

/** A model by search, or by its name; undefined: left. Nothing is asked of the hub before something is typed. */
export function askModel(hub: Pick<HubSession, 'find'>): Promise<HubRef | undefined> {
  const input = window.createQuickPick<ModelItem>();
  input.title = title;
  input.placeholder = 'Words of its name, or <owner>/<name>@<branch, tag or commit>';
  input.ignoreFocusOut = true;
  let asked = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  input.onDidChangeValue((typed) => {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    input.items = typedItems(typed);
    input.busy = typed.trim().length >= fewestLetters;
    if (!input.busy) return;
    const { signal } = asked;
    timer = setTimeout(() => {
      void search(hub, typed, signal).then((items) => {
        if (signal.aborted) return;
        input.items = [...typedItems(typed), ...items];
        input.busy = false;
      });
    }, settle);
  });
  return new Promise<HubRef | undefined>((resolve) => {
    input.onDidAccept(() => {
      const ref = input.activeItems[0]?.ref;
      if (ref == null) return;
      resolve(ref);
      input.dispose();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  }).finally(() => {
    clearTimeout(timer);
    asked.abort();
  });
}

/** What was typed, where it names a repository itself. */
function typedItems(typed: string): ModelItem[] {
  const ref = typedRef(typed);
  if (ref === null) return [];
  return [{ label: typed.trim(), description: 'as typed', alwaysShow: true, ref }];
}

export function typedRef(typed: string): HubRef | null {
  const text = typed.trim().replace(/^https:\/\/huggingface\.co\//u, '');
  try {
    return parseHubText(text.startsWith('hf:') ? text : `hf:${text}`);
  } catch {
    return null;
  }
}

/** A failure stands in the list, where it is seen while typing. */
async function search(
  hub: Pick<HubSession, 'find'>,
  typed: string,
  signal: AbortSignal,
): Promise<ModelItem[]> {
  try {
    const words = typed.trim().replace(/^hf:/u, '').split('@')[0] ?? '';
    const found = await hub.find(words, signal);
    const items = found.map(modelItem).filter(({ ref }) => ref !== null);
    return items.length > 0 ? items : [{ label: 'No model has these words', alwaysShow: true, ref: null }];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ label: '$(error) The hub was not reached', detail, alwaysShow: true, ref: null }];
  }
}

function modelItem(model: HubModel): ModelItem {
  const ref = { repository: model.repository, revision: null, path: null };
  const size = model.parameters === null ? '' : `${parametersText(model.parameters)} parameters · `;
  return {
    label: model.repository,
    description: model.gated ? '$(lock) gated' : '',
    detail: `${size}${formatCount(model.downloads)} downloads${model.task === null ? '' : ` · ${model.task}`}`,
    alwaysShow: true,
    ref: problemOf(ref) === null ? ref : null,
  };
}

function parametersText(parameters: number): string {
  return parameters < 1e9 ? `${Math.round(parameters / 1e6)}M` : `${(parameters / 1e9).toFixed(1)}B`;
}

/** The revision; an empty one is the default branch. */
export async function askRevision(ref: HubRef): Promise<HubRef | undefined> {
  const typed = await window.showInputBox({
    title: inertMessage(`${title}: ${ref.repository}`),
    prompt: 'Branch, tag or commit. It is pinned to the commit that it stands for now.',
    placeHolder: 'empty: the default branch',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const revision = text.trim();
      return revision === '' ? null : problemOf({ ...ref, revision });
    },
  });
  if (typed === undefined) return undefined;
  return { ...ref, revision: typed.trim() === '' ? null : typed.trim() };
}

/** Which of a repository's GGUF files. */
export async function askFile(ref: HubRef, files: readonly HubFile[]): Promise<HubRef | undefined> {
  const items = files.map(({ path, bytes, here }) => ({
    label: path,
    description: `${formatBytes(bytes)}${here ? ', here' : ''}`,
    path,
  }));
  const chosen = await window.showQuickPick(items, {
    title: `${title}: ${ref.repository}`,
    placeHolder: 'Which GGUF file',
    ignoreFocusOut: true,
  });
  return chosen === undefined ? undefined : { ...ref, path: chosen.path };
}

/** Before anything is transferred. */
export async function confirmDownload(plan: HubPlan): Promise<boolean> {
  const gate = plan.gated ? '\nGated: the token has to be of an account that accepted its terms.' : '';
  const choice = await window.showInformationMessage(
    inertMessage(`Download ${plan.ref.repository} (${formatBytes(plan.missingBytes)})?`),
    { modal: true, detail: inertMessage(`${hubPlanText(plan)}${gate}`) },
    'Download',
  );
  return choice !== undefined;
}

/** With a notification that cancels; what is here goes on the next time. */
export function downloadShown(hub: Pick<HubSession, 'download'>, plan: HubPlan): Promise<string> {
  return withHubProgress(`Downloading ${plan.ref.repository}`, async (report, signal) => {
    const { path } = await hub.download(
      plan,
      ({ done, total, file, note }) =>
        report(done / Math.max(1, total), note ?? `${formatBytes(done)} of ${formatBytes(total)}, ${file}`),
      signal,
    );
    return path;
  });
}

/** @param work is given what reports a share from 0 to 1 with words, and the signal of Cancel */
export async function withHubProgress<T>(
  text: string,
  work: (report: (share: number, words: string) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title: inertMessage(text), cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let shown = 0;
    return work((share, words) => {
      progress.report({ message: inertMessage(words), increment: (share - shown) * 100 });
      shown = share;
    }, abort.signal);
  });
}
