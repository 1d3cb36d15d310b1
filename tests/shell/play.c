//  play.c - play a session of several shells, and compare what they print
//
//      play PATH_OF_ZCLUSTER FILE.session…
//
//  A session is written as the course notes print it:
//
//      #  a comment
//      $ zcluster --sname node1@localhost        start one on a terminal of its own
//      iex(node1@localhost)1> 1 +                typed at that terminal …
//      ...(node1@localhost)1> 2                  … over several lines
//      3                                         printed there, in any order
//      (hangs)                                   it does not come back to its prompt
//      [node2@localhost] Quack!                  printed there by and by, here or later
//      kill node2@localhost                      kill -9
//      stop node2@localhost, cont node2@localhost
//      file duck.ex                              the lines up to `end of file` become this
//      …                                         file, in the working directory
//      eventually                                the next expression, of one line, is typed
//                                                again until what follows it is printed
//      ignore Quack!                             from now on, such lines may appear at any time
//
//  In what is expected, #PID<0.1.2> is any process of that node, #PID<9.1.2> any of another
//  one, #Reference<…> any reference, and … any text in a line, or in what is printed in up
//  to ten lines, as long values are. Lines that are not expected are a failure, wherever
//  they appear. The numbers in prompts do not matter.
//
//  Prints TAP, one test for each file. Time limits are scaled by ZC_TIME.

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NODES = 8, LINES = 256, WORDS = 16, LIMIT_S = 20, HANG_MS = 300, QUIET_MS = 50,
       JOINED = 10 };

typedef struct {
    char name [64];
    pid_t pid;
    int fd;
    char line [65536];              //  the line that is being printed
    size_t size;
    int number;                     //  of the last prompt
    bool at_prompt, more;           //  waits for an expression; for the rest of one
    int echoes;                     //  lines that were typed and are to come back
    char *lines [LINES];            //  printed, and not accounted for yet
    size_t count;
} s_node_t;

typedef struct {
    const char *program, *file;
    int number;                     //  line of the file
    s_node_t nodes [NODES];
    size_t count;
    s_node_t *now;                  //  who was last typed to
    char *ignored [WORDS];          //  lines that may appear at any time
    size_t ignored_count;
    bool eventually;                //  the next expression is retyped …
    char *retyped;                  //  … which is this one
    bool failed;
} s_play_t;

static double
s_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
s_scale (void)
{
    const char *text = getenv ("ZC_TIME");
    double scale = text? atof (text): 1;
    return scale > 0? scale: 1;
}

__attribute__ ((format (printf, 2, 3))) static void
s_fail (s_play_t *self, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    printf ("#   %s:%d: ", self->file, self->number);
    vprintf (format, args);
    putchar ('\n');
    va_end (args);
    self->failed = true;
}

//  ---- what a terminal shows -----------------------------------------------

//  Without colours and cursor movements; what stands after the last carriage return.
static void
s_plain (char *line)
{
    char *to = line;
    for (char *from = line; *from;) {
        if (from [0] == '\033' && from [1] == '[') {
            from += 2;
            while (*from && !isalpha ((unsigned char) *from))
                from++;
            from += *from != 0;
        }
        else
        if (from [0] == '\r' && from [1]) {
            to = line;
            from++;
        }
        else
        if (*from == '\r' || *from == '\a')
            from++;
        else
            *to++ = *from++;
    }
    *to = 0;
}

//  Is it "zcluster(NAME)12> " or "...(NAME)12> ", and nothing else? The number, or -1.
static int
s_prompt (const char *line, const char *word, const char *name)
{
    char start [128];
    snprintf (start, sizeof start, "%s(%s)", word, name);
    size_t size = strlen (start);
    if (strncmp (line, start, size) != 0 || !isdigit ((unsigned char) line [size]))
        return -1;
    char *rest;
    long number = strtol (line + size, &rest, 10);
    return strcmp (rest, "> ") == 0 || strcmp (rest, ">") == 0? (int) number: -1;
}

//  Does a line begin with a prompt? What others print does not stand behind one.
static bool
s_typed_at (const char *line, const char *name)
{
    line += strncmp (line, "zcluster", 8) == 0? 8: strncmp (line, "...", 3) == 0? 3: 0;
    size_t size = strlen (name);
    if (*line != '(' || strncmp (line + 1, name, size) != 0 || line [size + 1] != ')')
        return false;
    line += size + 2;
    line += strspn (line, "0123456789");
    return *line == '>';
}

static void
s_take_line (s_node_t *node)
{
    node->line [node->size] = 0;
    node->size = 0;
    s_plain (node->line);
    if (s_typed_at (node->line, node->name))
        node->echoes -= node->echoes > 0;
    else
    if (node->line [0] && node->count < LINES)
        node->lines [node->count++] = strdup (node->line);
}

