// References to checkpoints on the command line: wherever <checkpoint> may stand, `hf:<owner>/<name>@<revision>` may, and becomes
// the path of what is downloaded before the command begins; `built-in:<name>` that of what comes with the product. What comes from a file (a configuration, a comparison) is not
// downloaded: the user did not write it.
import type { Command, Option } from 'commander';
import type { EngineClient } from '../client/engineClient';
import type { HubPlan, HubRef } from '../protocol/hub';
import { GuardrailError } from '../protocol/errors';
import { hubPlanText } from '../safety/presentation/hubPlanText';
import { splitSafeguard } from '../safety/subjects/subjectSafeguard';
import { hubText, isCommit, isHubText, parseHubText } from '../safety/subjects/hubText';
import { builtInPath, isBuiltIn } from './builtInCheckpoints';
import { withEngine, type EngineFlags } from './engine';
import { HubBar } from './hubBar';
import { say } from './terminal';

/** For commander's `preAction`. @throws GuardrailError invalidRequest, hubFailed, checkpointUnsupported, cancelled */
export async function obtainReferences(command: Command): Promise<void> {
  // A cluster knows its own checkpoints by what is written.
  if (command.getOptionValue('on') !== undefined) return;
  const places = placesOf(command);
  const texts = [...new Set(places.flatMap(({ value }) => referencesIn(value)))];
  if (texts.length === 0) return;
  const paths = new Map<string, string>();
  for (const text of texts) if (isBuiltIn(text)) paths.set(text, builtInPath(text));
  const onHub = texts.filter(isHubText);
  if (onHub.length > 0) await obtainAll(command, onHub, paths);
  for (const { value, set } of places) set(replaced(value, paths));
}

async function obtainAll(
  command: Command,
  texts: readonly string[],
  paths: Map<string, string>,
): Promise<void> {
  await withEngine(command.opts<EngineFlags>(), async (client, signal) => {
    for (const text of texts) paths.set(text, await obtain(client, parseHubText(text), signal));
  });
}

/** Says what there is to download, and downloads it. */
export async function download(client: EngineClient, plan: HubPlan, signal: AbortSignal): Promise<string> {
  const { ref, commit, missingBytes } = plan;
  say(`${hubPlanText(plan)}\n`);
  const bar = new HubBar(missingBytes > 0);
  try {
    // The commit that was shown, whatever the branch has become.
    const { path } = await client.request(
      'downloadFromHub',
      { ref, commit, apiKeys: {} },
      { signal, onProgress: (progress) => bar.show(progress) },
    );
    return path;
  } finally {
    bar.end();
  }
}

/** What is pinned and here is used without a word to anyone. */
async function obtain(client: EngineClient, ref: HubRef, signal: AbortSignal): Promise<string> {
  const { path: here } = await client.request('locateHubDownload', { ref }, { signal });
  if (here !== null && ref.revision !== null && isCommit(ref.revision)) return here;
  try {
    const plan = await client.request('planHubDownload', { ref, apiKeys: {} }, { signal });
    return await download(client, plan, signal);
  } catch (error) {
    if (here === null || !(error instanceof GuardrailError) || error.code !== 'hubFailed') throw error;
    say(`${error.message}\nGoing on with what is here of ${hubText(ref)}: ${here}\n`);
    return here;
  }
}

interface Place {
  readonly value: unknown;
  readonly set: (value: unknown) => void;
}

/** `<checkpoint>`, and the options that have one within. */
const holdsCheckpoint = /<(?:checkpoint(?:\.\.\.)?|judge|name=path)>/u;

function placesOf(command: Command): Place[] {
  const options = command.options
    .filter(({ flags }) => holdsCheckpoint.test(flags))
    .map((option: Option): Place => {
      const name = option.attributeName();
      return {
        value: command.getOptionValue(name),
        set: (value) =>
          void command.setOptionValueWithSource(name, value, command.getOptionValueSource(name)),
      };
    });
  const args = command.registeredArguments.flatMap((argument, index): Place[] =>
    argument.name() === 'checkpoint'
      ? [{ value: command.processedArgs[index], set: (value) => void (command.processedArgs[index] = value) }]
      : [],
  );
  return [...options, ...args];
}

/** Of a text, a list, or the fields of what an option was parsed to. */
function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const { bare } = splitSafeguard(value);
    return isHubText(bare) || isBuiltIn(bare) ? [bare] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

function replaced(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const { bare } = splitSafeguard(value);
    const path = paths.get(bare);
    return path === undefined ? value : `${path}${value.slice(bare.length)}`;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => replaced(one, paths));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, paths)]));
}
