/** What the shop wants its customers to know, line by line as it was written. */
export function BrandNote({ title, text }: { readonly title: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <section class="card pad" aria-label={title}>
      <h2 class="category">{title}</h2>
      <p class="lines-kept">{text}</p>
    </section>
  );
}
