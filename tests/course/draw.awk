#  draw.awk - a picture in SVG from a few lines of text
#
#  See draw.sh. Input: a .draw file; output: the picture. Variable: language, en or es.
#  Places are points of the page, from its top left corner; those of shapes are their middle.
#
#      size W H                     of the page
#      box NAME X Y W H "text"      a thing: a message, a socket, a terminal
#      round NAME X Y R "text"      a process
#      frame NAME X Y W H "title"   a node, with processes in it
#      lane NAME X "title"          one who talks, in a picture that time goes down in
#      note X Y "text"              words; their middle, or with `left` their beginning
#      cross X Y ""                 here something breaks
#      arrow FROM TO "text"         from one shape to another; between lanes FROM TO Y
#      line FROM TO "text"          … without a head
#      both FROM TO "text"          … with two
#
#  In a text `\"` is a quote, `\n` begins a new line, and `English|español` are the two languages. After it
#  stand words for the look: a colour (blue green red yellow grey), mono, bold, small, left,
#  dashed, thick, below (the text of a line), shift N (a line beside the straight way; the
#  text of an arrow goes with it).

BEGIN {
    tint["ink"] = "#1f2933";    fill["ink"] = "#ffffff"
    tint["blue"] = "#1d5fa8";   fill["blue"] = "#e3effb"
    tint["green"] = "#1b7f4b";  fill["green"] = "#e1f5e9"
    tint["red"] = "#b3261e";    fill["red"] = "#fdeaea"
    tint["yellow"] = "#8a5a00"; fill["yellow"] = "#fff6d6"
    tint["grey"] = "#52606d";   fill["grey"] = "#f1f4f7"
}

function fail(text) {
    print FILENAME ":" FNR ": " text > "/dev/stderr"
    bad = 1
    exit 1
}

#  A line of the source: words before its text, the text, and words for the look after it.
function read_line(    halves, look, count, i) {
    if (!match($0, /"([^"\\]|\\.)*"/)) fail("a text in quotes is missing")
    count = split(substr($0, RSTART + RLENGTH), look, " ")
    text = substr($0, RSTART + 1, RLENGTH - 2)
    words = split(substr($0, 1, RSTART - 1), word, " ")
    if (split(text, halves, "|") == 2) text = language == "es" ? halves[2] : halves[1]
    colour = "ink"
    split("", has)
    shift = 0
    for (i = 1; i <= count; i++) {
        if (look[i] in tint) colour = look[i]
        else if (look[i] == "shift") shift = look[++i]
        else if (look[i] ~ /^(mono|bold|small|left|dashed|thick|below)$/) has[look[i]] = 1
        else fail("what is " look[i] "?")
    }
}

function plain(string) {
    gsub(/\\"/, "\"", string)
    gsub(/&/, "\\&amp;", string)
    gsub(/</, "\\&lt;", string)
    gsub(/>/, "\\&gt;", string)
    return string
}

#  How wide a text is, about.
function width(string, size,    letters) {
    letters = string
    gsub(/[\200-\277]/, "", letters)        #  a letter of UTF-8 has one byte that is none of these
    return length(letters) * size * ("bold" in has ? 0.68 : 0.6)
}

#  How wide a text at x may be, to stay on the page.
function page_room(x) {
    return ("left" in has) ? page_w - x : 2 * (x < page_w - x ? x : page_w - x)
}

#  Write the text around a point; it may be as wide as `room`.
function write(x, y, room,    lines, count, i, size) {
    if (room > page_room(x)) room = page_room(x)
    size = "small" in has ? 14 : 16
    count = split(text, lines, /\\n/)
    for (i = 1; i <= count; i++) {
        if (width(lines[i], size) > room)
            fail("too wide: " lines[i] " needs " width(lines[i], size) ", has " room)
        printf "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\"%s%s%s%s>%s</text>\n", x,
            y + (i - (count + 1) / 2) * size * 1.3 + size * 0.35, size, tint[colour],
            "mono" in has ? " font-family=\"DejaVu Sans Mono, monospace\"" : "",
            "bold" in has ? " font-weight=\"bold\"" : "",
            "left" in has ? " text-anchor=\"start\"" : "",
            halo ? " stroke=\"#ffffff\" stroke-width=\"5\" paint-order=\"stroke\"" : "", plain(lines[i])
    }
}

function stroke() {
    return sprintf("stroke=\"%s\" stroke-width=\"%s\"%s", tint[colour], "thick" in has ? 4 : 2,
                   "dashed" in has ? " stroke-dasharray=\"7 5\"" : "")
}

#  Shapes are remembered, for lines find their edges.
function remember(kind, x, y, w, h) {
    kind_of[word[2]] = kind
    x_of[word[2]] = x
    y_of[word[2]] = y
    w_of[word[2]] = w
    h_of[word[2]] = h
}

function rectangle(x, y, w, h, corner) {
    printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\" fill=\"%s\" %s/>\n",
        x - w / 2, y - h / 2, w, h, corner, fill[colour], stroke()
}

