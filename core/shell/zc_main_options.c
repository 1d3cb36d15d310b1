//  zc_main_options.c - the command line of `zcluster`
//
//  Options may stand before and after the command. Which go with which command
//  is one table; everything wrong is one line that says what, and status 2.
//  Read next: zc_main.c.

#include "zc_main.h"
#include "dist/zc_cookie.h"
#include "dist/zc_nodename.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char s_help [] =
    "zcluster - nodes that find, talk to and watch each other\n"
    "\n"
    "  zcluster [OPTION…]                        start a node. On a terminal it has a shell;\n"
    "                                            with a file or pipe as standard input it\n"
    "                                            evaluates that, and ends; else it runs until\n"
    "                                            SIGTERM, SIGINT or `zcluster stop`\n"
    "  zcluster eval 'EXPRESSION'                evaluate it on a node of its own\n"
    "  zcluster remsh NODE                       a shell that evaluates on that node\n"
    "  zcluster names [HOST]                     the nodes of this or that host, their ports\n"
    "  zcluster ping NODE                        pong or pang\n"
    "  zcluster stop NODE                        stop a node, in good order\n"
    "  zcluster call NODE Module function ['[ARGS]']\n"
    "                                            call a function there, print its result\n"
    "  zcluster new PATH [--sup]                 make an application of your own; with a\n"
    "                                            supervisor and a program\n"
    "\n"
    "  --sname NAME[@HOST]      the node's name, with a short host part\n"
    "  --name NAME@FQDN         … with a full host name or an address\n"
    "  --cookie C               the shared secret; else the one in ~/.zcluster.cookie,\n"
    "                           which is made at first use\n"
    "  --hidden                 not a member of the mesh\n"
    "  --no-shell               leave standard input alone, as in the background\n"
    "  --connect NODE[,NODE…]   join these at start\n"
    "  --security curve|plain   encrypted (default), or readable on the wire\n"
    "  --bind ADDRESS           listen there (default: this machine only; * is everywhere)\n"
    "  --port-range A-B         listen on a port of this range\n"
    "  --ticktime S             a silent node counts as dead after S seconds (60)\n"
    "  --busy-wait N            between two messages look out for N microseconds, before it\n"
    "                           sleeps (200; 0: sleep at once)\n"
    "  --log LEVEL              debug, info, notice (default), warning, error, none\n"
    "  --version, --help\n"
    "\n"
    "  ping, stop, call and remsh take --cookie, --security and --log, eval all of a node.\n"
    "\n"
    "Environment:\n"
    "  ZCLUSTER_RUNTIME_DIR     where the nodes of a host meet (/tmp/zcluster)\n"
    "  ZCLUSTER_PORT_MAP        [address:]port that tells other hosts our ports (4370)\n"
    "  ZCLUSTER_HISTORY         file of the lines typed (~/.zcluster_history); empty: none\n"
    "  LC_ALL, LC_MESSAGES, LANG   help in Spanish where it begins with es\n"
    "  NO_COLOR                 no colours\n"
    "\n"
    "Exit status: 0 fine; 1 the operation failed (pang, the call crashed, some\n"
    "expression of eval or of a script failed);\n"
    "2 a mistake on the command line; 3 the node could not start. eval: exit(:normal)\n"
    "is 0, exit({:shutdown, N}) is N.\n";

enum {
    OPTION_SNAME = 1000, OPTION_NAME, OPTION_COOKIE, OPTION_HIDDEN, OPTION_CONNECT,
    OPTION_SECURITY, OPTION_BIND, OPTION_PORT_RANGE, OPTION_TICKTIME, OPTION_BUSY_WAIT, OPTION_LOG,
    OPTION_SUP, OPTION_NO_SHELL, OPTION_VERSION, OPTION_HELP, OPTIONS_END
};

static const struct option s_options [] = {
    {"sname", required_argument, NULL, OPTION_SNAME},
    {"name", required_argument, NULL, OPTION_NAME},
    {"cookie", required_argument, NULL, OPTION_COOKIE},
    {"hidden", no_argument, NULL, OPTION_HIDDEN},
    {"connect", required_argument, NULL, OPTION_CONNECT},
    {"security", required_argument, NULL, OPTION_SECURITY},
    {"bind", required_argument, NULL, OPTION_BIND},
    {"port-range", required_argument, NULL, OPTION_PORT_RANGE},
    {"ticktime", required_argument, NULL, OPTION_TICKTIME},
    {"busy-wait", required_argument, NULL, OPTION_BUSY_WAIT},
    {"log", required_argument, NULL, OPTION_LOG},
    {"sup", no_argument, NULL, OPTION_SUP},
    {"no-shell", no_argument, NULL, OPTION_NO_SHELL},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0}
};

#define BIT(option) (1u << ((option) - OPTION_SNAME))
#define ASKING (BIT (OPTION_COOKIE) | BIT (OPTION_SECURITY) | BIT (OPTION_LOG))
#define A_NODE (~(BIT (OPTION_SUP) | BIT (OPTION_NO_SHELL)))

