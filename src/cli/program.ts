// The commands of the command line, each from a file of its own. Nothing runs when this is made.
import { Command } from 'commander';
import { addAuditCommand } from './commands/audit';
import { addBenchCommand } from './commands/bench';
import { addBenchmarkCommand } from './commands/benchmark';
import { addClusterCommand } from './commands/cluster';
import { addCompareCommand } from './commands/compare';
import { addDownloadCommand } from './commands/download';
import { addExportCommand } from './commands/export';
import { addContinueCommand } from './commands/continue';
import { addFitCommand } from './commands/fit';
import { addGenerateCommand } from './commands/generate';
import { addInspectCommand } from './commands/inspect';
import { addJobsCommand } from './commands/jobs';
import { addJudgeCommand } from './commands/judge';
import { addKeysCommand } from './commands/keys';
import { addControlCommand } from './commands/control';
import { addPatchCommand } from './commands/patch';
import { addPrepareCommand } from './commands/prepare';
import { addReportCommand } from './commands/report';
import { addRepresentationCommand, addWeightsCommand } from './commands/representation';
import { addLabelsCommand } from './commands/labels';
import { addResumeCommand } from './commands/resume';
import { addServeCommand } from './commands/serve';
import { addSuitesCommand } from './commands/suites';
import { addSweepCommand } from './commands/sweep';
import { addDriftCommand, addTokensCommand } from './commands/tokens';
import { addTargetsCommand } from './commands/targets';
import { addTheoryCommand } from './commands/theory';
import { addTrainCommand } from './commands/train';
import { addTrrDataCommand } from './commands/trrData';
import { addVerifyCommand } from './commands/verify';
import { obtainReferences } from './checkpointReferences';
import { print, say } from './terminal';

export function commandLine(): Command {
  const program = new Command('guardrail-lens')
    .configureOutput({ writeOut: print, writeErr: say })
    .description("Shows what a fine-tune did to a language model's guardrails.")
    .version(process.env['GLENS_VERSION'] ?? 'source')
    .showHelpAfterError()
    .exitOverride()
    .hook('preAction', (_, command) => obtainReferences(command));
  addCompareCommand(program);
  addResumeCommand(program);
  addContinueCommand(program);
  addInspectCommand(program);
  addGenerateCommand(program);
  addServeCommand(program);
  addTrainCommand(program);
  addAuditCommand(program);
  addSweepCommand(program);
  addVerifyCommand(program);
  addPrepareCommand(program);
  addTargetsCommand(program);
  addJobsCommand(program);
  addClusterCommand(program);
  addSuitesCommand(program);
  addJudgeCommand(program);
  addReportCommand(program);
  addTokensCommand(program);
  addDriftCommand(program);
  addTheoryCommand(program);
  addRepresentationCommand(program);
  addWeightsCommand(program);
  addPatchCommand(program);
  addFitCommand(program);
  addTrrDataCommand(program);
  addControlCommand(program);
  addLabelsCommand(program);
  addExportCommand(program);
  addKeysCommand(program);
  addDownloadCommand(program);
  addBenchmarkCommand(program);
  addBenchCommand(program);
  return program;
}
