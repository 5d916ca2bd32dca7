// The user's folders for settings and for what can be made again, as the XDG Base Directory Specification has them.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const places = {
  cache: { variable: 'XDG_CACHE_HOME', onWindows: 'LOCALAPPDATA', below: '.cache' },
  config: { variable: 'XDG_CONFIG_HOME', onWindows: 'APPDATA', below: '.config' },
} as const;

/** An empty or relative variable counts as not set, as the specification demands. */
export function userFolder(kind: keyof typeof places): string {
  const { variable, onWindows, below } = places[kind];
  const named = [process.env[variable], process.platform === 'win32' ? process.env[onWindows] : undefined];
  return named.find((folder) => folder !== undefined && isAbsolute(folder)) ?? join(homedir(), below);
}
