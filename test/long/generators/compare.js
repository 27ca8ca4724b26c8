// Compares a site with the pages that it was made from. Usage: compare.js GENERATED SITE [TAB]; TAB is how many columns the generator
// makes of a tab in code, where it keeps none. Prints what is wrong and exits with 1.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse, defaultTreeAdapter as tree } from 'parse5';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { parse as parseYaml } from 'yaml';

const [generated = '', site = '', tab = '0'] = process.argv.slice(2);
const markdown = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).freeze();
const problems = [];

/** The elements of a name in a document, in their order. */
function elements(node, name, found = []) {
  if (node.tagName === name) found.push(node);
  for (const child of node.childNodes ?? []) elements(child, name, found);
  return found;
}

const attribute = (node, name) => node.attrs.find((one) => one.name === name)?.value;

function textOf(node) {
  if (tree.isTextNode(node)) return node.value;
  return (node.childNodes ?? []).map(textOf).join('');
}

/** Text without what generators may do for its looks: typographic marks, breaks. */
const plain = (text) =>
  text
    .replace(/[“”]|&quot;/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[–—]|-{2,3}/g, '-')
    .replace(/…/g, '...')
    .replace(/[\s\u200b\u00a0]+/g, '');

/** Code without what nobody sees: highlighters put spaces at the ends of lines, and a tab leads to the next column of so many. */
const plainCode = (code) =>
  code
    .split('\n')
    .map((line) => {
      let out = line;
      for (let at = out.indexOf('\t'); Number(tab) > 0 && at >= 0; at = out.indexOf('\t'))
        out = out.slice(0, at) + ' '.repeat(Number(tab) - (at % Number(tab))) + out.slice(at + 1);
      return out.trimEnd();
    })
    .join('\n');

/** The nodes of a Markdown tree of some types, in their order; not those within the first found. */
function nodes(node, types, found = []) {
  if (types.includes(node.type)) found.push(node);
  else for (const child of node.children ?? []) nodes(child, types, found);
  return found;
}

const markdownText = (node) =>
  node.type === 'html' ? '' : (node.value ?? '') + (node.children ?? []).map(markdownText).join('');

function comparePage(name, fail) {
  const source = readFileSync(join(generated, name), 'utf8');
  const file = join(site, name.replace(/\.md$/, '.html'));
  if (!existsSync(file)) return fail('no page came out');
  const page = markdown.parse(source);
  const html = parse(readFileSync(file, 'utf8'));
  const [body] = elements(html, 'body');

  const wanted = nodes(page, ['code']).map(({ value }) => plainCode(value));
  const blocks = elements(body, 'pre').map((pre) => plainCode(textOf(pre).replace(/\n$/, '')));
  if (wanted.length !== blocks.length) fail(`${blocks.length} code blocks instead of ${wanted.length}`);
  wanted.forEach((code, index) => {
    if (code !== blocks[index]) fail(`code block ${index + 1}\n--- page\n${code}\n--- site\n${blocks[index]}`);
  });

  const shown = plain(textOf(body));
  let at = 0;
  for (const block of nodes(page, ['paragraph', 'heading', 'tableCell'])) {
    const text = plain(markdownText(block));
    const next = shown.indexOf(text, at);
    if (next < 0) fail(`text is not there, or not in its place: ${markdownText(block)}`);
    else at = next + text.length;
  }

  const folds = nodes(page, ['html']).filter(({ value }) => value.startsWith('<details')).length;
  if (elements(body, 'details').length !== folds) fail(`${elements(body, 'details').length} folds instead of ${folds}`);
  if (elements(body, 'summary').length !== folds) fail('a fold without its summary');
  for (const fold of elements(body, 'details')) {
    if (/```|<\/?(details|summary)|^\s*\*\*/m.test(textOf(fold))) fail(`a fold holds Markdown: ${textOf(fold)}`);
  }

  const [front] = nodes(page, ['yaml']);
  const { title } = parseYaml(front?.value ?? '');
  if (!plain(textOf(elements(html, 'title')[0])).includes(plain(title)))
    fail('the title is not that of the front matter');
  compareLinks(name, page, body, fail);
}

/** Every link and picture of the page is there, and what it leads to as well. */
function compareLinks(name, page, body, fail) {
  const links = elements(body, 'a').map((link) => attribute(link, 'href') ?? '');
  const pictures = elements(body, 'img').map((picture) => attribute(picture, 'src') ?? '');
  const count = nodes(page, ['image']).length;
  if (pictures.length < count) fail(`${pictures.length} pictures instead of ${count}`);
  for (const { url } of nodes(page, ['link'])) {
    const file = url.split('/').at(-1)?.replace(/\.md$/, '');
    if (
      !links.some(
        (link) => decodeURI(link).toLowerCase().includes(file.toLowerCase()) || /\/(index\.html)?$/.test(link),
      )
    )
      fail(`no link to ${url}`);
  }
  for (const target of [...links, ...pictures]) {
    // The home page of a theme is no matter of the lessons.
    if (/^(?:[a-z]+:|#|$|\.+\/?$|\/$)/i.test(target)) continue;
    const [path = ''] = decodeURI(target).split('#');
    const file = path.startsWith('/') ? join(site, path) : normalize(join(site, dirname(name), path));
    const there = existsSync(file) && (!statSync(file).isDirectory() || existsSync(join(file, 'index.html')));
    if (!there) fail(`${target} leads nowhere`);
  }
}

const names = readdirSync(generated, { recursive: true }).filter((name) => name.endsWith('tutorial.md'));
if (names.length === 0) problems.push('there is no page');
for (const name of names) comparePage(name, (text) => problems.push(`${name}: ${text}`));
for (const name of readdirSync(site, { recursive: true })) {
  if (/\.(html|json|xml)$/.test(name) && readFileSync(join(site, name), 'utf8').includes('60481729'))
    problems.push(`${name}: 7777 * 7777 was reckoned`);
}
console.log(`${names.length} pages, ${problems.length} problems`);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
