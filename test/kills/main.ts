// `npm run kills`: ends compare, train and serve by kill -9, Ctrl+C and SIGTERM at moments that a seed draws, takes them up
// again, and compares with the run that nothing ended. Exits with 1 where one differs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable, type Column } from '../../src/safety/presentation/textTable';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { seededRandom } from '../../src/safety/random';
import { textHash } from '../../src/safety/suites/contentHash';
import { compareScenario } from './compareScenario';
import { endings, type Ending, type EndPlan } from './killedProcess';
import type { Scenario } from './scenario';
import { serveScenario } from './serveScenario';
import { trainScenario } from './trainScenario';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    ending: { type: 'string', multiple: true },
    from: { type: 'string', default: '0' },
  },
});

const scenarios: readonly Scenario[] = [compareScenario(), trainScenario(), serveScenario()];
const columns: readonly Column[] = [
  { title: 'Command', align: 'left' },
  { title: 'ended by', align: 'left' },
  { title: 'times', align: 'right' },
  { title: 'as it should', align: 'right' },
];

function planOf(scenario: Scenario, ending: Ending, time: number, duration: number): EndPlan {
  const random = seededRandom(Number(values.seed), textHash(scenario.name + ending), time);
  const after = random() * duration * 1.05;
  return { ending, group: ending === 'interrupt' || random() < 0.5, after };
}

async function kills(folder: string): Promise<void> {
  const rows: string[][] = [];
  let wrong = 0;
  process.stdout.write(`seed ${values.seed}\n`);
  for (const scenario of scenarios) {
    if (values.only !== undefined && !values.only.includes(scenario.name)) continue;
    const begun = join(folder, scenario.name);
    mkdirSync(begun);
    const duration = await scenario.begin(begun);
    for (const ending of endings) {
      if (values.ending !== undefined && !values.ending.includes(ending)) continue;
      let [times, right] = [0, 0];
      for (let time = Number(values.from); time < Number(values.from) + Number(values.times); time++) {
        const place = join(folder, `${scenario.name}-${ending}-${time}`);
        mkdirSync(place);
        const plan = planOf(scenario, ending, time, duration);
        const problem = await scenario.trial(place, plan).catch((error: unknown) => String(error));
        times++;
        if (problem === null) right++;
        else {
          process.stdout.write(
            `${scenario.name} ${ending} ${time}, ${plan.group ? 'group' : 'alone'}, ${Number(plan.after).toFixed(0)} of ${duration.toFixed(0)} ms: ${visibleText(problem)}\n` +
              `  npm run kills -- --only ${scenario.name} --ending ${ending} --seed ${values.seed} --from ${time} --times 1\n`,
          );
        }
        rmSync(place, { recursive: true, force: true });
      }
      wrong += times - right;
      rows.push([scenario.name, ending, String(times), String(right)]);
      process.stdout.write(`${scenario.name} ${ending}: ${right} of ${times}\n`);
    }
  }
  process.stdout.write(`\n${formatTable(columns, rows)}\n`);
  if (wrong > 0) process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'glens-kills-'));
try {
  await kills(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
