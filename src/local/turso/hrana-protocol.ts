/** A value as the engine takes and gives it: bigint is INTEGER, number is REAL. */
export type EngineValue = null | bigint | number | string | Uint8Array;

export interface Stmt {
  sql: string | undefined;
  sqlId: number | undefined;
  args: EngineValue[];
  namedArgs: Map<string, EngineValue>;
  wantRows: boolean;
}

export type BatchCondition =
  | { type: 'ok' | 'error'; step: number }
  | { type: 'not'; cond: BatchCondition }
  | { type: 'and' | 'or'; conds: BatchCondition[] }
  | { type: 'is_autocommit' };

export interface BatchStep {
  stmt: Stmt;
  condition: BatchCondition | undefined;
}

interface SqlReference {
  sql: string | undefined;
  sqlId: number | undefined;
}

export type StreamRequest =
  | { type: 'close' | 'get_autocommit' }
  | { type: 'execute'; stmt: Stmt }
  | { type: 'batch'; steps: BatchStep[] }
  | ({ type: 'sequence' | 'describe' } & SqlReference)
  | { type: 'store_sql'; sqlId: number; sql: string }
  | { type: 'close_sql'; sqlId: number };

export interface PipelineRequest {
  baton: string | undefined;
  requests: StreamRequest[];
}

/** The client broke the protocol: the whole request is answered 400 and its stream is dropped. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/** A statement failed: the error travels inside a 200 answer, beside the other results. */
export class StatementError extends Error {
  override name = 'StatementError';
  readonly code: string;
  /** The engine's finer code, which Turso does not send. */
  readonly extendedCode: string;

  constructor(message: string, code: string, extendedCode: string = code) {
    super(message);
    this.code = code;
    this.extendedCode = extendedCode;
  }
}

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;
/** A request of two hundred nested conditions is a mistake, and would otherwise end the stack. */
const MAX_CONDITION_DEPTH = 200;

type JsonObject = Record<string, unknown>;

export function decodePipeline(body: string): PipelineRequest {
  const message = objectOf(parseJson(body), 'the request');
  return {
    baton: optionalString(message.baton, 'baton'),
    requests: arrayOf(message.requests, 'requests').map(decodeRequest),
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'not JSON');
  }
}

function decodeRequest(value: unknown): StreamRequest {
  const request = objectOf(value, 'a request');
  switch (request.type) {
    case 'close':
    case 'get_autocommit':
      return { type: request.type };
    case 'execute':
      return { type: 'execute', stmt: decodeStmt(request.stmt) };
    case 'batch':
      return { type: 'batch', steps: decodeSteps(objectOf(request.batch, 'batch').steps) };
    case 'sequence':
    case 'describe':
      return { type: request.type, ...decodeSqlReference(request) };
    case 'store_sql':
      return {
        type: 'store_sql',
        sqlId: integerOf(request.sql_id, 'sql_id'),
        sql: stringOf(request.sql, 'sql'),
      };
    case 'close_sql':
      return { type: 'close_sql', sqlId: integerOf(request.sql_id, 'sql_id') };
    default:
      throw new ProtocolError('StreamRequest type not recognized');
  }
}

function decodeSqlReference(source: JsonObject): SqlReference {
  return {
    sql: optionalString(source.sql, 'sql'),
    sqlId: source.sql_id == null ? undefined : integerOf(source.sql_id, 'sql_id'),
  };
}

function decodeStmt(value: unknown): Stmt {
  const stmt = objectOf(value, 'stmt');
  return {
    ...decodeSqlReference(stmt),
    args: stmt.args == null ? [] : arrayOf(stmt.args, 'args').map(decodeValue),
    namedArgs: stmt.named_args == null ? new Map() : decodeNamedArgs(stmt.named_args),
    wantRows: stmt.want_rows == null ? true : stmt.want_rows === true,
  };
}

function decodeNamedArgs(value: unknown): Map<string, EngineValue> {
  const pairs = arrayOf(value, 'named_args').map((item): [string, EngineValue] => {
    const arg = objectOf(item, 'a named argument');
    return [stringOf(arg.name, 'name'), decodeValue(arg.value)];
  });
  return new Map(pairs);
}

function decodeSteps(value: unknown): BatchStep[] {
  return arrayOf(value, 'steps').map((item, index) => {
    const step = objectOf(item, 'a step');
    return {
      stmt: decodeStmt(step.stmt),
      condition: step.condition == null ? undefined : decodeCondition(step.condition, index, 0),
    };
  });
}

function decodeCondition(value: unknown, stepIndex: number, depth: number): BatchCondition {
  if (depth > MAX_CONDITION_DEPTH) throw malformed('condition is nested too deeply');
  const condition = objectOf(value, 'condition');
  const nested = (item: unknown) => decodeCondition(item, stepIndex, depth + 1);
  switch (condition.type) {
    case 'ok':
    case 'error':
      return { type: condition.type, step: earlierStep(condition.step, stepIndex) };
    case 'not':
      return { type: 'not', cond: nested(condition.cond) };
    case 'and':
    case 'or':
      return { type: condition.type, conds: arrayOf(condition.conds, 'conds').map(nested) };
    case 'is_autocommit':
      return { type: 'is_autocommit' };
    default:
      throw new ProtocolError('BatchCond type not recognized');
  }
}

function earlierStep(value: unknown, stepIndex: number): number {
  const step = integerOf(value, 'step');
  if (step < 0 || step >= stepIndex)
    throw new ProtocolError('Invalid reference to step in a batch condition');
  return step;
}

function decodeValue(value: unknown): EngineValue {
  const typed = objectOf(value, 'a value');
  switch (typed.type) {
    case 'null':
      return null;
    case 'integer':
      return decodeInteger(stringOf(typed.value, 'an integer'));
    case 'float':
      if (typeof typed.value !== 'number') throw malformed('a float must be a number');
      return typed.value;
    case 'text':
      return stringOf(typed.value, 'a text');
    case 'blob':
      return Buffer.from(stringOf(typed.base64, 'base64'), 'base64');
    default:
      throw new ProtocolError('Value type not recognized');
  }
}

function decodeInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw malformed(`invalid integer ${JSON.stringify(text)}`);
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (value < MIN_INTEGER || value > MAX_INTEGER) throw malformed('integer out of 64 bits');
  return value;
}

/** Turso writes base64 without padding and integers as strings. */
export function encodeValue(value: EngineValue): JsonObject {
  if (value === null) return { type: 'null' };
  if (typeof value === 'bigint') return { type: 'integer', value: value.toString() };
  if (typeof value === 'number') return { type: 'float', value };
  if (typeof value === 'string') return { type: 'text', value };
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return { type: 'blob', base64: base64.replace(/=+$/, '') };
}

export function encodeError(error: StatementError): JsonObject {
  return { message: error.message, code: error.code };
}

function malformed(reason: string): ProtocolError {
  return new ProtocolError(`Cannot deserialize client message from JSON: ${reason}`);
}

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${what} must be an object`);
  }
  return value as JsonObject;
}

function arrayOf(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(`${what} must be an array`);
  return value;
}

function stringOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw malformed(`${what} must be a string`);
  return value;
}

function optionalString(value: unknown, what: string): string | undefined {
  return value == null ? undefined : stringOf(value, what);
}

function integerOf(value: unknown, what: string): number {
  if (!Number.isInteger(value)) throw malformed(`${what} must be an integer`);
  return value as number;
}
