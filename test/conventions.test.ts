// The promises of CONTRIBUTING and of docs/architecture.md that a machine can hold.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { lastingCodes } from '../src/diagnostics/lasting.ts';
import { hostKind, linkKinds, nodeKeys, nodeKinds } from '../src/kinds/kinds.ts';
import { quotingHelpers } from '../src/outputs/quote.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');

/** The files of a folder and below that end so, as paths from the root of the tree. */
function filesOf(folder: string, ending: string): string[] {
  return readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, resolve(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

const sources = filesOf('src', '.ts');

/** `src/plan/order.ts` → `plan`; a file of src/ itself → its own name. */
const roomOf = (file: string): string => file.split('/')[1] ?? '';

describe('diagnostics', () => {
  const defined = sources.flatMap((file) =>
    [...read(file).matchAll(/\bdefineDiagnostic\(\s*'([^']*)',\s*(['"`])((?:(?!\2).)*)\2/g)].map(
      ([, code = '', , title = '']) => ({ file, code, title }),
    ),
  );
  const pages = filesOf('docs/diagnostics', '.md').filter((file) => !file.endsWith('/README.md'));

  test('each has one definition', () => {
    const codes = defined.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(codes.length).toBeGreaterThan(20);
  });

  test('each has a page, and each page a diagnostic', () => {
    const expected = defined.map(({ code }) => `docs/diagnostics/${code}.md`).toSorted();
    expect(pages).toEqual(expected);
  });

  test('those told despite holes exist', () => {
    const codes = defined.map(({ code }) => code);
    expect([...lastingCodes].filter((code) => !codes.includes(code))).toEqual([]);
  });

  test.each(defined)('$code: the page has its name and its title', ({ code, title }) => {
    const page = read(`docs/diagnostics/${code}.md`);
    expect(page.startsWith(`# ${code}\n\n> ${title}\n`)).toBe(true);
    expect(title).toMatch(/^(?![A-Z][a-z])[^.]*[^.\s]$/);
  });
});

describe('kinds', () => {
  const names = [...nodeKinds, hostKind, ...linkKinds].map(({ name }) => name);

  test('the list is the folders', () => {
    const listed = [...read('src/kinds/list.ts').matchAll(/from '\.\/([^/']+)\/index\.ts'/g)].map(([, name]) => name);
    const folders = filesOf('src/kinds', 'index.ts').map((file) => file.split('/')[2]);
    expect(listed.toSorted()).toEqual(folders);
    expect(read('src/kinds/list.ts').match(/^ {2}\w+Kind,$/gm)).toHaveLength(folders.length);
  });

  test('no two keys have one name', () => {
    expect(new Set(nodeKeys.map(({ name }) => name)).size).toBe(nodeKeys.length);
  });

  test('no code outside src/kinds knows one of its folders', () => {
    const knows = /from '(?:\.\.?\/)+kinds\/(?!list\.ts)[^']*\//;
    expect(sources.filter((file) => roomOf(file) !== 'kinds' && knows.test(read(file)))).toEqual([]);
  });

  test('no code outside src/kinds asks which kind something is', () => {
    const asks = new RegExp(
      `\\b(?:kind|type)\\b[^\\n;]*[!=]==\\s*'(${names.join('|')})'|\\bcase '(${names.join('|')})':`,
    );
    const guilty = sources.filter((file) => roomOf(file) !== 'kinds' && asks.test(read(file)));
    expect(guilty).toEqual([]);
  });
});

test('nobody but the plan and its kinds asks what sort of thing a command makes', () => {
  const things = '(?:netns|link|address|route|rule|neighbour|delete|veth|bridge|macvlan)';
  const asks = new RegExp(`argv[^;\\n]*(?:===|includes\\(|indexOf\\()\\s*'${things}'|key\\.startsWith\\('${things}`);
  // What the frame of the scripts has to know of the lines that it runs together.
  const frame = ['src/scripts/facts.ts', 'src/scripts/scripts.ts'];
  const guilty = sources.filter(
    (file) => !['plan', 'checks', 'kinds'].includes(roomOf(file)) && !frame.includes(file) && asks.test(read(file)),
  );
  expect(guilty).toEqual([]);
});

test("each rule of a kind is in its kind's list", () => {
  const files = filesOf('src/kinds', '.ts').filter((file) => file.includes('/rules/'));
  const listed = filesOf('src/kinds', 'index.ts').flatMap((file) =>
    [...read(file).matchAll(/from '\.(\/rules\/[^']+)'/g)].map(([, path]) => file.replace('/index.ts', path ?? '')),
  );
  expect(listed.toSorted()).toEqual(files);
});

test('the list of rules is the folder', () => {
  const listed = [...read('src/rules/index.ts').matchAll(/^import \{ \w+ \} from '\.\/([^']+)\.ts'/gm)].map(
    ([, name]) => name,
  );
  // What asks the rules, and what a rule is.
  const about = ['check-lab', 'check-side-by-side', 'index', 'rule'];
  const files = filesOf('src/rules', '.ts').map((file) => file.replace(/^.*\/|\.ts$/g, ''));
  expect(listed.toSorted()).toEqual(files.filter((name) => !about.includes(name)));
});

