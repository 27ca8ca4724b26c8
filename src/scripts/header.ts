// The head of each script: what it makes and touches, what it needs, how it is undone.

import { comment, Rendered } from '../outputs/quote.ts';
import type { Plan } from '../plan/plan.ts';
import type { Language, Localized } from '../source/tutorial.ts';
import { programsOf } from './declarations.ts';
import type { Facts } from './facts.ts';
import { forwarding, labels, phrases } from './script-texts.ts';

const lineWidth = 150;

const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);

/** Prose as lines of comments; a Chinese character is as wide as two and may end a line. */
export function folded(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of comment(text).match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > lineWidth) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

type Entry = readonly [Localized, Localized];

/** Labels are as wide as the widest; one that comes again is left out. */
function rows(entries: readonly Entry[], language: Language) {
  const widest = Math.max(...entries.map(([label]) => widthOf(label[language])));
  return entries.map(([label, text], index) => {
    const shown = entries[index - 1]?.[0] === label ? '' : label[language];
    return { label: shown, pad: new Rendered(' '.repeat(widest - widthOf(shown) + 2)), text: text[language] };
  });
}

const shorten = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(' ') : `${names.slice(0, 4).join(' ')} … ${names.slice(-2).join(' ')}`;

const some = (label: Localized, phrase: (names: string) => Localized, names: readonly string[]): Entry[] =>
  names.length === 0 ? [] : [[label, phrase(shorten(names))]];

/** What the lab makes: namespaces, and what is on the machine. */
function things(label: Localized, facts: Facts): Entry[] {
  const { namespaces, links, tables, files, processes } = facts;
  const table = tables.map((name) => `inet ${name}`);
  const sorts: Entry[] = [
    ...some(label, phrases.links, links),
    ...some(label, phrases.tables, table.slice(0, 1)),
    ...some(label, phrases.files, files),
    ...some(label, phrases.processes, processes),
  ];
  const joined: Localized = {
    en: sorts.map(([, text]) => text.en).join(', '),
    'zh-CN': sorts.map(([, text]) => text['zh-CN']).join('，'),
  };
  return [...some(label, phrases.namespaces, namespaces), ...(sorts.length === 0 ? [] : [[label, joined] as const])];
}

/** The kernel lets one follow forwarding; it goes back with it. */
const settingNames = (settings: readonly string[]): string =>
  settings.map((name) => (name === forwarding ? `${name} net.ipv4.conf.all.accept_redirects` : name)).join(' ');

function touches({ settings, gates, comment: mark, hasHostCommands }: Facts): Entry[] {
  const lines: Localized[] = [
    ...(settings.length > 0
      ? [phrases.settings(settingNames(settings)), phrases.givenBack(settingNames(settings))]
      : []),
    ...(gates.length > 0 ? [phrases.gates(mark)] : []),
    ...(hasHostCommands ? [phrases.commands()] : []),
  ];
  return (lines.length > 0 ? lines : [phrases.nothing()]).map((line) => [labels.touches, line]);
}

/** The lines of setup.sh. */
export function setupHeader(plan: Plan, facts: Facts) {
  const { language, file } = plan.tutorial;
  return rows(
    [
      ...things(labels.makes, facts),
      ...touches(facts),
      [
        labels.needs,
        phrases.needs(
          [
            ...programsOf(facts).filter((name) => name !== 'ip' && name !== 'stat'),
            ...(facts.gates.length > 0 ? [phrases.ifFiltering('iptables')[language]] : []),
          ].join(', '),
        ),
      ],
      [labels.record, phrases.record(`/run/netgen/${plan.lab}`)],
      [labels.source, phrases.source(file)],
    ],
    language,
  );
}

/** The lines of teardown.sh. */
export function teardownHeader(plan: Plan, facts: Facts) {
  const { settings, gates, comment: mark } = facts;
  return rows(
    [
      ...things(labels.removes, facts),
      ...(gates.length > 0 ? [[labels.removes, phrases.gates(mark)] as const] : []),
      ...(settings.length > 0 ? [[labels.resets, phrases.resets(settingNames(settings))] as const] : []),
    ],
    plan.tutorial.language,
  );
}
