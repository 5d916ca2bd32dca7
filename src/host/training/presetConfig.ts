// The text of a new *.train.json: the engine's preset, over the data that was chosen. Must not know VS Code.
import { isAbsolute, relative, dirname, sep } from 'node:path';

/** As a configuration names a file: relative to itself, with forward slashes; absolute where it is on another drive. */
export function pathFrom(configPath: string, path: string): string {
  const near = relative(dirname(configPath), path);
  return (isAbsolute(near) ? path : near).split(sep).join('/');
}

/** A preset is written over generated arithmetic; Countdown takes its place, with the verifier that fits where there is one. */
export function withCountdown(text: string): string {
  const preset = JSON.parse(text) as Record<string, unknown>;
  const config = {
    ...preset,
    data: { type: 'countdown', min_numbers: 3, max_numbers: 4, size: 2000, test_size: 200 },
    ...('rewards' in preset ? { rewards: [{ verifier: 'countdown' }] } : {}),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