describe('import directions', () => {
  /** What each room may import besides itself, as docs/architecture.md has it. */
  const rooms = [...read('docs/architecture.md').matchAll(/^\| `([\w.]+)` \| .* \| (.*) \|$/gm)].map(
    ([, room = '', cell = '']) => {
      const others = [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name);
      return { room, others: cell === 'anything' ? undefined : others };
    },
  );
  /** Files of src itself, but for the pipeline. */
  const algorithms = sources.map(roomOf).filter((room) => room.endsWith('.ts') && room !== 'compile.ts');

  const importsOf = (file: string): string[] =>
    [...read(file).matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
      relative(root, resolve(root, file, '..', path)).replaceAll('\\', '/'),
    );

  test('every room has its line', () => {
    expect([...rooms.map(({ room }) => room), ...algorithms].toSorted()).toEqual(
      [...new Set(sources.map(roomOf))].toSorted(),
    );
  });

  test.each([...rooms, ...algorithms.map((room) => ({ room, others: [] }))])(
    '$room imports only what its line says',
    ({ room, others }) => {
      const known = [room, ...(room.endsWith('.ts') && room !== 'compile.ts' ? [] : algorithms)];
      const wrong = sources
        .filter((file) => roomOf(file) === room && others !== undefined)
        .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
        .filter(({ target }) => target.startsWith('src/') && ![...known, ...(others ?? [])].includes(roomOf(target)))
        .map(({ file, target }) => `${file} → ${target}`);
      expect(wrong).toEqual([]);
    },
  );

  test('no file imports itself by way of others, be it only for a type', () => {
    const imports = new Map(
      sources.map((file) => [file, importsOf(file).filter((target) => sources.includes(target))]),
    );
    // What imports nothing that is left cannot be on a circle; what remains when all of those are gone, is, or leads to one.
    for (let size = 0; size !== imports.size; ) {
      size = imports.size;
      for (const [file, targets] of imports) if (!targets.some((target) => imports.has(target))) imports.delete(file);
    }
    expect([...imports.keys()]).toEqual([]);
  });

  test('no output imports another', () => {
    const names = filesOf('src/outputs', '.ts').filter((file) => file.split('/').length > 3);
    const outputs = [...read('src/outputs/index.ts').matchAll(/from '\.\/([^/']+)\//g)].map(([, name = '']) => name);
    const folderOf = (path: string): string => (path.startsWith('src/outputs/') ? (path.split('/')[2] ?? '') : '');
    const wrong = names.flatMap((file) =>
      importsOf(file)
        .filter((path) => outputs.includes(folderOf(path)) && folderOf(path) !== folderOf(file))
        .map((path) => `${file} → ${path}`),
    );
    expect(outputs.length).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  test('the core touches no file, process, clock or chance', () => {
    const impure = /from 'node:|import\('node:|\bprocess\.|\bDate\.now|\bnew Date\b|\bMath\.random|\bperformance\./;
    const names = rooms.map(({ room }) => room);
    const pure = [...names.slice(0, names.indexOf('files')), ...algorithms.filter((file) => file !== 'root.ts')];
    const core = sources.filter((file) => pure.includes(roomOf(file)));
    expect(core.length).toBeGreaterThan(30);
    expect(core.filter((file) => impure.test(read(file)))).toEqual([]);
  });
});

describe('templates', () => {
  const helpers = new Set(Object.keys(quotingHelpers));
  const templates = filesOf('templates', '.hbs');

  /** The mustaches of a template that print a value without a quoting helper. */
  function unquoted(text: string): string[] {
    const found: string[] = [];
    class Visitor extends Handlebars.Visitor {
      override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
        const { path, params } = mustache;
        const name = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : '';
        if (!helpers.has(name) || params.length !== 1) found.push(`${name} on line ${mustache.loc.start.line}`);
        super.MustacheStatement(mustache);
      }
    }
    new Visitor().accept(Handlebars.parse(text));
    return found;
  }

  test('there are some', () => {
    expect(templates.length).toBeGreaterThan(3);
  });

  test.each(templates)('%s prints no value without quoting it', (file) => {
    expect(unquoted(read(file))).toEqual([]);
  });

  test('the walk sees a bare value, also inside a block', () => {
    expect(unquoted('{{sh name}}{{#if a}}{{name}}{{/if}}')).toEqual(['name on line 1']);
    expect(unquoted('{{{name}}}')).toEqual(['name on line 1']);
  });
});

describe('files', () => {
  test.each(sources)('%s begins with what it is for', (file) => {
    expect(read(file).replace(/^#!.*\n/, '')).toMatch(/^\/\/ \S.*\n/);
  });
});

test('the lock names every optional package of every platform, so that npm ci works on each', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const missing = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

test('docs/dependencies.md says why each dependency is there, and names no other', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const rows = [...read('docs/dependencies.md').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', '),
  );
  const named = rows.filter((name) => !/^(package|-+)$/.test(name));
  expect(named.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
});

test('the tree holds no installed package, nor a link to some: checking one out would replace what is there', () => {
  const { status, stdout } = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
  // Without git, as in an archive of the tree, there is nothing to ask.
  const listed = status === 0 ? stdout.split('\n') : [];
  expect(listed.filter((path) => /^node_modules(?:\/|$)/.test(path))).toEqual([]);
});
