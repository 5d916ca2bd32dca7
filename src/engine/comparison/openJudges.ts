// Makes a comparison's judges, lending them what they need from the engine: a local model, a key, a file.
import { readFile } from 'node:fs/promises';
import type { ComparisonSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { EngineContext } from '../engineContext';
import { createJudge, type JudgeTools, type RunningJudge } from '../judges/createJudges';

export async function openJudges(
  context: EngineContext,
  spec: ComparisonSpec,
  apiKeys: Readonly<Record<string, string>>,
): Promise<RunningJudge[]> {
  const tools: JudgeTools = {
    askLocal: (checkpoint, prompts, maxNewTokens, signal) =>
      askLocal(context, checkpoint, prompts, maxNewTokens, spec.settings.batchSize, signal),
    apiKey: (url, env) => apiKeys[url] ?? (env === null ? null : (process.env[env] ?? null)),
    readText,
    mediaFolder: context.settings.mediaFolder,
  };
  const judges: RunningJudge[] = [];
  for (const judge of spec.judges) judges.push(await createJudge(judge, tools));
  return judges;
}

/** Greedy replies of a local guard checkpoint, in the order of the prompts. */
async function askLocal(
  context: EngineContext,
  path: string,
  prompts: Parameters<JudgeTools['askLocal']>[1],
  maxNewTokens: number,
  batchSize: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const checkpoint = await context.open({ path }, signal);
  try {
    // Reads every weight once: a guard with NaN in it must not judge.
    await checkpoint.facts(signal);
    const texts: string[] = [];
    for (const prompt of prompts) {
      if ('prompt' in prompt) texts.push(prompt.prompt);
      else texts.push(...(await checkpoint.tokenizer.renderChats([prompt.messages])));
    }
    const generator = await context.generators.acquire(checkpoint);
    const replies = new Array<string>(prompts.length).fill('');
    await generator.generate(
      texts.map((text, id) => ({ id, promptIds: checkpoint.tokenizer.encode(text), seed: 0 })),
      { ...defaultGenerationSettings, maxNewTokens, batchSize },
      { onRow: (id, generated) => (replies[id] = generated.text) },
      signal,
    );
    return replies;
  } finally {
    await checkpoint.dispose();
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new GuardrailError('invalidRequest', `${path} cannot be read.`, 'Check the path.', { cause });
  }
}
