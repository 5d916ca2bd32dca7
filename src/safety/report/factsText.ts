// The facts of a checkpoint as plain text, for a terminal or a read-only document.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import { formatTable } from './plainText';
import { visibleText } from './visibleText';

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
    if (adapter.trainedOver !== null) rows.push(['trained over', adapter.trainedOver]);
    if (adapter.modulesToSave.length > 0) rows.push(['modules to save', adapter.modulesToSave.join(', ')]);
  }
  if (facts.base !== null) rows.push(['base fingerprint', facts.base.fingerprint]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${visibleText(value)}`);
  lines.push(...facts.remarks.map((remark) => `note: ${visibleText(remark)}`));
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
    facts.tensors.map((t) => [visibleText(t.name), t.dtype, t.shape.join('×'), t.fingerprint.slice(0, 16)]),
  );
}
