// Bundles the command line into dist/, with every template of templates/ compiled in. `npm run build` runs it.
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import * as esbuild from 'esbuild';
import Handlebars from 'handlebars';

const root = import.meta.dirname;

/** The names that templates may call: the quoting helpers and Handlebars' own block helpers. */
const knownHelpers = {
  sh: true,
  comment: true,
  yaml: true,
  json: true,
  md: true,
  code: true,
  cell: true,
  xml: true,
  rendered: true,
  html: true,
};

/** What the styles and the script of the site may use: browsers since the middle of 2024. */
const browsers = ['chrome123', 'firefox121', 'safari17.5'];

/**
 * The folders of the packages that are in dist/.
 * @type {Set<string>}
 */
const bundled = new Set();

/**
 * Bundles, and takes down what packages are in it.
 * @param {esbuild.BuildOptions} options
 */
async function bundle(options) {
  const { metafile, outputFiles = [] } = await esbuild.build({ ...options, bundle: true, metafile: true });
  for (const input of Object.keys(metafile.inputs)) {
    const [folder] = /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) bundled.add(join(root, folder));
  }
  return outputFiles.map(({ text }) => text).join('');
}

/** The licences of what is bundled of others: each text once, under the packages that have it. A package without such a file has it in its readme. */
async function licences() {
  /** @type {Map<string, Set<string>>} */
  const packages = new Map();
  for (const folder of [...bundled].sort()) {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = await readdir(folder);
    const file = files.find((entry) => /^licen[cs]e/i.test(entry)) ?? files.find((entry) => /^readme/i.test(entry));
    if (file === undefined) throw new Error(`${name} does not say under which licence it is`);
    const text = (await readFile(join(folder, file), 'utf8')).trim();
    packages.set(text, (packages.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  const parts = [...packages].map(([text, names]) => `${[...names].join(', ')}\n\n${text}\n`);
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * The module that an import of a template file gives.
 * @param {string} file
 * @returns {Promise<string>}
 */
export async function loadTemplate(file) {
  if (file.endsWith('?bundle')) {
    const text = await bundle({
      entryPoints: [file.slice(0, -7)],
      write: false,
      format: 'iife',
      target: browsers,
      minify: true,
      legalComments: 'none',
    });
    return `export const text = ${JSON.stringify(text)};`;
  }
  const text = await readFile(file.replace(/\?text$/, ''), 'utf8');
  if (/\.bash$|\?text$/.test(file)) return `export const text = ${JSON.stringify(text)};`;
  const options = { strict: true, noEscape: true, knownHelpers, knownHelpersOnly: true, preventIndent: true };
  return `export const template = ${Handlebars.precompile(text, options)};`;
}

/**
 * Makes modules of the files in templates/.
 * @type {esbuild.Plugin}
 */
export const templates = {
  name: 'templates',
  setup(build) {
    build.onLoad({ filter: /\.(hbs|bash)$/ }, async ({ path }) => ({
      contents: await loadTemplate(path),
      loader: 'js',
    }));
    build.onResolve({ filter: /\?(bundle|text)$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      namespace: 'template',
    }));
    build.onLoad({ filter: /./, namespace: 'template' }, async ({ path }) => ({
      contents: await loadTemplate(path),
      loader: 'js',
    }));
  },
};

/**
 * Parts of the program that few commands need and that are large: each is a bundle of its own, loaded when it is imported.
 * @type {ReadonlyMap<string, string>} source to the name in dist/
 */
const parts = new Map([['src/site/make-site.ts', 'site']]);

/**
 * Leaves those parts out of what imports them.
 * @type {esbuild.Plugin}
 */
export const loadedLater = {
  name: 'loaded-later',
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const name = parts.get(relative(root, join(resolveDir, path)).replaceAll('\\', '/'));
      return name === undefined ? undefined : { path: `./${name}.js`, namespace: 'part' };
    });
    build.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
    build.onResolve({ filter: /./, namespace: 'part' }, ({ path }) => ({ path, external: true }));
  },
};

/** What the command line imports when it is asked for it: all of that is one bundle, `commands.js`, so that `--help` does not load it. */
class Commands {
  /** @type {Set<string>} */
  #sources = new Set();

  /**
   * Leaves them out of the program, which asks the bundle for each by the name of its file.
   * @type {esbuild.Plugin}
   */
  leftOut = {
    name: 'commands',
    setup: (build) => {
      build.onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const source = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
        this.#sources.add(source);
        return { path: source, namespace: 'command' };
      });
      build.onResolve({ filter: /^commands\.js$/ }, () => ({ path: 'commands.js', namespace: 'commands' }));
      build.onLoad({ filter: /./, namespace: 'command' }, ({ path }) => ({
        contents: `module.exports = require('commands.js')[${JSON.stringify(path)}]();`,
      }));
      build.onLoad({ filter: /./, namespace: 'commands' }, () => ({
        contents: "module.exports = require('./src/cli/load-program.ts').loadBundle('commands.js');",
        resolveDir: root,
      }));
    },
  };

  /** The text of what is bundled. */
  get entry() {
    const lines = [...this.#sources].sort().map((source) => `exports['${source}'] = () => require('./${source}');\n`);
    return lines.join('');
  }
}

