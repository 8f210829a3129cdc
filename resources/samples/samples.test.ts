import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Validation } from '#contract/scripts.ts';
import { countZones } from './count-zones.ts';
import { makeCertificate } from './make-certificate.ts';
import { listLeaves, readMail } from './read-mail.ts';
import { findReachableAddress, openSampleBed, readSample, type SampleBed, type SampleName } from './sample-test-bed.ts';
import { serveSite } from './serve-site.ts';
import { serveSmtp } from './serve-smtp.ts';

const samples: SampleName[] = ['data-processing', 'e-mail-report', 'scraping', 'monitoring'];
/** For the first run of a Python, or several runs, on a machine that has other things to do. */
const timeout = 60_000;
const systemTable = '/usr/share/zoneinfo/zone1970.tab';

const docker = await openSampleBed('docker');
const local = await openSampleBed('local');
const embedded = await openSampleBed('embedded');
const every = [docker, local, embedded].filter((bed): bed is SampleBed => bed !== undefined);
const networked = every.filter(({ engine }) => engine !== 'embedded');
const address = await findReachableAddress(docker);
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(async () => {
  for (const { host } of every) await host.close();
});

describe.each(every.slice(-1))('what the interface offers', ({ host }) => {
  it.each(samples)('%s has no problem, and its example is an input that its main takes', { timeout }, async (name) => {
    const { content, description } = readSample(name);
    const as = host.people.admin;
    const script = await host.call('POST', '/api/v1/scripts', { as, json: { name: description.title, content } });
    const checked = await host.call('POST', `/api/v1/scripts/${script.json.id}/validate`, { as, json: {} });
    const { ok, problems, inputSchema } = Validation.parse(checked.json);
    expect({ ok, problems }).toEqual({ ok: true, problems: [] });
    const {
      properties,
      required,
      description: summary,
    } = inputSchema as {
      properties: Record<string, { description?: string }>;
      required: string[];
      description: string;
    }; // JSON Schema of our own reader
    expect(summary).toMatch(/\.$/);
    expect(Object.entries(properties).filter(([, property]) => property.description === undefined)).toEqual([]);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(description.input)));
    expect(Object.keys(description.input)).toEqual(expect.arrayContaining(required));
  });
});

describe('data-processing', () => {
  it.skipIf(!existsSync(systemTable)).each(every)(
    'counts the same as we do, from the same table, on $engine',
    { timeout },
    async (bed) => {
      const table = readFileSync(systemTable, 'utf8');
      const { run, stdout, stderr, readArtifact } = await bed.run('data-processing', {
        files: { 'zone1970.tab': table },
        input: { table: 'zone1970.tab' },
      });
      const expected = countZones(table);
      expect(run, stderr).toMatchObject({ status: 'succeeded', executor: bed.engine, result: expected.summary });
      expect(stdout.split('\n')[0]).toBe(
        `${expected.summary.zones} zones in ${expected.summary.countries} countries, from zone1970.tab`,
      );
      const csv = (await readArtifact('zones-by-country.csv')).trimEnd().split('\n');
      expect(csv[0]).toBe('country,zone,latitude,longitude');
      expect(csv.slice(1).map((line) => line.split(',').slice(0, 2).join(','))).toEqual(expected.pairs);
      expect(csv).toContain('SK,Europe/Prague,50.0833,14.4333');
    },
  );

  it.each(every)('finds a table by itself on $engine', { timeout }, async (bed) => {
    const { run, stdout, stderr } = await bed.run('data-processing');
    expect(run, stderr).toMatchObject({ status: 'succeeded', executor: bed.engine });
    expect(stdout).toMatch(
      /^\d{3} zones in 2\d\d countries, from \/usr\/share\/zoneinfo\/zone1970.tab\n(\w\w: \d+ zones\n){3}$/,
    );
  });

  it.each(every)('carries an excerpt for systems that have none, on $engine', { timeout }, async (bed) => {
    const wrapper =
      'import json, pathlib, main\nmain.SYSTEM_TABLE = pathlib.Path("/nowhere")\nprint(json.dumps(main.main()))';
    const { run, stdout, stderr } = await bed.run('data-processing', { wrapper });
    expect(run, stderr).toMatchObject({ status: 'succeeded' });
    expect(stdout).toMatch(/^10 zones in 8 countries, from the excerpt in this script\n/);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      northernmost: 'America/Danmarkshavn',
      southernmost: 'Australia/Sydney',
    });
  });

  it.skipIf(!existsSync(systemTable))('has only rows of the real table in its excerpt', () => {
    const excerpt =
      /EXCERPT = """\\\n(.*?)"""/s.exec(readSample('data-processing').content)?.[1]?.replaceAll('\\t', '\t') ?? '';
    const real = readFileSync(systemTable, 'utf8')
      .split('\n')
      .map((line) => line.split('\t').slice(0, 3).join('\t'));
    expect(real).toEqual(expect.arrayContaining(excerpt.trimEnd().split('\n')));
  });
});

