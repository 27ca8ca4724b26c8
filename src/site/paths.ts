// Relative paths between the pages of the site, always with `/`.

/** `a/./b/../c` → `a/c`; undefined if it leads out of the site, or is not relative. */
export function normalise(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}

/** The folder of a path, with `/` at its end; empty for a file at the top. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** From one page to another file, both from the site's folder: as a link, with what a link may not hold encoded. */
export function linkFrom(page: string, target: string): string {
  const from = page.split('/').slice(0, -1);
  const to = target.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  const names = [...from.slice(shared).map(() => '..'), ...to.slice(shared).map(encodeURIComponent)];
  // A first name with a colon would be a scheme.
  return /^[^/]*:/.test(names[0] ?? '') ? `./${names.join('/')}` : names.join('/');
}
