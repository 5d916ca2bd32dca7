// The facts of a checkpoint as plain text, for a terminal or a read-only document.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import { subjectEntries } from './provenance/subjectEntries';
import { formatTable } from './textTable';
import { visibleText } from './visibleText';

export function factsText(facts: CheckpointFacts, tensors: boolean): string {
  const entries = subjectEntries(facts);
  const width = Math.max(...entries.map(({ label }) => label.length));
  const lines = entries.flatMap(({ label, values }) =>
    values.map((value, line) => `${(line === 0 ? label : '').padEnd(width)}  ${value}`),
  );
  if (tensors) lines.push('', tensorTable(facts));
  return `${lines.join('\n')}\n`;
}

function tensorTable(facts: CheckpointFacts): string {
  return formatTable(
    [
      { title: 'Tensor', align: 'left' },
      { title: 'Dtype', align: 'left' },
      { title: 'Shape', align: 'right' },
      { title: 'Fingerprint', align: 'left' },
    ],
    facts.tensors.map((t) => [visibleText(t.name), t.dtype, t.shape.join('×'), t.fingerprint.slice(0, 16)]),
  );
}
