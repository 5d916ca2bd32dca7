// The servers that a comparison asks.
import type { ComparisonSpec } from '../../protocol/comparison';
import { subjectsOf } from '../../safety/subjects/columns';

/** Of a longer one the constructor may refuse what `canParse` has allowed. */
const longestUrl = 8000;

/** The URLs of its endpoint sides and endpoint judges, each once. */
export function endpointUrls(spec: ComparisonSpec): readonly string[] {
  const asked = [...subjectsOf(spec), ...spec.judges].flatMap((part) =>
    part.kind === 'endpoint' ? [part.url] : [],
  );
  // The file may come from anywhere; the engine says what is wrong with an address that is none.
  return [...new Set(asked.filter((url) => url.length <= longestUrl && URL.canParse(url)))];
}
