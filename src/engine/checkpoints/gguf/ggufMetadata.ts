// Typed access to a GGUF file's metadata.
import { corruptGguf } from './corruptGguf';
import type { GgufValue } from './ggufCursor';

/** Getters that check types; `undefined` where a key is absent. */
export class GgufMetadata {
  constructor(private readonly values: ReadonlyMap<string, GgufValue>) {}

  string(key: string): string | undefined {
    const value = this.values.get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw corruptGguf(`the metadata value ${key} is no string`);
  }

  boolean(key: string): boolean | undefined {
    const value = this.values.get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw corruptGguf(`the metadata value ${key} is no boolean`);
  }

  number(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw corruptGguf(`the metadata value ${key} is no number`);
  }

  /** A whole number that is not negative. */
  count(key: string): number | undefined {
    const value = this.number(key);
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
    throw corruptGguf(`the metadata value ${key} is ${value}`);
  }

  requiredCount(key: string): number {
    const value = this.count(key);
    if (value === undefined) throw corruptGguf(`the metadata value ${key} is missing`);
    if (value === 0) throw corruptGguf(`the metadata value ${key} is 0`);
    return value;
  }

  strings(key: string): readonly string[] | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value.every((item) => typeof item === 'string')) return value;
    throw corruptGguf(`the metadata value ${key} is no list of strings`);
  }

  numbers(key: string): readonly number[] | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value.every((item) => typeof item === 'number')) return value;
    throw corruptGguf(`the metadata value ${key} is no list of numbers`);
  }

  has(key: string): boolean {
    return this.values.has(key);
  }
}
