// Composition root of the extension: makes the parts and registers them. Nothing is read, watched or started here
// until a view is shown, a comparison is opened or a command is run.
import { join } from 'node:path';
import { commands, languages, tasks, window, workspace, type ExtensionContext } from 'vscode';
import { Actions, comparisonViewType } from './actions';
import { benchmarkCommands } from './benchmarks/benchmarkCommands';
import { BenchmarkDocuments, benchmarkScheme } from './benchmarks/benchmarkDocuments';
import { CheckpointChecks } from './checkpoints/checkpointChecks';
import { builtInFits } from './checkpoints/builtInFits';
import { CheckpointRegistry } from './checkpoints/checkpointRegistry';
import { checkpointCommands } from './commands/checkpointCommands';
import { commandPrefix, type CommandHandlers } from './commands/commandIds';
import { comparisonFileCommands } from './commands/comparisonFileCommands';
import { comparisonCommands, type ComparisonParts } from './commands/comparisonCommands';
import { endpointCommands } from './commands/endpointCommands';
import { ComparisonModels } from './comparisons/comparisonModels';
import { ComparisonRegistry } from './comparisons/comparisonRegistry';
import { LastOptions } from './comparisons/lastOptions';
import { RunService } from './comparisons/runService';
import { FactsDocuments, factsScheme } from './diff/factsDocuments';
import { ResponseDocuments } from './diff/responseDocuments';
import { responseScheme } from './diff/responseUri';
import { documentationCommands } from './documentation';
import { EndpointAccess } from './endpoints/endpointAccess';
import { EndpointKeys } from './endpoints/endpointKeys';
import { EndpointServers } from './endpoints/endpointServers';
import { EngineService } from './engineService';
import { hubCommands } from './hub/hubCommands';
import { ComparisonEditor } from './panels/comparisonEditor';
import { ResponseView } from './panels/responseView';
import { servingCommands } from './serving/servingCommands';
import { Servings } from './serving/servings';
import { ServingStatus } from './serving/servingStatus';
import { showError } from './showError';
import { SubjectRegistry } from './subjects/subjectRegistry';
import { auditCommands } from './audit/auditCommands';
import { AuditPanels } from './audit/auditPanels';
import { activateTraining } from './training/activateTraining';
import { TrainingRegistry } from './training/trainingRegistry';
import { registerComparisonTools } from './languageModel/comparisonTools';
import { CommandTasks, taskType } from './tasks/commandTasks';
import { ComparisonTests } from './testing/comparisonTests';
import { RunStatus } from './statusBar';
import { BenchmarksView } from './views/benchmarksView';
import { CheckpointsView } from './views/checkpointsView';
import { ComparisonsView } from './views/comparisonsView';
import { inertTree } from './inertText';

export function activate(context: ExtensionContext): void {
  const own = <T extends { dispose(): unknown }>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const engine = own(new EngineService(context.extensionPath));
  const keys = new EndpointKeys(context.secrets);
  const servers = own(new EndpointServers(engine, context.globalState, keys, context.secrets));
  const endpoints = new EndpointAccess(servers, keys);
  const actions: Actions = new Actions(engine, () => runs);
  const runs: RunService = own(
    new RunService(engine, context.workspaceState, endpoints, (path) => actions.openComparison(path)),
  );
  const models = own(new ComparisonModels(engine, runs));
  const checks = new CheckpointChecks(({ path, basePath }) =>
    engine.request('checkCheckpoint', { ref: basePath === null ? { path } : { path, basePath } }),
  );
  const trainingRuns = own(new TrainingRegistry(context.workspaceState));
  const checkpoints = own(
    new CheckpointRegistry(join(context.extensionPath, 'media', 'checkpoints'), checks, () =>
      trainingRuns.elsewhere(),
    ),
  );
  const subjects = own(new SubjectRegistry(checkpoints, servers));
  const servings = own(new Servings(() => engine.separate()));
  const comparisons = own(new ComparisonRegistry(context.workspaceState));
  const training = own(activateTraining(context, engine, trainingRuns, checkpoints, keys));
  const comparing: ComparisonParts = {
    actions,
    subjects,
    endpoints,
    comparisons,
    models,
    runs,
    lastOptions: new LastOptions(context.workspaceState),
    add: (what) => handlers[what](),
    fits: () => builtInFits(join(context.extensionPath, 'media', 'safeguards')),
  };
  const benchmarks = own(new BenchmarkDocuments(engine));
  const handlers: CommandHandlers = {
    ...training.commands,
    ...auditCommands(engine, own(new AuditPanels(context, engine))),
    ...checkpointCommands(actions, checkpoints),
    ...endpointCommands(actions, servers, keys),
    ...hubCommands({ actions, keys, open: () => engine.separate(), refresh: () => checkpoints.refresh() }),
    ...servingCommands(actions, checkpoints, servings),
    ...comparisonFileCommands({
      ...{ actions, comparisons, runs },
      select: (path, promptId) => models.find(path)?.showRow(promptId),
    }),
    ...comparisonCommands(comparing),
    ...benchmarkCommands(comparing, benchmarks),
    ...documentationCommands(actions, context.extensionPath),
    showLog: () => {
      engine.showLog();
      return Promise.resolve();
    },
    setJudgeKey: () => keys.askAny(),
  };
  for (const name of Object.keys(handlers) as (keyof CommandHandlers)[]) {
    own(commands.registerCommand(commandPrefix + name, handlers[name]));
  }
  own(new RunStatus(runs));
  own(new ServingStatus(servings));
  own(
    window.createTreeView('guardrailLens.checkpoints', {
      treeDataProvider: inertTree(own(new CheckpointsView(subjects))),
      canSelectMany: true,
      showCollapseAll: true,
    }),
  );
  own(
    window.createTreeView('guardrailLens.comparisons', {
      treeDataProvider: inertTree(own(new ComparisonsView(comparisons, runs, engine))),
    }),
  );
  own(
    window.createTreeView('guardrailLens.benchmarks', {
      treeDataProvider: inertTree(own(new BenchmarksView(engine))),
    }),
  );
  own(
    window.registerCustomEditorProvider(
      comparisonViewType,
      new ComparisonEditor(context, models, actions, checkpoints),
      {
        supportsMultipleEditorsPerDocument: true,
      },
    ),
  );
  own(
    window.registerWebviewViewProvider(
      'guardrailLens.response',
      new ResponseView(context, models, actions, checkpoints),
    ),
  );
  own(workspace.registerTextDocumentContentProvider(benchmarkScheme, benchmarks));
  own(languages.registerCodeLensProvider({ scheme: benchmarkScheme }, benchmarks));
  own(workspace.registerTextDocumentContentProvider(responseScheme, own(new ResponseDocuments(engine))));
  own(workspace.registerTextDocumentContentProvider(factsScheme, new FactsDocuments(engine)));
  own(registerComparisonTools({ engine, comparisons }));
  own(tasks.registerTaskProvider(taskType, new CommandTasks(comparisons, context.extensionPath)));
  own(new ComparisonTests({ engine, comparisons, runs, endpoints }));
  const resume = (): void => {
    runs.resumeInterrupted((error) => void showError(error, () => engine.showLog()));
    void training.reattach();
  };
  own(workspace.onDidGrantWorkspaceTrust(resume));
  // After activation, so that it costs no start-up time.
  setTimeout(() => {
    void training.start();
    void subjects.offer();
    resume();
  }, 0);
}
