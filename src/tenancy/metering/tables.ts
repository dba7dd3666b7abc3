import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Metric } from '../../kernel/plan.ts';

export const usage = sqliteTable(
  'usage',
  {
    tenantId: text('tenant_id').notNull(),
    /** `YYYY-MM` */
    month: text('month').notNull(),
    metric: text('metric').$type<Metric>().notNull(),
    amount: integer('amount').notNull(),
    measuredAt: integer('measured_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.month, table.metric] })],
);

export const measurements = sqliteTable('measurements', {
  tenantId: text('tenant_id').primaryKey(),
  triedAt: integer('tried_at').notNull(),
  /** When the tenant's own database last answered. */
  answeredAt: integer('answered_at'),
  problem: text('problem'),
});
