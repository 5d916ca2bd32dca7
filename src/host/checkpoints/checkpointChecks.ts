// Whether listed checkpoints can be opened, found out in the background: one after the other, each once while it is good.
// What could not be opened is tried again whenever it is listed again, since its files may still be arriving.
import { toErrorData, type ErrorData } from '../../protocol/errors';
import type { CheckpointEntry } from './checkpointEntry';

export class CheckpointChecks {
  private readonly good = new Set<string>();
  private readonly problems = new Map<string, ErrorData>();
  private turn = 0;

  /** `open` rejects with what is wrong. */
  constructor(private readonly open: (entry: CheckpointEntry) => Promise<unknown>) {}

  /** The entries with what is known of each. */
  described(entries: readonly CheckpointEntry[]): readonly CheckpointEntry[] {
    return entries.map((entry) => {
      const problem = this.problems.get(keyOf(entry));
      return problem === undefined ? entry : { ...entry, problem };
    });
  }

  /** Tells whether anything was found that was not known before; false where a later call has taken over. */
  async check(entries: readonly CheckpointEntry[]): Promise<boolean> {
    const turn = ++this.turn;
    let news = false;
    for (const entry of entries) {
      const key = keyOf(entry);
      // Built-in ones are checked when the package is made; an adapter without a base says so already.
      if (this.good.has(key) || entry.builtIn || isWithoutBase(entry)) continue;
      const problem = await this.open(entry).then(
        () => null,
        (error: unknown) => toErrorData(error),
      );
      if (turn !== this.turn) return false;
      const before = this.problems.get(key);
      if (problem === null) {
        this.good.add(key);
        this.problems.delete(key);
      } else {
        this.problems.set(key, problem);
      }
      news ||= before?.message !== problem?.message;
    }
    return news;
  }
}

/** An adapter is as good as what it sits on. */
function keyOf({ path, basePath }: CheckpointEntry): string {
  return JSON.stringify([path, basePath]);
}

function isWithoutBase({ kind, basePath }: CheckpointEntry): boolean {
  return kind === 'adapter' && basePath === null;
}
