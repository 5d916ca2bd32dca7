// axe-core in a webview.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe calls serious or critical in what is shown now, one line each, with `where` in front. */
export async function seriousFindings(frame: Frame, where: string): Promise<readonly string[]> {
  await frame.evaluate(source);
  const { violations } = await frame.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${where}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
}
