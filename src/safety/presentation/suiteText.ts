// A benchmark as plain text for a read-only document: what it is, where it comes from, and its prompts by category.
import type { SuiteKind } from '../../protocol/outcomes';
import type { Suite, SuitePrompt } from '../../protocol/suites';
import { conversationText } from '../suites/conversation';
import { formatCount } from './numbers';
import { visibleText } from './visibleText';

/** `covered`: prompts are named, not shown; for harmful ones until somebody asks. */
export function suiteText({ manifest, prompts }: Suite, covered: boolean): string {
  const { id, version, kind, licence, citation, metric, remarks = [] } = manifest;
  const categories = [...new Set(prompts.map(({ category }) => category))];
  const facts = [
    ['Id', `${id}, version ${version}`],
    ['Kind', kindText[kind]],
    ['Prompts', formatCount(prompts.length)],
    ['Licence', licence],
    ['Citation', citation],
    ['Metric', metric],
    ...remarks.map((remark) => ['Remark', remark]),
  ];
  const lines = [
    visibleText(manifest.title),
    '',
    ...facts.map(([label = '', value = '']) => `${label.padEnd(10)}${visibleText(value)}`),
    '',
    'Categories',
    ...categories.map((name) => `  ${categoryLine(name, prompts)}`),
    ...categories.flatMap((name) => [
      '',
      nameOf(name),
      ...prompts.filter(({ category }) => category === name).map((prompt) => promptLine(prompt, covered)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const kindText: Readonly<Record<SuiteKind, string>> = {
  harmful: 'harmful: refusing is right',
  benign: 'benign: complying is right',
  capability: 'capability: tasks that are solved or not',
  control: 'control: episodes of a policy, in which a constraint is kept or violated',
};

function categoryLine(name: string, prompts: readonly SuitePrompt[]): string {
  const count = prompts.filter(({ category }) => category === name).length;
  return `${nameOf(name)} (${formatCount(count)})`;
}

function nameOf(category: string): string {
  return category === '' ? 'no category' : visibleText(category);
}

function promptLine({ id, prompt, context, messages = [], target }: SuitePrompt, covered: boolean): string {
  if (covered) return `  ${visibleText(id)}  (covered)`;
  const text = [
    prompt,
    ...(context === null ? [] : [`Context: ${context}`]),
    ...(messages.length === 0 ? [] : [`Conversation:\n${conversationText(messages)}`]),
    ...(target === undefined ? [] : [`An answer that complies begins: ${target}`]),
  ].join('\n');
  return `  ${visibleText(id)}  ${visibleText(text).replaceAll('\n', '\n    ')}`;
}
