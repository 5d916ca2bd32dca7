import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { ComparisonFacts, ComparisonSpec, JudgeSpec } from '../../../../src/protocol/comparison';
import { addCompareCommand } from '../../../../src/cli/commands/compare';
import { collectJudge } from '../../../../src/cli/judgeOption';
import { judgeText, reproduceCommand } from '../../../../src/safety/presentation/reproduceCommand';
import { shellQuote } from '../../../../src/safety/presentation/shellQuote';
import { baseRef, sampleFacts } from './sampleReport';

const bash = findBash();
if (!bash) console.log('No bash: the command line is not read back by a shell here.');

function findBash(): boolean {
  try {
    execFileSync('bash', ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** The arguments as a shell would hand them over. */
function shellArguments(command: string): string[] {
  const script = `guardrail-lens() { printf '%s\\0' "$@"; }\n${command}`;
  const out = execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return out.split('\0').slice(0, -1);
}

const hostile = [
  'plain',
  'two words',
  'it\'s; rm -rf ~ & echo $(id) `id` "x" \\ !',
  '-dash',
  '',
  'line\nbreak\ttab',
  'esc\u001B[31m9',
  'rtl\u202Etxt\u{E0041}7',
  '日本 é',
  '*?[a]{b}~#',
  "quote' and \u0007 bell",
];

describe('shellQuote', () => {
  it.skipIf(!bash).each(hostile)('is undone by the shell: %j', (argument) => {
    expect(shellArguments(`guardrail-lens ${shellQuote(argument)}`)).toEqual([argument]);
  });

  it('writes nothing that can’t be seen', () => {
    for (const argument of hostile)
      expect(shellQuote(argument)).not.toMatch(/[\u0000-\u001F\u202E\u{E0041}]/u);
  });
});

describe('reproduceCommand', () => {
  const spec: ComparisonSpec = {
    ...sampleFacts.spec,
    tuned: {
      kind: 'checkpoint',
      path: "/models/it's tuned",
      basePath: baseRef.path,
      merge: true,
    },
    settings: {
      temperature: 0.7,
      topP: 0.9,
      topK: 40,
      maxNewTokens: 64,
      stop: ['\n\nUser:', '--'],
      samples: 3,
      seed: 42,
      systemPrompt: 'Be “brief”; $HOME',
      batchSize: 8,
      fixedBatch: true,
      templateVariables: { enable_thinking: false },
    },
    judges: [
      { kind: 'rules' },
      {
        kind: 'endpoint',
        url: 'http://localhost:8000/v1',
        model: 'judge',
        rubric: 'xstest',
      },
    ],
    force: true,
  };
  const command = reproduceCommand({ ...sampleFacts, spec });

  it.skipIf(!bash)('says everything that was asked for', () => {
    expect(shellArguments(command)).toEqual([
      'compare',
      ...['--base', '/home/ana/models/SmolLM2-135M-Instruct', '--tuned', "/models/it's tuned", '--merge'],
      ...['--suite', '/home/ana/benchmarks', '--suite', 'glens-everyday'],
      ...['--attack', 'none', '--attack', 'prefix-injection', '--limit', '100'],
      ...['--temperature', '0.7', '--top-p', '0.9', '--top-k', '40', '--max-new-tokens', '64'],
      ...['--stop', '\n\nUser:', '--stop=--', '--samples', '3', '--seed', '42'],
      ...['--system', 'Be “brief”; $HOME', '--batch-size', '8', '--fixed-batch'],
      ...['--template-var', 'enable_thinking=false'],
      ...['--judge', 'rules', '--judge', 'endpoint:xstest:judge@http://localhost:8000/v1'],
      ...['--aa', '--force', '--out', 'recipes-sft-again.glens'],
    ]);
  });

  it('uses options that the command line has', () => {
    const program = new Command();
    addCompareCommand(program);
    const known = program.commands.flatMap((of) => of.options.map((option) => option.long));
    const used = [...command.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1]);
    expect(used.length).toBeGreaterThan(20);
    for (const option of used) expect(known).toContain(option);
  });

  it('writes judges as the command line reads them', () => {
    const judges: readonly JudgeSpec[] = [
      ...spec.judges,
      { kind: 'list', listId: 'gcg', listsPath: '/lists/refusal lists.json' },
      { kind: 'guard', checkpoint: '/models/guard', spec: 'qwen3guard' },
    ];
    const read = judges.flatMap((judge) => collectJudge(judgeText(judge), []));
    expect(read).toEqual(judges);
  });

  it('names the precision where it is not exact', () => {
    const { base, tuned } = sampleFacts.spec;
    if (base.kind !== 'checkpoint' || tuned.kind !== 'checkpoint') throw new Error('Both are checkpoints.');
    const native = {
      base: { ...base, precision: 'native' },
      tuned: { ...tuned, precision: 'native' },
    } as const;
    expect(reproduceCommand({ ...sampleFacts, spec: { ...sampleFacts.spec, ...native } })).toContain(
      '  --precision native ',
    );
    expect(reproduceCommand(sampleFacts)).not.toContain('--precision');
  });

  it.skipIf(!bash)('names every tuned checkpoint of several, and what they are called', () => {
    const columns = ['/r/checkpoint-50', '/r/checkpoint-100'].map((path, index) => ({
      name: `step ${index}`,
      tuned: { kind: 'checkpoint', path } as const,
    }));
    const many = reproduceCommand({ ...sampleFacts, spec: { ...sampleFacts.spec, columns } });
    expect(shellArguments(many).join(' ')).toContain(
      '--tuned /r/checkpoint-50 --tuned /r/checkpoint-100 --tuned-name step 0 --tuned-name step 1',
    );
  });

  it('adds what the command line can’t say as a comment', () => {
    const facts: ComparisonFacts = {
      ...sampleFacts,
      spec: { ...spec, tuned: { kind: 'checkpoint', path: '/a', basePath: '/other\nbase' } },
    };
    expect(reproduceCommand(facts)).toMatch(/ # the adapter ran over \$'\/other\\nbase'$/);
  });
});
