import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Response } from 'playwright-core';
import { expect } from 'vitest';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface Answer {
  url: string;
  headers: Record<string, string>;
  text: string;
}

/** Read at once: a redirect has no body, and a later page drops the one before. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = response.text().catch(() => '');
  return { url: response.url(), headers: await response.allHeaders(), text: await text };
}

/** What a screen reader and a keyboard need of every page. */
export async function expectAccessible(page: Page): Promise<void> {
  const html = await page.content();
  expect(html).toMatch(/<html lang="es-AR">/);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.title()).not.toBe('');
  for (const field of await page.locator('main input:not([type=hidden]):visible, main textarea').all()) {
    const id = await field.getAttribute('id');
    const labels = await page
      .locator(`label[for="${id}"]`)
      .or(field.locator('xpath=ancestor::label'))
      .count();
    expect(labels).toBe(1);
  }
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const target of await page
    .locator('main button:visible, main .chip:visible, main .day:visible')
    .all()) {
    const box = await target.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
  await page.keyboard.press('Tab');
  const skip = await page.locator('.skip').boundingBox();
  expect(skip?.x).toBeGreaterThanOrEqual(0);
}

/** axe's rules; they run inside the page, so its JavaScript must be on. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(WCAG).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** Nothing comes from elsewhere, and nothing names the platform. */
export function expectWhiteLabel(answers: readonly Answer[], base: string): void {
  expect(answers.filter(({ text }) => text.includes('<html')).length).toBeGreaterThan(6);
  for (const { url, headers, text } of answers) {
    expect(url.startsWith(`${base}/`)).toBe(true);
    expect(JSON.stringify(headers) + text).not.toMatch(/barberpro|powered by|cloudflare|hono|turso/i);
    if (headers['content-type']?.startsWith('text/html')) {
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  }
}
