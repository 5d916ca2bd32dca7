// A setting or fact as a label and its values: what provenance is made of, on a terminal, in the report and in VS Code.
import { visibleText } from '../visibleText';

export interface Entry {
  readonly label: string;
  /** One line each, hidden characters spelled out: what is copied is what was seen. */
  readonly values: readonly string[];
  /** Worth taking elsewhere, and shown as code: paths, hashes, strings. */
  readonly copyable: boolean;
  /** The other side has something else here, where one would want the same. */
  readonly differs?: boolean;
}

export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Words. */
export function text(label: string, ...values: readonly string[]): Entry {
  return { label: visibleText(label), values: values.map(visibleText), copyable: false };
}

/** A path, a hash, or a string as it is. */
export function code(label: string, ...values: readonly string[]): Entry {
  return { label: visibleText(label), values: values.map(visibleText), copyable: true };
}

/** A group as plain text: "Label: value" with further lines indented. */
export function groupText({ title, entries }: EntryGroup): string {
  return [title, ...entries.map(({ label, values }) => `  ${label}: ${values.join('\n    ')}`)].join('\n');
}