//  The line without a line feed may be a prompt.
static void
s_look_for_prompt (s_node_t *node)
{
    char line [sizeof node->line];
    memcpy (line, node->line, node->size);
    line [node->size] = 0;
    s_plain (line);
    int number = s_prompt (line, "zcluster", node->name);
    if (number >= node->number && number > 0 && node->echoes == 0) {
        node->at_prompt = true;
        node->number = number;
    }
    node->more = node->echoes == 0 && s_prompt (line, "...", node->name) >= 0;
}

static void
s_read (s_node_t *node)
{
    char data [4096];
    ssize_t size = read (node->fd, data, sizeof data);
    if (size <= 0) {                //  its end: the terminal is gone
        close (node->fd);
        node->fd = -1;
        return;
    }
    for (ssize_t i = 0; i < size; i++) {
        if (data [i] == '\n')
            s_take_line (node);
        else
        if (node->size < sizeof node->line - 1)
            node->line [node->size++] = data [i];
    }
    s_look_for_prompt (node);
}

//  Take in what the terminals print, for at most so many milliseconds or until the first of
//  them has something. false: nothing came.
static bool
s_turn (s_play_t *self, int ms)
{
    struct pollfd polled [NODES];
    for (size_t i = 0; i < self->count; i++)
        polled [i] = (struct pollfd) {.fd = self->nodes [i].fd, .events = POLLIN};
    if (poll (polled, self->count, ms) <= 0)
        return false;
    for (size_t i = 0; i < self->count; i++)
        if (self->nodes [i].fd >= 0 && polled [i].revents)
            s_read (&self->nodes [i]);
    return true;
}

//  Until a node is where it should be. false: the time was up.
static bool
s_await (s_play_t *self, const bool *flag)
{
    double limit = s_now () + LIMIT_S * s_scale ();
    while (!*flag && s_now () < limit)
        s_turn (self, 100);
    return *flag;
}

//  ---- what was expected ---------------------------------------------------

static bool
s_skip (const char **text, const char *word)
{
    size_t size = strlen (word);
    if (strncmp (*text, word, size) != 0)
        return false;
    *text += size;
    return true;
}

//  #PID<0.…> and #PID<7.…> are all that is known of a process; a reference is a reference.
static bool
s_same_id (const char **got, const char **wanted)
{
    const char *g = *got, *w = *wanted;
    if (s_skip (&g, "#PID<") && s_skip (&w, "#PID<")) {
        if ((atoi (g) == 0) != (atoi (w) == 0))
            return false;
    }
    else
    if (!(s_skip (&g, "#Reference<") && s_skip (&w, "#Reference<")))
        return false;
    g = strchr (g, '>');
    w = strchr (w, '>');
    if (!g || !w)
        return false;
    *got = g + 1;
    *wanted = w + 1;
    return true;
}

static bool
s_same (const char *got, const char *wanted)
{
    while (*wanted) {
        if (s_skip (&wanted, "…")) {
            for (; *got; got++)
                if (s_same (got, wanted))
                    return true;
            return *wanted == 0;
        }
        if (*wanted == '#' && s_same_id (&got, &wanted))
            continue;
        if (*got++ != *wanted++)
            return false;
    }
    return *got == 0;
}

static void
s_strike (s_node_t *node, size_t at, size_t count)
{
    for (size_t i = at; i < at + count; i++)
        free (node->lines [i]);
    node->count -= count;
    memmove (&node->lines [at], &node->lines [at + count], (node->count - at) * sizeof *node->lines);
}

//  Strike off what a node has printed in one line, or where … is expected in several; their
//  indentation is one space then.
static bool
s_take (s_node_t *node, const char *wanted)
{
    char joined [65536];
    for (size_t i = 0; i < node->count; i++) {
        size_t size = 0, most = strstr (wanted, "…")? JOINED: 1;
        for (size_t k = i; k < node->count && k < i + most; k++) {
            const char *line = node->lines [k];
            size += (size_t) snprintf (joined + size, sizeof joined - size, "%s%s", k > i? " ": "",
                                       k > i? line + strspn (line, " "): line);
            if (size >= sizeof joined)
                break;
            if (s_same (joined, wanted)) {
                s_strike (node, i, k - i + 1);
                return true;
            }
        }
    }
    return false;
}

static void
s_forget (s_node_t *node)
{
    for (size_t i = 0; i < node->count; i++)
        free (node->lines [i]);
    node->count = 0;
}

