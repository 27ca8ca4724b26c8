// The stylesheet of every diagram: the same text in each, so that several in one page do not disagree.
import { template } from '../../../templates/diagram/style.css.hbs';
import { renderTemplate } from '../handlebars.ts';
import { Rendered } from '../quote.ts';
import { dark, light, type Theme } from './palette.ts';

const names = Object.keys(light).filter((name): name is Exclude<keyof Theme, 'segments'> => name !== 'segments');

/** The colours of a theme, each by the name of its custom property. */
function colours(theme: Theme): { name: Rendered; value: Rendered }[] {
  const plain = names.map((name) => ({ name: new Rendered(name), value: new Rendered(theme[name]) }));
  return [
    ...plain,
    ...theme.segments.map((value, index) => ({ name: new Rendered(`segment-${index}`), value: new Rendered(value) })),
  ];
}

/** A property in the light colour, for programs that know no custom properties, and by its name for those that do. */
const twice = (property: string, name: string, value: string): Rendered =>
  new Rendered(`${property}:${value};${property}:var(--netgen-${name});`);

const each = (property: string) => Object.fromEntries(names.map((name) => [name, twice(property, name, light[name])]));

/** The class of a segment's colour. */
export function segmentClass(segment: number | undefined): string {
  return segment === undefined ? 'plain' : `segment-${segment % light.segments.length}`;
}

/**
 * CSS for all diagrams. A page that switches its theme by `data-theme` on an element around a diagram decides; else the reader's system does.
 */
export const style: string = renderTemplate(template, {
  light: colours(light),
  dark: colours(dark),
  fill: each('fill'),
  stroke: each('stroke'),
  color: each('color'),
  segments: light.segments.map((value, index) => ({
    name: new Rendered(String(index)),
    color: twice('color', `segment-${index}`, value),
  })),
}).trim();
