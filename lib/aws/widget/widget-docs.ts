/** What the console shows while somebody adds the widget to a dashboard. */
export const WIDGET_DOCS = `## whydown: incidents
Shows the incidents that are open, each with its cause, the log lines that matter and what to do, and below them those
that were resolved in the time that the dashboard shows. It reads the table of whydown and nothing else.

### Widget parameters
Param | Description
---|---
**checks** | Names of checks; all of them when it is left out
**group** | A group of checks
**recent** | How many resolved incidents are shown, 10 when it is left out, at most 50

### Example parameters
\`\`\` yaml
group: shop
recent: 5
\`\`\`
`;
