// A feed of many items, as a peer's own manual shows to make it: node feeds.mjs PEER ITEMS.json FEED
import { readFileSync, writeFileSync } from 'node:fs'

const about = { title: 'Tidewater', link: 'https://example.com/', text: 'Life at the coast.' }

const peers = {
  async podcast(items) {
    const { Podcast } = await import('podcast')
    const feed = new Podcast({ title: about.title, description: about.text, siteUrl: about.link, feedUrl: about.link })
    for (const item of items) {
      feed.addItem({
        title: item.title,
        guid: item.guid,
        date: item.date,
        description: item.text,
        enclosure: { url: item.url, size: item.size, type: 'audio/mpeg' },
        itunesDuration: item.seconds,
      })
    }
    return feed.buildXml()
  },
  async feedsmith(items) {
    const { generateRssFeed } = await import('feedsmith')
    return generateRssFeed({
      title: about.title,
      link: about.link,
      description: about.text,
      items: items.map((item) => ({
        title: item.title,
        guid: { value: item.guid, isPermaLink: false },
        pubDate: new Date(item.date),
        description: item.text,
        enclosures: [{ url: item.url, length: item.size, type: 'audio/mpeg' }],
        itunes: { duration: item.seconds },
      })),
    })
  },
}

const [peer, source, target] = process.argv.slice(2)
writeFileSync(target, await peers[peer](JSON.parse(readFileSync(source, 'utf8'))))
