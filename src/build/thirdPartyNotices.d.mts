import type { takenSources } from './takenSources.mjs';
export function thirdPartyNotices(
  root: string,
  folders: readonly string[],
  taken?: typeof takenSources,
): string;
