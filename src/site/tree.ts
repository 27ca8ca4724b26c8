// Walking and making HTML trees.
import type { Element, ElementContent, Nodes, Properties, Root, RootContent } from 'hast';

/** An element with these children; a string is text. */
export function element(
  tagName: string,
  properties: Properties = {},
  children: readonly (ElementContent | string)[] = [],
): Element {
  return {
    type: 'element',
    tagName,
    properties,
    children: children.map((child) => (typeof child === 'string' ? { type: 'text', value: child } : child)),
  };
}

/** True for an element of one of these names. */
export function isElement(node: Nodes | undefined, ...names: readonly string[]): node is Element {
  return node?.type === 'element' && (names.length === 0 || names.includes(node.tagName));
}

/** True for text of blanks only. */
export const isBlank = (node: Nodes | undefined): boolean => node?.type === 'text' && /^\s*$/.test(node.value);

/**
 * Puts what `change` gives in the place of each element, from the inside out: undefined leaves it, a list takes its place.
 */
export function replaceElements(
  parent: Root | Element,
  change: (element: Element) => readonly ElementContent[] | undefined,
): void {
  const children = (parent.children as RootContent[]).flatMap((child): RootContent[] => {
    if (child.type !== 'element') return [child];
    replaceElements(child, change);
    return [...(change(child) ?? [child])];
  });
  parent.children = children as Element['children'];
}

/** The class names of an element. */
export function classesOf({ properties }: Element): string[] {
  return Array.isArray(properties['className']) ? properties['className'].map(String) : [];
}
