import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let dir: string;
beforeAll(async () => {
  world = await startTestWorld();
  dir = await mkdtemp(join(tmpdir(), 'barberpro-cli-'));
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await rm(dir, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function bp(args: string, env: Record<string, string> = {}): Promise<Ran> {
  const settings = { ...process.env, DATA_DIR: world.paths.root, ...env };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/local/cli/main.ts', ...args.split(' ')],
      { env: settings },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

async function changedTenant(change: (spec: Record<string, never>) => void): Promise<string> {
  const folder = join(dir, 'salon-recoleta');
  await cp('tenants/salon-recoleta', folder, { recursive: true });
  const file = join(folder, 'tenant.json');
  const spec = JSON.parse(await readFile(file, 'utf8'));
  change(spec);
  await writeFile(file, JSON.stringify(spec));
  return folder;
}

describe('the command line of operators', () => {
  it('says what there is, and what one command takes', async () => {
    expect((await bp('--help')).out).toContain('tenant apply <carpeta>');
    expect((await bp('tenant delete --help')).out).toContain('--days');
  });

  it('lists, for people and for programs', async () => {
    expect((await bp('tenant list')).out).toMatch(/^sitio .*\n.*\n.*\nsalon-recoleta +live/m);
    const { out } = await bp('tenant list recoleta --json');
    expect(JSON.parse(out).map(({ slug }: { slug: string }) => slug)).toEqual(['salon-recoleta']);
  });

  it('shows what applying a file would change, and changes it only when asked', async () => {
    expect((await bp('tenant apply tenants/salon-recoleta')).out).toContain('Nada cambia.');
    const folder = await changedTenant((spec: { catalog?: { services: Record<string, unknown>[] } }) => {
      const [first] = spec.catalog?.services ?? [];
      if (first !== undefined) first.priceCentavos = 2_900_000;
    });
    const planned = await bp(`tenant apply ${folder} --dry-run --json`);
    const changes = [{ what: 'servicio corte-y-peinado', change: 'change', fields: ['priceCentavos'] }];
    expect(JSON.parse(planned.out)).toEqual({ applied: false, isNew: false, changes });
    expect((await bp(`tenant apply ${folder}`)).out).toContain('~ servicio corte-y-peinado: priceCentavos');
    expect((await bp(`tenant apply ${folder}`)).out).toContain('Nada cambia.');
  });

  it('says which record a domain misses, and that applying it again changes nothing while it waits for that', async () => {
    const host = 'nuevo.salonrecoleta.com.ar';
    const folder = await changedTenant((spec: { domains?: string[] }) => spec.domains?.push(host));
    const { changes } = JSON.parse((await bp(`tenant apply ${folder} --dry-run --json`)).out);
    expect(changes).toContainEqual({ what: `dominio ${host}`, change: 'add', fields: [] });
    await bp(`tenant apply ${folder}`);
    expect((await bp(`tenant apply ${folder}`)).out).toContain('Nada cambia.');
    const { out } = await bp('domain list salon-recoleta');
    expect(out).toMatch(/● reservas\.salonrecoleta\.com\.ar {2}active {2}\(principal\)/);
    expect(out).toMatch(/○ nuevo\.salonrecoleta\.com\.ar {2}dns-missing/);
    expect(out).toMatch(/Falta {2}CNAME {2}nuevo\.salonrecoleta\.com\.ar {2}→ {2}\w{12}\.dominios\./);
    expect((await bp(`domain remove salon-recoleta ${host}`)).out).toContain('quitado');
  });

  it('shows a tenant’s plan, tries another, says why one is too small, and changes it', async () => {
    expect((await bp('tenant plan salon-recoleta')).out).toMatch(
      /professional[\s\S]*sucursales +█+░+ +20 % +2 de 10/,
    );
    const small = await bp('tenant plan salon-recoleta starter --dry-run');
    expect([small.code, small.err]).toEqual([1, expect.stringContaining('sucursales, hay 2 y entran 1')]);
    expect((await bp('tenant plan salon-recoleta enterprise --dry-run')).out).toContain(
      'nada cambió todavía',
    );
    const { out } = await bp('tenant plan salon-recoleta enterprise --json');
    expect(JSON.parse(out)).toMatchObject({ from: 'professional', to: 'enterprise', isChanged: true });
    expect((await bp('tenant list salon')).out).toMatch(/salon-recoleta +live +enterprise/);
    // The file says nothing of a plan: to apply it leaves the plan as it is.
    expect((await bp('tenant apply tenants/salon-recoleta')).out).toContain('Nada cambia.');
  });

  it('shows what a tenant used, measured now', async () => {
    const { out } = await bp('usage salon-recoleta --now --json');
    const [month] = JSON.parse(out).months;
    expect(month.amounts).toMatchObject({ 'active-providers': 4, bookings: 0 });
    expect((await bp('usage salon-recoleta')).out).toMatch(/^mes +bookings/m);
  });

  it('fills the agenda of a local shop with bookings', async () => {
    const { out, code } = await bp('seed barberia-palermo --count 3 --json');
    expect([code, JSON.parse(out).booked.length]).toEqual([0, 3]);
  });

  it.each([
    ['tenant frob', 2, 'No existe ese comando'],
    ['tenant show', 2, 'Falta algo'],
    ['tenant list --colour', 2, '--colour'],
    ['tenant apply /no/hay', 2, 'No existe /no/hay/tenant.json'],
    ['tenant delete salon-recoleta', 2, '--yes'],
    ['tenant show nada', 1, 'No existe el sitio nada'],
  ])('%s ends with %d and says what to do', async (args, code, text) => {
    const ran = await bp(args);
    expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(text)]);
  });

  it('ends with 3 when the platform does not answer, and says so to programs too', async () => {
    const away = { BP_URL: 'http://127.0.0.1:9', BP_TOKEN: 'x'.repeat(32) };
    const { code, out } = await bp('tenant list --json', away);
    expect([code, JSON.parse(out).error]).toEqual([3, 'unreachable']);
  });

  it('is refused with a wrong token', async () => {
    const { code, err } = await bp('tenant list', { BP_URL: world.url, BP_TOKEN: 'x'.repeat(32) });
    expect(code).toBe(1);
    expect(err).toMatch(/token|sitio/);
  });
});
