// What questions have in common that are asked over pages.
import type { QuickPickOptions } from 'vscode';

/** The page that has the focus may take it back as the list opens; the list must not close for that. */
export const overPages = { ignoreFocusOut: true } as const satisfies QuickPickOptions;
