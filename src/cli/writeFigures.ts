// Writes the figures and tables of a comparison into a folder: SVG, and CSV of their numbers.
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { GuardrailError } from '../protocol/errors';
import type { FigureSet } from '../safety/presentation/figures/comparisonFigures';
import { csvText } from '../safety/presentation/figures/csvTable';
import { fileNamePart } from '../safety/presentation/figures/fileNamePart';
import { standaloneSvg } from '../safety/presentation/figures/standaloneSvg';
import { tableCsv } from '../safety/presentation/tables/tableCsv';
import { writeTextFile } from './writeTextFile';

/** The files' paths. Their names begin with that of the comparison. @throws GuardrailError invalidRequest */
export async function writeFigures(
  folder: string,
  comparison: string,
  { figures, tables }: FigureSet,
): Promise<readonly string[]> {
  const target = resolve(folder);
  makeFolder(target);
  const stem = basename(comparison).replace(/\.glens$/u, '');
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
  return Promise.all([...files].map(([name, text]) => writeTextFile(join(target, name), text, 'figure')));
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
