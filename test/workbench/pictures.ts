// `npm run pictures`: the screenshots of README and walkthroughs, taken anew of the packaged extension. They show the demo
// comparisons, and GRPO on sums that trains the built-in model meanwhile. Nothing harmful is uncovered.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { stillPicture } from '../e2e/stillPicture';
import { chooseTheme, clearNotifications, openFile, runCommand, treeItem, webview } from '../e2e/workbench';
import { openWorkbench, startBrowser } from './browser';
import { startServer, type WorkbenchServer } from './server';

const { GLENS_REPOSITORY: repository = process.cwd(), GLENS_TEST_VSIX: vsix = '' } = process.env;
const comparison = 'demo-sft-harmless.glens';
/** Of the run, and the first of those at which its curves are worth a look. */
const steps = 60;
const enough = 45;
/** For a busy machine. */
const longest = 1_800_000;

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'glens-pictures-')));
const folder = join(scratch, 'demo');
cpSync(join(repository, '.cache', 'demo'), folder, {
  recursive: true,
  filter: (path) => !/\.(?:html|pdf|png)$/u.test(path),
});
const browser = await startBrowser();
const server = await startServer({ vsix });
const run = train(server);
try {
  const page = await openWorkbench(browser, server.addressOf(folder));
  await runCommand(page, 'Guardrail Lens: Focus on Checkpoints View');
  await treeItem(page, /^glens-tiny-sft-harmless/).waitFor();
  await takeOverview(page);
  await chooseTheme(page, 'Dark Modern', 'vs-dark');
  await takeResponses(page);
  await takeTraining(page);
} finally {
  // It saves a checkpoint before it ends.
  const ended = new Promise((resolve) => run.once('exit', resolve));
  if (run.kill()) await ended;
  await browser.close();
  server.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(repository, 'media', 'screenshots', `${name}.png`);
  await clearNotifications(page);
  await stillPicture(page, path);
  console.log(path);
}

async function takeOverview(page: Page): Promise<void> {
  await openFile(page, comparison);
  const view = await webview(page, 'glens-comparison');
  await view.getByText('Violence and weapons').first().waitFor();
  await take(page, 'overview');
}

/** A harmless prompt that the base refused, found by its words; harmful ones around it stay covered. */
async function takeResponses(page: Page): Promise<void> {
  const view = await webview(page, 'glens-comparison');
  await view.getByRole('tab', { name: 'Responses' }).click();
  await view.getByRole('option').first().waitFor();
  const search = view.locator('vscode-text-field.search input');
  await search.fill('tomatoes');
  await view.getByRole('option').first().click();
  await view.getByRole('article').waitFor();
  await search.fill('');
  await view.getByRole('option').nth(3).waitFor();
  await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
  await (await webview(page, 'glens-response')).getByRole('article').waitFor();
  await take(page, 'responses');
  await runCommand(page, 'View: Hide Secondary Side Bar');
  await runCommand(page, 'View: Close All Editors');
}

async function takeTraining(page: Page): Promise<void> {
  await treeItem(page, /^sums-grpo, GRPO/).click({ timeout: longest });
  const panel = await webview(page, 'glens-training');
  const late = Array.from({ length: steps - enough }, (_, index) => enough + index).join('|');
  await panel.getByText(new RegExp(`^Step (?:${late}) of ${steps}`)).waitFor({ timeout: longest });
  await take(page, 'training');
}

/** Beside the demo, of the checkpoint that the installed extension lists. */
function train({ dataFolder }: WorkbenchServer): ChildProcess {
  const [model = ''] = globSync('extensions/guardrail-lens.*/media/checkpoints/glens-tiny', {
    cwd: dataFolder,
  }).map((path) => join(dataFolder, path));
  const config = {
    model,
    algorithm: 'grpo',
    beta: 0.02,
    data: { type: 'arithmetic', seed: 1, max_value: 20, size: 400, test_size: 150 },
    rewards: [{ verifier: 'number' }],
    lora: { r: 16 },
    learning_rate: 0.001,
    max_steps: steps,
    num_generations: 8,
    generation_batch_size: 128,
    max_completion_length: 24,
    eval: { steps: 10, num_prompts: 100 },
    probe: { steps: 10, suites: ['glens-cybercrime', 'glens-overrefusal'], limit: 40, max_new_tokens: 32 },
    save: { steps: 20 },
  };
  writeFileSync(join(folder, 'sums-grpo.train.json'), JSON.stringify(config, null, 2));
  return spawn(
    process.execPath,
    [join(repository, 'dist', 'cli.mjs'), 'train', join(folder, 'sums-grpo.train.json')],
    { stdio: 'ignore' },
  );
}
