// The file of a new comparison: in the workspace, or beside what was tuned.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { resultsFolder } from '../checkpoints/resultsFolder';
import { subjectTitle, type SubjectEntry } from '../subjects/subjectEntry';

/** A path at which there is no file yet. `further`: how many more tuned subjects there are. */
export function freePath(base: SubjectEntry, tuned: SubjectEntry, further = 0): string {
  const made = further === 0 ? fileName(tuned) : `${further + 1}-tuned`;
  const stem = `${fileName(base)}-vs-${made}`;
  for (let number = 1; ; number++) {
    const path = comparisonPath(tuned, number === 1 ? stem : `${stem}-${number}`);
    if (!existsSync(path)) return path;
  }
}

/** A path beside a comparison for another one like it, at which there is no file yet. */
export function pathBeside(path: string): string {
  const stem = basename(path, '.glens').replace(/-\d+$/, '');
  for (let number = 2; ; number++) {
    const beside = join(dirname(path), `${stem}-${number}.glens`);
    if (!existsSync(beside)) return beside;
  }
}

/** Where a comparison of this name lies. */
export function comparisonPath(tuned: SubjectEntry, stem: string): string {
  return join(resultsFolder(tuned), `${stem.replace(/[^\w.-]+/g, '-')}.glens`);
}

/** A checkpoint's name, which may have its run's before it; else the last part: a server's models are often named as on a hub. */
function fileName(subject: SubjectEntry): string {
  if (subject.kind === 'checkpoint') return subject.entry.name;
  return basename(subjectTitle(subject)).replace(/\.(?:jsonl|ndjson|json)$/i, '');
}
