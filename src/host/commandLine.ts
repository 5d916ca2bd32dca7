// How a terminal on this machine runs the command line that comes with the extension: with VS Code's own Node, since an
// installed extension puts nothing on the path and the machine may have no other Node.
import { join } from 'node:path';
import { shellQuote } from '../safety/presentation/shellQuote';

/** For a POSIX shell (Git Bash on Windows). */
export function commandLine(extensionFolder: string, execPath = process.execPath): string {
  const cli = join(extensionFolder, 'dist', 'cli.mjs');
  return `ELECTRON_RUN_AS_NODE=1 ${shellQuote(execPath)} ${shellQuote(cli)}`;
}
