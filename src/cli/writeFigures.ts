// Writes the figures and tables of a comparison, a theory view, an audit or a sweep into a folder: SVG, and CSV of their
// numbers.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GuardrailError } from '../protocol/errors';
import type { FigureSet } from '../safety/presentation/figures/comparisonFigures';
import { csvText } from '../safety/presentation/figures/csvTable';
import { fileNamePart } from '../safety/presentation/figures/fileNamePart';
import { fileStem } from '../safety/presentation/figures/fileStem';
import { standaloneSvg } from '../safety/presentation/figures/standaloneSvg';
import { tableCsv } from '../safety/presentation/tables/tableCsv';
import { say } from './terminal';
import { writeTextFile } from './writeTextFile';

/** Of every command that draws or lists. */
export const figuresOption = [
  '--figures <folder>',
  'write every figure as SVG and every table as CSV',
] as const;

/** Their names begin with that of `file`, what they are figures of. @throws GuardrailError invalidRequest */
export async function writeFigures(
  folder: string,
  file: string,
  { figures, tables }: FigureSet,
): Promise<void> {
  const target = resolve(folder);
  makeFolder(target);
  const stem = fileStem(file);
  const files = new Map<string, string>();
  const add = (id: string, extension: string, text: string): void => {
    const name = `${stem}-${fileNamePart(id)}`;
    let path = `${name}.${extension}`;
    for (let place = 2; files.has(path); place++) path = `${name}-${place}.${extension}`;
    files.set(path, text);
  };
  for (const figure of figures) {
    const svg = standaloneSvg(figure);
    if (svg === null) continue;
    add(figure.id, 'svg', svg.markup);
    add(figure.id, 'csv', csvText(figure.data()));
  }
  for (const table of tables) add(table.id, 'csv', csvText(tableCsv(table)));
  await Promise.all([...files].map(([name, text]) => writeTextFile(join(target, name), text, 'figure')));
  say(`Figures: ${files.size} files in ${target}\n`);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new GuardrailError('invalidRequest', `The folder ${folder} cannot be made.`, 'Check the path.', {
      cause,
    });
  }
}
