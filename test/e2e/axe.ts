// axe-core in a webview.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe calls serious or critical in what is shown now, one line each, with `where` in front. */
export async function seriousFindings(frame: Frame, where: string): Promise<readonly string[]> {
  const { violations } = await run(frame);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${where}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
}

/** Where one rule of axe's is broken, however grave it finds that. */
export async function brokenRule(frame: Frame, rule: string): Promise<readonly string[]> {
  const { violations } = await run(frame, rule);
  return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 160)));
}

interface Axe {
  run(options: { readonly runOnly?: readonly string[] }): Promise<AxeResults>;
}

async function run(frame: Frame, rule?: string): Promise<AxeResults> {
  await frame.evaluate(source);
  return frame.evaluate(
    (only) => (globalThis as unknown as { axe: Axe }).axe.run(only === undefined ? {} : { runOnly: [only] }),
    rule,
  );
}
