// Inspect's log files (`.eval`: a ZIP archive of JSON files) of a comparison, one per model and task, in a folder of logs.
import { join } from 'node:path';
import { replaceFile } from '../../files/atomicFile';
import type { ComparisonStore } from '../../store/comparisonStore';
import { evaluatedModels, evaluatedSamples, evaluatedTasks, fileName, fileTime } from '../evaluations';
import { ZipWriter } from '../zip/writeZip';
import { inspectLog, type InspectLog } from './inspectLog';

/** Returns the files. @throws GuardrailError storeWriteFailed, storeInvalid where the comparison is damaged */
export async function writeInspectLogs(store: ComparisonStore, folder: string): Promise<string[]> {
  const facts = store.describe();
  const files: string[] = [];
  const models = evaluatedModels(store);
  for (const task of evaluatedTasks(store)) {
    for (const model of models) {
      const samples = evaluatedSamples(model, task, facts.spec.settings.samples);
      const log = inspectLog(facts, model, task, samples);
      // As Inspect names them: when, what, which.
      const name = `${fileTime(facts)}_${fileName(task.name).replaceAll('_', '-')}_${log.taskId}.eval`;
      const path = join(folder, name);
      await replaceFile(path, async (file) => {
        const zip = new ZipWriter(file);
        for (const [entry, content] of entriesOf(log)) await zip.add(entry, JSON.stringify(content));
        await zip.end();
      });
      files.push(path);
    }
  }
  return files;
}

/** In the order in which Inspect writes them. */
function* entriesOf({ start, samples, summaries, header }: InspectLog): Generator<[string, unknown]> {
  yield ['_journal/start.json', start];
  for (const { name, content } of samples) yield [name, content];
  yield ['_journal/summaries/1.json', summaries];
  yield ['summaries.json', summaries];
  yield ['header.json', header];
}
