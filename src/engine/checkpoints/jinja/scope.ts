// Variables of a part of a template, and those around it.
import type { Value } from './values.ts';

export class Scope {
  readonly #variables = new Map<string, Value>();
  readonly #outer: Scope | null;

  constructor(outer: Scope | null = null) {
    this.#outer = outer;
  }

  get(name: string): Value | undefined {
    const own = this.#variables.get(name);
    // None is a value too.
    return own === undefined ? this.#outer?.get(name) : own;
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }
}
