// A compiled template: what transformers' apply_chat_template would render, to the byte. It can be rendered any number of times.
import type { Statement } from './ast.ts';
import { globalsAt } from './globals.ts';
import { renderStatements } from './interpreter.ts';
import { parse } from './parser.ts';
import { Scope } from './scope.ts';
import { fromPlain } from './values.ts';

export class Template {
  readonly #body: readonly Statement[];

  /** @throws PyError TemplateSyntaxError, TemplateAssertionError */
  constructor(source: string) {
    this.#body = parse(source);
  }

  /**
   * `variables` are plain data; a variable that is undefined in JavaScript is None. `now` is what strftime_now prints.
   * @throws PyError as jinja2 or Python raises it
   */
  render(variables: Readonly<Record<string, unknown>>, now: () => Date = () => new Date()): string {
    const scope = new Scope();
    for (const [name, value] of globalsAt(now)) scope.set(name, value);
    for (const [name, value] of Object.entries(variables)) scope.set(name, fromPlain(value));
    return renderStatements(this.#body, new Scope(scope));
  }
}