describe('e-mail-report', () => {
  const table = 'drink,cups\nCafé <crème>,12\nTea,3\n';
  const letter = {
    host: address,
    sender: 'robot@example.org',
    recipient: 'ann@example.org',
    subject: 'Cups of café',
    table,
  };

  it.each(networked)('sends text, HTML and the table itself on $engine', { timeout }, async (bed) => {
    const server = await serveSmtp({ address });
    cleanUps.push(server.close);
    const { run, stdout, stderr } = await bed.run('e-mail-report', {
      input: { ...letter, port: server.port, use_tls: false },
    });
    expect(run, stderr).toMatchObject({ status: 'succeeded', exitCode: 0, executor: bed.engine });
    expect(stdout).toBe(`sent 2 rows to ann@example.org by ${address}:${server.port}\n`);

    const [received, ...more] = server.letters;
    expect(more).toEqual([]);
    expect(received).toMatchObject({ from: 'robot@example.org', to: ['ann@example.org'], isSecure: false });
    const mail = readMail(received?.text ?? '');
    expect(mail.headers).toMatchObject({ subject: 'Cups of café', from: 'robot@example.org', to: 'ann@example.org' });
    expect(run.result).toEqual({ rows: 2, recipient: 'ann@example.org', messageId: mail.headers['message-id'] });
    const [text, html, attachment, ...others] = listLeaves(mail);
    expect(others).toEqual([]);
    expect([text?.type, html?.type, attachment?.type]).toEqual(['text/plain', 'text/html', 'text/csv']);
    expect(text?.body.toString()).toMatch(/^drink {9}cups\r?\nCafé <crème> {2}12\r?\nTea {11}3\r?\n\r?\n2 rows\s*$/);
    expect(html?.body.toString()).toContain('<tr><td>Café &lt;crème&gt;</td><td>12</td></tr>');
    expect(attachment?.headers['content-disposition']).toBe('attachment; filename="report.csv"');
    expect(attachment?.body.toString()).toBe(table);
  });

  it.each(networked)('says with its exit code what went wrong on $engine', { timeout }, async (bed) => {
    const server = await serveSmtp({ address, refuses: 'nobody@example.org' });
    cleanUps.push(server.close);
    const good = { ...letter, port: server.port, use_tls: false };
    const end = async (changes: object) => {
      const { run, stderr } = await bed.run('e-mail-report', { input: { ...good, ...changes } });
      return `${run.exitCode} ${stderr.trim()}`;
    };
    expect(await end({ table: '' })).toBe('2 table is empty: the first line must hold the headings');
    expect(await end({ subject: 'a\nBcc: everybody@example.org' })).toMatch(
      /^2 subject, sender or recipient cannot stand in a message/,
    );
    expect(await end({ port: await findClosedPort() })).toMatch(/^3 .* cannot be used: .*refused/);
    expect(await end({ recipient: 'nobody@example.org' })).toMatch(
      /^4 .* refused: nobody@example.org: 550 nobody of that name/,
    );
    // TLS is on unless one says otherwise, and this server's certificate is vouched for by nobody
    expect(await end({ use_tls: true })).toMatch(/^3 .*certificate verify failed/);
    expect(server.letters).toEqual([]);
  });

  const certificate = makeCertificate(address);
  if (certificate === undefined) {
    const reason = 'the e-mail sample with TLS and a login needs openssl to make a certificate';
    if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
    console.warn(`SKIPPED, not tested here: ${reason}`);
  }

  it.each(networked.flatMap((bed) => (certificate === undefined ? [] : [{ bed, engine: bed.engine, certificate }])))(
    'turns to TLS and logs in with what the environment holds on $engine',
    { timeout },
    async ({ bed, certificate }) => {
      const server = await serveSmtp({
        address,
        certificate,
        login: { user: 'robot', pass: 'plinth otter' },
      });
      cleanUps.push(server.close);
      const wrapper = (pass: string) =>
        `import os, automa, main\nos.environ.update(SSL_CERT_FILE="ca.pem", SMTP_USER="robot", SMTP_PASSWORD=${JSON.stringify(pass)})\nmain.main(**automa.input())`;
      const send = (pass: string, changes: object = {}) =>
        bed.run('e-mail-report', {
          input: { ...letter, port: server.port, ...changes },
          files: { 'ca.pem': certificate.cert },
          wrapper: wrapper(pass),
        });
      expect((await send('wrong')).run).toMatchObject({ status: 'failed', exitCode: 4 });
      expect((await send('plinth otter', { use_tls: false })).run).toMatchObject({ status: 'failed', exitCode: 2 });
      expect(server.letters).toEqual([]);
      const { run, stderr } = await send('plinth otter');
      expect(run, stderr).toMatchObject({ status: 'succeeded' });
      expect(server.letters).toMatchObject([{ user: 'robot', isSecure: true }]);
    },
  );
});

