export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** What every line of one request, message or alarm carries. Ids only: no names, addresses or tokens. */
export interface LogContext {
  readonly requestId: string;
  readonly tenant?: string;
}

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One JSON object a line, as Workers Logs indexes it. */
export function createLog(minimum: LogLevel, context: LogContext): Log {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (ORDER[level] < ORDER[minimum]) return;
      console.log(JSON.stringify({ level, event, ...context, ...fields }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** An unknown error as log fields: its name, message and the top of its stack. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return {
    error: error.name,
    message: error.message,
    cause,
    stack: error.stack?.split('\n').slice(1, 5).join(' | '),
  };
}
