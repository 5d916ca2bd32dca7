// What config.json is to its readers.
import { checkpointFile } from '../checkpointErrors';

export const modelConfigFile = checkpointFile(4_000_000);
