// The server of `netgen serve`: for browsers of this machine alone, from memory, with a stream of news for open pages.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface LiveServer {
  readonly url: string;
  tell(news: object): void;
  close(): Promise<void>;
}

/** What the server asks of the site. */
export interface Contents {
  /** The answer for a path without the slash before it. No path of a request is ever one of the disk. */
  answer(path: string): Answer;
  news(): object;
}

const address = '127.0.0.1';

const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

const plain = (status: number, body: string): Answer => ({ status, type: 'text/plain; charset=utf-8', body });

function send(response: ServerResponse, { status, type, body }: Answer, head: boolean): void {
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(head ? undefined : body);
}

/** The path that was asked for, decoded; undefined if it cannot be. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, `http://${address}`).pathname).slice(1);
  } catch {
    return undefined;
  }
}

/** True if the request names this machine as its host: a page whose name was made to mean 127.0.0.1 (DNS rebinding) must read nothing. */
function isLocal({ headers: { host } }: IncomingMessage, port: number): boolean {
  return [address, 'localhost', '[::1]'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

const eventOf = (news: object): string => `event: state\ndata: ${JSON.stringify(news)}\n\n`;

function stream(response: ServerResponse, open: Set<ServerResponse>, news: object): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  response.write(`retry: 500\n${eventOf(news)}`);
  open.add(response);
  response.on('close', () => open.delete(response));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Starts the server on a port of 127.0.0.1; 0 takes any that is free. Rejects with EADDRINUSE or EACCES for one it cannot have. */
export async function startServer(port: number, contents: Contents): Promise<LiveServer> {
  const open = new Set<ServerResponse>();
  let listening = port;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const head = method === 'HEAD';
    const path = pathOf(url);
    if (!isLocal(request, listening)) send(response, plain(403, 'netgen serves this machine alone.\n'), head);
    else if (method !== 'GET' && !head) send(response, plain(405, 'Only GET and HEAD.\n'), head);
    else if (path === undefined) send(response, plain(400, 'Not a path.\n'), head);
    else if (path === '_netgen/events' && !head) stream(response, open, contents.news());
    else send(response, contents.answer(path), head);
  });
  listening = await listen(server, port);
  return {
    url: `http://${address}:${listening}/`,
    tell: (news) => {
      for (const response of open) response.write(eventOf(news));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
