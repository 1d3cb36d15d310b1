//  zt_cluster.h - nodes as programs of their own, driven over pipes
//
//      zt_node_t a, b;
//      zt_start (&a, "a@localhost", "");
//      zt_start (&b, "b@localhost", "hidden tick=500");
//      zt_is (&a, "connect b@localhost", "true");
//      zt_kill (&b);
//      zt_stop (&a);
//
//  The test program starts itself again for each node; a process in there reads
//  commands, a line each, and answers with a line. So a node can be driven while
//  it is cut off, and killed or frozen like any program. Commands common to all
//  tests are below; a test adds its own in zt_own.
//
//  A node that is stopped in order fails the test if it leaks. A check that fails in a
//  node is its answer from then on.

#ifndef ZT_CLUSTER_H_INCLUDED
#define ZT_CLUSTER_H_INCLUDED

#include "zc_test.h"
#include "process/zc_hooks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

enum { ZT_LINE = 16 * 1024 };

typedef struct {
    const char *name;
    void (*run) (char *args, char *answer);     //  answer: ZT_LINE bytes, ""
} zt_command_t;

//  The test's own commands.
enum { ZT_OWN = 32 };
static const zt_command_t zt_own [ZT_OWN];

//  ---- in the node: arguments ----------------------------------------------

//  The next word of the arguments; the rest stays.
static inline char *
zt_word (char **args)
{
    char *word = *args;
    char *end = strchr (word, ' ');
    *args = end? end + 1: word + strlen (word);
    if (end)
        *end = 0;
    return word;
}

static inline void
zt_answer_term (char *answer, const zc_term_t *term)
{
    char *text = zc_term_str (term);
    snprintf (answer, ZT_LINE, "%s", text);
    zc_free (text);
}

static inline void
zt_answer_bool (char *answer, bool value)
{
    strcpy (answer, value? "true": "false");
}

static inline void
zt_answer_connect (char *answer, zc_connect_t value)
{
    strcpy (answer, value == ZC_CONNECTED? "true": value == ZC_FAILED? "false": "ignored");
}

//  ---- in the node: common commands ----------------------------------------

static void
zt_do_connect (char *args, char *answer)
{
    zt_answer_connect (answer, zc_node_connect (args));
}

static void
zt_do_disconnect (char *args, char *answer)
{
    zt_answer_connect (answer, zc_node_disconnect (args));
}

static void
zt_do_ping (char *args, char *answer)
{
    strcpy (answer, zc_node_ping (args)? "pong": "pang");
}

