//  check.mjs - is everything on its slide, and large enough? Run by render.sh
//
//      node check.mjs DECK.html…      names each slide that is too full; exit status 1
//
//  Asks the browser where things ended up: nothing may reach over the margins, no listing be
//  cut off, no letter of a slide be smaller than MIN_SIZE of the slide's 720 points.

import puppeteer from 'puppeteer-core'
import { pathToFileURL } from 'node:url'
import { basename } from 'node:path'

const MIN_SIZE = 18

//  Runs in the page. Returns what is wrong, a line for each.
const faults = minSize => {
  const MONO = 0.602                                //  a letter's width, of its size
  const found = []
  document.querySelectorAll ('section').forEach ((section, number) => {
    const say = text => found.push (`slide ${number + 1}: ${text}`)
    const frame = section.getBoundingClientRect ()
    const scale = frame.height / 720
    const right = frame.right - 40 * scale, bottom = frame.bottom - 48 * scale
    if (!document.querySelector (`.bespoke-marp-note[data-index="${number}"]`)?.textContent.trim ()) say ('it has no notes')
    for (const thing of section.children) {
      const place = thing.getBoundingClientRect ()
      const name = `${thing.tagName.toLowerCase ()} "${thing.textContent.trim ().slice (0, 30)}"`
      if (getComputedStyle (thing).position === 'absolute') continue
      if (place.bottom > bottom + 1) say (`${name} reaches ${Math.round ((place.bottom - bottom) / scale)} points too far down`)
      if (place.right > right + 1) say (`${name} reaches too far right`)
      if (thing.scrollWidth > thing.clientWidth + 1) say (`${name} is cut off at the right`)
    }
    for (const picture of section.querySelectorAll ('img'))
      if (picture.naturalWidth === 0) say ('a picture is missing')
      else if (picture.getBoundingClientRect ().height < 180 * scale) say ('a picture is too small')
    for (const code of section.querySelectorAll ('marp-pre code, pre code')) {
      const letter = document.createRange ()
      letter.setStart (code.querySelector ('*')?.firstChild ?? code.firstChild, 0)
      letter.setEnd (letter.startContainer, 1)
      const size = letter.getBoundingClientRect ().width / MONO / scale
      if (size < minSize) say (`a listing has letters of ${size.toFixed (1)} points`)
    }
  })
  return found
}

const browser = await puppeteer.launch ({ executablePath: process.env.CHROME_PATH, pipe: true,
                                          args: process.getuid () === 0 ? ['--no-sandbox'] : [] })
let bad = false
try {
  const page = await browser.newPage ()
  await page.setViewport ({ width: 1280, height: 720 })
  for (const deck of process.argv.slice (2)) {
    await page.goto (pathToFileURL (deck).href)
    await page.emulateMediaType ('print')           //  shows all slides at once
    for (const fault of await page.evaluate (faults, MIN_SIZE)) {
      console.error (`${basename (deck)}: ${fault}`)
      bad = true
    }
  }
} finally {
  await browser.close ()
}
if (bad) console.error ('slides: rendered, but the slides named above are too full')
process.exit (bad ? 1 : 0)
