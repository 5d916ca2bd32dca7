// The reference of the command line: every command with its arguments and options, as the command line itself knows them.
import type { Command, Option } from 'commander';
import { code, table, type Page } from './markdown';

const exitCodesText = `0 done, 1 error, 2 wrong usage, 3 a gate holds or cannot be told or a training run halted by itself, 130 cancelled.`;

export function commandLinePage(program: Command): Page {
  const named = leaves(program, []);
  return {
    title: 'Commands of the command line',
    intro: `${program.description()} ${code('--help')} behind a command prints the same. Exit codes: ${exitCodesText}`,
    body: named.map(({ words, command }) => section(words, command)).join('\n\n'),
  };
}

interface Named {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Commands that do something, in the order of the help. */
function leaves(command: Command, words: readonly string[]): Named[] {
  const below = command.commands.flatMap((one) => leaves(one, [...words, one.name()]));
  const acts = words.length > 0 && (below.length === 0 || command.registeredArguments.length > 0);
  return [...(acts ? [{ words, command }] : []), ...below];
}

function section(words: readonly string[], command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const options = command.options.filter(({ hidden }) => !hidden);
  const usage = ['guardrail-lens', ...words, ...(options.length === 0 ? [] : ['[options]']), ...args].join(
    ' ',
  );
  const argumentRows = command.registeredArguments.map((argument): string[] => [
    code(argument.name()),
    escapeMarkup(argument.description),
  ]);
  const parts = [
    `## ${words.join(' ')}`,
    capitalised(escapeMarkup(command.description())),
    `\`\`\`sh\n${usage}\n\`\`\``,
  ];
  if (argumentRows.some(([, text]) => text !== ''))
    parts.push(table(['argument', 'what it is'], argumentRows));
  if (options.length > 0) {
    parts.push(
      table(
        ['option', 'what it does', 'default'],
        options.map((option) => [code(option.flags), meaning(option), defaultOf(option)]),
      ),
    );
  }
  return parts.join('\n\n');
}

function meaning(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `; one of ${option.argChoices.map(code).join(', ')}`;
  const needed = option.mandatory ? '; required' : '';
  return `${escapeMarkup(option.description)}${choices}${needed}`;
}

function defaultOf({ defaultValue }: Option): string {
  const value = defaultValue as unknown;
  if (value === undefined || value === false) return '';
  return Array.isArray(value) && value.length === 0
    ? ''
    : code(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `<model>` in a description is no markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('*', '\\*').replaceAll('_', '\\_');
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;
}
