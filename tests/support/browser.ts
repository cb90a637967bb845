// A real headless Chromium that needs no installation; `CHROMIUM_PATH` or one on the PATH serves where the packaged one does not run.

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Keeper = typeof globalThis & { colophonBrowser?: Promise<Browser> };

/** Where the browser's program is: given, packaged or installed. @throws where there is none. */
export async function chromiumPath(): Promise<string> {
  const given = process.env.CHROMIUM_PATH ?? null;
  if (given) return given;
  try {
    // Makes the package bring its own libraries too, for systems without NSS and fonts. Must be set before the import.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } catch (error) {
    const installed = installedChromium();
    if (!installed) throw error;
    return installed;
  }
}

const installedChromium = () => Bun.which('chromium') ?? Bun.which('google-chrome');

async function launch(): Promise<Browser> {
  const first = await chromiumPath();
  try {
    return await chromium.launch({ executablePath: first, args: flags });
  } catch (error) {
    // The packaged one does not run everywhere.
    const installed = installedChromium();
    if (!installed || installed === first) throw error;
    return chromium.launch({ executablePath: installed, args: flags });
  }
}

/** The one browser of this test process; it ends with it. */
export function browser(): Promise<Browser> {
  const keeper: Keeper = globalThis;
  keeper.colophonBrowser ??= launch();
  return keeper.colophonBrowser;
}

export type Visitor = { page: Page; context: BrowserContext; faults: string[] };

/** A new visitor with clean cookies. `faults` collects console errors, policy violations and failed requests. */
export async function newVisitor(options: { scripts: boolean; width?: number; dark?: boolean }): Promise<Visitor> {
  const context = await (await browser()).newContext({
    javaScriptEnabled: options.scripts,
    viewport: { width: options.width ?? 1366, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    // Where the browser leaves out the fading between two pages it says so as if a script had failed.
    if (!error.message.startsWith('Transition was')) faults.push(`script: ${error.message}`);
  });
  page.on('requestfailed', (request) => {
    // A request that the next page made pointless is no fault.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      faults.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  return { page, context, faults };
}
