// Puts a prompt and an answer into a judge's template. What is put in is never read as template.

/** Characters of an answer that a judge model gets to see: more fits no guard model's context. */
const longestAnswer = 12_000;

export interface TemplateValues {
  readonly prompt: string;
  readonly response: string;
  readonly context: string;
}

/** Replaces `{prompt}`, `{response}` and `{context}` in one pass. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(/\{(prompt|response|context)\}/gu, (_, name: keyof TemplateValues) => values[name]);
}

/** The beginning of an answer, without half a surrogate pair at the cut. */
export function clipAnswer(answer: string): string {
  if (answer.length <= longestAnswer) return answer;
  return `${answer.slice(0, longestAnswer).replace(/[\uD800-\uDBFF]$/u, '')} […]`;
}

/** Keeps control tokens that an answer spells out from ending its own turn in a raw prompt. */
export function neutralise(text: string): string {
  return text
    .replace(/<\|/gu, '< |')
    .replace(/<(\/?(?:start_of_turn|end_of_turn|bos|eos|s))>/giu, '< $1>')
    .replace(/\[(\/?INST)\]/gu, '[ $1]');
}
