// The gates of a comparison as JUnit XML, which CI systems show as tests.
import type { GateResult } from '../safety/analysis/failIf';
import { visibleText } from '../safety/presentation/visibleText';

/** One test case per gate: a condition that holds is a failure, one whose result cannot be told an error. */
export function junitXml(gates: readonly GateResult[]): string {
  const count = (outcome: GateResult['outcome']): number =>
    gates.filter((gate) => gate.outcome === outcome).length;
  const cases = gates.map(({ expression, outcome, explanation }) => {
    const open = `    <testcase classname="guardrail-lens" name="${escaped(expression)}"`;
    if (outcome === 'passed') return `${open}><system-out>${escaped(explanation)}</system-out></testcase>`;
    const element = outcome === 'failed' ? 'failure' : 'error';
    return `${open}><${element} message="${escaped(explanation)}"/></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="guardrail-lens gates" tests="${gates.length}" failures="${count('failed')}" errors="${count('cannotTell')}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Control characters are not XML; visibleText names them. */
function escaped(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
