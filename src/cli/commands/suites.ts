// guardrail-lens suites
import type { Command } from 'commander';
import { withEngine } from '../engine';
import { jsonText } from '../jsonText';
import { formatTable } from '../../safety/presentation/textTable';
import { visibleText } from '../../safety/presentation/visibleText';
import { print } from '../terminal';

export function addSuitesCommand(program: Command): void {
  program
    .command('suites [paths...]')
    .description('list the built-in suites and attacks, and what is found at paths')
    .option('--json', 'print JSON', false)
    .action(async (paths: string[], flags: { readonly json: boolean }) => {
      await withEngine({}, async (client) => {
        const { suites, attacks } = await client.request('listSuites', { paths });
        if (flags.json) {
          print(jsonText({ suites, attacks }));
          return;
        }
        const suiteTable = formatTable(
          [
            { title: 'suite', align: 'left' },
            { title: 'kind', align: 'left' },
            { title: 'prompts', align: 'right' },
            { title: 'licence', align: 'left' },
            { title: 'title', align: 'left' },
          ],
          suites.map((s) => [
            visibleText(s.id),
            s.kind,
            String(s.prompts),
            visibleText(s.licence),
            visibleText(s.title),
          ]),
        );
        const attackTable = formatTable(
          [
            { title: 'attack', align: 'left' },
            { title: 'what it does', align: 'left' },
          ],
          attacks.map((a) => [a.id, a.description]),
        );
        print(`${suiteTable}\n\n${attackTable}\n`);
      });
    });
}
