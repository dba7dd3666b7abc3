import { hostFetch } from '../world/host-fetch.ts';
import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';
import type { Api } from './operator-api.ts';

interface Check {
  readonly name: string;
  readonly isWell: boolean;
  readonly detail: string;
}

type Tenant = {
  readonly slug: string;
  readonly status: string;
  readonly hosts: string[];
  readonly schemaVersion: number;
};

export const doctorCommands: readonly Command[] = [
  {
    name: 'doctor',
    summary: 'Revisar la plataforma y cada sitio; dice qué está mal y qué hacer',
    run: examine,
  },
];

async function examine({ api, output }: Invocation): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const note = (check: Check) => {
    checks.push(check);
    const mark = check.isWell ? output.paint('green', '✓') : output.paint('red', '✗');
    output.line(`${mark} ${check.name}: ${check.detail}`);
  };
  note(await answers(api, '/livez', 'El Worker'));
  note(await answers(api, '/readyz', 'Lo que el Worker necesita'));
  const { data: tenants } = await api.get<{ data: Tenant[] }>('/api/operator/tenants');
  const newest = Math.max(0, ...tenants.map(({ schemaVersion }) => schemaVersion));
  for (const tenant of tenants) note(await examineTenant(api, tenant, newest));
  note(await lookForOrphans(api));
  const sick = checks.filter(({ isWell }) => !isWell);
  output.line(
    sick.length === 0
      ? `\nTodo bien: ${checks.length} revisiones.`
      : `\n${sick.length} de ${checks.length} mal.`,
  );
  if (sick.length > 0)
    throw new Failure('refused', sick.map(({ name, detail }) => `${name}: ${detail}`).join('\n'), {
      problem: { checks },
    });
  return checks;
}

async function answers({ platform }: Api, path: string, name: string): Promise<Check> {
  const { url, host } = platform;
  const answer = await visit({ url, host, path });
  return { name, isWell: answer.status === 200, detail: answer.text.slice(0, 200) };
}

async function examineTenant({ platform }: Api, tenant: Tenant, newest: number): Promise<Check> {
  const {
    slug,
    status,
    schemaVersion,
    hosts: [host = ''],
  } = tenant;
  const name = `Sitio ${slug}`;
  if (status !== 'live') return { name, isWell: status === 'suspended', detail: `está ${status}` };
  if (schemaVersion < newest)
    return { name, isWell: false, detail: `esquema ${schemaVersion} de ${newest}: corré bp migrate` };
  const { status: code } = await visit({ url: platform.url, host, path: '/api/v1/services' });
  const detail =
    code === 200 ? `contesta en ${host}` : `contesta ${code} en ${host}: mirá bp domain list ${slug}`;
  return { name, isWell: code === 200, detail };
}

async function lookForOrphans(api: Api): Promise<Check> {
  const { data } = await api.get<{ data: { name: string }[] }>('/api/enterprise/orphans');
  const names = data.map(({ name }) => name).join(', ');
  return {
    name: 'Bases sin dueño',
    isWell: data.length === 0,
    detail: data.length === 0 ? 'ninguna' : `${names}: el barrido las borra cuando pase el plazo`,
  };
}

interface Visit {
  readonly url: string;
  readonly host: string;
  readonly path: string;
}

async function visit({
  url,
  host,
  path,
}: Visit): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const isLocal = url.startsWith('http:');
    const answer = isLocal ? await hostFetch({ url, host, path }) : await fetch(`https://${host}${path}`);
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}
