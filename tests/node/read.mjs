// Feeds, as a JSON list on stdin → what podcast-partytime and feedsmith read in each, as JSON on stdout.

import { text } from "node:stream/consumers";
import { parseFeed as smith } from "feedsmith";
import partytime from "podcast-partytime";

const feeds = JSON.parse(await text(process.stdin));
const read = feeds.map((xml) => ({ feedsmith: smith(xml), partytime: partytime.parseFeed(xml) }));
process.stdout.write(JSON.stringify(read));
