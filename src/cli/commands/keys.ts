// guardrail-lens keys
import type { Command } from 'commander';
import type { HostBinding } from '../../protocol/contracts';
import { formatTable } from '../../safety/presentation/textTable';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions } from '../options';
import { print } from '../terminal';

/** Keys themselves stay in the environment; what is kept is which variable goes to which host. */
export function addKeysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('which environment variable holds the key of which server; kept on this machine');
  addEngineOptions(keys.command('list', { isDefault: true }).description('the hosts that have a key')).action(
    async (flags: EngineFlags) => {
      await withEngine(flags, async (client, signal) =>
        printBindings(await client.request('listHostKeys', {}, { signal })),
      );
    },
  );
  addEngineOptions(
    keys
      .command('bind <url> <variable>')
      .description('send the key in this environment variable to the host of this URL from now on'),
  ).action(async (url: string, keyEnv: string, flags: EngineFlags) => {
    await withEngine(flags, async (client, signal) =>
      printBindings(await client.request('bindHostKey', { url, keyEnv }, { signal })),
    );
  });
  addEngineOptions(
    keys.command('unbind <url>').description('send no key to the host of this URL any more'),
  ).action(async (url: string, flags: EngineFlags) => {
    await withEngine(flags, async (client, signal) => {
      const { found } = await client.request('unbindHostKey', { url }, { signal });
      print(found ? 'No key is sent there any more.\n' : 'No key was bound to this host.\n');
    });
  });
}

function printBindings(bindings: readonly HostBinding[]): void {
  print(
    bindings.length === 0
      ? 'No key is bound to a host. Bind one: guardrail-lens keys bind https://host/v1 MY_KEY\n'
      : `${formatTable(
          [
            { title: 'Host', align: 'left' },
            { title: 'Variable', align: 'left' },
          ],
          bindings.map(({ origin, keyEnv }) => [origin, keyEnv]),
        )}\n`,
  );
}
