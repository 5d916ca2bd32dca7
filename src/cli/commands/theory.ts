// guardrail-lens theory
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { theoryFigureSet } from '../../safety/presentation/theory/theoryFigureSet';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { columnOption, pairOption } from '../pairOption';
import { ProgressBar } from '../progressBar';
import { print } from '../terminal';
import { theoryDocument } from '../theoryJson';
import { theoryText } from '../theoryText';
import { figuresOption, writeFigures } from '../writeFigures';

interface TheoryFlags extends EngineFlags {
  readonly audit?: string;
  readonly kl: boolean;
  readonly column?: string;
  readonly figures?: string;
  readonly json: boolean;
}

export function addTheoryCommand(program: Command): void {
  const command = program
    .command('theory <comparison>')
    .description('the observed drift of a comparison beside forecast, measured KL and the bounds of theory')
    .option('--audit <file>', 'a reward audit, *.audit.jsonl (default: the one beside the training run)')
    .option(
      '--no-kl',
      'do not let both models read the answers to measure KL; what the file keeps of that counts',
    )
    .option(...columnOption)
    .option(...figuresOption)
    .option('--json', 'print JSON (media/schemas/theory.schema.json)', false);
  addEngineOptions(command).action(async (file: string, flags: TheoryFlags) => {
    const path = resolve(file);
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      try {
        const pair = await pairOption(client, path, flags.column);
        const request = {
          ...pair,
          audit: flags.audit === undefined ? null : resolve(flags.audit),
          measureKl: flags.kl,
          apiKeys: {},
        };
        const analysis = await client.request('analyseTheory', request, {
          signal,
          onProgress: ({ phase, done, total }) => bar.showStep(reading[phase], done, total),
        });
        bar.end();
        print(flags.json ? jsonText(theoryDocument(analysis)) : theoryText(analysis));
        if (flags.figures !== undefined) await writeFigures(flags.figures, path, theoryFigureSet(analysis));
      } finally {
        bar.end();
      }
    });
  });
}

const reading = { opening: 'opening', scoring: 'reading answers' } as const;
