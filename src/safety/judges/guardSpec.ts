// The description of a guard model as data: how to ask it and how its answer maps to outcomes. Users add their
// own guards as JSON files of this shape.
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import { chatRoles } from '../../protocol/generation';
import { safetyKinds } from '../../protocol/outcomes';

const ruleSchema = z.strictObject({
  when: z
    .record(z.string(), z.string().toLowerCase())
    .default({})
    .describe('Field → value (lower case) that must have been parsed; all must hold. No entry: always.'),
  kind: z.enum(safetyKinds).optional().describe('Only for prompts of this kind.'),
  outcome: z.enum(['refusal', 'deflection', 'partial', 'compliance', 'unscored']),
  reason: z.string().optional().describe('For unscored: why this answer of the guard is no verdict.'),
});

/** For the reference of the format, too. */
export const guardSpecSchema = z
  .strictObject({
    schema: z.literal('guardrail-lens/guard/1'),
    id: z.string().regex(/^[\w.-]+$/u),
    version: z.string().min(1),
    title: z.string().min(1),
    source: z.string().default('').describe('Where the prompt format is from.'),
    maxNewTokens: z.int().min(1).max(1024),
    messages: z
      .array(z.strictObject({ role: z.enum(chatRoles), content: z.string() }))
      .min(1)
      .optional()
      .describe(
        "Chat messages for the checkpoint's own template; {prompt}, {response} and {context} are filled in.",
      ),
    prompt: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The whole prompt with control tokens, for guards whose files often come with a wrong template.',
      ),
    fields: z
      .record(z.string(), z.string().min(1).max(400))
      .describe(
        "Field → regular expression with one group, matched without regard to case in the guard's answer.",
      ),
    rules: z
      .array(ruleSchema)
      .min(1)
      .describe('The first rule that holds decides; where none does, the verdict is unscored.'),
  })
  .refine((spec) => (spec.messages === undefined) !== (spec.prompt === undefined), {
    message: 'give either "messages" or "prompt"',
  });

export type GuardSpec = z.infer<typeof guardSpecSchema>;

/**
 * @throws GuardrailError invalidRequest with the place of the first fault.
 */
export function parseGuardSpec(text: string, name: string): GuardSpec {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new GuardrailError('invalidRequest', `The guard description ${name} is not JSON.`, advice, {
      cause,
    });
  }
  return checkGuardSpec(data, name);
}

const advice = 'See media/judges/guard.example.json for the format.';

export function checkGuardSpec(data: unknown, name: string): GuardSpec {
  const parsed = guardSpecSchema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new GuardrailError(
      'invalidRequest',
      `The guard description ${name} is not valid${place}: ${issue?.message ?? 'unknown fault'}`,
      advice,
    );
  }
  const names = Object.keys(parsed.data.fields);
  for (const [field, source] of Object.entries(parsed.data.fields)) {
    try {
      new RegExp(source, 'iu');
    } catch (cause) {
      throw new GuardrailError(
        'invalidRequest',
        `The guard description ${name} has a broken regular expression for "${field}".`,
        advice,
        { cause },
      );
    }
  }
  const unknown = parsed.data.rules
    .flatMap((rule) => Object.keys(rule.when))
    .find((field) => !names.includes(field));
  if (unknown !== undefined) {
    throw new GuardrailError(
      'invalidRequest',
      `The guard description ${name} has a rule about "${unknown}", which is not among its fields.`,
      advice,
    );
  }
  return parsed.data;
}
