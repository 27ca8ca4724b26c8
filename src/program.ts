// What the built program consists of: the command line, and the build's own use of it (esbuild.config.js).
export { run, runProcess as start } from './cli.ts';
