// `ssh://[user@]host[:port]`. Nothing in it may be read as an option of ssh.

export interface SshAddress {
  readonly user: string | null;
  readonly host: string;
  readonly port: string | null;
}

const form =
  /^ssh:\/\/(?:(?<user>\w[\w.-]*)@)?(?<host>\w[\w.-]*|\[[0-9A-Fa-f:.]+\])(?::(?<port>\d{1,5}))?\/?$/u;

/** Null for anything else. A host may be an alias of the user's own configuration of ssh. */
export function parseSshAddress(text: string): SshAddress | null {
  const { user, host, port } = form.exec(text)?.groups ?? {};
  if (host === undefined || Number(port ?? '22') > 65_535) return null;
  return { user: user ?? null, host: host.replace(/^\[|\]$/gu, ''), port: port ?? null };
}
