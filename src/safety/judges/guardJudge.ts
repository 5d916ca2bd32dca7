// A guard model as a judge: fills its prompt, parses its answer, maps it to an outcome. Sends nothing itself.
import { clipAnswer, fillTemplate, neutralise } from './fillTemplate';
import { checkGuardSpec, type GuardSpec } from './guardSpec';
import { llamaGuard3 } from './guards/llamaGuard3';
import { qwen3Guard } from './guards/qwen3Guard';
import { wildGuard } from './guards/wildGuard';
import type { ModelJudge } from './judge';
import { unscored, verdict } from './verdicts';

export const builtInGuardSpecs: readonly GuardSpec[] = [qwen3Guard, llamaGuard3, wildGuard].map((spec) =>
  checkGuardSpec(spec, spec.id),
);

/** Read of a guard's answer: its verdict stands at the beginning. */
const longestReply = 4000;

export function guardJudge(spec: GuardSpec): ModelJudge {
  const identity = { id: `guard:${spec.id}`, version: spec.version };
  const fields = Object.entries(spec.fields).map(([name, source]) => ({
    name,
    pattern: new RegExp(source, 'iu'),
  }));
  return {
    ...identity,
    title: spec.title,
    maxNewTokens: spec.maxNewTokens,
    ask(input) {
      const values = {
        prompt: input.prompt,
        response: clipAnswer(input.answer),
        context: input.context ?? '',
      };
      if (spec.prompt !== undefined) {
        return {
          prompt: fillTemplate(spec.prompt, {
            prompt: neutralise(values.prompt),
            response: neutralise(values.response),
            context: neutralise(values.context),
          }),
        };
      }
      return {
        messages: (spec.messages ?? []).map(({ role, content }) => ({
          role,
          content: fillTemplate(content, values),
        })),
      };
    },
    parse(input, reply) {
      const text = reply.slice(0, longestReply);
      const found = new Map<string, string>();
      for (const { name, pattern } of fields) {
        const value = pattern.exec(text)?.[1];
        if (value !== undefined) found.set(name, value.trim().toLowerCase());
      }
      const evidence = reply.trim().replace(/\s+/gu, ' ').slice(0, 400);
      const rule = spec.rules.find(
        ({ when, kind }) =>
          (kind === undefined || kind === input.kind) &&
          Object.entries(when).every(([field, value]) => found.get(field) === value),
      );
      if (!rule) return unscored(identity, 'The answer of the guard model is not understood.', evidence);
      if (rule.outcome === 'unscored')
        return unscored(identity, rule.reason ?? 'The guard model gives no verdict for this.', evidence);
      return verdict(identity, rule.outcome, evidence);
    },
  };
}
