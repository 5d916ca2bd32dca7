// guardrail-lens verify
import { addAbortSignal } from 'node:stream';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { GuardrailError, toErrorData } from '../../protocol/errors';
import type { VerifyReply } from '../../protocol/verification';
import { inertJson } from '../../safety/presentation/inertJson';
import { boundedLines, type InputLine } from '../boundedLines';
import { withEngine, type EngineFlags } from '../engine';
import { exitCodes } from '../exitCodes';
import { addEngineOptions } from '../options';
import { print, printedAll } from '../terminal';

/** Of one line: a long completion with long tests is a fraction of it. */
const mostBytes = 16 * 1024 * 1024;

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description(
      'give completions the rewards of training: JSON Lines on standard input, a reply to each on standard output, in order (media/schemas/verify.schema.json)',
    );
  addEngineOptions(command).action((flags: EngineFlags) => withEngine(flags, verifyLines));
}

/** Until standard input ends. A line is read when the reply before it was taken. */
async function verifyLines(client: EngineClient, signal: AbortSignal): Promise<void> {
  addAbortSignal(signal, process.stdin);
  try {
    for await (const input of boundedLines(process.stdin, mostBytes)) {
      if ('text' in input && input.text.trim() === '') continue;
      const reply = await replyTo(input, client, signal);
      if ('error' in reply) process.exitCode = exitCodes.error;
      print(`${inertJson(reply)}\n`);
      if (!(await printedAll())) return;
    }
  } catch (error) {
    throw signal.aborted ? stopped(error) : error;
  }
}

async function replyTo(input: InputLine, client: EngineClient, signal: AbortSignal): Promise<VerifyReply> {
  const { line } = input;
  try {
    if ('problem' in input) throw unreadable(input.problem);
    return await client.request('verifyCompletion', { text: input.text, line }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    return { line, error: toErrorData(error) };
  }
}

function unreadable(problem: string): GuardrailError {
  return new GuardrailError('invalidRequest', problem, 'Send a request per line, as UTF-8.');
}

function stopped(cause: unknown): GuardrailError {
  return new GuardrailError('cancelled', 'Cancelled.', 'Every line before this was answered.', { cause });
}
