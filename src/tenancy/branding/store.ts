import { desc, eq, sql } from 'drizzle-orm';
import type { Brand } from '../../kernel/tenant.ts';
import { statements } from '../../platform/statements.ts';
import { brandDrafts, brandImages, brandVersions } from './tables.ts';

export function draftQuery() {
  return statements.select().from(brandDrafts);
}

export function versionsQuery(limit: number) {
  return statements.select().from(brandVersions).orderBy(desc(brandVersions.version)).limit(limit);
}

export function versionQuery(version: number) {
  return statements.select().from(brandVersions).where(eq(brandVersions.version, version));
}

export function saveDraft(row: Omit<typeof brandDrafts.$inferSelect, 'one'>) {
  return statements
    .insert(brandDrafts)
    .values({ one: 1, ...row })
    .onConflictDoUpdate({ target: brandDrafts.one, set: row });
}

export function deleteDraft() {
  return statements.delete(brandDrafts);
}

export interface Publication {
  readonly author: string;
  readonly publishedAt: number;
}

/** The draft becomes the next version; of two who publish it at once the second finds none. */
export function publishDraft({ author, publishedAt }: Publication) {
  return statements.insert(brandVersions).select(
    statements
      .select({
        version: sql<number>`${nextVersion()}`.as('version'),
        brand: brandDrafts.brand,
        author: sql<string>`${author}`.as('author'),
        publishedAt: sql<number>`${publishedAt}`.as('published_at'),
        restores: sql<null>`NULL`.as('restores'),
      })
      .from(brandDrafts),
  );
}

/** A brand becomes the next version because it brings back an earlier one. */
export function republish(
  { version, brand }: { readonly version: number; readonly brand: Brand },
  publication: Publication,
) {
  return statements.insert(brandVersions).values({
    version: nextVersion(),
    brand,
    restores: version,
    ...publication,
  });
}

function nextVersion() {
  return sql<number>`(SELECT coalesce(max(version), 0) + 1 FROM brand_versions)`;
}

export function imageQuery(hash: string) {
  return statements.select().from(brandImages).where(eq(brandImages.hash, hash));
}

export function saveImage(row: typeof brandImages.$inferSelect) {
  return statements.insert(brandImages).values(row).onConflictDoNothing();
}
