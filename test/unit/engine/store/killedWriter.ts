// A process that writes a comparison until it is killed: `node killedWriter.mjs <path>`. Prints each response's id
// after the store says that it is saved.
import { writeSync } from 'node:fs';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { judge, promptRecord, responseRecord, spec, verdict } from './storeRecords';

const path = process.argv[2] ?? '';
const store = comparisonStores.create(path, spec, {});
store.setJudges([judge('rules')]);
store.setPrompts(
  [],
  Array.from({ length: 5000 }, (_, i) => promptRecord(i + 1)),
);
store.setStatus('running');
for (let promptId = 1; promptId <= 5000; promptId++) {
  for (const side of ['base', 'tuned'] as const) {
    const id = store.addResponse(
      responseRecord(promptId, { side, text: `${'word '.repeat(200)}${promptId}` }),
    );
    store.addVerdict(id, verdict('rules', side === 'base' ? 'refusal' : 'compliance'));
    writeSync(1, `${id}\n`);
  }
}