function is_inside(name, x, y,    dx, dy) {
    dx = x - x_of[name]
    dy = y - y_of[name]
    if (kind_of[name] == "round") return dx * dx + dy * dy < w_of[name] * w_of[name]
    return dx * dx < w_of[name] * w_of[name] / 4 && dy * dy < h_of[name] * h_of[name] / 4
}

#  Where the way from x, y in this shape to another point leaves it: sets edge_x, edge_y.
function find_edge(name, x, y, to_x, to_y,    near, far, i, at) {
    far = 1
    for (i = 0; i < 30; i++) {
        at = (near + far) / 2
        if (is_inside(name, x + at * (to_x - x), y + at * (to_y - y))) near = at
        else far = at
    }
    edge_x = x + far * (to_x - x)
    edge_y = y + far * (to_y - y)
}

#  The ends of a line between two shapes: sets from_x … to_y.
function find_ends(a, b,    dx, dy, long, ax, ay, bx, by) {
    if (!(a in kind_of) || !(b in kind_of)) fail("a line needs two shapes drawn before it: " $0)
    ax = x_of[a]
    bx = x_of[b]
    if (kind_of[a] == "lane") {
        ay = by = word[4]
        from_x = ax + (ax < bx ? 4 : -4)
        to_x = bx + (ax < bx ? -4 : 4)
        from_y = to_y = ay
        return
    }
    ay = y_of[a]
    by = y_of[b]
    long = sqrt((bx - ax) ^ 2 + (by - ay) ^ 2)
    dx = -(by - ay) / long * shift
    dy = (bx - ax) / long * shift
    find_edge(a, ax + dx, ay + dy, bx + dx, by + dy)
    from_x = edge_x
    from_y = edge_y
    find_edge(b, bx + dx, by + dy, ax + dx, ay + dy)
    to_x = edge_x
    to_y = edge_y
}

#  A line, its heads, and its text in the middle above it (or below).
function draw_line(heads,    count, lines, far, room) {
    find_ends(word[2], word[3])
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s%s%s/>\n", from_x, from_y, to_x, to_y,
        stroke(), (heads > 0 ? " marker-end=\"url(#" colour ")\"" : ""),
        (heads > 1 ? " marker-start=\"url(#" colour ")\"" : "")
    if (text == "") return
    count = split(text, lines, /\\n/)
    far = 4 + count * 10
    room = from_y == to_y ? (from_x < to_x ? to_x - from_x : from_x - to_x) : page_w
    write((from_x + to_x) / 2, (from_y + to_y) / 2 + ("below" in has ? far : -far), room)
}

/^#/ || /^ *$/ { next }
/^size / {
    page_w = $2
    page_h = $3
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" " \
        "font-family=\"DejaVu Sans, Verdana, sans-serif\" text-anchor=\"middle\">\n", $2, $3, $2, $3
    printf "<rect width=\"%d\" height=\"%d\" rx=\"10\" fill=\"#ffffff\"/>\n<defs>\n", $2, $3
    for (i = split("ink blue green red yellow grey", names, " "); i > 0; i--)
        printf "<marker id=\"%s\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"14\" markerHeight=\"14\" " \
            "markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\">" \
            "<path d=\"M0 1 L10 5 L0 9 z\" fill=\"%s\"/></marker>\n", names[i], tint[names[i]]
    print "</defs>"
    next
}
{ read_line() }
!page_w { fail("the first line is size W H") }
$1 == "box" || $1 == "frame" {
    remember($1, word[3], word[4], word[5], word[6])
    if ($1 == "box") {
        rectangle(word[3], word[4], word[5], word[6], 6)
        write(word[3], word[4], word[5] - 6)
    } else {
        rectangle(word[3], word[4], word[5], word[6], 16)
        has["bold"] = has["left"] = 1
        write(word[3] - word[5] / 2 + 14, word[4] - word[6] / 2 + 20, word[5] - 20)
    }
    next
}
$1 == "round" {
    remember($1, word[3], word[4], word[5], word[5])
    printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" %s/>\n", word[3], word[4], word[5],
        fill[colour], stroke()
    write(word[3], word[4], 2 * word[5] - 4)
    next
}
$1 == "lane" {
    halo = 1                        #  words may stand across a lane
    remember($1, word[3], 30, 0, 0)
    printf "<line x1=\"%d\" y1=\"30\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>\n", word[3], word[3],
        page_h - 14, tint[colour]
    rectangle(word[3], 30, 180, 36, 6)
    has["bold"] = 1
    write(word[3], 30, 178)
    next
}
$1 == "note" { write(word[2], word[3], page_w); next }
$1 == "cross" {
    colour = "red"
    printf "<path d=\"M%d %d l24 24 m0 -24 l-24 24\" stroke=\"%s\" stroke-width=\"6\" stroke-linecap=\"round\"/>\n",
        word[2] - 12, word[3] - 12, tint[colour]
    next
}
$1 == "line" { draw_line(0); next }
$1 == "arrow" { draw_line(1); next }
$1 == "both" { draw_line(2); next }
{ fail("what is " $1 "?") }
END { if (!bad) print "</svg>" }
