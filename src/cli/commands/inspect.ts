// guardrail-lens inspect
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CheckpointFacts } from '../../protocol/checkpoints';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions } from '../options';
import { formatTable, inert, jsonText } from '../table';

interface InspectFlags extends EngineFlags {
  readonly base?: string;
  readonly json: boolean;
  readonly tensors: boolean;
}

export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect <checkpoint>')
    .description('what a checkpoint is: architecture, fingerprints, tokenizer, template, lineage')
    .option('--base <checkpoint>', 'base of an adapter')
    .option('--tensors', 'list the tensors', false)
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (checkpoint: string, flags: InspectFlags) => {
    await withEngine(flags, async (client, signal) => {
      const ref = {
        path: resolve(checkpoint),
        ...(flags.base === undefined ? {} : { basePath: resolve(flags.base) }),
      };
      const facts = await client.request('inspectCheckpoint', { ref }, { signal });
      process.stdout.write(flags.json ? jsonText(facts) : factsText(facts, flags.tensors));
    });
  });
}

export function factsText(facts: CheckpointFacts, tensors: boolean): string {
  const rows: [string, string][] = [
    ['path', facts.path],
    ['format', facts.format],
    ['architecture', facts.architecture],
    ['parameters', facts.parameters.toLocaleString('en-US')],
    ['dtype', facts.quantization === null ? facts.dtype : `${facts.dtype}, quantized ${facts.quantization}`],
    [
      'layers × hidden',
      `${facts.layers} × ${facts.hiddenSize}, ${facts.heads} heads, ${facts.kvHeads} KV heads`,
    ],
    ['vocabulary', `${facts.vocabSize}${facts.tiedEmbeddings ? ', tied head' : ''}`],
    ['context', String(facts.contextLength)],
    ['fingerprint', facts.fingerprint],
    ['tokenizer', facts.tokenizerHash],
    ['chat template', facts.templateHash ?? 'none'],
  ];
  const { adapter } = facts;
  if (adapter !== null) {
    rows.push(
      [
        'adapter',
        `${adapter.peftType}, rank ${adapter.rank}, alpha ${adapter.alpha}${adapter.rslora ? ', rsLoRA' : ''}`,
      ],
      ['adapter parameters', adapter.parameters.toLocaleString('en-US')],
      ['target modules', adapter.targetModules.join(', ')],
      ['base of the adapter', adapter.baseModel ?? 'not named'],
    );
    if (adapter.modulesToSave.length > 0) rows.push(['modules to save', adapter.modulesToSave.join(', ')]);
  }
  if (facts.base !== null) rows.push(['base fingerprint', facts.base.fingerprint]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${inert(value)}`);
  lines.push(...facts.remarks.map((remark) => `note: ${inert(remark)}`));
  if (tensors) lines.push('', tensorTable(facts));
  return `${lines.join('\n')}\n`;
}

function tensorTable(facts: CheckpointFacts): string {
  return formatTable(
    [
      { title: 'tensor', align: 'left' },
      { title: 'dtype', align: 'left' },
      { title: 'shape', align: 'right' },
      { title: 'fingerprint', align: 'left' },
    ],
    facts.tensors.map((t) => [inert(t.name), t.dtype, t.shape.join('×'), t.fingerprint.slice(0, 16)]),
  );
}
