import fs from 'node:fs';

interface WasmMemory {
  buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** WebAssembly.Memory, declared with the browser's types only. */
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } }).WebAssembly;

/** What the permission model leaves open (research: embedded Python): signals, native code, the built-in modules. */
export function closeProcess(): void {
  const refuse = (name: string) => () => {
    throw new Error(`process.${name} is closed in the embedded Python`);
  };
  const { constants } = fs;
  const closed = [
    'kill',
    '_kill',
    'abort',
    'dlopen',
    'getBuiltinModule',
    '_linkedBinding',
    '_debugProcess',
    '_debugEnd',
    'chdir',
    'umask',
    'setuid',
    'setgid',
    'setgroups',
  ];
  for (const name of closed)
    Object.defineProperty(process, name, { value: refuse(name), configurable: false, writable: false });
  Object.defineProperty(process, 'binding', {
    // Pyodide reads the constants of `fs` this way, which the permission model would refuse.
    value: (name: string) => (name === 'constants' ? { fs: constants, os: {}, ...constants } : refuse('binding')()),
    configurable: false,
    writable: false,
  });
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'BroadcastChannel', 'Worker'])
    Reflect.deleteProperty(globalThis, name);
  // Pyodide tells fatal errors to the console; the host tells them better.
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) console[name] = () => {};
}

/** Python's memory grows through this one door, so a script beyond its limit gets a MemoryError at once. */
export function limitWasmMemory(): { limitBytes: number; refused: boolean } {
  const state = { limitBytes: Number.POSITIVE_INFINITY, refused: false };
  const { grow } = Memory.prototype;
  Memory.prototype.grow = function growWithin(this: WasmMemory, pages: number) {
    if (this.buffer.byteLength + pages * 65_536 > state.limitBytes) {
      state.refused = true;
      throw new RangeError('the memory limit of the run is reached');
    }
    return grow.call(this, pages);
  };
  return state;
}
