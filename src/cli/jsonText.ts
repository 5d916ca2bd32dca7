import { inertJson } from '../safety/presentation/inertJson';

/** JSON as every command prints it. What a terminal would obey, JSON writes as \u escapes: the value stays the same. */
export function jsonText(value: unknown): string {
  return `${inertJson(value, 2)}\n`;
}
