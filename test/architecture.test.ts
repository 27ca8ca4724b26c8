// The walk of one address in docs/architecture.md: what it quotes stands where it says.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/architecture.md', 'utf8');
const walk = page.slice(page.indexOf('## One address'));
const rows = [...walk.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|$/gm)].map(([, file = '', line = '']) => ({ file, line }));

describe('the walk of one address', () => {
  it('starts at the line that it names', () => {
    const [, file = '', line = ''] = /`(tutorials\/[^`]+)` says in line (\d+)/.exec(walk) ?? [];
    const [, quoted = ''] = /```yaml\n(.*)\n```/.exec(walk) ?? [];
    expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toBe(quoted);
  });

  it('names the columns of the address', () => {
    const [, quoted = ''] = /```yaml\n(.*)\n```/.exec(walk) ?? [];
    const start = quoted.indexOf('172.19.0.2/24') + 1;
    expect(walk).toContain(`the span 25:${start} to 25:${start + '172.19.0.2/24'.length}`);
  });

  it('quotes every kind of output', () => {
    expect(rows.length).toBe(5);
    for (const { file, line } of rows) expect(readFileSync(`generated/${file}`, 'utf8'), file).toContain(line);
  });
});
