// What config.json is to its readers.
import { checkpointFile } from '../errors';

export const modelConfigFile = checkpointFile(4_000_000);
