// Bundles the command line into dist/, with every template of templates/ compiled in. `npm run build` runs it.
import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import Handlebars from 'handlebars';

/** The names that templates may call: the quoting helpers and Handlebars' own block helpers. */
const knownHelpers = { sh: true, comment: true, yaml: true, json: true, md: true, code: true, rendered: true };

/**
 * The module that an import of a template file gives.
 * @param {string} file
 * @returns {Promise<string>}
 */
export async function loadTemplate(file) {
  const text = await readFile(file, 'utf8');
  if (file.endsWith('.bash')) return `export const text = ${JSON.stringify(text)};`;
  const options = { strict: true, noEscape: true, knownHelpers, knownHelpersOnly: true, preventIndent: true };
  return `export const template = ${Handlebars.precompile(text, options)};`;
}

/** @type {esbuild.Plugin} */
const templates = {
  name: 'templates',
  setup(build) {
    build.onLoad({ filter: /\.(hbs|bash)$/ }, async ({ path }) => ({
      contents: await loadTemplate(path),
      loader: 'js',
    }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { metafile } = await esbuild.build({
    metafile: true,
    entryPoints: [{ in: 'src/start.ts', out: 'cli' }],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    alias: { handlebars: 'handlebars/runtime.js' },
    legalComments: 'none',
    banner: {
      js: "import { createRequire as netgenRequire } from 'node:module'; const require = netgenRequire(import.meta.url);",
    },
    plugins: [templates],
  });
  await chmod('dist/cli.js', 0o755);
  // Chunks of an earlier build have other names.
  for (const name of await readdir('dist')) {
    if (!(`dist/${name}` in metafile.outputs)) await rm(`dist/${name}`, { recursive: true });
  }
}
