// How this process is called in the files that it writes.
import { hostname } from 'node:os';

export const thisProcess = `process ${process.pid} on ${hostname()}`;
