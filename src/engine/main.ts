// The engine process: composition root. Frames on standard output, the log on standard error.
import { Console } from 'node:console';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { protocolVersion } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import { attacks } from '../safety/suites/attacks/attacks';
import { createEngineContext, type EngineContext } from './engineContext';
import { auditHandlers } from './handlers/auditHandlers';
import { benchHandlers } from './handlers/benchHandlers';
import { clusterHandlers } from './handlers/clusterHandlers';
import { comparisonHandlers } from './handlers/comparisonHandlers';
import { endpointHandlers } from './handlers/endpointHandlers';
import { hubHandlers } from './handlers/hubHandlers';
import { modelHandlers } from './handlers/modelHandlers';
import { providerHandlers } from './handlers/providerHandlers';
import { readingHandlers } from './handlers/readingHandlers';
import { responseHandlers } from './handlers/responseHandlers';
import { controlHandlers } from './handlers/controlHandlers';
import { safeguardHandlers } from './handlers/safeguardHandlers';
import { serveHandlers } from './handlers/serveHandlers';
import { theoryHandlers } from './handlers/theoryHandlers';
import { tokenHandlers } from './handlers/tokenHandlers';
import { trainingHandlers } from './handlers/trainingHandlers';
import { verifyHandlers } from './handlers/verifyHandlers';
import { JobQueue } from './jobQueue';
import { answerRequests } from './rpc/answerRequests';
import { listSuites, readSuite } from './suites/suiteCatalog';

// A library that prints must not break the frames.
globalThis.console = new Console(process.stderr, process.stderr);

let ready: { readonly context: EngineContext; readonly jobs: JobQueue } | null = null;

function started(): NonNullable<typeof ready> {
  if (ready !== null) return ready;
  throw new GuardrailError('invalidRequest', 'The engine was not initialized.', 'Send initialize first.');
}

const context = (): EngineContext => started().context;
const lazyJobs: Pick<JobQueue, 'run'> = { run: (signal, job) => started().jobs.run(signal, job) };

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
answerRequests(connection, {
  initialize: async ({ settings }) => {
    ready = { context: await createEngineContext(settings), jobs: new JobQueue(settings.memoryLimit) };
    return { protocolVersion, versions: ready.context.versions };
  },
  readSuite: ({ source }) => readSuite(context().settings.mediaFolder, source),
  listSuites: async ({ paths }) => ({
    suites: await listSuites(context().settings.mediaFolder, paths),
    attacks: attacks.map(({ id, title, description }) => ({ id, title, description })),
  }),
  ...providerHandlers(context, lazyJobs),
  ...modelHandlers(context, lazyJobs),
  ...endpointHandlers(),
  ...hubHandlers(context),
  ...responseHandlers(),
  ...comparisonHandlers(context, lazyJobs),
  ...tokenHandlers(context, lazyJobs),
  ...readingHandlers(context, lazyJobs),
  ...trainingHandlers(context, lazyJobs),
  ...theoryHandlers(context, lazyJobs),
  ...auditHandlers(context, lazyJobs),
  ...verifyHandlers(context, lazyJobs),
  ...safeguardHandlers(context, lazyJobs),
  ...controlHandlers(lazyJobs),
  ...serveHandlers(context, lazyJobs),
  ...clusterHandlers(context),
  ...benchHandlers(() => context().settings.mediaFolder),
});
// Ctrl+C in a terminal reaches every process of it: the front end decides, and ends this one.
process.on('SIGINT', () => undefined);
// The front end is gone: nothing is left to answer to, and everything finished is stored.
connection.onClose(() => process.exit(0));
process.stdin.on('end', () => process.exit(0));
connection.listen();