static int
zt_by_text (const void *a, const void *b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

//  Names in order, without their hosts.
static void
zt_answer_nodes (char *answer, zc_term_t *list)
{
    size_t count = zc_term_length (list);
    char **names = zc_alloc ((count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        zc_term_t *item = zc_term_element (list, i);
        const char *name = "?";
        zc_term_match (item, "~a", &name);
        names [i] = zc_strdup (name);
        names [i][strcspn (name, "@")] = 0;
        zc_term_destroy (&item);
    }
    qsort (names, count, sizeof *names, zt_by_text);
    for (size_t i = 0; i < count; i++)
        sprintf (answer + strlen (answer), "%s%s", i? " ": "", names [i]);
    zc_term_destroy (&list);
}

static void
zt_do_nodes (char *args, char *answer)
{
    static const struct { const char *name; int kind; } kinds [] = {
        {"", ZC_NODES_VISIBLE}, {"hidden", ZC_NODES_HIDDEN}, {"this", ZC_NODES_THIS},
        {"connected", ZC_NODES_CONNECTED}, {"known", ZC_NODES_KNOWN}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp (args, kinds [i].name) == 0)
            zt_answer_nodes (answer, zc_node_list (kinds [i].kind));
}

static void
zt_do_monitor_nodes (char *args, char *answer)
{
    bool on = strcmp (zt_word (&args), "on") == 0;
    zc_term_t *result = zc_net_kernel_monitor_nodes (on, *args? args: "[]");
    zt_answer_term (answer, result);
    zc_term_destroy (&result);
}

static void
zt_do_monitor (char *args, char *answer)
{
    char *name = zt_word (&args);
    zt_answer_bool (answer, zc_node_monitor (name, strcmp (args, "on") == 0));
}

//  The next message, or one that matches; "-" after the time.
static void
zt_do_next (char *args, char *answer)
{
    int ms = zt_ms (atoi (zt_word (&args)));
    if (zc_receive (ms, *args? args: "_"))
        zt_answer_term (answer, zc_message ());
    else
        strcpy (answer, "-");
}

static void
zt_do_send (char *args, char *answer)
{
    char *name = zt_word (&args);
    char *node = zt_word (&args);
    zt_answer_bool (answer, zc_send_name (name, node, args));
}

static void
zt_do_register (char *args, char *answer)
{
    zt_answer_bool (answer, zc_register (args, zc_self ()));
}

static void
zt_do_cookie (char *args, char *answer)
{
    (void) args;
    zc_term_t *cookie = zc_node_cookie ();
    zt_answer_term (answer, cookie);
    zc_term_destroy (&cookie);
}

static void
zt_do_set_cookie (char *args, char *answer)
{
    zt_answer_bool (answer, zc_node_set_cookie (args));
}

static void
zt_do_set_cookie_for (char *args, char *answer)
{
    char *name = zt_word (&args);
    zt_answer_bool (answer, zc_node_set_cookie_for (name, args));
}

static void
zt_do_allow (char *args, char *answer)
{
    zc_net_kernel_allow (args);
    strcpy (answer, "ok");
}

static void
zt_do_fault (char *args, char *answer)
{
    char *name = zt_word (&args);
    char *kind = zt_word (&args);
    zc_fault_t fault = *kind == 'c'? ZC_FAULT_CUT: *kind == 'h'? ZC_FAULT_HEAL:
                       strcmp (kind, "delay") == 0? ZC_FAULT_DELAY: ZC_FAULT_DROP;
    zt_answer_bool (answer, zc_node_fault (name, fault, atoi (args)));
}

static void
zt_do_leave (char *args, char *answer)
{
    (void) args;
    zt_answer_nodes (answer, zc_node_leave ());
}

static void
zt_do_logged (char *args, char *answer)
{
    zt_answer_bool (answer, zt_logged (args));
}

static void
zt_do_left (char *args, char *answer)
{
    (void) args;
    sprintf (answer, "%zu", zc_flush (false));
}

//  Resident memory of the program, in MiB.
static void
zt_do_memory (char *args, char *answer)
{
    (void) args;
    long pages = 0;
    FILE *file = fopen ("/proc/self/statm", "r");
    if (file && fscanf (file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose (file);
    sprintf (answer, "%ld", pages * sysconf (_SC_PAGESIZE) >> 20);
}

//  Any function by name: run MODULE FUNCTION ARGS; how it ended, unless it returned.
typedef struct {
    const char *module, *function;
    zc_term_t *args, *value;
} zt_call_t;

static void
zt_apply (void *arg)
{
    zt_call_t *call = arg;
    call->value = zc_apply (call->module, call->function, call->args);
}

//  Takes the term.
static inline void
zt_answer_class (char *answer, zc_class_t class_, zc_term_t *term)
{
    static const char *const names [] = {"", "throw ", "exit ", "error "};
    char *text = zc_term_str (term);
    snprintf (answer, ZT_LINE, "%s%s", names [class_], text);
    zc_free (text);
    zc_term_destroy (&term);
}

static void
zt_do_run (char *args, char *answer)
{
    zt_call_t call = {zt_word (&args), zt_word (&args), NULL, NULL};
    call.args = zc_term_parse (args, NULL);
    zc_term_t *reason;
    zc_class_t class_ = zc_try (zt_apply, &call, &reason);
    zt_answer_class (answer, class_, class_ == ZC_VALUE? call.value: reason);
    zc_term_destroy (&call.args);
}

static const zt_command_t zt_common [] = {
    {"connect", zt_do_connect}, {"disconnect", zt_do_disconnect}, {"ping", zt_do_ping},
    {"nodes", zt_do_nodes}, {"monitor_nodes", zt_do_monitor_nodes}, {"monitor", zt_do_monitor},
    {"next", zt_do_next}, {"send", zt_do_send}, {"register", zt_do_register},
    {"cookie", zt_do_cookie}, {"set_cookie", zt_do_set_cookie},
    {"set_cookie_for", zt_do_set_cookie_for}, {"allow", zt_do_allow}, {"fault", zt_do_fault},
    {"leave", zt_do_leave}, {"logged", zt_do_logged}, {"left", zt_do_left},
    {"memory", zt_do_memory}, {"run", zt_do_run}, {NULL, NULL}};

//  ---- in the node: the driver ---------------------------------------------

static bool
zt_run_command (const zt_command_t *command, const char *name, char *args, char *answer)
{
    for (; command->name; command++)
        if (strcmp (command->name, name) == 0) {
            command->run (args, answer);
            return true;
        }
    return false;
}

//  A check that failed in this program is the answer instead.
static void
zt_answer_failure (char *answer)
{
    pthread_mutex_lock (&zt_lock);
    const char *first = zt_failures + strspn (zt_failures, "\n ");
    if (*first)
        snprintf (answer, ZT_LINE, "%.*s", (int) strcspn (first, "\n"), first);
    pthread_mutex_unlock (&zt_lock);
}

//  A line from the pipe; false: the test has closed it.
static bool
zt_read_line (char *line)
{
    size_t size = 0;
    while (size + 1 < ZT_LINE) {
        zc_wait_fd (0, false, -1);
        if (read (0, line + size, 1) != 1)
            return false;
        if (line [size] == '\n')
            break;
        size++;
    }
    line [size] = 0;
    return true;
}

static void
zt_driver (void *arg)
{
    (void) arg;
    char *line = zc_alloc (ZT_LINE), *answer = zc_alloc (ZT_LINE + 1);
    printf ("ready\n");
    fflush (stdout);
    while (zt_read_line (line)) {
        char *args = line, *name = zt_word (&args);
        *answer = 0;
        if (!zt_run_command (zt_own, name, args, answer)
        &&  !zt_run_command (zt_common, name, args, answer))
            sprintf (answer, "no such command: %s", name);
        zt_answer_failure (answer);
        printf ("%s\n", answer);
        fflush (stdout);
    }
}

static void
zt_option (zc_node_options_t *options, char *text)
{
    char *value = text + strcspn (text, "=");
    if (*value)
        *value++ = 0;
#define ZT_FLAG(word, field, what) if (strcmp (text, word) == 0) options->field = what
    ZT_FLAG ("hidden", hidden, true);
    ZT_FLAG ("plain", security, ZC_SECURITY_PLAIN);
    ZT_FLAG ("long", long_names, true);
    ZT_FLAG ("cookie", cookie, value);
    ZT_FLAG ("bind", bind, value);
    ZT_FLAG ("tick", tick_ms, zt_ms (atoi (value)));
    ZT_FLAG ("intensity", tick_intensity, atoi (value));
    ZT_FLAG ("setup", setup_ms, atoi (value));
    ZT_FLAG ("never", auto_connect, ZC_DIAL_NEVER);
    ZT_FLAG ("once", auto_connect, ZC_DIAL_ONCE);
    ZT_FLAG ("no_mesh", connect_all_off, true);
    ZT_FLAG ("overlap", overlapping_partitions, true);
    ZT_FLAG ("busy", busy_limit, (size_t) atoi (value));
    ZT_FLAG ("faults", fault_hook, true);
    ZT_FLAG ("info", log_level, ZC_LOG_INFO);
    ZT_FLAG ("dir", runtime_dir, value);
#undef ZT_FLAG
}

//  What a node's program does. Its exit code: 0, or 2 no node, 3 a leak.
static inline int
zt_node_main (int argc, char **argv)
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    signal (SIGPIPE, SIG_IGN);
    zc_node_options_t options = zt_options ();
    options.name = strcmp (argv [2], "-")? argv [2]: NULL;
    options.cookie = "duck";
    for (int i = 3; i < argc; i++)
        zt_option (&options, argv [i]);
    char *error = NULL;
    zt_warm_up ();
    long blocks = zc_blocks_in_use ();
    zc_node_t *node = zc_node_new (&options, &error);
    if (!node) {
        printf ("error: %s\n", error);
        fflush (stdout);
        free (error);
        return 2;
    }
    zc_run (node, zt_driver, NULL);
    zc_node_destroy (&node);
    if (zc_blocks_in_use () == blocks)
        return 0;
    fprintf (stderr, "node %s leaks %ld blocks\n", argv [2], zc_blocks_in_use () - blocks);
    return 3;
}

//  Memory is bounded: sanitizers keep freed memory for a while.
#define ZT_MIB(mib) (ZT_ASAN || ZT_TSAN? (mib) + 600: (mib))

//  ---- in the test ---------------------------------------------------------

typedef struct {
    char name [64];
    pid_t pid;
    int to, from;
} zt_node_t;

//  A line of the node, without its line feed; good until the one after next.
static inline char *
zt_hear (zt_node_t *node)
{
    static char lines [2][ZT_LINE];
    static int turn;
    char *line = lines [turn ^= 1];
    size_t size = 0;
    while (size + 1 < ZT_LINE) {
        struct pollfd poll_fd = {node->from, POLLIN, 0};
        ck_assert_msg (poll (&poll_fd, 1, 3 * ZT_LONG) == 1, "node %s is silent", node->name);
        ck_assert_msg (read (node->from, line + size, 1) == 1, "node %s is gone", node->name);
        if (line [size] == '\n')
            break;
        size++;
    }
    line [size] = 0;
    return line;
}

__attribute__ ((format (printf, 2, 3))) static inline void
zt_tell (zt_node_t *node, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    ck_assert_int_gt (vdprintf (node->to, format, args), 0);
    va_end (args);
    ck_assert_int_eq (write (node->to, "\n", 1), 1);
}

#define zt_do(node, ...) (zt_tell (node, __VA_ARGS__), zt_hear (node))

#define zt_is(node, command, answer) ck_assert_str_eq (zt_do (node, "%s", command), answer)

//  Ask until the answer is right, and not again: for what nothing announces.
#define zt_until_is(node, command, answer) \
    do { \
        int64_t zt_end = zt_now_ms () + ZT_LONG; \
        const char *zt_got; \
        bool zt_right; \
        while (!(zt_right = strcmp (zt_got = zt_do (node, "%s", command), answer) == 0) \
        &&     zt_now_ms () < zt_end) \
            zt_sleep_in_c (5); \
        ck_assert_msg (zt_right, "%s of %s: %s", command, (node)->name, zt_got); \
    } while (0)

//  Start a program; the answer is its first line.
static inline char *
zt_start_any (zt_node_t *node, const char *name, const char *options)
{
    int to [2], from [2];
    ck_assert (pipe2 (to, O_CLOEXEC) == 0 && pipe2 (from, O_CLOEXEC) == 0);
    snprintf (node->name, sizeof node->name, "%s", name);
    node->pid = fork ();
    ck_assert_int_ge (node->pid, 0);
    if (node->pid == 0) {
        char text [1000], *words = text, *argv [32] = {"test", "--node", node->name};
        snprintf (text, sizeof text, "%s", options);
        for (int i = 3; i < 31 && *words; i++)
            argv [i] = zt_word (&words);
        dup2 (to [0], 0);
        dup2 (from [1], 1);
        execv ("/proc/self/exe", argv);
        _exit (9);
    }
    close (to [0]);
    close (from [1]);
    node->to = to [1];
    node->from = from [0];
    return zt_hear (node);
}

static inline void
zt_start (zt_node_t *node, const char *name, const char *options)
{
    ck_assert_str_eq (zt_start_any (node, name, options), "ready");
}

//  Its exit code; 128 + signal where one ended it.
static inline int
zt_end (zt_node_t *node)
{
    int status;
    close (node->to);
    ck_assert_int_eq (waitpid (node->pid, &status, 0), node->pid);
    close (node->from);
    return WIFEXITED (status)? WEXITSTATUS (status): 128 + WTERMSIG (status);
}

static inline void
zt_stop (zt_node_t *node)
{
    ck_assert_int_eq (zt_end (node), 0);
}

static inline void
zt_kill (zt_node_t *node)
{
    kill (node->pid, SIGKILL);
    ck_assert_int_eq (zt_end (node), 128 + SIGKILL);
}

static inline void
zt_freeze (zt_node_t *node)
{
    int status;
    kill (node->pid, SIGSTOP);
    ck_assert_int_eq (waitpid (node->pid, &status, WUNTRACED), node->pid);
}

static inline void
zt_thaw (zt_node_t *node)
{
    kill (node->pid, SIGCONT);
}

//  Runtime directory and port map of this program's nodes.
static char zt_dir [64];

//  A port that nobody has, below those that the system gives out itself.
static inline int
zt_free_port (void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    int port = 10000 + (int) (getpid () % 20000), taken = -1;
    while (taken != 0) {
        int fd = socket (AF_INET, SOCK_STREAM, 0);
        address.sin_port = htons ((uint16_t) ++port);
        taken = bind (fd, (struct sockaddr *) &address, sizeof address);
        close (fd);
    }
    return port;
}

static inline void
zt_enter_dir (void)
{
    char port [32];
    snprintf (zt_dir, sizeof zt_dir, "/tmp/zt_cluster_XXXXXX");
    if (!mkdtemp (zt_dir))
        abort ();
    snprintf (port, sizeof port, "127.0.0.1:%d", zt_free_port ());
    setenv ("ZCLUSTER_RUNTIME_DIR", zt_dir, 1);
    setenv ("ZCLUSTER_PORT_MAP", port, 1);
}

//  Remove a directory and the files in it.
static inline void
zt_remove_dir (const char *path)
{
    DIR *folder = opendir (path);
    for (struct dirent *entry; folder && (entry = readdir (folder));)
        unlinkat (dirfd (folder), entry->d_name, 0);
    if (folder)
        closedir (folder);
    rmdir (path);
}

static inline int
zt_cluster_main (const char *title, const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create (title);
    for (size_t i = 0; i < count; i++) {
        TCase *test = tcase_create (tests [i]->name);
        tcase_set_timeout (test, 120 * zt_scale ());
        tcase_add_test (test, tests [i]);
        suite_add_tcase (suite, test);
    }
    signal (SIGPIPE, SIG_IGN);
    zt_enter_dir ();
    SRunner *runner = srunner_create (suite);
    srunner_run_all (runner, CK_ENV);
    int failed = srunner_ntests_failed (runner);
    srunner_free (runner);
    zt_remove_dir (zt_dir);
    return failed? 1: 0;
}

//  main of the program: a suite of tests, each a case of its own.
#define ZT_CLUSTER_MAIN(title, ...) \
    int \
    main (int argc, char **argv) \
    { \
        if (argc > 1 && strcmp (argv [1], "--node") == 0) \
            return zt_node_main (argc, argv); \
        const TTest *const tests [] = {__VA_ARGS__}; \
        return zt_cluster_main (title, tests, sizeof tests / sizeof *tests); \
    }

#endif
