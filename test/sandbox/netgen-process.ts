// netgen as a process of its own, also as an ordinary user: for what only a process has (signals, terminals, rights).
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { loadedLater, templates } from '../../esbuild.config.js';

/** `nobody` of every Linux: no file of the system is its own. */
const nobody = 65534;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Rights {
  readonly ordinary?: boolean;
  /** What root changes of the machine before, in bash, in a mount namespace of its own. */
  readonly machine?: string;
}

export class NetgenProcess {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bundles the command line as it is now, where every user may read it. */
  static async build(): Promise<NetgenProcess> {
    process.umask(0o022);
    const folder = await mkdtemp(join(tmpdir(), 'netgen-process-'));
    await chmod(folder, 0o755);
    const require = "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);";
    await esbuild.build({
      entryPoints: ['src/cli/cli.ts'],
      outfile: join(folder, 'cli.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: { js: require },
      footer: { js: 'await runProcess();' },
      plugins: [templates, loadedLater],
    });
    return new NetgenProcess(folder);
  }

  /** Starts netgen with piped streams. Root may ask for another user, and for another machine. */
  start(argv: readonly string[], options: Rights = {}): ChildProcess {
    const apart = ['unshare', '--mount', 'bash', '-ec', `${options.machine}; exec "$@"`, 'machine'];
    const drop = ['setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];
    const root = process.getuid?.() === 0;
    const [command = '', ...rest] = [
      ...(options.machine === undefined ? [] : apart),
      ...(options.ordinary && root ? drop : []),
      ...[process.execPath, join(this.#folder, 'cli.mjs'), ...argv],
    ];
    return spawn(command, rest, { cwd: this.#folder, env: { ...process.env, HOME: this.#folder }, stdio: 'pipe' });
  }

  /** Runs netgen to its end. */
  run(argv: readonly string[], options: Rights & { readonly input?: string } = {}): Promise<Ended> {
    const child = this.start(argv, options);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin?.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }

  /** A path for a tutorial that every user may read. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }
}
