// A comparison as a job of a cluster, from the terminal: what was said of it goes there, what comes of it is shown here.
import { copyFile } from 'node:fs/promises';
import { Command, type Option } from 'commander';
import type { EngineClient } from '../client/engineClient';
import { GuardrailError } from '../protocol/errors';
import { followClusterJob } from './followJob';
import { say } from './terminal';

/** Resolves with whether the comparison's file is at `out`; else the exit code says how the job ended. */
export async function compareOnTarget(
  client: EngineClient,
  {
    target,
    options,
    out,
  }: { readonly target: string; readonly options: readonly string[]; readonly out: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { job, path } = await client.request(
    'submitComparison',
    { target, options, apiKeys: {} },
    { signal },
  );
  say(`Job: ${job}\nIts file: ${path}\n`);
  const { status } = await followClusterJob(client, { target, job }, signal);
  if (status !== 'succeeded') return false;
  try {
    await copyFile(path, out);
  } catch (cause) {
    throw new GuardrailError(
      'storeWriteFailed',
      `The comparison ${path} cannot be copied to ${out}.`,
      'Open it where it is, or copy it yourself.',
      { cause },
    );
  }
  return true;
}

/**
 * What was written behind the command, without these options and their values.
 * @param known the options of the command
 */
export function wordsWithout(
  words: readonly string[],
  known: readonly Option[],
  left: ReadonlySet<string>,
): string[] {
  const kept: string[] = [];
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? '';
    const [name = ''] = word.split('=', 1);
    const option = known.find(({ long }) => long === name);
    if (option === undefined || !left.has(option.attributeName())) {
      kept.push(word);
      continue;
    }
    if (word.includes('=') || option.isBoolean() || option.negate) continue;
    do place++;
    while (option.variadic && place + 1 < words.length && !(words[place + 1] ?? '').startsWith('-'));
  }
  return kept;
}

/** By attribute name. */
export function optionNames(add: (command: Command) => unknown): string[] {
  const command = new Command();
  add(command);
  return command.options.map((option) => option.attributeName());
}
