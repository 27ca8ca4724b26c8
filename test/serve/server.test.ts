// The server of netgen serve: for this machine alone, from memory alone.
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LiveServer, startServer } from '../../src/serve/server.ts';

let server: LiveServer;
const asked: string[] = [];
let news: object = { version: 'one' };

beforeEach(async () => {
  asked.length = 0;
  server = await startServer(0, {
    answer: (path) => {
      asked.push(path);
      return { status: 200, type: 'text/html; charset=utf-8', body: `path ${path}` };
    },
    news: () => news,
  });
});

afterEach(() => server.close());

interface Got {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Asks with a path that no library has tidied up. */
function get(path: string, options: { method?: string; host?: string } = {}): Promise<Got> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const sent = request({ hostname, port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('gives what it is asked for, and lets nobody keep or embed it', async () => {
  const { status, headers, body } = await get('/02-bridge/index.html?x=1');
  expect({ status, body }).toEqual({ status: 200, body: 'path 02-bridge/index.html' });
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});

test('listens on the loopback address alone', () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1.evil.example', 'localhost'])(
  'a request for the host %j is refused and asks for nothing',
  async (host) => {
    expect((await get('/', { host })).status).toBeGreaterThanOrEqual(400);
    expect(asked).toEqual([]);
  },
);

test('localhost with the right port is this machine', async () => {
  expect((await get('/', { host: `localhost:${new URL(server.url).port}` })).status).toBe(200);
});

test.each([
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '//etc/passwd',
  '/%2Fetc/passwd',
])('a path such as %s is a name like any other: no file is looked for', async (path) => {
  await get(path);
  expect(asked).toHaveLength(1);
});

test.each(['/%', '/%ff', '/%e0%a4%a'])('%s is no path', async (path) => {
  expect((await get(path)).status).toBe(400);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  expect((await get('/', { method })).status).toBe(405);
  expect(asked).toEqual([]);
});

test('HEAD gives the head', async () => {
  expect(await get('/a', { method: 'HEAD' })).toMatchObject({
    status: 200,
    body: '',
    headers: { 'content-length': '6' },
  });
});

test('a page hears what is so, then what is new; the end of the server ends its connection', async () => {
  const response = await fetch(`${server.url}_netgen/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const until = async (text: string) => {
    while (!heard.includes(text)) heard += (await reader?.read())?.value ?? '';
  };
  await until('data: {"version":"one"}\n\n');
  news = { version: 'two', report: 'a\n\ndata: b' };
  server.tell(news);
  await until('data: {"version":"two","report":"a\\n\\ndata: b"}\n\n');
  await server.close();
  await expect(reader?.read()).rejects.toThrow();
});
