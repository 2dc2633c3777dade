import { createHash } from 'node:crypto';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => ESCAPES[c]!);

/** Text with paragraphs and `code`. */
export const prose = (text = ''): string =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((part) => `<p>${escape(part).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');

export const json = (value: unknown): string =>
  `<pre>${escape(JSON.stringify(value, undefined, 2))}</pre>`;

const STYLE = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem }
code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; background: #8881 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884 }
summary { cursor: pointer; padding: .3rem 0 }
details { border-bottom: 1px solid #8884 }
details > :not(summary) { margin-left: 1.25rem }
.method { display: inline-block; width: 4.5rem; font-weight: 600 }
td p, th p { margin: 0 }
:target { background: #fc03 }
`;

/** Lets in our own style and nothing else: no script, no other host. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
