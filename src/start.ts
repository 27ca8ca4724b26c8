#!/usr/bin/env node
// The entry of the program: says so in plain words where Node is too old, then hands over to the command line.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`netgen needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 3;
} else {
  // Keeps V8's compiled code between runs, where Node can (22.8 and later).
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  const { runProcess } = await import('./cli.ts');
  await runProcess();
}
