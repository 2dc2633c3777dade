import { renderMermaidSVG } from 'beautiful-mermaid';
import type { MarkdownRenderer } from 'vitepress';

/** Colours of the site, which change with its mode. */
const COLOURS = {
  bg: 'var(--vp-c-bg)',
  fg: 'var(--vp-c-text-1)',
  accent: 'var(--vp-c-brand-1)',
  muted: 'var(--vp-c-text-2)',
  transparent: true,
};

/** A library of the drawings loads a font from another host. */
const FOREIGN_FONT = /@import url\([^)]*\);/g;

/** The scale below which words cannot be read. Wider drawings are scrolled. */
const LEAST = 0.75;

/** Draws Mermaid diagrams when the site is built, so that readers load no library. */
export function diagrams(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, at, options, env, self) => {
    const { info, content } = tokens[at]!;
    if (info.trim() !== 'mermaid') return fence(tokens, at, options, env, self);
    const svg = renderMermaidSVG(content, COLOURS).replaceAll(FOREIGN_FONT, '');
    const [, width] = /\swidth="([\d.]+)"/.exec(svg)!;
    const least = `--least: ${Math.round(Number(width) * LEAST)}px`;
    // Vue removes styles from templates, but not from HTML that is a value.
    const html = md.utils.escapeHtml(JSON.stringify(svg));
    return `<div class="diagram" style="${least}" v-html="${html}"></div>`;
  };
}
