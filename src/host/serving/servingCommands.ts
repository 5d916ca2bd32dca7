// Commands that serve a local checkpoint over HTTP, so that other programs can ask it.
import { env, ProgressLocation, window } from 'vscode';
import type { ServeSpec } from '../../protocol/serving';
import type { Actions } from '../actions';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import { checkpointItems } from '../checkpoints/checkpointItems';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import type { CommandHandlers } from '../commands/commandIds';
import { readSettings } from '../settings';
import { addressText, distinctNames, servingText } from './servingText';
import type { RunningServing, Servings } from './servings';
import { inertMessage } from '../inertText';

const copyAddress = 'Copy Address';
const stopServing = 'Stop Serving';

export function servingCommands(
  actions: Actions,
  checkpoints: CheckpointRegistry,
  servings: Servings,
): Pick<CommandHandlers, 'serveCheckpoint' | 'showServing' | 'stopServing'> {
  return {
    serveCheckpoint: (node?: CheckpointNode) =>
      actions.shown(async () => {
        const entries = await checkpoints.list();
        const chosen = node?.kind === 'checkpoint' ? node.entry : await askCheckpoint(entries);
        if (chosen === undefined) return;
        const what = await askAdapters(chosen, entries);
        if (what !== null) await serve(servings, what);
      }),
    showServing: async () => {
      const serving = await askServing(servings, 'Served Checkpoints');
      if (serving === undefined) return;
      const copy = { label: `$(copy) ${copyAddress}`, description: serving.progress.url };
      const stop = { label: `$(debug-stop) ${stopServing}`, description: serving.name };
      const choice = await window.showQuickPick([copy, stop], {
        title: `${serving.name} at ${addressText(serving)}`,
        placeHolder: servingText(serving),
      });
      if (choice === copy) await env.clipboard.writeText(serving.progress.url);
      if (choice === stop) serving.stop();
    },
    stopServing: async () => (await askServing(servings, stopServing))?.stop(),
  };
}

interface Served {
  readonly name: string;
  readonly ref: ServeSpec['ref'];
  readonly adapters: ServeSpec['adapters'];
}

async function askCheckpoint(entries: readonly CheckpointEntry[]): Promise<CheckpointEntry | undefined> {
  const choice = await window.showQuickPick(checkpointItems(entries), {
    title: 'Serve Checkpoint',
    placeHolder: 'Checkpoint that other programs are to ask',
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return choice?.entry;
}

/** A base, with those of its adapters that are to be asked by their own names; null when cancelled. */
async function askAdapters(
  chosen: CheckpointEntry,
  entries: readonly CheckpointEntry[],
): Promise<Served | null> {
  const isAdapter = chosen.kind === 'adapter';
  const base = isAdapter ? entries.find(({ path }) => path === chosen.basePath) : chosen;
  // Its base is not listed: the engine looks for it, or says what is missing.
  if (base === undefined) return { name: chosen.name, ref: refOf(chosen), adapters: [] };
  const adapters = entries.filter(({ kind, basePath }) => kind === 'adapter' && basePath === base.path);
  if (adapters.length === 0) return { name: base.name, ref: refOf(base), adapters: [] };
  const items = checkpointItems(adapters).map((item) => ({
    ...item,
    picked: item.entry.path === chosen.path,
  }));
  const picked = await window.showQuickPick(items, {
    title: 'Serve Checkpoint',
    placeHolder: `Adapters to serve along with ${base.name}; none is fine`,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return null;
  const names = distinctNames([base.name, ...picked.map(({ entry }) => entry.name)]);
  return {
    name: base.name,
    ref: refOf(base),
    adapters: picked.map(({ entry }, index) => ({ name: names[index + 1] ?? entry.name, path: entry.path })),
  };
}

function refOf({ path, kind, basePath }: CheckpointEntry): ServeSpec['ref'] {
  return kind === 'adapter' && basePath !== null ? { path, basePath } : { path };
}

/** With a notification until requests are answered; resolves when the serving has ended. */
async function serve(servings: Servings, { name, ref, adapters }: Served): Promise<void> {
  const settings = readSettings();
  const cancel = new AbortController();
  let ready: () => void = () => undefined;
  const answering = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const serving = servings.start({
    name,
    spec: {
      ref,
      adapters,
      host: '127.0.0.1',
      port: settings.servePort,
      apiKey: null,
      fixedBatch: false,
      batchSize: settings.batchSize,
      allowRemote: false,
    },
    signal: cancel.signal,
    onReady: (running) => {
      ready();
      void announce(running);
    },
  });
  await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: inertMessage(`Loading ${name} to serve it`),
      cancellable: true,
    },
    (_, token) => {
      token.onCancellationRequested(() => cancel.abort());
      return Promise.race([answering, serving]);
    },
  );
  await serving;
}

async function announce(serving: RunningServing): Promise<void> {
  const models = [serving.name, ...serving.adapters].join(', ');
  const choice = await window.showInformationMessage(
    inertMessage(`Serving ${models} at ${serving.progress.url}, for programs of this machine.`),
    copyAddress,
    stopServing,
  );
  if (choice === copyAddress) await env.clipboard.writeText(serving.progress.url);
  if (choice === stopServing) serving.stop();
}

async function askServing(servings: Servings, title: string): Promise<RunningServing | undefined> {
  const running = servings.running();
  if (running.length === 0) {
    void window.showInformationMessage('No checkpoint is served. Choose Serve Checkpoint first.');
    return undefined;
  }
  if (running.length === 1) return running[0];
  const items = running.map((serving) => ({
    label: serving.name,
    description: serving.progress.url,
    detail: servingText(serving),
    serving,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: 'Served checkpoint' }))?.serving;
}
