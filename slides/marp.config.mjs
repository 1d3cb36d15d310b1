//  marp.config.mjs - how the slides are rendered; see render.sh
//
//  A deck is one file that works without a network: its pictures are put inside, and no
//  emoji or formula is fetched from elsewhere.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

//  SLIDES is the folder of the sources: pictures are named from there.
const slides = process.env.SLIDES ?? dirname (fileURLToPath (import.meta.url))

const picture = name =>
  `src="data:image/svg+xml;base64,${readFileSync (join (slides, name)).toString ('base64')}"`

const engine = ({ marp }) => {
  const render = marp.render.bind (marp)
  marp.render = (markdown, ...more) => {
    const rendered = render (markdown, ...more)
    const inside = html => html.replace (/src="([^":]+\.svg)"/g, (_, name) => picture (name))
    rendered.html = Array.isArray (rendered.html) ? rendered.html.map (inside) : inside (rendered.html)
    return rendered
  }
  return marp
}

export default {
  engine,
  themeSet: join (slides, 'theme.css'),
  options: { markdown: { breaks: false }, emoji: { unicode: false, shortcode: false }, math: false },
}
