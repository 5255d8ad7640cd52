/** Style of the report page. Colours come from the palette of the page frame. */
export const REPORT_CSS = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { margin: 0; font-size: 28px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 40px 0 8px; font-size: 20px; overflow-wrap: anywhere; }
h3 { margin: 24px 0 8px; font-size: 15px; }
p { margin: 4px 0; }
a { color: var(--link); }
code { font: 0.92em ui-monospace, monospace; }
.product { color: var(--quiet); font-weight: 600; }
.quiet, .empty, footer { color: var(--quiet); }
.odd { color: var(--odd); font-weight: 600; }
.notes { margin: 24px 0; padding: 12px 16px; border: 1px solid var(--line); border-left: 4px solid var(--odd); border-radius: 4px; background: var(--panel); }
.notes h2 { margin: 0 0 4px; font-size: 15px; }
.notes ul { margin: 0; padding-left: 20px; }
.notes li { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; min-width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 20px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font-size: 13px; font-weight: 600; white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 500; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.endpoint { min-width: 140px; overflow-wrap: anywhere; }
.figures, .mark { white-space: nowrap; }
.plot { width: 1px; white-space: nowrap; }
.reason { min-width: 220px; max-width: 420px; overflow-wrap: anywhere; }
.digest { max-width: 260px; overflow-wrap: anywhere; font: 12px/1.6 ui-monospace, monospace; color: var(--quiet); }
svg { display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--quiet); }
line.track { stroke: var(--track); stroke-width: 6; stroke-linecap: round; }
line.tick { stroke: var(--line); stroke-width: 1; }
line.interval { stroke: var(--bar); stroke-width: 6; stroke-linecap: round; opacity: 0.55; }
circle { fill: var(--bar); stroke: var(--page); stroke-width: 1.5; }
rect.track { fill: var(--track); }
rect.share { fill: var(--bar); }
.group { border-top: 1px solid var(--line); margin-top: 40px; }
.group h2 { margin-top: 24px; }
.columns { display: flex; flex-wrap: wrap; gap: 0 40px; align-items: flex-start; }
.columns > div { flex: 1 1 280px; min-width: max-content; max-width: 100%; overflow-x: auto; }
.columns .plot { vertical-align: middle; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; }
.chip { padding: 1px 10px; border: 1px solid var(--line); border-radius: 12px; font-size: 13px; }
.success { color: var(--good); }
.failure { color: var(--bad); }
.error, .cancelled, .interrupted { color: var(--odd); }
.verdict { font-weight: 600; }
footer { margin-top: 48px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 13px; }
@media print { main { max-width: none; padding: 0; } .group { break-inside: avoid; } }
`;
