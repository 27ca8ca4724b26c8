// The pictures as files: well formed, with nothing in them that runs, loads or leaks, and readable in both themes.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { textWidth } from '../../../src/outputs/drawing/metrics.ts';
import { dark, light, type Theme } from '../../../src/outputs/drawing/palette.ts';
import { drawStep, pictureOf } from '../../../src/outputs/drawing/picture.ts';
import { style } from '../../../src/outputs/drawing/svg.ts';
import { xmlText } from '../../../src/outputs/quote.ts';
import { labOf, lessonOf, stepsOf } from './drawings.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a document; throws where it is not well formed. */
function elementsOf(xml: string): Element[] {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const open: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

const known: Readonly<Record<string, readonly string[]>> = {
  svg: ['xmlns', 'class', 'role', 'aria-labelledby', 'width', 'height', 'viewBox'],
  title: ['id'],
  desc: ['id'],
  style: [],
  g: ['id', 'class'],
  rect: ['class', 'x', 'y', 'width', 'height', 'rx'],
  path: ['class', 'd'],
  text: ['class', 'x', 'y'],
};

const folder = new URL('../../../tutorials/', import.meta.url);
const tutorials = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, lesson: lessonOf(readFileSync(new URL(name, folder), 'utf8')) }));

describe.each(tutorials)('$name', ({ lesson }) => {
  test('has a picture of each step, the same every time, of known elements only', async () => {
    const ids: string[] = [];
    for (const { plan, step } of stepsOf(lesson)) {
      const svg = await drawStep(plan, step);
      if (svg === undefined) throw new Error('it is not drawn');
      expect(await drawStep(plan, step)).toEqual(svg);
      for (const { name, attributes, text } of elementsOf(svg.text)) {
        expect(Object.keys(attributes).filter((attribute) => !known[name]?.includes(attribute))).toEqual([]);
        const places = ['x', 'y', 'width', 'height', 'd'].flatMap((attribute) => attributes[attribute] ?? []);
        expect(places.filter((place) => !/^(?:[ ML]?-?\d+(?:\.5)?)+$/.test(place))).toEqual([]);
        if (name === 'style') expect(text.trim()).toBe(style);
        if (attributes['id'] !== undefined) ids.push(attributes['id']);
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('each has words for those who do not see it, in the language of the lesson', () => {
    for (const { plan, step } of stepsOf(lesson)) {
      const picture = pictureOf(lesson, plan, step);
      expect(picture?.path).toMatch(/^[A-Za-z0-9._/-]+\/step-\d+(?:-[A-Za-z0-9_-]+)?\.svg$/);
      expect(picture?.alt).not.toMatch(/\n/);
      for (const node of step.state.nodes.values()) {
        if (node.netns !== null) expect(picture?.alt).toContain(node.netns);
        for (const { name, role, master: bridge } of node.interfaces)
          if (role !== 'bridge' && bridge === undefined) expect(picture?.alt).toContain(name);
      }
      if (lesson.tutorial.language === 'zh-CN') expect(picture?.alt).toMatch(/个命名空间/);
    }
  });
});

describe('what a step does', () => {
  const lesson = lessonOf(
    labOf(
      'lab: change\nnodes:\n  r: router\n  a: { gateway: r }\n  b: { gateway: r }\nlinks:\n  - r -- a: 10.0.1.0/30\n  - r -- b: 10.0.2.0/30',
      'step: more\nnodes: [c]\nlinks:\n  - r -- c: 10.0.3.0/30\nremove:\n  nodes: [b]',
      'step: less\nremove:\n  nodes:\n    a: { gateway: r }',
    ),
  );
  const [first, second, third] = stepsOf(lesson);
  const picture = async (at: typeof first) =>
    at === undefined ? '' : ((await drawStep(at.plan, at.step))?.text ?? '');
  const body = async (at: typeof first) => (await picture(at)).replace(/<style>.*<\/style>/s, '');

  test('is marked with a sign and by its line, not by colour alone; the first step is all new and marks nothing', async () => {
    expect(await body(first)).not.toMatch(/class="[^"]*\b(?:new|gone|changed|sign)\b/);
    expect(await body(second)).toMatch(/class="code sign new"[^>]*>\+</);
    expect(await body(second)).toMatch(/class="box namespace new"/);
    expect(await body(second)).toMatch(/class="edge cable segment-\d new"/);
  });

  test('what it removes is shown once more, struck out', async () => {
    expect(await body(second)).toMatch(/class="box namespace gone"/);
    expect(await body(third)).toMatch(/class="code gone struck"[^>]*>default via 10\.0\.1\.1</);
    expect(await body(third)).not.toContain('10.0.2');
  });

  test('is told in words', () => {
    const alt = second && pictureOf(lesson, second.plan, second.step)?.alt;
    expect(alt).toContain('New in this step: r eth1 10.0.3.1/30, c.');
    expect(alt).toContain('Removed in this step: r eth1 10.0.2.1/30, b.');
  });
});

test('a lab that is too large to read has no picture', async () => {
  const lesson = lessonOf(
    labOf('lab: star\nnodes: [hub: { kind: switch, subnet: 10.0.0.0/16 }, h1..200]\nlinks:\n  - h1..200 -- hub'),
  );
  for (const { plan, step } of stepsOf(lesson)) {
    expect(pictureOf(lesson, plan, step)).toBeUndefined();
    expect(await drawStep(plan, step)).toBeUndefined();
  }
});

test('file names differ also where names know no case', () => {
  const lesson = lessonOf(labOf('lab: a\nnodes: [a]\nstep: X', 'step: x\nnodes: [b]'));
  const names = stepsOf(lesson).map(({ plan, step }) => pictureOf(lesson, plan, step)?.name);
  expect(names).toEqual(['step-1-X.svg', 'step-2-x.svg']);
});

describe('text', () => {
  test('of any kind comes back from XML as it went in, but for blanks and what XML cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [element] = elementsOf(`<a b="${xmlText(text)}">${xmlText(text)}</a>`);
        const plain = text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD');
        expect(element).toMatchObject({ text: plain, attributes: { b: plain } });
      }),
    );
  });

  test('needs no less room when more of it is there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.boolean(), (a, b, code) => {
        expect(textWidth(a + b, 12, code)).toBeGreaterThanOrEqual(textWidth(a, 12, code));
      }),
    );
  });

  test.each([
    ['172.19.0.2/24', true, 94],
    ['fd00:1234:5678:9abc::1/64', true, 181],
    ['new in this step', false, 108],
    ['本步骤新增', false, 60],
  ])('%s has the room that DejaVu and Noto CJK need at 12 pixels', (text, code, needed) => {
    expect(textWidth(text, 12, code)).toBeGreaterThanOrEqual(needed);
    expect(textWidth(text, 12, code)).toBeLessThan(1.5 * needed);
  });
});