//  The commands: how many words follow, and which options go with them.
static const struct {
    const char *name;
    zc_command_t command;
    int min, max;
    unsigned options;
    const char *usage;
} s_commands [] = {
    {"names", ZC_COMMAND_NAMES, 0, 1, 0, "zcluster names [HOST]"},
    {"ping", ZC_COMMAND_PING, 1, 1, ASKING, "zcluster ping NODE"},
    {"stop", ZC_COMMAND_STOP, 1, 1, ASKING, "zcluster stop NODE"},
    {"call", ZC_COMMAND_CALL, 3, 4, ASKING, "zcluster call NODE Module function '[ARGS]'"},
    {"eval", ZC_COMMAND_EVAL, 1, 1, A_NODE, "zcluster eval 'EXPRESSION'"},
    {"remsh", ZC_COMMAND_REMSH, 1, 1, ASKING, "zcluster remsh NODE"},
    {"new", ZC_COMMAND_NEW, 1, 1, BIT (OPTION_SUP), "zcluster new PATH [--sup]"}
};

void
zc_main_print_help (void)
{
    fputs (s_help, stdout);
}

void
zc_main_say (const char *format, ...)
{
    const char *no_color = getenv ("NO_COLOR");
    bool color = isatty (STDERR_FILENO) && !(no_color && *no_color);
    va_list args;
    va_start (args, format);
    fputs (color? "\033[31mzcluster:\033[0m ": "zcluster: ", stderr);
    vfprintf (stderr, format, args);
    fputc ('\n', stderr);
    va_end (args);
}

//  A whole number within limits; the text up to `end` must be all of it.
static bool
s_number (const char *text, const char *end, long min, long max, long *number)
{
    char *after;
    if (*text < '0' || *text > '9')
        return false;
    *number = strtol (text, &after, 10);
    return after == end && *number >= min && *number <= max;
}

static bool
s_port_range (zc_node_options_t *node, const char *text)
{
    const char *dash = strchr (text, '-');
    long min, max;
    if (!dash || !s_number (text, dash, 1, 65535, &min)
    ||  !s_number (dash + 1, text + strlen (text), 1, 65535, &max) || min > max) {
        zc_main_say ("--port-range %s: two ports are wanted, as in 9100-9109", text);
        return false;
    }
    node->port_min = (int) min;
    node->port_max = (int) max;
    return true;
}

static bool
s_log_level (zc_node_options_t *node, const char *text)
{
    static const char *const names [] = {"debug", "info", "notice", "warning", "error", "none"};
    for (int i = 0; i < 6; i++)
        if (strcmp (text, names [i]) == 0) {
            node->log_level = (zc_log_level_t) (ZC_LOG_DEBUG + i);
            return true;
        }
    zc_main_say ("--log %s: one of debug, info, notice, warning, error, none", text);
    return false;
}

static bool
s_security (zc_node_options_t *node, const char *text)
{
    bool plain = strcmp (text, "plain") == 0;
    if (!plain && strcmp (text, "curve") != 0) {
        zc_main_say ("--security %s: curve or plain", text);
        return false;
    }
    node->security = plain? ZC_SECURITY_PLAIN: ZC_SECURITY_CURVE;
    return true;
}

static bool
s_own_name (zc_node_options_t *node, const char *text, bool long_names)
{
    if (node->name) {
        zc_main_say ("a node has one name: --sname or --name, once");
        return false;
    }
    zc_nodename_t name;
    const char *error = zc_nodename_own (&name, text, long_names);
    if (error)
        zc_main_say ("%s: %s", text, error);
    node->name = text;
    node->long_names = long_names;
    return !error;
}

static bool
s_cookie (zc_node_options_t *node, const char *text)
{
    if (!zc_cookie_valid (text)) {
        zc_main_say ("--cookie: 1 to 255 printable characters without space");
        return false;
    }
    node->cookie = text;
    return true;
}

static bool
s_ticktime (zc_node_options_t *node, const char *text)
{
    long seconds;
    if (!s_number (text, text + strlen (text), 1, INT_MAX / 1000, &seconds)) {
        zc_main_say ("--ticktime %s: a number of seconds is wanted", text);
        return false;
    }
    node->tick_ms = (int) seconds * 1000;
    return true;
}

static bool
s_busy_wait (zc_node_options_t *node, const char *text)
{
    long microseconds;
    if (!s_number (text, text + strlen (text), 0, ZC_BUSY_WAIT_MAX_US, &microseconds)) {
        zc_main_say ("--busy-wait %s: microseconds, from 0 (never) to %d", text,
                     ZC_BUSY_WAIT_MAX_US);
        return false;
    }
    node->busy_wait_us = microseconds? (int) microseconds: -1;
    return true;
}

