// `npm run workbench`: the extension with the demo comparisons, in the user's own VS Code if `code` is there, else in
// the server-based workbench until Ctrl+C.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startServer } from './server';
import { WorkbenchUnavailable } from './unavailable';

const { GLENS_REPOSITORY: repository = process.cwd(), GLENS_TEST_VSIX: vsix = '' } = process.env;
const folder = join(repository, '.cache', 'demo');
const comparison = join(folder, 'demo-sft-harmless.glens');
const windows = process.platform === 'win32';

if (hasCode()) openInCode();
else await openInServer();

function hasCode(): boolean {
  if (process.env['GLENS_WORKBENCH'] === 'server') return false;
  return spawnSync('code', ['--version'], { shell: windows, stdio: 'ignore' }).status === 0;
}

function openInCode(): void {
  console.log(`Opening ${folder} in VS Code with this extension.`);
  const args = [`--extensionDevelopmentPath=${repository}`, folder, comparison];
  const { status } = spawnSync('code', args, { shell: windows, stdio: 'inherit' });
  process.exit(status ?? 1);
}

async function openInServer(): Promise<void> {
  try {
    const server = await startServer({
      vsix,
      stays: true,
      // What is opened before the extension is known is opened as text, unless a setting says better.
      settings: { 'workbench.editorAssociations': { '*.glens': 'guardrailLens.comparison' } },
    });
    process.on('exit', () => server.stop());
    console.log(
      `\nGuardrail Lens in VS Code, with one of the demo comparisons:\n${server.addressOf(folder, comparison)}\nCtrl+C ends it.`,
    );
    await new Promise(() => setInterval(() => undefined, 1 << 30));
  } catch (error) {
    if (!(error instanceof WorkbenchUnavailable)) throw error;
    console.error(
      `There is no \`code\` in PATH, and the server-based workbench cannot be had: ${error.message}\n` +
        'Install VS Code with its command-line tool, or the package (npm run package) in any VS Code.',
    );
    process.exit(1);
  }
}