/**
 * ELK stays a file of its own, as its licence and its size ask for: copied as it is, and run in a thread.
 * @type {esbuild.Plugin}
 */
const elk = {
  name: 'elk',
  setup(build) {
    build.onLoad({ filter: /\/elk\.bundled\.js$/ }, () => ({
      contents: "export { ElkThread as default } from './src/cli/elk-thread.ts';",
      resolveDir: root,
    }));
  },
};

/** @type {esbuild.BuildOptions} */
const options = {
  outdir: 'dist',
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [templates, elk],
};

/**
 * Runs a CommonJS program of dist/ as a script, whose compiled code can then be kept.
 * @param {string} file
 */
async function runAsScript(file) {
  const source = await readFile(file, 'latin1');
  // esbuild escapes other characters in texts, and leaves them in regular expressions, where they would be read as others.
  const odd = source.split('\n').findIndex((line) => /[^\0-\x7f]/.test(line));
  if (odd !== -1) throw new Error(`${file}:${odd + 1}: write \\u… for what is no ASCII in a regular expression`);
  const script = new Script(module.wrap(source), { filename: file });
  const loaded = new module.Module(file);
  script.runInThisContext()(loaded.exports, module.createRequire(file), loaded, file, dirname(file));
  loaded.loaded = true;
  const keep = () =>
    writeFile(join(dirname(file), `${basename(file, '.js')}-${process.versions.v8}.cache`), script.createCachedData());
  return { loaded, keep };
}

/**
 * Keeps V8's compiled code of the program and of ELK beside them. The program builds the tutorials of this tree first, so that the
 * code of what a build calls is in it; what that run thinks of the tutorials does not matter here. Other versions of Node than this one do without.
 * @param {string} folder
 */
async function keepCompiledCode(folder) {
  const scratch = await mkdtemp(join(tmpdir(), 'netgen-'));
  const { postMessage } = Worker.prototype;
  try {
    const commandsFile = join(folder, 'commands.js');
    const commands = await runAsScript(commandsFile);
    module.createRequire(commandsFile).cache[commandsFile] = commands.loaded;
    const program = await runAsScript(join(folder, 'program.js'));
    const io = {
      out: () => undefined,
      err: (/** @type {string} */ text) => process.stderr.write(text),
      folder: root,
      environment: {},
      colour: { out: false, err: false },
    };
    // What is to be laid out is taken down on its way to the thread of ELK, and laid out here as well.
    /** @type {import('elkjs/lib/elk-api.js').ElkNode[]} */
    const graphs = [];
    Worker.prototype.postMessage = function ask([number, graph]) {
      graphs.push(graph);
      postMessage.call(this, [number, graph]);
    };
    const { run } = /** @type {typeof import('./src/cli/program.ts')} */ (program.loaded.exports);
    await run(['build', 'tutorials/', '--out', scratch], io);
    const elk = await runAsScript(join(folder, 'elk.js'));
    const layout = new elk.loaded.exports({ algorithms: ['layered'] });
    for (const graph of graphs) await layout.layout(graph);
    await Promise.all([commands, program, elk].map(({ keep }) => keep()));
  } finally {
    Worker.prototype.postMessage = postMessage;
    await rm(scratch, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await rm('dist', { recursive: true, force: true });
  await bundle({
    ...options,
    // A Node that is too old must be able to read what says so.
    target: 'node10',
    entryPoints: [
      { in: 'src/cli/start.ts', out: 'cli' },
      { in: 'src/cli/start-worker.ts', out: 'worker' },
      { in: 'src/cli/start-elk-thread.ts', out: 'elk-thread' },
    ],
  });
  const commands = new Commands();
  /** @type {esbuild.BuildOptions} */
  const asScript = {
    ...options,
    // A script that is run from its code cache knows require() alone.
    supported: { 'dynamic-import': false },
    alias: { handlebars: 'handlebars/runtime.js' },
    define: { 'import.meta.url': 'programUrl' },
    banner: { js: "const programUrl = require('node:url').pathToFileURL(__filename).href;" },
  };
  await bundle({ ...asScript, entryPoints: ['src/cli/program.ts'], plugins: [commands.leftOut, elk] });
  const stdin = { contents: commands.entry, resolveDir: root, sourcefile: 'commands.js' };
  await bundle({ ...asScript, stdin, entryNames: 'commands', plugins: [templates, loadedLater, elk] });
  // The plugin runs beside packages of its family, which a pipeline has loaded.
  await bundle({
    ...options,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    entryPoints: ['src/remark/remark-netgen.ts'],
    alias: { handlebars: 'handlebars/runtime.js' },
    external: ['unified', 'remark-parse', 'remark-gfm', 'remark-frontmatter', 'mdast-util-to-string', 'yaml'],
  });
  await copyFile('src/remark/published.d.ts', 'dist/remark-netgen.d.mts');
  await bundle({
    ...options,
    entryPoints: [...parts].map(([source, name]) => ({ in: source, out: name })),
    alias: { handlebars: 'handlebars/runtime.js' },
  });
  // The package is of ES modules; what is built is not.
  await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
  await chmod('dist/cli.js', 0o755);
  await copyFile('node_modules/elkjs/lib/elk.bundled.js', 'dist/elk.js');
  await writeFile('dist/LICENSES', await licences());
  await keepCompiledCode(join(root, 'dist'));
}
