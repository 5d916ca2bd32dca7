// The logs of lm-evaluation-harness of a comparison: a folder per model, as `lm_eval --output_path` leaves it.
import { join } from 'node:path';
import { makeFolder, replaceFile, writeFileAtomically } from '../../files/atomicFile';
import type { ComparisonStore } from '../../store/comparisonStore';
import { evaluatedModels, evaluatedSamples, evaluatedTasks, fileTime } from '../evaluations';
import { lmEvalResults, lmEvalTask, modelFolder, type LmEvalTask } from './lmEvalResults';

/** Returns the files. @throws GuardrailError storeWriteFailed, storeInvalid where the comparison is damaged */
export async function writeLmEvalLogs(store: ComparisonStore, folder: string): Promise<string[]> {
  const facts = store.describe();
  const time = fileTime(facts);
  const files: string[] = [];
  for (const model of evaluatedModels(store)) {
    const own = join(folder, modelFolder(model));
    await makeFolder(own);
    const tasks: LmEvalTask[] = [];
    for (const task of evaluatedTasks(store)) {
      const logged = lmEvalTask(facts, task, evaluatedSamples(model, task, facts.spec.settings.samples));
      tasks.push(logged);
      const path = join(own, `samples_${logged.name}_${time}.jsonl`);
      await replaceFile(path, async (file) => {
        for (const line of logged.lines) await file.write(`${JSON.stringify(line)}\n`);
      });
      files.push(path);
    }
    const results = join(own, `results_${time}.json`);
    await writeFileAtomically(results, `${JSON.stringify(lmEvalResults(facts, model, tasks), null, 2)}\n`);
    files.push(results);
  }
  return files;
}