static bool
s_option (zc_main_t *self, int option)
{
    zc_node_options_t *node = &self->node;
    switch (option) {
        case OPTION_SNAME: return s_own_name (node, optarg, false);
        case OPTION_NAME: return s_own_name (node, optarg, true);
        case OPTION_COOKIE: return s_cookie (node, optarg);
        case OPTION_HIDDEN: return node->hidden = true;
        case OPTION_CONNECT: self->connect = optarg; return true;
        case OPTION_SECURITY: return s_security (node, optarg);
        case OPTION_BIND: node->bind = optarg; return true;
        case OPTION_PORT_RANGE: return s_port_range (node, optarg);
        case OPTION_TICKTIME: return s_ticktime (node, optarg);
        case OPTION_BUSY_WAIT: return s_busy_wait (node, optarg);
        case OPTION_LOG: return s_log_level (node, optarg);
        case OPTION_SUP: return self->with_supervisor = true;
        case OPTION_NO_SHELL: return self->no_shell = true;
        default: return true;
    }
}

//  Names of nodes to join must be of our own kind, or they never can be.
static bool
s_connect (const zc_main_t *self)
{
    if (!self->connect)
        return true;
    if (!self->node.name) {
        zc_main_say ("--connect needs a node with a name (--sname or --name)");
        return false;
    }
    const char *at = self->connect;
    for (;;) {
        char text [ZC_NODE_NAME_MAX + 1];
        zc_nodename_t peer;
        size_t size = strcspn (at, ",");
        snprintf (text, sizeof text, "%.*s", (int) (size < sizeof text? size: 0), at);
        const char *error = zc_nodename_peer (&peer, text, self->node.long_names);
        if (error) {
            zc_main_say ("--connect %.*s: %s", (int) size, at, error);
            return false;
        }
        if (!at [size])
            return true;
        at += size + 1;
    }
}

//  The node a command is about: its kind of name decides ours.
static bool
s_target (zc_main_t *self, const char *text)
{
    zc_nodename_t peer;
    const char *error = NULL;
    if ((error = zc_nodename_peer (&peer, text, false)) != NULL) {
        error = zc_nodename_peer (&peer, text, true);
        self->node.long_names = true;
    }
    if (error)
        zc_main_say ("%s: not a node name, as in node1@localhost", text);
    self->target = text;
    return !error;
}

static bool
s_args (zc_main_t *self, const char *text)
{
    char *error = NULL;
    self->args = zc_term_parse (text, &error);
    bool good = self->args && zc_term_type (self->args) == ZC_LIST;
    if (!good) {
        zc_main_say ("the arguments are a list, as in '[1, \"two\"]': %s",
                     error? error: "this is none");
        zc_term_destroy (&self->args);
    }
    zc_free (error);
    return good;
}

//  The words of the command line: the command and what it is about.
static bool
s_command (zc_main_t *self, int count, char **words, unsigned options)
{
    for (size_t i = 0; i < sizeof s_commands / sizeof *s_commands; i++) {
        if (strcmp (words [0], s_commands [i].name) != 0)
            continue;
        if (count - 1 < s_commands [i].min || count - 1 > s_commands [i].max) {
            zc_main_say ("usage: %s", s_commands [i].usage);
            return false;
        }
        for (int option = OPTION_SNAME; option < OPTION_VERSION; option++)
            if (options & BIT (option) & ~s_commands [i].options) {
                zc_main_say ("--%s does not go with %s", s_options [option - OPTION_SNAME].name,
                             words [0]);
                return false;
            }
        self->command = s_commands [i].command;
        self->module = count > 2? words [2]: NULL;
        self->function = count > 3? words [3]: NULL;
        self->target = count > 1? words [1]: NULL;
        if (self->command == ZC_COMMAND_EVAL)
            return s_connect (self);
        bool about_node = self->command != ZC_COMMAND_NEW && self->command != ZC_COMMAND_NAMES;
        return (!about_node || s_target (self, words [1]))
            && (self->command != ZC_COMMAND_CALL || s_args (self, count > 4? words [4]: "[]"));
    }
    zc_main_say ("%s: no such command (zcluster --help)", words [0]);
    return false;
}

bool
zc_main_parse (zc_main_t *self, int argc, char **argv)
{
    *self = (zc_main_t) {.command = ZC_COMMAND_NODE};
    opterr = 0;
    unsigned options = 0;
    for (;;) {
        int at = optind;
        int option = getopt_long (argc, argv, ":", s_options, NULL);
        if (option == -1)
            break;
        if (option == '?' || option == ':') {
            const char *text = argv [optind > at? optind - 1: at];
            zc_main_say (option == ':'? "%s needs a value": "%s: no such option, or an unclear "
                         "one (zcluster --help)", text);
            return false;
        }
        options |= BIT (option);
        if (!s_option (self, option))
            return false;
    }
    if (options & BIT (OPTION_HELP))
        self->command = ZC_COMMAND_HELP;
    else
    if (options & BIT (OPTION_VERSION))
        self->command = ZC_COMMAND_VERSION;
    else
    if (optind < argc)
        return s_command (self, argc - optind, argv + optind, options);
    if (self->with_supervisor) {
        zc_main_say ("--sup goes with new");
        return false;
    }
    return s_connect (self);
}
