// Opens a parser in a folder of its own and reads its good inputs: a fuzzer that only ever sees refusals sees nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FuzzTarget, OpenTarget } from './fuzzTarget';

export interface OpenedTarget extends OpenTarget {
  readonly close: () => Promise<void>;
}

/** @throws Error where a good input is refused */
export async function openTarget(target: FuzzTarget): Promise<OpenedTarget> {
  const folder = mkdtempSync(join(tmpdir(), `glens-fuzz-${target.name}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const opened = await target.open(folder);
    for (const [index, sample] of opened.samples.entries()) {
      try {
        await opened.read(sample);
      } catch (cause) {
        throw new Error(`The good input ${index} of ${target.name} is refused: ${String(cause)}`, { cause });
      }
    }
    return {
      ...opened,
      close: async () => {
        await opened.close?.();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
