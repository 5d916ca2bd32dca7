// A synchronous call from one thread to another: both wait on one shared number. Texts are ASCII (JSON with escapes).

/** The largest text; a larger result fails its test. */
const capacity = 4 * 1024 * 1024;
const headerBytes = 8;
const idle = 0;
const asked = 1;
const answered = 2;
const closed = 3;

export type ChannelBuffer = SharedArrayBuffer;

export function createChannelBuffer(): ChannelBuffer {
  return new SharedArrayBuffer(headerBytes + capacity);
}

/** Asks and waits for the answer. Throws at the deadline (milliseconds since the epoch), and where the channel is closed. */
export function exchange(buffer: ChannelBuffer, text: string, deadline: number): string {
  const header = new Int32Array(buffer, 0, 2);
  write(buffer, text);
  if (Atomics.compareExchange(header, 0, idle, asked) !== idle)
    throw new Error('the answer ended its interpreter');
  Atomics.notify(header, 0);
  if (Atomics.wait(header, 0, asked, Math.max(0, deadline - Date.now())) === 'timed-out') {
    throw new Error('it did not finish in time');
  }
  if (Atomics.compareExchange(header, 0, answered, idle) !== answered) {
    throw new Error('the answer ended its interpreter');
  }
  return read(buffer);
}

/** Answers one question after another and never returns. */
export function serve(buffer: ChannelBuffer, answer: (text: string) => string): never {
  const header = new Int32Array(buffer, 0, 2);
  for (;;) {
    // The state goes from answered to idle without a notice; only a question is waited for.
    for (let state = Atomics.load(header, 0); state !== asked; state = Atomics.load(header, 0)) {
      Atomics.wait(header, 0, state, 50);
    }
    write(buffer, answer(read(buffer)));
    Atomics.compareExchange(header, 0, asked, answered);
    Atomics.notify(header, 0);
  }
}

/** Wakes whoever waits for an answer that will not come. */
export function closeChannel(buffer: ChannelBuffer): void {
  const header = new Int32Array(buffer, 0, 2);
  Atomics.store(header, 0, closed);
  Atomics.notify(header, 0);
}

function write(buffer: ChannelBuffer, text: string): void {
  if (text.length > capacity) throw new Error('a value is too large');
  const bytes = new Uint8Array(buffer, headerBytes);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  Atomics.store(new Int32Array(buffer, 0, 2), 1, text.length);
}

function read(buffer: ChannelBuffer): string {
  const length = Math.max(0, Math.min(capacity, Atomics.load(new Int32Array(buffer, 0, 2), 1)));
  const bytes = new Uint8Array(buffer, headerBytes, length);
  const pieces: string[] = [];
  for (let from = 0; from < length; from += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)));
  }
  return pieces.join('');
}
