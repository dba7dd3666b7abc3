import { describe, expect, it } from 'vitest';
import { isDeskPath } from '../../src/console/links.ts';

describe('where a form may send somebody', () => {
  it.each([
    ['/agenda', true],
    ['/agenda?dia=2026-12-01&sucursal=recoleta', true],
    ['/agenda/turno/bkg_1/mover', true],
    ['/agendas', false],
    ['//otro.example/agenda', false],
    ['https://otro.example/agenda', false],
    ['/agenda/../reservar', false],
    ['/agenda//otro.example', false],
    ['/agenda\n/x', false],
    ['/reservar', false],
    [undefined, false],
  ])('%s: %s', (path, isAllowed) => {
    expect(isDeskPath(path)).toBe(isAllowed);
  });
});
