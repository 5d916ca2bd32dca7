#!/usr/bin/env node
// The command line: starts the command that is asked for and turns errors into exit codes.
import { CommanderError } from 'commander';
import { asGuardrailError } from '../protocol/errors';
import { exitCodes } from './exitCodes';
import { commandLine } from './program';
import { requireNode } from './requireNode';
import { requireWorkingFolder } from './requireWorkingFolder';
import { printedAll, say } from './terminal';

try {
  requireNode();
  requireWorkingFolder();
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
if (!(await printedAll())) process.exitCode ||= exitCodes.error;

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const known = asGuardrailError(error);
  if (known !== null) {
    say(`guardrail-lens: ${known.message}\n${known.advice}\n`);
    if (known.code === 'conditionInvalid') return exitCodes.usage;
    return known.code === 'cancelled' ? exitCodes.cancelled : exitCodes.error;
  }
  say(`guardrail-lens: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.error;
}
