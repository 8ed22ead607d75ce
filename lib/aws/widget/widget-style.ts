/** The widget's style; every rule begins with our own class, for a dashboard is one page. */
export const WIDGET_STYLE = `
.whydown { --down: #b3242f; --degraded: #8a5a00; --up: #17703f; --ink: #16191f; --soft: #5a6576; --line: #dfe3e9; --card: #fff; --code: #f4f5f8; --link: #0659c7;
  color: var(--ink); font: 13px/1.5 "Amazon Ember", "Helvetica Neue", Roboto, Arial, sans-serif; padding: 2px 2px 8px }
.whydown.dark { --down: #ff7a80; --degraded: #e6b450; --up: #52c98f; --ink: #dfe4ec; --soft: #97a3b6; --line: #333c4a; --card: #161d27; --code: #0f141b; --link: #79b8ff }
.whydown * { box-sizing: border-box; letter-spacing: normal }
.whydown a { color: var(--link); text-decoration: none } .whydown a:hover { text-decoration: underline }
.whydown h3, .whydown h4, .whydown h5, .whydown p, .whydown ol, .whydown ul, .whydown pre { margin: 0; padding: 0 }
.whydown .soft { color: var(--soft) }
.whydown .dot { display: inline-block; flex: none; width: 9px; height: 9px; border-radius: 50%; background: var(--soft) }
.whydown .up .dot { background: var(--up) } .whydown .down .dot { background: var(--down) } .whydown .degraded .dot { background: var(--degraded) }
.whydown .sum { display: flex; align-items: center; gap: 9px; font-size: 16px; font-weight: 700; padding: 2px 0 10px }
.whydown .sum.down { color: var(--down) } .whydown .sum.degraded { color: var(--degraded) } .whydown .sum.up { color: var(--up) }
.whydown .card { border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 8px; background: var(--card); padding: 11px 14px 12px; margin: 0 0 10px }
.whydown .card.down { border-left-color: var(--down) } .whydown .card.degraded { border-left-color: var(--degraded) }
.whydown .card > * + * { margin-top: 8px } .whydown .body > * + * { margin-top: 8px }
.whydown header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 9px }
.whydown h3 { font-size: 15px; font-weight: 700; overflow-wrap: anywhere }
.whydown .badge { color: var(--card); background: var(--soft); border-radius: 4px; padding: 0 6px; font-size: 11px; font-weight: 700; text-transform: uppercase }
.whydown .down .badge { background: var(--down) } .whydown .degraded .badge { background: var(--degraded) }
.whydown .group { color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; font-size: 12px }
.whydown .since { color: var(--soft); margin-left: auto; white-space: nowrap; font-variant-numeric: tabular-nums }
.whydown .seen, .whydown .cause, .whydown .thrown { overflow-wrap: anywhere } .whydown .cause b { font-size: 14px }
.whydown code, .whydown pre { font: 12px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
.whydown code { background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere }
.whydown pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; overflow-x: auto; white-space: pre; color: var(--ink) }
.whydown .from { font-size: 12px } .whydown .from + pre { margin-top: 4px }
.whydown pre .at, .whydown pre .context { color: var(--soft) } .whydown pre .cause, .whydown pre .exception { color: var(--down); font-weight: 700 } .whydown pre .frame { color: var(--up) }
.whydown ol, .whydown ul { padding-left: 20px } .whydown li + li { margin-top: 3px } .whydown .book { font-size: 12px; font-weight: 700 }
.whydown h4 { font-size: 12px; color: var(--soft); padding: 8px 0 5px } .whydown h5 { font-size: 12px; padding: 6px 0 2px }
.whydown .list { border: 1px solid var(--line); border-radius: 8px; background: var(--card) }
.whydown .list details + details { border-top: 1px solid var(--line) }
.whydown summary { cursor: pointer } .whydown .reasons summary { color: var(--link) }
.whydown .list summary { display: flex; align-items: baseline; gap: 10px; padding: 7px 12px; list-style: none; min-width: 0 }
.whydown .list summary::-webkit-details-marker { display: none }
.whydown .list .when { min-width: 122px; color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums }
.whydown .list .why { flex: 1; min-width: 0; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.whydown .list .body { padding: 2px 14px 12px 31px }
`;
