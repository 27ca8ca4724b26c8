#!/usr/bin/env node
// The entry of the program: says so in plain words where Node is too old, then starts the command line, which lies beside it.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`netgen needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 3;
} else {
  // Not before: an old Node lacks what that imports.
  void import('./load-program.ts').then(({ loadProgram }) => loadProgram().start());
}
