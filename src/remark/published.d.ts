// The types of `netgen/remark-netgen`, as they are published: the build copies them beside the plugin.
import type { Root } from 'mdast';
import type { VFile } from 'vfile';

/** What the author of a pipeline may want otherwise. */
export interface Options {
  /** What the links to scripts and pictures start with: the URL of the lesson's folder. Without it they are relative to the page. */
  readonly base?: string | undefined;
  /** The language of generated words; without it, that of the front matter. */
  readonly language?: 'en' | 'zh-CN' | undefined;
  /** False: nothing is said at the end of how the lab is taken away. */
  readonly end?: boolean | undefined;
  /** `element` (the default): folds are nodes that remark-rehype and MDX know what to do with. `html`: raw HTML, as in the page. */
  readonly folds?: 'element' | 'html' | undefined;
}

/** A remark plugin: reports the problems of a file's topology fences, and inserts after each what it makes of it; with errors nothing. */
export function remarkNetgen(options?: Options): (tree: Root, file: VFile) => void;
