import { setTimeout as sleep } from 'node:timers/promises';
import type { StatementResult } from './connection.ts';
import type { DatabaseFile, DatabaseFiles } from './database-files.ts';
import type { Faults, FaultsNow } from './faults.ts';
import type { History } from './history.ts';
import { runPipeline } from './hrana-pipeline.ts';
import type { Permissions } from './hrana-program.ts';
import { decodePipeline, type PipelineRequest } from './hrana-protocol.ts';
import { type Limits, type Stream, type Streams, streamExpired } from './hrana-streams.ts';
import { HttpError, notFound } from './http-error.ts';
import type { DatabaseRecord, PlatformState } from './platform-state.ts';
import type { Stats } from './stats.ts';
import type { Access, Tokens } from './tokens.ts';

export interface DataPlane {
  state: PlatformState;
  files: DatabaseFiles;
  /** Undefined: this server keeps none, and restores to no instant. */
  history: History | undefined;
  streams: Streams;
  tokens: Tokens;
  faults: Faults;
  stats: Stats;
  limits: Limits;
}

/** `drop` destroys the socket: the client never learns what happened. */
export type PipelineAnswer = { type: 'json'; body: string } | { type: 'drop' };

/** One `POST /db/<hostname>/v2/pipeline`. */
export async function answerPipeline(
  plane: DataPlane,
  hostname: string,
  { authorization, body }: { authorization: string | undefined; body: string },
): Promise<PipelineAnswer> {
  plane.stats.countPipeline(hostname);
  const faults = plane.faults.draw(hostname);
  if (faults !== undefined) await strikeBefore(faults);
  const record = faults?.isDatabaseMissing ? undefined : plane.state.byHostname(hostname);
  if (record === undefined) throw missingDatabase(hostname);
  const checked = plane.tokens.check(authorization, record);
  const access = typeof checked === 'string' ? checked : await checked;
  const request = decodePipeline(body);
  const result = await runOnStream(plane, request, { record, access, faults });
  const answer: PipelineAnswer = { type: 'json', body: JSON.stringify(result) };
  return faults !== undefined && (await strikeAfter(faults)) ? { type: 'drop' } : answer;
}

export function missingDatabase(hostname: string): HttpError {
  return notFound(`Namespace \`${hostname.split('.')[0]}\` doesn't exist`);
}

export async function strikeBefore(faults: FaultsNow): Promise<void> {
  if (faults.latencyMs > 0) await sleep(faults.latencyMs);
  if (faults.statusBefore !== undefined) throw injected(faults.statusBefore);
}

/** Whether the answer is to be lost. */
export async function strikeAfter(faults: FaultsNow): Promise<boolean> {
  if (faults.slowAnswerMs > 0) await sleep(faults.slowAnswerMs);
  if (faults.statusAfter !== undefined) throw injected(faults.statusAfter);
  return faults.isResponseLost;
}

function injected(status: number): HttpError {
  return new HttpError(status, { error: `injected fault: status ${status}` });
}

interface Session {
  record: DatabaseRecord;
  access: Access;
  faults: FaultsNow | undefined;
}

async function runOnStream(
  plane: DataPlane,
  request: PipelineRequest,
  { record, access, faults }: Session,
): Promise<Record<string, unknown>> {
  const stream = openStream(plane, request.baton, plane.files.open(record.name));
  try {
    if (faults?.isStreamExpired) throw streamExpired();
    const program = {
      stream,
      limits: plane.limits,
      permissions: permissionsOf(record, access),
      isBusy: faults?.isBusy ?? false,
      onStatement: (result: StatementResult | undefined) => {
        plane.stats.countStatement(record.hostname, result);
        if ((result?.rowsWritten ?? 0) > 0) plane.history?.noteWrite(record.name);
      },
    };
    const results = await runPipeline(program, request.requests);
    return { baton: plane.streams.release(stream), base_url: null, results };
  } catch (error) {
    plane.streams.close(stream);
    throw error;
  }
}

function openStream({ streams }: DataPlane, baton: string | undefined, database: DatabaseFile): Stream {
  return baton === undefined ? streams.open(database) : streams.acquire(baton, database);
}

function permissionsOf(record: DatabaseRecord, access: Access): Permissions {
  return {
    hostname: record.hostname,
    canWrite: access === 'rw',
    blockReads: record.configuration.block_reads,
    blockWrites: record.configuration.block_writes,
  };
}
