import type { TenantProfile } from '../../kernel/tenant.ts';
import { renderPage } from '../../site/send-page.ts';
import { type Palette, themeOf } from '../../site/theme.ts';
import type { Letter } from './draft-letter.ts';

const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif';

/** The letter in the shop's colours: inline styles, no pictures, nothing fetched; by night the dark ones of the same brand. */
export function renderLetter(letter: Letter, profile: TenantProfile): string {
  return renderPage(<LetterPage letter={letter} profile={profile} />);
}

interface LetterProps {
  readonly letter: Letter;
  readonly profile: TenantProfile;
}

function LetterPage({ letter, profile }: LetterProps) {
  const { primaryColor, onPrimaryColor } = profile.brand;
  const { brand, onBrand, light, dark } = themeOf(primaryColor, onPrimaryColor);
  return (
    <html lang="es-AR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{letter.subject}</title>
        <style dangerouslySetInnerHTML={{ __html: nightRules(dark) }} />
      </head>
      <body
        class="page"
        style={`margin:0;padding:0;background:${light.page};color:${light.ink};font-family:${FONT}`}
      >
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                class="card"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border={0}
                style={`max-width:560px;background:${light.surface};border:1px solid ${light.line}`}
              >
                <tr>
                  <td
                    style={`padding:16px 24px;background:${brand};color:${onBrand};font-size:17px;font-weight:700`}
                  >
                    {profile.name}
                  </td>
                </tr>
                <tr>
                  <td style="padding:24px">
                    <Words letter={letter} light={light} />
                    <p style="margin:24px 0 0">
                      <a
                        class="button"
                        href={letter.action.url}
                        style={`display:inline-block;padding:13px 20px;background:${light.accent};color:${light.onAccent};font-weight:700;text-decoration:none;border-radius:6px`}
                      >
                        {letter.action.text}
                      </a>
                    </p>
                  </td>
                </tr>
              </table>
              <Foot letter={letter} profile={profile} light={light} />
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}

function Words({ letter, light }: { readonly letter: Letter; readonly light: Palette }) {
  return (
    <>
      <h1 style="margin:0 0 12px;font-size:22px;line-height:1.3">{letter.heading}</h1>
      {letter.lines.map((line) => (
        <p style="margin:0 0 12px;font-size:16px;line-height:1.5;white-space:pre-line">{line}</p>
      ))}
      {letter.facts.length > 0 && (
        <table
          role="presentation"
          cellpadding="0"
          cellspacing="0"
          border={0}
          style="font-size:16px;line-height:1.5"
        >
          {letter.facts.map(([label, value]) => (
            <tr>
              <td class="muted" valign="top" style={`padding:3px 16px 3px 0;color:${light.muted}`}>
                {label}
              </td>
              <td valign="top" style="padding:3px 0">
                {value}
              </td>
            </tr>
          ))}
        </table>
      )}
    </>
  );
}

function Foot({ letter, profile, light }: LetterProps & { readonly light: Palette }) {
  return (
    <p
      class="muted"
      style={`max-width:560px;margin:16px 0 0;font-size:13px;line-height:1.5;color:${light.muted};text-align:left`}
    >
      {letter.because} {ASK} {profile.contact.phone}.
      {footLines(profile).map((line) => (
        <>
          <br />
          {line}
        </>
      ))}
    </p>
  );
}

const ASK = '¿Dudas? Respondé este correo o llamá al';

function footLines({ brand: { legal } }: TenantProfile): string[] {
  const { name, taxId, address } = legal ?? {};
  const line = [name, taxId, address].filter((part) => part !== undefined).join(' · ');
  return line === '' ? [] : [line];
}

function nightRules({ page, surface, ink, muted, line, accent, onAccent }: Palette): string {
  return `@media (prefers-color-scheme:dark){.page{background:${page}!important;color:${ink}!important}.card{background:${surface}!important;border-color:${line}!important}.muted{color:${muted}!important}.button{background:${accent}!important;color:${onAccent}!important}}`;
}

/** The same for those who read plain text. */
export function letterText(letter: Letter, profile: TenantProfile): string {
  return [
    letter.heading,
    ...letter.lines,
    letter.facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    `${letter.action.text}:\n${letter.action.url}`,
    '--',
    `${letter.because} ${ASK} ${profile.contact.phone}.`,
    ...footLines(profile),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
