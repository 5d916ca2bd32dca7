// Which servers a comparison may ask. A comparison file may come from anywhere: a server that is not known on this machine
// is asked only after the user has agreed to it, and the answer is remembered here, never in the file.
import { createInterface } from 'node:readline/promises';
import type { EngineClient } from '../client/engineClient';
import { GuardrailError } from '../protocol/errors';
import { endpointUrls } from '../safety/subjects/endpointUrls';
import { visibleText } from '../safety/presentation/visibleText';
import { statusLine } from './terminal';

/**
 * @param allowed the user has agreed on the command line
 * @throws GuardrailError invalidRequest without a terminal to ask on, cancelled where the user does not agree.
 */
export async function agreeToEndpoints(
  client: EngineClient,
  { path, allowed }: { readonly path: string; readonly allowed: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { spec } = await client.request('describeComparison', { path });
  const urls = endpointUrls(spec);
  if (urls.length === 0) return;
  const unknown = await client.request('unknownEndpoints', { urls });
  if (unknown.length === 0) return;
  if (!allowed) await ask(unknown, signal);
  await client.request('allowEndpoints', { urls });
}

async function ask(origins: readonly string[], signal: AbortSignal): Promise<void> {
  const names = origins.join(' and ');
  if (!process.stdin.isTTY) {
    throw new GuardrailError(
      'invalidRequest',
      `This comparison sends its prompts to ${names}. The file names this server; it is not known on this machine.`,
      'If that is right, resume with --allow-endpoints. No key is sent unless you bind one (guardrail-lens keys).',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: statusLine });
  try {
    const question = `This comparison sends its prompts to ${names}. No key is sent. Ask this server? [y/N] `;
    const answer = await terminal.question(visibleText(question), { signal });
    if (/^y(?:es)?$/iu.test(answer.trim())) return;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    terminal.close();
  }
  throw new GuardrailError(
    'cancelled',
    'The server is not asked.',
    'Nothing was sent. Resume again to decide otherwise.',
  );
}