describe('scraping', () => {
  it.each(networked)('reads page after page as a polite guest does on $engine', { timeout }, async (bed) => {
    const quote = (text: string, author: string) =>
      `<div class="quote"><span class="text">${text}</span><br><small class="author">${author}</small></div>`;
    const next = (link: string) => `<ul><li class="next"><a href="${link}">Next</a></ul>`;
    let tries = 0;
    const site = await serveSite(address, {
      '/robots.txt': () => 'User-agent: *\nDisallow: /private/\n',
      '/': () =>
        `<p class="text">not in a quote</p>${quote('Salt &amp; <b>pepper</b>', 'A. Cook')}${quote('One, two', 'Žofia')}${next('/page/2/')}`,
      '/page/2/': () =>
        ++tries < 3 ? { status: 503, body: 'later' } : `${quote('Third', 'C')}<a rel="next" href="../3/">on</a>`,
      '/page/3/': () => `${quote('Fourth', 'D')}${next('/private/4/')}`,
      '/private/4/': () => quote('secret', 'E'),
    });
    cleanUps.push(site.close);
    const { run, stdout, stderr, readArtifact } = await bed.run('scraping', {
      input: { base_url: `${site.origin}/`, pause_seconds: 0.05 },
    });
    expect(run, stderr).toMatchObject({
      status: 'succeeded',
      executor: bed.engine,
      result: { items: 4, pages: 3, skipped: [`${site.origin}/private/4/`] },
    });
    expect(await readArtifact('items.csv')).toBe(
      'text,author\nSalt & pepper,A. Cook\n"One, two",Žofia\nThird,C\nFourth,D\n',
    );
    expect(site.requests.map(({ path }) => path)).toEqual([
      '/robots.txt',
      '/',
      '/page/2/',
      '/page/2/',
      '/page/2/',
      '/page/3/',
    ]);
    expect(new Set(site.requests.map(({ userAgent }) => userAgent))).toEqual(
      new Set(['automa-sample/1.0 (reads a few pages now and then)']),
    );
    expect(stdout).toContain('503');
  });

  it.each(networked)(
    'stays within the site and its limit, and gives up on a server that stays broken, on $engine',
    { timeout },
    async (bed) => {
      const link = (to: string) => `<a rel="next" href="${to}">on</a>`;
      const site = await serveSite(address, {
        '/a': () => link('/b'),
        '/b': () => link('/a'),
        '/away': () => link('http://example.invalid/'),
        '/broken': () => ({ status: 500, body: '' }),
      });
      cleanUps.push(site.close);
      const scrape = async (path: string, more: object = {}) =>
        (await bed.run('scraping', { input: { base_url: site.origin + path, pause_seconds: 0.01, ...more } })).run;
      expect(await scrape('/a')).toMatchObject({ status: 'succeeded', result: { pages: 2 } });
      expect(await scrape('/a', { max_pages: 1 })).toMatchObject({ status: 'succeeded', result: { pages: 1 } });
      expect(await scrape('/away')).toMatchObject({ status: 'succeeded', result: { pages: 1 } });
      expect(await scrape('/broken')).toMatchObject({ status: 'failed', exitCode: 1 });
      expect(site.requests.filter(({ path }) => path === '/broken')).toHaveLength(4);
    },
  );
});

