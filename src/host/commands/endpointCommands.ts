// Commands about servers and about files of responses made elsewhere.
import { commands, Uri, window } from 'vscode';
import type { Actions } from '../actions';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import { askUrl, type EndpointKeys } from '../endpoints/endpointKeys';
import type { EndpointServer, EndpointServers } from '../endpoints/endpointServers';
import { isOpenToReaders, originOf, serverName } from '../endpoints/endpointUrl';
import { addToListSetting, readSettings, removeFromListSetting } from '../settings';
import type { EngineService } from '../engineService';
import type { CommandHandlers } from './commandIds';
import { inertMessage } from '../inertText';
import { overPages } from '../overPages';

const setKey = 'Set Key…';
const retry = 'Retry';

export function endpointCommands(
  actions: Actions,
  servers: EndpointServers,
  keys: EndpointKeys,
): Pick<
  CommandHandlers,
  | 'addEndpoint'
  | 'refreshEndpoint'
  | 'retryEndpoint'
  | 'removeEndpoint'
  | 'setEndpointKey'
  | 'forgetEndpointKey'
  | 'addResponses'
  | 'removeResponses'
> {
  const refresh = async (url: string): Promise<void> => announce(await servers.refresh(url), true);

  /** Says what the server answered; a failure with the ways out of it. Not awaited: a notification may stay open. */
  const announce = (server: EndpointServer, quiet = false): void => {
    const { url, failure, models, hasKey } = server;
    if (failure === null) {
      const count = models.length === 1 ? '1 model' : `${models.length} models`;
      if (!quiet) void window.showInformationMessage(inertMessage(`${serverName(url)} has ${count}.`));
      return;
    }
    if (failure.code === 'cancelled') return;
    const key = hasKey ? 'Change Key…' : setKey;
    void window
      .showErrorMessage(inertMessage(`${failure.message} ${failure.advice}`), retry, key)
      .then((choice) =>
        actions.shown(async () => {
          if (choice === retry) await refresh(url);
          if (choice === key && (await keys.ask(url))) await refresh(url);
        }),
      );
  };

  const onServer =
    (title: string, act: (url: string) => Promise<void>): ((node?: CheckpointNode) => Promise<void>) =>
    (node) =>
      actions.shown(async () => {
        const url = node?.kind === 'server' ? node.server.url : await askServer(servers, title);
        if (url !== undefined) await act(url);
      });

  return {
    addEndpoint: () =>
      actions.shown(async () => {
        const url = await askUrl(
          'Add Endpoint (1/2)',
          'Base URL of a server that speaks the OpenAI protocol: vLLM, SGLang, llama.cpp, Ollama or a provider',
        );
        if (url === undefined) return;
        const mayHaveKey = !isOpenToReaders(url) && !(await keys.has(url));
        if (mayHaveKey && !(await keys.ask(url, 'Leave it empty where the server wants no key.'))) return;
        await commands.executeCommand('guardrailLens.checkpoints.focus');
        announce(await servers.add(url));
      }),
    refreshEndpoint: onServer('Refresh Endpoint', refresh),
    retryEndpoint: onServer('Retry', refresh),
    removeEndpoint: onServer('Remove Endpoint', (url) => servers.remove(url)),
    setEndpointKey: onServer('Set Key', async (url) => {
      if (await keys.ask(url)) await refresh(url);
    }),
    forgetEndpointKey: onServer('Forget Key', async (url) => {
      await keys.forget(url);
      void window.showInformationMessage(
        inertMessage(`The key for ${originOf(url)} was removed from this machine.`),
      );
    }),
    addResponses: (uri?: Uri) =>
      actions.shown(async () => {
        const chosen = uri instanceof Uri ? [uri] : await askResponses();
        const paths: string[] = [];
        for (const { fsPath } of chosen) paths.push(...(await askModels(actions.engine, fsPath)));
        for (const path of paths) await addToListSetting('responseFiles', path);
        if (paths.length > 0) await commands.executeCommand('guardrailLens.checkpoints.focus');
      }),
    removeResponses: (node?: CheckpointNode) =>
      actions.shown(async () => {
        const path = node?.kind === 'responses' ? node.path : await askListedResponses();
        if (path !== undefined) await removeFromListSetting('responseFiles', path);
      }),
  };
}

async function askServer(servers: EndpointServers, title: string): Promise<string | undefined> {
  const items = (await servers.list()).map(({ url, failure }) => ({
    label: serverName(url),
    description: url,
    detail: failure?.message ?? '',
    url,
  }));
  if (items.length === 0) {
    const choice = await window.showInformationMessage('No endpoint has been added yet.', 'Add Endpoint…');
    if (choice !== undefined) await commands.executeCommand('guardrailLens.addEndpoint');
    return undefined;
  }
  if (items.length === 1) return items[0]?.url;
  return (await window.showQuickPick(items, { title, placeHolder: 'Server' }))?.url;
}

async function askResponses(): Promise<readonly Uri[]> {
  const title = 'Add Responses File';
  const kind = await window.showQuickPick(
    [
      {
        label: 'Files',
        description: 'JSON Lines with prompt and response, Inspect logs, lm-eval samples, promptfoo results',
        folder: false,
      },
      { label: 'Folder of logs', description: 'Inspect’s .eval files, or lm-eval’s samples', folder: true },
    ],
    { title, ...overPages },
  );
  if (kind === undefined) return [];
  const chosen = await window.showOpenDialog({
    title,
    openLabel: 'Add',
    canSelectMany: true,
    canSelectFolders: kind.folder,
    canSelectFiles: !kind.folder,
    ...(kind.folder ? {} : { filters: { 'Responses and logs': ['jsonl', 'ndjson', 'json', 'eval'] } }),
  });
  return chosen ?? [];
}

/** The paths of one side each: of a file with responses of several models those that are chosen. @throws what reading it throws */
async function askModels(engine: EngineService, path: string): Promise<readonly string[]> {
  const { models } = await engine.request('responseModels', { path });
  if (models.length < 2) return [path];
  const chosen = await window.showQuickPick(
    models.map((label) => ({ label })),
    { title: 'Add Responses File', placeHolder: 'Whose responses', canPickMany: true, ...overPages },
  );
  return (chosen ?? []).map(({ label }) => `${path}#${label}`);
}

async function askListedResponses(): Promise<string | undefined> {
  return window.showQuickPick([...readSettings().responseFiles], { title: 'Remove Responses File' });
}
