/** A programme on a runtime that does not take the flags of the permission model, as some builds of Electron do not. */
if (process.permission !== undefined) process.exit(9);
await import('./fake-machine.ts');

export {};
