// Saves what a page drew or listed, where the user says. Knows nothing of what is in it.
import { window, workspace } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type { FigureFile, FigureFormat } from '../../protocol/figures';
import { fileNamePart } from '../../safety/presentation/figures/fileNamePart';
import { inertMessage } from '../inertText';
import { askExportTarget, tellExported } from '../savedExport';

const labels: Readonly<Record<FigureFormat, string>> = { svg: 'SVG', png: 'PNG', csv: 'CSV' };

/** `beside`: the path of what it is a figure of, without its extension; the file's name begins with its name. */
export async function saveFigure({ name, format, content }: FigureFile, beside: string): Promise<void> {
  const label = { label: labels[format], extension: format };
  const target = await askExportTarget(label, `${beside}-${fileNamePart(name)}`);
  if (target === undefined) return;
  const bytes = format === 'png' ? Buffer.from(content, 'base64') : new TextEncoder().encode(content);
  await workspace.fs.writeFile(target, bytes);
  // The word stays until it is dismissed, and the page may save the next one meanwhile.
  tellExported(label, target).catch((error: unknown) =>
    window.showErrorMessage(inertMessage(toErrorData(error).message)),
  );
}
