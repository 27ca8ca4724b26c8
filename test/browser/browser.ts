// A browser for tests: Debian's Chromium, pages that note what they complain of and ask for, and a site on a port.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const root = resolve(import.meta.dirname, '../..');

/** Nothing of the browser's own goes out. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage', // which is small in a container
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
  });
}

/** A page, and what it has done that it should not. */
export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Complaints of the console, errors of scripts, dialogs, and requests beyond `origin`. */
  readonly complaints: string[];
}

/** Opens an empty page that may talk to `origin` alone. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  // Nothing moves, or what is measured would depend on when.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`asks for ${request.url()}`);
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`throws ${error.message}`));
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  return { page, context, complaints };
}

/** Runs the built netgen. */
export async function netgen(folder: string, ...argv: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'dist/cli.js'), ...argv], { cwd: folder });
}

export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'netgen-browser-'));
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const types: Record<string, string> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
};

/** A plain web server for a folder, as any publisher has: it knows files and nothing else. */
export async function publish(folder: string): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    try {
      const body = await readFile(join(folder, path.replace(/^\/below\//, '/')));
      response.setHeader(
        'content-type',
        `${types[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain'}; charset=utf-8`,
      );
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/below/`, close };
}