describe('monitoring', () => {
  it.each(networked)('says with its exit code how bad it is on $engine', { timeout }, async (bed) => {
    const site = await serveSite(address, {
      '/ok': () => 'all is well',
      '/slow': async () => {
        await new Promise((resolve) => setTimeout(resolve, 250));
        return 'at last';
      },
      '/broken': () => ({ status: 500, body: 'all is well' }),
    });
    cleanUps.push(site.close);
    const check = async (path: string, more: object = {}) => {
      const input = { url: site.origin + path, slow_seconds: 30, low_percent: 0, full_percent: 0, ...more };
      const { run, stdout } = await bed.run('monitoring', { input });
      const { state } = run.result as { state: string }; // the sample's own result
      const [http, disk, ...others] = stdout.trimEnd().split('\n');
      expect(others).toEqual([]);
      return { code: run.exitCode, status: run.status, state, http, disk };
    };
    const well = await check('/ok', { expected_text: 'is well' });
    expect(well).toMatchObject({ code: 0, status: 'succeeded', state: 'ok' });
    expect(well.http).toMatch(/^ok {8}http {2}http:\S+\/ok answered 200 in [\d.]+ s$/);
    expect(well.disk).toMatch(/^ok {8}disk {2}\/out has [\d.]+ % free$/);
    expect(await check('/slow', { slow_seconds: 0.2 })).toMatchObject({
      code: 1,
      status: 'failed',
      state: 'warning',
      http: expect.stringMatching(/^warning .* more than 0.2 s$/),
    });
    expect(await check('/ok', { expected_text: 'goodbye' })).toMatchObject({
      code: 2,
      state: 'critical',
      http: expect.stringContaining("without 'goodbye'"),
    });
    expect(await check('/broken')).toMatchObject({ code: 2, http: expect.stringContaining('answered 500') });
    expect(await check('/slow', { timeout_seconds: 0.1 })).toMatchObject({
      code: 2,
      http: expect.stringContaining('timed out'),
    });
    expect(await check('/ok', { low_percent: 101 })).toMatchObject({
      code: 1,
      disk: expect.stringMatching(/^warning /),
    });
    expect(await check('/ok', { full_percent: 101 })).toMatchObject({
      code: 2,
      disk: expect.stringMatching(/^critical /),
    });
    expect(await check('/ok', { path: '/nowhere' })).toMatchObject({
      code: 2,
      disk: expect.stringContaining('/nowhere cannot be looked at'),
    });
  });
});

describe.each(every.filter(({ engine }) => engine === 'embedded'))('without a network', (bed) => {
  it.each(['e-mail-report', 'scraping', 'monitoring'] as const)(
    '%s is not even tried, and waits with a reason',
    async (name) => {
      const { run } = await bed.run(name, { input: readSample(name).description.input });
      expect(run).toMatchObject({ status: 'queued', reason: expect.stringContaining('embedded') });
    },
  );
});

/** A port of this machine where nobody listens. */
async function findClosedPort(): Promise<number> {
  const site = await serveSite(address, {});
  await site.close();
  return Number(new URL(site.origin).port);
}
