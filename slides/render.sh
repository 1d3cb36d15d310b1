#!/usr/bin/env bash
#  render.sh - the decks as HTML and PDF, in build/slides
#
#      slides/render.sh          all decks (make slides)
#      slides/render.sh 05       those of a chapter (make slides DECK=05)
#
#  The first time it installs what is missing (deps.sh), and fetches Marp with npm into
#  build/marp. After that it needs no network.

set -u
cd "$(dirname "$0")/.." || exit 2
tools=build/marp
out=build/slides
pages=()

die () {
    echo "slides: $*" >&2
    exit 1
}

#  Marp as the lock file says, and again only when that has changed.
fetch_marp () {
    cmp -s slides/package-lock.json $tools/fetched && [[ -x $tools/node_modules/.bin/marp ]] && return
    mkdir -p $tools
    cp slides/package.json slides/package-lock.json $tools/
    (cd $tools && npm ci --ignore-scripts --no-audit --no-fund) ||
        die "npm could not fetch Marp; is there a network? It is needed this once"
    cp slides/package-lock.json $tools/fetched
}

marp () {
    SLIDES=$PWD/slides $tools/node_modules/.bin/marp --no-stdin -c slides/marp.config.mjs \
        -I $tools/decks -o $out "$@" || die "Marp failed"
}

#  The comment that says which English text a translation was made from is no speaker note.
copy_decks () {
    local deck name
    rm -rf $tools/decks
    mkdir -p $tools/decks $out
    for deck in slides/${1:-[0-9]}*.md; do
        [[ -f $deck ]] || die "no such deck: ${1-}"
        name=$(basename "$deck")
        sed '/^<!-- translates /d' "$deck" >"$tools/decks/$name"
        pages+=("$out/${name%.md}.html")
    done
}

sh slides/deps.sh || exit 1
CHROME_PATH=$(sh slides/deps.sh --browser) || die "no Chromium or Chrome (CHROME_PATH says where another is)"
export CHROME_PATH
[[ $(node -p 'parseInt (process.versions.node)') -ge 18 ]] || die "Marp needs Node.js 18 or later, this is $(node --version)"
fetch_marp
copy_decks "$@"
marp
marp --pdf --pdf-notes --pdf-outlines -P 1
cp slides/check.mjs $tools/
node $tools/check.mjs "${pages[@]}" || exit 1
echo "slides: ${#pages[@]} decks as HTML and PDF in $out"
