import * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { type MailSender, mailSenderSchema } from './contract.ts';
import { MAIL_SCHEMA } from './rules/mail-plan.ts';
import { domainOf, type SenderRecord } from './rules/sender-life.ts';
import { hastenSender, type SenderRow, saveSender, senderQuery } from './store.ts';

export const readSender = action({
  name: 'mail-sender.read',
  summary: 'De qué casilla salen los correos, y los registros de DNS que le faltan a la propia',
  permission: 'brand:read',
  input: z.strictObject({}),
  output: mailSenderSchema,
  problems: [],
  run: presentSender,
});

export const checkSenderNow = action({
  name: 'mail-sender.check',
  summary: 'Revisar ahora los registros de la casilla propia; la respuesta está en unos segundos',
  permission: 'brand:write',
  input: z.strictObject({}),
  output: mailSenderSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx) => {
    const address = ctx.tenant.profile.brand.sender?.address;
    if (address === undefined || ctx.tenant.schemaVersion < MAIL_SCHEMA)
      throw new AppError('not-found', 'No hay una casilla propia: ponela en la marca y publicala.');
    const [[row]] = await ctx.db.read([senderQuery()]);
    const isKnown = row?.address === address;
    await ctx.db.commit({
      write: [isKnown ? hastenSender(ctx.now) : saveSender(newSender(address, ctx.now))],
      events: [],
      audit: { action: 'mail-sender.check', subjectId: ctx.tenant.id },
    });
    ctx.wakeRelay();
    return await presentSender(ctx);
  },
});

async function presentSender(ctx: Ctx): Promise<MailSender> {
  const { brand, name, contact, timeZone } = ctx.tenant.profile;
  const { sender } = brand;
  const shown = { name: sender?.name ?? name, replyTo: sender?.replyTo ?? contact.email };
  if (sender?.address === undefined)
    return { ...shown, address: null, status: null, records: [], checkedAt: null };
  const rows = ctx.tenant.schemaVersion < MAIL_SCHEMA ? [] : (await ctx.db.read([senderQuery()]))[0];
  const row = rows.find(({ address }) => address === sender.address);
  const isProven = (row?.records.length ?? 0) > 0;
  const proof = await senderProof(ctx, sender.address);
  return {
    ...shown,
    address: sender.address,
    status: row?.status ?? 'requested',
    records: [{ ...proof, isFound: isProven }, ...(row?.records ?? [])],
    checkedAt: row?.checkedAt == null ? null : formatInstant(row.checkedAt, timeZone),
  };
}

export function newSender(address: string, now: number): SenderRow {
  return {
    address,
    status: 'requested',
    providerId: null,
    records: [],
    failures: 0,
    checkedAt: null,
    nextCheckAt: now,
  };
}

/** Enough that nobody guesses it. */
const PROOF_LENGTH = 32;

/**
 * The TXT record by which whoever keeps the domain's DNS lets this tenant send from it. The mail service verifies a
 * domain once for all of the platform's tenants: this is what makes it this one's.
 */
export async function senderProof(ctx: Ctx, address: string): Promise<Omit<SenderRecord, 'isFound'>> {
  const domain = domainOf(address);
  const signature = await ctx.vault.sign('mail-sender', domain);
  return { type: 'TXT', name: `_correo.${domain}`, value: `correo-${signature.slice(0, PROOF_LENGTH)}` };
}