describe('colours', () => {
  /** WCAG 2.2, relative luminance and contrast ratio. */
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  test.each<[string, Theme]>([
    ['light', light],
    ['dark', dark],
  ])('%s: text has a contrast of 4.5, lines of 3, wherever they stand', (_, theme) => {
    const grounds = [theme.paper, theme.namespace, theme.bridge, theme.machine];
    for (const ground of grounds) {
      for (const way of [theme.request, theme.answer, theme.death])
        expect(contrast(way, ground), `${way} on ${ground}`).toBeGreaterThanOrEqual(3);
      for (const text of [theme.ink, theme.soft, theme.fresh, theme.gone]) {
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
      for (const line of [theme.line, ...theme.segments]) {
        expect(contrast(line, ground), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test.each([
    ['light', light],
    ['dark', dark],
  ])('%s: the words on a way have a contrast of 4.5', (_, theme) => {
    for (const way of [theme.request, theme.answer]) expect(contrast(theme.on, way)).toBeGreaterThanOrEqual(4.5);
  });

  test('the stylesheet obeys the page, then the system, and loads nothing', () => {
    expect(style).toContain('@media (prefers-color-scheme:dark)');
    expect(style).toContain('[data-theme=light] .netgen-diagram');
    expect(style).toContain('[data-theme=dark] .netgen-diagram');
    expect(style).not.toMatch(/url\(|@import|@font-face|[<&]/);
    const rules = style
      .split('\n')
      .filter(
        (line) =>
          !/^(?:@media \(prefers-color-scheme:dark\)\{)?(?:\[data-theme=\w+\] )?\.netgen-(?:diagram|drawn)/.test(line),
      );
    expect(rules).toEqual([]);
  });
});

describe('the way of packets', () => {
  const block = (more: string) =>
    `lab: ways\nnodes:\n  r: { kind: router${more} }\n  sw: { kind: switch, subnet: 10.0.1.0/24 }\n  a: { gateway: r }\n  b: { gateway: r }\nlinks:\n  - r, a -- sw\n  - r -- b: 10.0.2.0/24\nchecks:\n  - a ${more === '' ? 'reaches' : 'cannot reach'} b\n`;
  const drawn = async (more: string) => {
    const [only] = stepsOf(lessonOf(labOf(block(more))));
    const svg = only && (await drawStep(only.plan, only.step));
    return /<g id="netgen-ways-1-way-1"[\s\S]*?<\/g>/.exec(svg?.text ?? '')?.[0] ?? '';
  };

  test('leads there and back, with a number at each node', async () => {
    const way = await drawn('');
    expect([...way.matchAll(/class="number"[^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual([
      '1 request',
      '2',
      '3',
      '4 answer',
      '5',
      '6',
    ]);
    expect(way).not.toContain('class="death"');
  });

  test('ends with a cross at the node where it dies', async () => {
    const way = await drawn(', firewall: { forward: drop }');
    expect([...way.matchAll(/class="number"[^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual(['1 request', '2']);
    expect(way).toContain('class="death"');
  });
});
