import { writeFile } from 'node:fs/promises';
import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';
import { waitUntil } from './wait-until.ts';

interface Backup {
  readonly id: string;
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly rows: number;
  readonly verifiedAt: string | null;
  readonly verifyError: string | null;
}

interface Restore {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly database: string;
}

const tenant = (slug: string) => `/api/operator/tenants/${slug}`;
const WAIT_SECONDS = 900;

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    words: '<slug>',
    summary: 'Guardar una copia ahora (además de las que se hacen solas)',
    run: async ({ api, output, words: [slug = ''] }) => {
      const backup = await api.post<Backup>(`${tenant(slug)}/backups`);
      output.line(`${backup.id}: ${backup.rows} filas, ${backup.sizeBytes} bytes, de ${backup.takenAt}`);
      return backup;
    },
  },
  {
    name: 'backup list',
    words: '<slug>',
    summary: 'Las copias de un sitio',
    run: async ({ api, output, words: [slug = ''] }) => {
      const { data } = await api.get<{ data: Backup[] }>(`${tenant(slug)}/backups`);
      output.table(
        ['copia', 'de', 'filas', 'bytes', 'verificada'],
        data.map((one) => [one.id, one.takenAt, one.rows, one.sizeBytes, one.verifyError ?? one.verifiedAt]),
      );
      return data;
    },
  },
  {
    name: 'restore',
    words: '<slug>',
    summary: 'Volver un sitio a una copia, o a un instante; los demás ni se enteran',
    options: {
      backup: { type: 'string', help: 'La copia (la última si no se dice)' },
      at: { type: 'string', help: 'Un instante, como 2026-11-24T10:00:00-03:00' },
      yes: { type: 'boolean', help: 'No preguntar: sin esto, no restaura' },
    },
    run: restoreTenant,
  },
  {
    name: 'export',
    words: '<slug>',
    summary: 'Todo lo que es de un sitio, en un archivo',
    options: { out: { type: 'string', help: 'Dónde (el nombre que propone la plataforma)' } },
    run: async ({ api, output, options, words: [slug = ''] }) => {
      const answer = await api.raw(`${tenant(slug)}/export`);
      const proposed = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
      const file = typeof options.out === 'string' ? options.out : (proposed ?? `${slug}.ndjson.gz`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      await writeFile(file, bytes, { mode: 0o600 });
      output.line(`${file}: ${bytes.length} bytes`);
      return { file, bytes: bytes.length };
    },
  },
];

async function restoreTenant({ api, output, options, words: [slug = ''] }: Invocation): Promise<unknown> {
  const { backup, at, yes } = options;
  if (yes !== true)
    throw new Failure('usage', `Lo que pasó en ${slug} después de la copia se pierde: confirmalo con --yes.`);
  const started = await api.post<Restore>(`${tenant(slug)}/restore`, {
    ...(backup !== undefined && { backupId: backup }),
    ...(at !== undefined && { at }),
  });
  const ended = await waitUntil(
    async () => {
      const now = await api.get<Restore>(`/api/operator/restores/${started.id}`);
      output.progress(`${started.id}: ${now.state}`);
      return now;
    },
    ({ state }) => state === 'done' || state === 'failed',
    { seconds: WAIT_SECONDS, again: `bp restore status ${started.id}` },
  );
  output.settle();
  if (ended.state === 'failed')
    throw new Failure('refused', `No se restauró, y nada cambió: ${ended.reason}`, { problem: ended });
  output.line(`${slug} atiende desde la base ${ended.database}`);
  return ended;
}