static void
s_send (s_node_t *node, const char *text)
{
    node->at_prompt = node->more = false;
    node->echoes++;
    size_t size = strlen (text);
    if (write (node->fd, text, size) != (ssize_t) size || write (node->fd, "\r", 1) != 1)
        node->echoes = 0;
}

static void
s_expect (s_play_t *self, s_node_t *node, const char *wanted)
{
    double limit = s_now () + LIMIT_S * s_scale ();
    while (!s_take (node, wanted)) {
        if (self->retyped && node->at_prompt && s_now () < limit) {
            s_forget (node);
            s_turn (self, QUIET_MS);
            s_send (node, self->retyped);
        }
        if (s_now () > limit || node->fd < 0) {
            s_fail (self, "%s did not print: %s", node->name, wanted);
            for (size_t i = 0; i < node->count; i++)
                printf ("#     but: %s\n", node->lines [i]);
            return;
        }
        s_turn (self, 100);
    }
}

static bool
s_ignored (const s_play_t *self, const char *line)
{
    for (size_t i = 0; i < self->ignored_count; i++)
        if (s_same (line, self->ignored [i]))
            return true;
    return false;
}

//  All that was printed was expected.
static void
s_settle (s_play_t *self)
{
    while (s_turn (self, QUIET_MS))
        ;
    for (size_t i = 0; i < self->count; i++) {
        s_node_t *node = &self->nodes [i];
        for (size_t j = 0; j < node->count; j++)
            if (!s_ignored (self, node->lines [j]))
                s_fail (self, "%s printed, unexpectedly: %s", node->name, node->lines [j]);
        s_forget (node);
    }
}

//  ---- what is done --------------------------------------------------------

static s_node_t *
s_find (s_play_t *self, const char *name)
{
    for (size_t i = self->count; i-- > 0;)
        if (strcmp (self->nodes [i].name, name) == 0)
            return &self->nodes [i];
    s_fail (self, "no such node: %s", name);
    return NULL;
}

//  "zcluster --sname node1@localhost …" on a terminal of its own.
static void
s_start (s_play_t *self, char *line)
{
    char *words [WORDS], *rest;
    int count = 0;
    for (char *word = strtok_r (line, " ", &rest); word && count < WORDS - 1;
         word = strtok_r (NULL, " ", &rest))
        words [count++] = word;
    words [count] = NULL;
    if (self->count == NODES || count < 3) {
        s_fail (self, "too many nodes, or no name");
        return;
    }
    s_node_t *node = &self->nodes [self->count++];
    memset (node, 0, sizeof *node);
    snprintf (node->name, sizeof node->name, "%s", words [2]);
    struct winsize size = {.ws_row = 50, .ws_col = 500};
    node->pid = forkpty (&node->fd, NULL, NULL, &size);
    if (node->pid == 0) {
        execv (self->program, words);
        _exit (127);
    }
    fcntl (node->fd, F_SETFD, FD_CLOEXEC);
    if (!s_await (self, &node->at_prompt))
        s_fail (self, "%s shows no prompt: %.*s", node->name, (int) node->size, node->line);
    s_forget (node);                //  its greeting
    self->now = node;
}

//  Type a line at a node's terminal, when it is ready for one.
static void
s_type (s_play_t *self, const char *name, const char *text, bool more)
{
    s_node_t *node = s_find (self, name);
    if (!node)
        return;
    if (!s_await (self, more? &node->more: &node->at_prompt))
        s_fail (self, "%s is not ready for: %s", name, text);
    else
        s_send (node, text);
    free (self->retyped);
    self->retyped = self->eventually? strdup (text): NULL;
    self->eventually = false;
    self->now = node;
}

//  The node is still busy after a while.
static void
s_hangs (s_play_t *self)
{
    double limit = s_now () + HANG_MS / 1000.0 * s_scale ();
    while (s_now () < limit)
        s_turn (self, 20);
    if (!self->now || self->now->at_prompt)
        s_fail (self, "%s does not hang", self->now? self->now->name: "nobody");
}

static void
s_signal (s_play_t *self, const char *name, int number)
{
    s_node_t *node = s_find (self, name);
    if (!node)
        return;
    kill (node->pid, number);
    if (number == SIGKILL) {
        waitpid (node->pid, NULL, 0);
        node->pid = 0;
        node->name [0] = 0;
    }
}

//  "file NAME" and the lines after it.
static void
s_file (s_play_t *self, const char *name, FILE *from)
{
    FILE *file = fopen (name, "w");
    char line [4096];
    while (file && fgets (line, sizeof line, from) && strcmp (line, "end of file\n") != 0) {
        self->number++;
        fputs (line, file);
    }
    self->number++;
    if (!file || fclose (file) != 0)
        s_fail (self, "cannot write %s", name);
}

