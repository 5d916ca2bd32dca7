// Commands about the Hugging Face hub.
import { commands, env, Uri, window } from 'vscode';
import type { EngineClient } from '../../client/engineClient';
import { GuardrailError } from '../../protocol/errors';
import type { HubRef } from '../../protocol/hub';
import type { Actions } from '../actions';
import type { CommandHandlers } from '../commands/commandIds';
import type { EndpointKeys } from '../endpoints/endpointKeys';
import { inertMessage } from '../inertText';
import { addToListSetting } from '../settings';
import { benchmarkQuestions, getFromCatalogue, type BenchmarkQuestions } from './benchmarkCatalogue';
import { askFile, askModel, askRevision, confirmDownload, downloadShown, typedRef } from './hubQuestions';
import { HubSession } from './hubSession';

export interface HubParts {
  readonly actions: Pick<Actions, 'shown'>;
  readonly keys: Pick<EndpointKeys, 'of' | 'ask'>;
  /** An engine for the command alone. */
  readonly open: () => EngineClient;
  /** The list of checkpoints has grown. */
  readonly refresh: () => void;
  /** What the user is asked; for tests without a user. */
  readonly questions?: typeof questions;
  readonly benchmarks?: BenchmarkQuestions;
}

const questions = { askModel, askRevision, askFile, confirmDownload, downloadShown };
const tokenPrompt =
  'An access token of your account, for private and gated repositories; leave it empty to forget it.';

export function hubCommands(
  parts: HubParts,
): Pick<CommandHandlers, 'addFromHub' | 'setHubToken' | 'getBenchmark'> {
  return {
    addFromHub: (reference?: string) => withSession(parts, (hub) => addFromHub(parts, hub, reference)),
    getBenchmark: (id?: string) =>
      withSession(parts, (hub) => getFromCatalogue(hub, parts.benchmarks ?? benchmarkQuestions, id)),
    setHubToken: () =>
      withSession(parts, async (hub) => {
        await parts.keys.ask(await hub.endpoint(), tokenPrompt);
      }),
  };
}

/** Shows what goes wrong, and ends the engine with the command. */
export async function withSession(
  { actions, keys, open }: HubParts,
  work: (hub: HubSession) => Promise<void>,
): Promise<void> {
  await actions.shown(async () => {
    const hub = new HubSession(open(), keys);
    try {
      await work(hub);
    } finally {
      hub.dispose();
    }
  });
}

async function addFromHub(parts: HubParts, hub: HubSession, reference: string | undefined): Promise<void> {
  const ask = parts.questions ?? questions;
  const named = reference === undefined ? null : typedRef(reference);
  const model = named ?? (await ask.askModel(hub));
  if (model === undefined) return;
  const ref = model.revision === null && named === null ? await ask.askRevision(model) : model;
  if (ref === undefined) return;
  await retried(parts, hub, ref, async () => {
    const choices = ref.path === null ? await hub.choices(ref) : [];
    const chosen = choices.length > 0 ? await ask.askFile(ref, choices) : ref;
    if (chosen === undefined) return;
    const plan = await hub.plan(chosen);
    if (plan.missingBytes > 0 && !(await ask.confirmDownload(plan))) return;
    const path = await ask.downloadShown(hub, plan);
    await addToListSetting('checkpointFolders', path);
    parts.refresh();
    await commands.executeCommand('guardrailLens.checkpoints.focus');
  });
}

const again = 'Try Again';
const setToken = 'Set Token…';
const openPage = 'Open on Hugging Face';

/** What the hub refuses has ways out: a token, the page where terms are accepted, another try. */
async function retried(
  { keys }: HubParts,
  hub: HubSession,
  { repository }: HubRef,
  work: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof GuardrailError) || error.code !== 'hubFailed') throw error;
      const choice = await window.showErrorMessage(
        inertMessage(`${error.message} ${error.advice}`),
        ...[again, setToken, openPage],
      );
      if (choice === undefined) return;
      const endpoint = await hub.endpoint();
      if (choice === openPage) {
        await env.openExternal(Uri.parse(`${endpoint}/${repository}`, true));
        return;
      }
      if (choice === setToken && !(await keys.ask(endpoint, tokenPrompt))) return;
    }
  }
}
