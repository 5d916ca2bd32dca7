// An engine client over the bundle, as every front end uses it.
import { EngineClient } from '../../src/client/engineClient';
import type { EngineSettings } from '../../src/protocol/contracts';
import { enginePath, mediaFolder } from './paths';

export function testClient(
  options: {
    readonly engine?: string;
    readonly settings?: Partial<EngineSettings>;
    readonly log?: string[];
  } = {},
): EngineClient {
  return new EngineClient(
    {
      enginePath: options.engine ?? enginePath,
      execPath: process.execPath,
      env: process.env,
      log: (line) => options.log?.push(line),
    },
    { memoryLimit: null, executionProvider: 'cpu', mediaFolder, ...options.settings },
  );
}
