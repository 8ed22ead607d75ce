/** The page's style, inline since the page loads nothing from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --up: #1a7f4b; --degraded: #b7791f; --flaky: #b7791f; --down: #c62f3b;
  --ink: #1d2129; --soft: #667085; --line: #e4e7ec; --card: #fff; --ground: #f6f7f9; --code: #f2f4f7; }
@media (prefers-color-scheme: dark) { :root { --up: #4ac58a; --degraded: #e0b054; --flaky: #e0b054; --down: #ff6b72;
  --ink: #e6e9ef; --soft: #98a2b3; --line: #2b313c; --card: #171b22; --ground: #0e1116; --code: #10141a; } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px }
h1 { font-size: 20px; margin: 0 } h2 { font-size: 13px; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 36px 0 10px }
header { display: flex; align-items: baseline; justify-content: space-between } header p { color: var(--soft); margin: 0 }
.banner { margin-top: 18px; padding: 14px 18px; border-radius: 10px; color: #fff; font-weight: 600 }
.banner.up { background: #1a7f4b } .banner.degraded { background: #a86c12 } .banner.down { background: #b3242f }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; margin-bottom: 12px }
.check { display: grid; grid-template-columns: 12px 1fr 180px 90px 90px; gap: 14px; align-items: center; padding: 10px 18px;
  border-bottom: 1px solid var(--line) } .check:last-child { border: 0 } .checks { padding: 4px 0 }
.dot { width: 10px; height: 10px; border-radius: 50%; background: var(--soft) }
.dot.up { background: var(--up) } .dot.degraded, .dot.flaky { background: var(--degraded) } .dot.down { background: var(--down) }
.check small, .soft { color: var(--soft) } .number { text-align: right; font-variant-numeric: tabular-nums }
.incident h3 { margin: 0 0 4px; font-size: 17px } .incident.open { border-left: 4px solid var(--down) }
dl { display: grid; grid-template-columns: 110px 1fr; gap: 4px 14px; margin: 12px 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--code); border-radius: 8px; padding: 10px 12px; margin: 10px 0; overflow-x: auto; font: 12.5px/1.55 ui-monospace, SFMono-Regular, Menlo, monospace }
pre .cause, pre .exception { color: var(--down); font-weight: 600 } pre .frame { color: var(--up) } pre .context { color: var(--soft) } pre .at { color: var(--soft) }
ol { margin: 8px 0 0; padding-left: 20px } code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--code); padding: 2px 6px; border-radius: 5px }
a { color: inherit } details summary { cursor: pointer; color: var(--soft) }
@media (max-width: 640px) { .check { grid-template-columns: 12px 1fr 70px } .check .spark, .check .latency { display: none } }
`;
