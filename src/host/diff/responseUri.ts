// The address of one response as a read-only document.
import { Uri } from 'vscode';
import { sides, type Side } from '../../protocol/outcomes';

export const responseScheme = 'guardrail-lens-response';

export interface ResponseAddress {
  readonly path: string;
  /** Whose pair with the base, 0-based; absent: the first, or only, tuned subject. */
  readonly column?: number;
  readonly promptId: number;
  readonly sample: number;
  readonly side: Side;
}

export function responseUri(address: ResponseAddress): Uri {
  return Uri.from({
    scheme: responseScheme,
    // The tail is what VS Code shows as the document's name; its ending chooses the language, whose lines wrap.
    path: `/prompt-${address.promptId}/sample-${address.sample}/${address.side}.glens-response`,
    query: JSON.stringify(address),
  });
}

/** null for an address that this extension did not make. */
export function readResponseUri(uri: Uri): ResponseAddress | null {
  try {
    const value: unknown = JSON.parse(uri.query);
    return isAddress(value) ? value : null;
  } catch {
    return null;
  }
}

function isAddress(value: unknown): value is ResponseAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { path, column, promptId, sample, side } = value as Partial<Record<keyof ResponseAddress, unknown>>;
  return (
    typeof path === 'string' &&
    (column === undefined || typeof column === 'number') &&
    typeof promptId === 'number' &&
    typeof sample === 'number' &&
    sides.some((known) => known === side)
  );
}
