// Text that does harm where it is taken for code, and tutorials that hold it in every field a person writes freely.

/** Texts that would make the file `mark`, or break out of a quotation, in some language of some output. */
export function canaries(mark: string): Readonly<Record<string, string>> {
  const touch = `touch ${mark}`;
  return {
    substitution: `$(${touch})`,
    backticks: `\`${touch}\``,
    singleQuotes: `'; ${touch}; '`,
    doubleQuotes: `"; ${touch}; "`,
    newline: `x\n${touch}\n#`,
    carriageReturn: `x\r${touch}\r#`,
    separator: `x; ${touch}`,
    pipe: `x | ${touch} && ${touch} &`,
    hereDocument: `x\nEOF\n${touch}\nEND\n${touch}`,
    expansion: `\${x:-$(${touch})} $x \\$(${touch}) ~ * ? !!`,
    closedBrace: `x\n}\n${touch}\nmain() {`,
    bats: `x" {\n${touch}\n}\n@test "y`,
    nft: `x"; } } delete table inet netgen; #`,
    jinja: `{{ lookup('pipe', '${touch}') }}`,
    jinjaStatement: `{% set x = lookup('pipe', '${touch}') %}{# #}`,
    handlebars: `{{7*7}}{{{title}}}{{> x}}{{#each this}}{{/each}}{{lookup this "constructor"}}`,
    html: `<script>${touch}</script><img src=x onerror=alert(1)>`,
    htmlEnds: `--> ]]> </textarea></script> <!--`,
    mdx: `{process.exit(1)} <Canary/>`,
    mdxModule: `x\nimport canary from 'canary'\nexport const x = 1`,
    markdown: `x](javascript:alert(1)) **b** # h\n\n\`\`\`bash\n${touch}\n\`\`\`\n\n# heading\n`,
    mermaid: `x"] --> y; click x call alert(1)\nend`,
    yamlTag: `!!python/object/apply:os.system ['${touch}']`,
    yamlUnsafe: `!unsafe &anchor *alias`,
    yamlKeys: `key: value # comment\n- item`,
    option: `-rf --help`,
    format: `%s%n%x\\n\\0 %`,
    backslash: `x\\`,
    controls: `\u001b[31mred\u0007\u0008\u007f\u0085\u00a0\u2028\u2029\ufeff`,
    bidi: `\u202eevil\u2066\u200b`,
    nothing: `\0`,
    blanks: '  \t  ',
    long: 'x'.repeat(4000),
    prototype: '__proto__',
    surrogate: '\ud800 \udfff',
  };
}

/** A field that holds free text. */
export type Field = (typeof fields)[number];

export const fields = [
  'title',
  'description',
  'heading',
  'prose',
  'lab',
  'step',
  'node',
  'interface',
  'sysctl key',
  'sysctl value',
  'file name',
  'file text',
  'process',
  'command',
  'undo',
  'unless',
  'note',
  'cannot note',
  'check command',
  'check output',
] as const;

/** Fields that hold a name, and take nothing else. */
export const names: ReadonlySet<Field> = new Set(['lab', 'step', 'node', 'interface', 'file name', 'sysctl key']);

const harmless: Readonly<Record<Field, string>> = {
  title: 'A title',
  description: 'A description',
  heading: 'A heading',
  prose: 'Some prose.',
  lab: 'canary',
  step: 'first',
  node: 'c',
  interface: 'eth7',
  'sysctl key': 'net.ipv4.conf.all.log_martians',
  'sysctl value': '1',
  'file name': 'resolv.conf',
  'file text': 'nameserver 10.0.0.1',
  process: 'sleep 1000',
  command: 'true',
  undo: 'true',
  unless: 'false',
  note: 'a note',
  'cannot note': 'nobody has this address',
  'check command': 'echo word',
  'check output': 'word',
};

/** Fields that are commands of the author's own: there the text is an argument, quoted for the shell. */
const commands: ReadonlySet<Field> = new Set(['process', 'command', 'undo', 'unless', 'check command']);

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON is YAML; what JSON leaves bare and YAML forbids is escaped. */
function yamlQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What stands in a field of the tutorial. */
export function fieldText(field: Field, text: string): string {
  if (!commands.has(field)) return text;
  return field === 'process' ? `: ${shellQuoted(text)}; exec sleep 1000` : `printf %s ${shellQuoted(text)}`;
}

/** A tutorial with `text` in these fields, and harmless words in all others. */
export function tutorialWith(text: string, among: readonly Field[]): string {
  const value = (field: Field) => (among.includes(field) ? fieldText(field, text) : harmless[field]);
  const quoted = (field: Field) => yamlQuoted(value(field));
  return `---
title: ${quoted('title')}
description: ${quoted('description')}
---
# ${value('heading')}

${value('prose')}

\`\`\`topology
lab: ${quoted('lab')}
step: ${quoted('step')}
nodes:
  a:
    sysctl: { ${quoted('sysctl key')}: ${quoted('sysctl value')} }
    etc: { ${quoted('file name')}: ${quoted('file text')} }
    run: [${quoted('process')}]
    exec:
      - { do: ${quoted('command')}, undo: ${quoted('undo')}, unless: ${quoted('unless')} }
  b:
  ${quoted('node')}:
links:
  - a 10.0.0.1/24 -- b:${value('interface')} 10.0.0.2/24
checks:
  - a reaches b: ${quoted('note')}
  - a cannot reach 10.0.0.77: ${quoted('cannot note')}
  - { in: a, run: ${quoted('check command')}, prints: ${quoted('check output')}, exit: 0 }
\`\`\`
`;
}
