// Creates a comparison and is killed before its first rows are committed. Run by storeDurability.test.ts.
import { createDatabase } from '../../../../src/engine/store/openDatabase';

const [path = ''] = process.argv.slice(2);
createDatabase(path, () => {
  process.kill(process.pid, 'SIGKILL');
});
