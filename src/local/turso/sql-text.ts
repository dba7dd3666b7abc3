/** What the server must know of a statement before the engine sees it. */
export interface SqlStatement {
  text: string;
  kind: StatementKind;
  /** INSERT, UPDATE, DELETE or REPLACE: the only statements that report affected rows. */
  isChange: boolean;
  isInsert: boolean;
  isExplain: boolean;
  /** Bind parameters by position; null is an anonymous `?`. */
  params: (string | null)[];
}

type StatementKind =
  | 'begin'
  | 'end'
  | 'read'
  | 'write'
  | 'schema'
  | 'savepoint'
  | 'setting'
  | 'refused'
  | 'other';

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|\?\d*|[:@$][\w$\u0080-\uffff]+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*|[\s\S]/gy;
const BLANK = /^(?:\s|--|\/\*)/;

/** Statements that Turso's server does not accept from a client. */
const REFUSED_VERBS = new Set(['ATTACH', 'DETACH', 'VACUUM', 'ANALYZE', 'REINDEX']);
const KIND_BY_VERB: Record<string, StatementKind> = {
  BEGIN: 'begin',
  COMMIT: 'end',
  END: 'end',
  ROLLBACK: 'end',
  SELECT: 'read',
  VALUES: 'read',
  INSERT: 'write',
  REPLACE: 'write',
  UPDATE: 'write',
  DELETE: 'write',
  CREATE: 'schema',
  DROP: 'schema',
  ALTER: 'schema',
  SAVEPOINT: 'savepoint',
  RELEASE: 'savepoint',
};
const CHANGE_VERBS = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE']);
const MAIN_VERBS = new Set(['SELECT', 'VALUES', ...CHANGE_VERBS]);

/** Pragmas as Turso's server sorts them (libsql-server `query_analysis.rs`). */
const READ_PRAGMAS = new Set(
  'table_list index_list table_info table_xinfo index_xinfo index_info pragma_list compile_options database_list function_list module_list encoding'.split(
    ' ',
  ),
);
const OPEN_PRAGMAS = new Set(
  'defer_foreign_keys foreign_keys foreign_key_list foreign_key_check collation_list data_version freelist_count integrity_check legacy_file_format page_count quick_check stats user_version'.split(
    ' ',
  ),
);
const BARE_PRAGMAS = new Set(
  'analysis_limit application_id auto_vacuum automatic_index busy_timeout cache_size cache_spill cell_size_check checkpoint_fullfsync fullfsync hard_heap_limit journal_mode journal_size_limit legacy_alter_table locking_mode max_page_count mmap_size page_size query_only read_uncommitted recursive_triggers reverse_unordered_selects schema_version secure_delete soft_heap_limit synchronous temp_store threads trusted_schema wal_autocheckpoint'.split(
    ' ',
  ),
);

const CACHE_LIMIT = 2_000;
const cache = new Map<string, SqlStatement[]>();

/** Splits a text into its statements; the result is cached by text. */
export function parseSql(sql: string): SqlStatement[] {
  const known = cache.get(sql);
  if (known !== undefined) return known;
  const statements = splitStatements(sql).map(describeStatement);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(sql, statements);
  return statements;
}

interface Slice {
  text: string;
  tokens: string[];
}

function splitStatements(sql: string): Slice[] {
  const slices: Slice[] = [];
  let tokens: string[] = [];
  let start = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const token = match[0];
    if (BLANK.test(token)) continue;
    if (token === ';' && !isInsideTrigger(tokens)) {
      if (tokens.length > 0) slices.push({ text: sql.slice(start, match.index).trim(), tokens });
      tokens = [];
      continue;
    }
    if (tokens.length === 0) start = match.index;
    tokens.push(token);
  }
  if (tokens.length > 0) slices.push({ text: sql.slice(start).trim(), tokens });
  return slices;
}

/** A trigger's body holds semicolons; only `; END ;` finishes it (sqlite3_complete's rule). */
function isInsideTrigger(tokens: string[]): boolean {
  const head = tokens.slice(0, 3).map((token) => token.toUpperCase());
  if (head[0] !== 'CREATE' || !head.includes('TRIGGER')) return false;
  return !(tokens.at(-1)?.toUpperCase() === 'END' && tokens.at(-2) === ';');
}

function describeStatement({ text, tokens }: Slice): SqlStatement {
  const isExplain = tokens[0]?.toUpperCase() === 'EXPLAIN';
  const verb = mainVerb(tokens);
  return {
    text,
    kind: isExplain ? 'other' : kindOf(verb, tokens),
    isChange: !isExplain && CHANGE_VERBS.has(verb),
    isInsert: !isExplain && (verb === 'INSERT' || verb === 'REPLACE'),
    isExplain,
    params: listParams(tokens),
  };
}

function mainVerb(tokens: string[]): string {
  const first = tokens[0]?.toUpperCase() ?? '';
  if (first !== 'WITH') return first;
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0 && MAIN_VERBS.has(token.toUpperCase())) return token.toUpperCase();
  }
  return first;
}

function kindOf(verb: string, tokens: string[]): StatementKind {
  if (REFUSED_VERBS.has(verb)) return 'refused';
  if (verb === 'PRAGMA') return pragmaKind(tokens);
  if (verb === 'CREATE' && /^temp(orary)?$/i.test(tokens[1] ?? '')) return 'refused';
  if (verb === 'ROLLBACK' && tokens.some((token) => token.toUpperCase() === 'TO')) return 'savepoint';
  return KIND_BY_VERB[verb] ?? 'other';
}

function pragmaKind(tokens: string[]): StatementKind {
  const nameAt = tokens[2] === '.' ? 3 : 1;
  const name = tokens[nameAt]?.toLowerCase() ?? '';
  const hasBody = tokens.length > nameAt + 1;
  if (READ_PRAGMAS.has(name)) return 'read';
  if (OPEN_PRAGMAS.has(name)) return hasBody ? 'setting' : 'read';
  return BARE_PRAGMAS.has(name) && !hasBody ? 'read' : 'refused';
}

/** SQLite's numbering: `?` takes the next number, `?N` takes N, a name keeps its first number. */
function listParams(tokens: string[]): (string | null)[] {
  const params: (string | null)[] = [];
  for (const token of tokens) {
    if (token === '?') params.push(null);
    else if (/^\?\d/.test(token)) numberParam(params, token);
    else if (/^[:@$]./.test(token) && !params.includes(token)) params.push(token);
  }
  return params;
}

function numberParam(params: (string | null)[], token: string): void {
  const position = Number(token.slice(1));
  while (params.length < position) params.push(null);
  params[position - 1] = token;
}
