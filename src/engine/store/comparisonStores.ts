// Creates and opens comparisons on disk. Knows no SQL.
import { existsSync, rmSync } from 'node:fs';
import type { ComparisonSpec } from '../../protocol/comparison';
import { ComparisonStore } from './comparisonStore';
import { setWriter, writeFirstFacts } from './comparisonFacts';
import { createDatabase, openForReading, openForWriting, type OpenDatabase } from './openDatabase';
import { createSearchIndex, fillSearchGap } from './searchIndex';
import { thisProcess } from './thisProcess';

export class ComparisonStores {
  /** `clock` gives the times that stand in the files. */
  constructor(private readonly clock: () => Date) {}

  /**
   * `fill` writes what belongs to it from its first moment on: a file is there with all of it, or not at all.
   * @throws GuardrailError storeInvalid if the file exists, storeWriteFailed if it can't be written; what `fill` throws
   */
  create(
    path: string,
    spec: ComparisonSpec,
    versions: Readonly<Record<string, string>>,
    fill: (store: ComparisonStore) => void = () => undefined,
  ): ComparisonStore {
    const file = createDatabase(path, (database) => {
      createSearchIndex(database);
      writeFirstFacts(database, spec, versions, this.now());
      fill(this.storeOf(path, { database, isWritten: () => true, close: () => undefined }));
    });
    return this.forWriting(path, file);
  }

  /**
   * @throws GuardrailError storeInvalid (not a comparison, corrupted, newer schema), storeBusy (another
   * engine writes it).
   */
  open(path: string, mode: 'read' | 'write'): ComparisonStore {
    if (mode === 'write') return this.forWriting(path, openForWriting(path));
    return this.storeOf(path, openForReading(path));
  }

  /**
   * Removes a comparison in which nothing was answered and nothing failed to be: what a start leaves that was refused.
   * Tells whether it did; anything else stays as it is.
   */
  removeUnanswered(path: string): boolean {
    if (!existsSync(path)) return false;
    let store: ComparisonStore;
    try {
      store = this.open(path, 'write');
    } catch {
      return false;
    }
    const { responses, missingResponses } = store.describe();
    store.close();
    if (responses > 0 || missingResponses > 0) return false;
    rmSync(path);
    return true;
  }

  /** Says in the file who writes it, and indexes what a writer without full-text search left out. */
  private forWriting(path: string, file: OpenDatabase): ComparisonStore {
    try {
      setWriter(file.database, `${thisProcess} since ${this.now()}`);
      fillSearchGap(file.database);
      return this.storeOf(path, file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  private storeOf(path: string, file: OpenDatabase): ComparisonStore {
    return new ComparisonStore(path, file, () => this.now());
  }

  private now(): string {
    return this.clock().toISOString();
  }
}

export const comparisonStores = new ComparisonStores(() => new Date());
