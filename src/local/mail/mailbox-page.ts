import { html } from 'hono/html';
import type { Mail } from './mailbox.ts';

/** Where this machine serves a tenant: own domains lead nowhere here. */
export type SiteOf = (slug: string) => string;

const STYLE = `body{font:16px/1.5 system-ui;margin:0 auto;max-width:60rem;padding:1rem;color-scheme:light dark}
a{color:inherit}li{padding:.5rem 0;border-top:1px solid #8884}ul{list-style:none;padding:0}
.muted{opacity:.7;font-size:.9em}iframe{width:100%;height:44rem;border:1px solid #8884;background:#fff}
dt{font-weight:700}dd{margin:0 0 .5rem}pre{white-space:pre-wrap;border:1px solid #8884;padding:1rem}`;

export function listPage(mails: readonly Mail[]): string {
  const items = mails.toReversed().map(
    ({ id, subject, from, to, at }) =>
      html`<li>
        <a href="/mail/${id}"><strong>${subject}</strong></a><br />
        <span class="muted">${from} → ${to.join(', ')} · ${clock(at)}</span>
      </li>`,
  );
  const empty = html`<p>Nothing was sent yet. Book with an e-mail address, and the confirmation is here in a second.</p>`;
  return page('Mailbox', html`<h1>Mailbox</h1>${items.length === 0 ? empty : html`<ul>${items}</ul>`}`);
}

export function mailPage(mail: Mail, siteOf: SiteOf): string {
  const { id, subject, from, to, replyTo, messageId, idempotencyKey, text, attachments } = mail;
  const files = attachments.map(
    ({ filename, content, contentType }) =>
      html`<a download="${filename}" href="data:${contentType};base64,${content}">${filename}</a> `,
  );
  return page(
    subject,
    html`<p><a href="/">‹ Mailbox</a></p>
      <h1>${subject}</h1>
      <dl>
        <dt>From</dt><dd>${from}</dd>
        <dt>To</dt><dd>${to.join(', ')}</dd>
        <dt>Reply-To</dt><dd>${replyTo ?? '-'}</dd>
        <dt>Message-ID</dt><dd>${messageId}</dd>
        <dt>Idempotency-Key</dt><dd>${idempotencyKey ?? '-'}</dd>
        <dt>Attachments</dt><dd>${files.length === 0 ? '-' : files}</dd>
        <dt>Links, on this machine</dt><dd>${localLinks(mail, siteOf)}</dd>
      </dl>
      <iframe sandbox src="/mail/${id}.html" title="The mail"></iframe>
      <h2>Plain text</h2>
      <pre>${text}</pre>`,
  );
}

function localLinks({ text, tags }: Mail, siteOf: SiteOf) {
  const slug = tags.find(({ name }) => name === 'tenant')?.value;
  if (slug === undefined) return '-';
  const paths = new Set([...text.matchAll(/https?:\/\/[^/\s]+(\/\S*)/g)].map(([, path]) => path));
  return [...paths].map((path) => html`<a href="${siteOf(slug)}${path}">${path}</a><br />`);
}

function clock(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19);
}

function page(title: string, body: unknown): string {
  return String(
    html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style>${body}</html>`,
  );
}
