// Stands in for VS Code's executable where no desktop can be had: takes the arguments that @vscode/test-electron
// passes and runs the tests in the server-based workbench. Its other parameters come from the environment.
import { resolve } from 'node:path';
import { runExtensionTests } from './extensionTests';
import { unavailableExitCode, WorkbenchUnavailable } from './unavailable';

const argument = (name: string): string => {
  const prefix = `--${name}=`;
  const found = process.argv.find((entry) => entry.startsWith(prefix));
  if (found === undefined) throw new Error(`${prefix}… is missing.`);
  return found.slice(prefix.length);
};

try {
  const code = await runExtensionTests({
    folder: resolve(process.argv.slice(2).find((entry) => !entry.startsWith('-')) ?? '.'),
    extensionDevelopmentPath: argument('extensionDevelopmentPath'),
    extensionTestsPath: argument('extensionTestsPath'),
    version: process.env['GLENS_TEST_VSCODE'] === 'lowest' ? 'lowest' : 'current',
    // @vscode/test-electron always trusts; a test of an untrusted workspace says so here.
    workspaceTrust: process.env['GLENS_TEST_UNTRUSTED'] === '1',
    settings:
      process.env['GLENS_TEST_UNTRUSTED'] === '1'
        ? { 'security.workspace.trust.startupPrompt': 'never' }
        : {},
  });
  process.exit(code);
} catch (error) {
  if (error instanceof WorkbenchUnavailable) {
    console.error(error.message);
    process.exit(unavailableExitCode);
  }
  console.error(error);
  process.exit(1);
}
