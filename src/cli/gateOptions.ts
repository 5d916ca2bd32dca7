// Options of gates, which every command that has a comparison's numbers shares, and the policy file `gate.json`.
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { GuardrailError } from '../protocol/errors';
import { parseFailIf } from '../safety/analysis/failIf';
import { readCliFile } from './readCliFile';
import type { ComparisonSpec } from '../protocol/comparison';

export interface GateFlags {
  readonly failIf: readonly string[];
  readonly allowWeakGates: boolean;
  readonly gate?: Policy;
  readonly junit?: string;
  /** As a fraction of 1. */
  readonly margin?: number;
}

/** media/schemas/gate.schema.json */
const policyJson = z.strictObject({
  $schema: z.string().optional(),
  margin_pp: z.number().positive().max(100).optional(),
  fail_if: z.array(z.string()),
  allow_weak: z.boolean().optional(),
});
type Policy = z.infer<typeof policyJson>;

export function addGateOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--fail-if <expression>',
        'exit with 3 if it holds, e.g. "harmful.delta < -2pp" (repeatable)',
      )
        .argParser(collectCondition)
        .default([]),
    )
    .addOption(
      new Option(
        '--gate <file>',
        'policy with conditions and margin (media/schemas/gate.schema.json)',
      ).argParser(readPolicy),
    )
    .option(
      '--allow-weak-gates',
      'let a condition pass that could hardly have held: too few prompts, nothing to lose, no power',
      false,
    )
    .option('--junit <file>', 'write the gates as JUnit XML');
}

/** Of commands that make a comparison; one that is made keeps its margin. */
export function marginOption(): Option {
  return new Option('--margin <points>', 'loss below which a guardrail counts as kept, e.g. 2pp').argParser(
    parseMargin,
  );
}

/** What goes into the comparison. */
export function gateSpec({
  failIf,
  gate,
  allowWeakGates,
  margin,
}: GateFlags): Pick<ComparisonSpec, 'failIf' | 'allowWeakGates' | 'margin'> {
  const conditions = [...(gate?.fail_if ?? []), ...failIf];
  const points = margin ?? (gate?.margin_pp === undefined ? undefined : gate.margin_pp / 100);
  return {
    ...(conditions.length === 0 ? {} : { failIf: conditions }),
    ...(allowWeakGates || gate?.allow_weak === true ? { allowWeakGates: true } : {}),
    ...(points === undefined ? {} : { margin: points }),
  };
}

function collectCondition(text: string, before: readonly string[]): readonly string[] {
  return [...before, parseFailIf(text).text];
}

function readPolicy(path: string): Policy {
  try {
    const policy = policyJson.parse(JSON.parse(readCliFile(path)));
    policy.fail_if.forEach(parseFailIf);
    return policy;
  } catch (cause) {
    if (cause instanceof GuardrailError) throw cause;
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    const advice = 'Write it as media/schemas/gate.schema.json says.';
    throw new GuardrailError(
      'conditionInvalid',
      `The policy ${resolve(path)} can't be read: ${problem}`,
      advice,
      {
        cause,
      },
    );
  }
}

function parseMargin(text: string): number {
  const points = /^(\d+(?:\.\d+)?)\s*pp$/.exec(text.trim())?.[1];
  const margin = Number(points) / 100;
  if (margin > 0 && margin <= 1) return margin;
  throw new InvalidArgumentError('Give percentage points above 0, such as 2pp.');
}