//  "word(NAME)12> text": the name and the text. false: it is no such line.
static bool
s_typed (const char *line, const char *word, char name [64], const char **text)
{
    size_t size = strlen (word);
    if (strncmp (line, word, size) != 0 || line [size] != '(')
        return false;
    const char *from = line + size + 1, *to = strchr (from, ')');
    if (!to || to - from > 63)
        return false;
    snprintf (name, 64, "%.*s", (int) (to - from), from);
    to++;
    to += strspn (to, "0123456789");
    if (*to != '>')
        return false;
    *text = to [1] == ' '? to + 2: to + 1;
    return true;
}

static void
s_line (s_play_t *self, char *line, FILE *from)
{
    char name [64];
    const char *text = line;
    if (line [0] == 0 || (line [0] == '#' && line [1] == ' '))
        return;
    if (line [0] == '$')
        s_start (self, line + 1);
    else
    if (s_typed (line, "iex", name, &text)) {
        s_settle (self);
        s_type (self, name, text, false);
    }
    else
    if (s_typed (line, "...", name, &text))
        s_type (self, name, text, true);
    else
    if (strcmp (line, "(hangs)") == 0)
        s_hangs (self);
    else
    if (s_skip (&text, "kill "))
        s_signal (self, text, SIGKILL);
    else
    if (s_skip (&text, "stop "))
        s_signal (self, text, SIGSTOP);
    else
    if (s_skip (&text, "cont "))
        s_signal (self, text, SIGCONT);
    else
    if (strcmp (line, "eventually") == 0)
        self->eventually = true;
    else
    if (s_skip (&text, "ignore ") && self->ignored_count < WORDS)
        self->ignored [self->ignored_count++] = strdup (text);
    else
    if (s_skip (&text, "file "))
        s_file (self, text, from);
    else
    if (line [0] == '[' && sscanf (line, "[%63[a-z0-9@]", name) == 1 && strchr (name, '@')
    &&  strncmp (line + 1 + strlen (name), "] ", 2) == 0) {
        s_node_t *node = s_find (self, name);
        if (node)
            s_expect (self, node, strchr (line, ']') + 2);
    }
    else
    if (self->now)
        s_expect (self, self->now, line);
}

//  ---- a session -----------------------------------------------------------

//  All nodes leave by Ctrl-D, one after the other; who does not is killed.
static void
s_end (s_play_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        s_node_t *node = &self->nodes [i];
        if (node->pid && node->fd >= 0 && write (node->fd, "\004", 1) != 1)
            s_fail (self, "%s is gone already", node->name);
        double limit = s_now () + LIMIT_S * s_scale ();
        int status = 0;
        while (node->pid && waitpid (node->pid, &status, WNOHANG) == 0)
            if (s_now () > limit) {
                s_fail (self, "%s does not leave at the end of its input", node->name);
                kill (node->pid, SIGKILL);
                waitpid (node->pid, &status, 0);
                break;
            }
            else
                s_turn (self, 20);
        if (node->pid && status != 0)
            s_fail (self, "%s left with status %#x", node->name, (unsigned) status);
        if (node->fd >= 0)
            close (node->fd);
        s_forget (node);
    }
    for (size_t i = 0; i < self->ignored_count; i++)
        free (self->ignored [i]);
    free (self->retyped);
}

static bool
s_play (const char *program, const char *path)
{
    static s_play_t self;
    self = (s_play_t) {.program = program, .file = path};
    FILE *file = fopen (path, "r");
    if (!file) {
        s_fail (&self, "cannot be read");
        return false;
    }
    char line [4096];
    while (fgets (line, sizeof line, file)) {
        self.number++;
        line [strcspn (line, "\n")] = 0;
        s_line (&self, line, file);
    }
    fclose (file);
    s_settle (&self);
    s_end (&self);
    return !self.failed;
}

int
main (int argc, char **argv)
{
    if (argc < 3) {
        fputs ("usage: play PATH_OF_ZCLUSTER FILE.session…\n", stderr);
        return 2;
    }
    setenv ("TERM", "dumb", 0);
    setvbuf (stdout, NULL, _IOLBF, 0);
    int failed = 0;
    printf ("1..%d\n", argc - 2);
    for (int i = 2; i < argc; i++) {
        bool good = s_play (argv [1], argv [i]);
        const char *name = strrchr (argv [i], '/');
        printf ("%sok %d - %s\n", good? "": "not ", i - 1, name? name + 1: argv [i]);
        failed += !good;
    }
    return failed > 0;
}
