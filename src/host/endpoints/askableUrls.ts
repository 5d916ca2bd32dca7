// The servers that a comparison file names and that can be asked at all.
import type { ComparisonSpec } from '../../protocol/comparison';
import { endpointUrls } from '../../safety/subjects/endpointUrls';

/** Of a longer one the constructor may refuse what `canParse` has allowed. */
const longestUrl = 8000;

/** The file may come from anywhere; the engine says what is wrong with an address that is none. */
export function askableUrls(spec: ComparisonSpec): readonly string[] {
  return endpointUrls(spec).filter((url) => url.length <= longestUrl && URL.canParse(url));
}
