import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes for people; with `--json` nothing of it appears. */
export interface Output {
  line(text?: string): void;
  table(columns: readonly string[], rows: readonly (readonly unknown[])[]): void;
  /** A line that the next one replaces on a terminal; elsewhere each different one once. */
  progress(text: string): void;
  /** Ends a line of progress. */
  settle(): void;
  paint(style: Style, text: string): string;
}

export function createOutput(stream: NodeJS.WriteStream, isSilent: boolean): Output {
  const isTerminal = stream.isTTY && !isSilent;
  let shown = '';
  const write = (text: string) => void (isSilent || stream.write(text));
  const settle = () => {
    if (isTerminal && shown !== '') write('\n');
    shown = '';
  };
  return {
    line(text = '') {
      settle();
      write(`${text}\n`);
    },
    table(columns, rows) {
      settle();
      write(tableText(columns, rows));
    },
    progress(text) {
      if (text === shown) return;
      write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
      shown = text;
    },
    settle,
    paint: (style, text) => (isTerminal ? styleText(style, text, { stream }) : text),
  };
}

function tableText(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => String(cell ?? '–')));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** `████████░░░░  66 %` */
export function bar(percent: number, length = 24): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * length);
  return `${'█'.repeat(full)}${'░'.repeat(length - full)} ${String(Math.round(percent)).padStart(3)} %`;
}
