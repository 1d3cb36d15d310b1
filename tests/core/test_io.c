//  test_io.c - output and input through the group leader

#include "zc_test.h"

//  ---- a group leader of the test's own ------------------------------------
//  Anybody can be one: answer what comes in, and tell the test about it.

typedef struct {
    zc_pid_t test;
    const char *line;               //  the answer to get_line; NULL: eof
} s_leader_t;

static void
s_leader (void *arg)
{
    s_leader_t *self = arg;
    zc_pid_t from;
    zc_term_t *ref, *chars;
    for (;;)
        switch (zc_receive_any (-1,
                    ZC_CASE ("{io_request, ~p, ~t, {put_chars, unicode, ~t}}", &from, &ref, &chars),
                    ZC_CASE ("{io_request, ~p, ~t, {get_line, unicode, ~t}}", &from, &ref, &chars),
                    ZC_CASE ("stop"))) {
            case 0:
                zc_send (self->test, "{wrote, ~p, ~t}", from, chars);
                zc_send (from, "{io_reply, ~t, ok}", ref);
                break;
            case 1:
                zc_send (self->test, "{asked, ~t}", chars);
                if (self->line)
                    zc_send (from, "{io_reply, ~t, ~s}", ref, self->line);
                else
                    zc_send (from, "{io_reply, ~t, eof}", ref);
                break;
            default:
                return;
        }
}

static void
s_puts (void *arg)
{
    zt_check (zc_io_puts (arg));
}

ZT_TEST (output_goes_to_the_group_leader_as_whole_requests)
{
    s_leader_t leader = {.test = zc_self ()};
    zc_pid_t pid = zc_spawn (s_leader, &leader), old = zc_group_leader ();
    zc_set_group_leader (pid, zc_self ());
    zt_check (zc_io_puts ("hello"));
    zt_check (zc_receive (0, "{wrote, ~p, \"hello\\n\"}", zc_self ()));
    zt_check (zc_io_format ("%d ducks, %s", 3, "quack"));
    zt_check (zc_receive (0, "{wrote, _, \"3 ducks, quack\"}"));    //  as it stands
    zc_term_t *term = zc_term_new ("{response, [1, 3], \"text\"}");
    zt_check (zc_io_inspect (term));
    zt_check (zc_receive (0, "{wrote, _, \"{:response, [1, 3], \\\"text\\\"}\\n\"}"));
    zc_ref_t ref;                           //  inherited
    zc_spawn_monitor (s_puts, "from a child", &ref);
    zt_check_down (ref, "normal");
    zt_check (zc_receive (0, "{wrote, _, \"from a child\\n\"}"));
    zc_set_group_leader (old, zc_self ());
    zc_send (pid, "stop");
}

ZT_TEST (a_spawned_function_writes_to_the_leader_of_its_caller)
{
    s_leader_t leader = {.test = zc_self ()};
    zc_pid_t pid = zc_spawn (s_leader, &leader), old = zc_group_leader (), told;
    zc_set_group_leader (pid, zc_self ());
    zc_node_spawn (NULL, "IoDuck", "tell", "[~p]", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{leader, ~p}", &told));
    zt_check (zc_pid_equal (told, pid));
    zc_set_group_leader (old, zc_self ());
    zc_send (pid, "stop");
}

static zc_term_t *
s_duck_tell (const zc_term_t *args)
{
    zc_pid_t to;
    if (zc_term_match (args, "[~p]", &to))
        zc_send (to, "{leader, ~p}", zc_group_leader ());
    return NULL;
}

ZC_MODULE (IoDuck, {"tell", 1, s_duck_tell});

ZT_TEST (a_line_is_read_through_the_group_leader_without_its_line_feed)
{
    s_leader_t leader = {zc_self (), "quack quack\n"};
    zc_pid_t pid = zc_spawn (s_leader, &leader), old = zc_group_leader ();
    zc_set_group_leader (pid, zc_self ());
    char *line = zc_io_gets ("duck> ");
    zt_check (line && strcmp (line, "quack quack") == 0);
    zt_check (zc_receive (0, "{asked, \"duck> \"}"));
    leader.line = "no feed";
    line = zc_io_gets (NULL);
    zt_check (line && strcmp (line, "no feed") == 0);
    zt_check (zc_receive (0, "{asked, \"\"}"));
    leader.line = NULL;
    zt_check (zc_io_gets ("") == NULL);
    zt_check (zc_receive (0, "{asked, _}"));
    zc_set_group_leader (old, zc_self ());
    zc_send (pid, "stop");
}

typedef struct {
    zc_pid_t leader, test;
} s_flusher_t;

static void
s_flush (void *arg)
{
    s_flusher_t *self = arg;
    zc_set_group_leader (self->leader, zc_self ());
    for (int i = 0; i < 3; i++)
        zc_send (zc_self (), "{response, ~i}", 10 * i);
    zc_send (self->test, "{flushed, ~i}", zc_flush (true));
}

//  Flush prints each message through the leader, as iex does.
ZT_TEST (flush_prints_what_it_takes)
{
    s_leader_t leader = {.test = zc_self ()};
    s_flusher_t flusher = {zc_spawn (s_leader, &leader), zc_self ()};
    zc_spawn (s_flush, &flusher);
    zt_check (zc_receive (ZT_LONG, "{flushed, 3}"));
    zt_check (zc_receive (0, "{wrote, _, \"{:response, 0}\\n\"}"));
    zt_check (zc_receive (0, "{wrote, _, \"{:response, 10}\\n\"}"));
    zt_check (zc_receive (0, "{wrote, _, \"{:response, 20}\\n\"}"));
    zc_send (flusher.leader, "stop");
}

//  An io call waits for its own answer and leaves other messages alone.
ZT_TEST (an_io_call_does_not_disturb_the_mailbox)
{
    s_leader_t leader = {.test = zc_spawn (s_puts, "")};
    zc_pid_t pid = zc_spawn (s_leader, &leader), old = zc_group_leader ();
    zc_send (zc_self (), "{text, \"kept\"}");
    zc_send (zc_self (), "later");
    const char *text;
    zt_require (zc_receive (0, "{text, ~s}", &text));
    zc_set_group_leader (pid, zc_self ());
    zt_check (zc_io_puts ("in between"));
    zt_check (strcmp (text, "kept") == 0);
    zt_check_term (zc_term_dup (zc_message ()), "{text, \"kept\"}");
    zt_check (zc_receive (0, "later"));
    zt_check (!zc_receive (0, "_"));
    zc_set_group_leader (old, zc_self ());
    zc_send (pid, "stop");
}

//  ---- a leader that is gone -----------------------------------------------

static void
s_return (void *arg)
{
    (void) arg;
}

ZT_TEST (a_dead_group_leader_fails_the_io_call_not_the_process)
{
    zc_ref_t ref;
    zc_pid_t dead = zc_spawn_monitor (s_return, NULL, &ref), old = zc_group_leader ();
    zt_check_down (ref, "normal");
    zc_set_group_leader (dead, zc_self ());
    zt_check (!zc_io_puts ("nobody hears this"));
    zt_check (!zc_io_format ("%d", 1));
    zt_check (zc_io_gets ("?") == NULL);
    zt_check (!zc_receive (0, "_"));
    zc_set_group_leader (old, zc_self ());
}

//  Takes one request and dies over it.
static void
s_die_over_it (void *arg)
{
    (void) arg;
    zc_receive (-1, "{io_request, _, _, _}");
    zc_exit ("broken");
}

ZT_TEST (a_group_leader_that_dies_during_the_call_fails_it)
{
    zc_pid_t old = zc_group_leader ();
    for (int i = 0; i < 50; i++) {
        zc_set_group_leader (zc_spawn (s_die_over_it, NULL), zc_self ());
        zt_check (i % 2? !zc_io_puts ("lost"): zc_io_gets ("lost") == NULL);
        zt_check (!zc_receive (0, "_"));
    }
    zc_set_group_leader (old, zc_self ());
}

//  Answers another request first: not taken for an answer to this one.
static void
s_answer_wrongly (void *arg)
{
    zc_pid_t from;
    zc_term_t *ref;
    (void) arg;
    zc_receive (-1, "{io_request, ~p, ~t, _}", &from, &ref);
    zc_send (from, "{io_reply, ~r, ok}", zc_make_ref ());
    zc_send (from, "{io_reply, ~t, {error, enospc}}", ref);
}

ZT_TEST (an_error_or_a_foreign_answer_is_no_success)
{
    zc_pid_t old = zc_group_leader ();
    zc_set_group_leader (zc_spawn (s_answer_wrongly, NULL), zc_self ());
    zt_check (!zc_io_puts ("not written"));
    zt_check (zc_receive (0, "{io_reply, _, ok}"));     //  the foreign one was left alone
    zc_set_group_leader (old, zc_self ());
}

//  ---- the process `user` --------------------------------------------------
//  Standard input and output are exchanged for pipes while the node lives.

typedef struct {
    int in, out;                    //  the test's ends
    int old_in, old_out, user_in, user_out;
} s_pipes_t;

static void
s_pipes_open (s_pipes_t *self)
{
    int input [2] = {-1, -1}, output [2] = {-1, -1};
    fflush (stdout);
    zt_check (pipe (input) == 0 && pipe (output) == 0);
    self->old_in = dup (STDIN_FILENO);
    self->old_out = dup (STDOUT_FILENO);
    dup2 (input [0], STDIN_FILENO);
    dup2 (output [1], STDOUT_FILENO);
    close (input [0]);
    close (output [1]);
    self->in = input [1];
    self->out = output [0];
}

static void
s_pipes_close (s_pipes_t *self)
{
    fflush (stdout);
    dup2 (self->old_in, STDIN_FILENO);
    dup2 (self->old_out, STDOUT_FILENO);
    close (self->old_in);
    close (self->old_out);
    if (self->in >= 0)
        close (self->in);
    close (self->out);
}

//  Read until so many bytes are there.
static bool
s_expect (int fd, const char *text)
{
    char got [256] = "";
    size_t size = strlen (text), at = 0;
    while (at < size) {
        ssize_t more = read (fd, got + at, size - at);
        if (more <= 0)
            return false;
        at += (size_t) more;
    }
    if (memcmp (got, text, size) != 0)
        zt_fail ("read %s, not %s", got, text);
    return memcmp (got, text, size) == 0;
}

static void
s_run_with_pipes (void (*body) (void *arg))
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    s_pipes_t pipes;
    s_pipes_open (&pipes);
    zc_node_options_t options = zt_options ();
    zt_node_run (&options, body, &pipes);
    s_pipes_close (&pipes);
    zt_check_books (before);
    zt_report ();
}

static void
s_write_through_user (void *arg)
{
    s_pipes_t *pipes = arg;
    zt_check (zc_pid_equal (zc_whereis ("user"), zc_group_leader ()));
    zt_check (zc_io_puts ("to standard output"));
    zt_check (s_expect (pipes->out, "to standard output\n"));

    //  chardata as Erlang sends it, and what is none
    zc_term_t *chars = zc_term_new ("[\"one \", 'two', 32, [233, 8364], [\"!\" | \"?\"], []]");
    zc_ref_t ref = zc_make_ref ();
    zc_send_name ("user", NULL, "{io_request, ~p, ~r, {put_chars, unicode, ~t}}", zc_self (), ref,
                  chars);
    zt_check (zc_receive (ZT_LONG, "{io_reply, ~r, ok}", ref));
    zt_check (s_expect (pipes->out, "one two é€!?"));
    zc_send_name ("user", NULL, "{io_request, ~p, 1, {put_chars, unicode, [an_atom]}}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{io_reply, 1, {error, _}}"));
    zc_send_name ("user", NULL, "{io_request, ~p, 2, {make, coffee}}", zc_self ());
    zt_check (zc_receive (ZT_LONG, "{io_reply, 2, {error, request}}"));
    zc_send_name ("user", NULL, "no_request");
    zc_exit_process (zc_whereis ("user"), "ignored");
    zt_check (zc_io_puts ("still there"));
    zt_check (s_expect (pipes->out, "still there\n"));
}

START_TEST (the_process_user_writes_to_standard_output)
{
    s_run_with_pipes (s_write_through_user);
}
END_TEST

static void
s_ask_for_a_line (void *arg)
{
    s_pipes_t *pipes = arg;
    char *line = zc_io_gets ("name? ");
    zt_check (line && strcmp (line, "donald") == 0);
    (void) pipes;
}

static void
s_read_through_user (void *arg)
{
    s_pipes_t *pipes = arg;
    zc_ref_t ref;
    zc_spawn_monitor (s_ask_for_a_line, pipes, &ref);
    zt_check (s_expect (pipes->out, "name? "));
    //  the reader waits at the prompt: it holds up no writer
    zt_check (zc_io_puts ("meanwhile"));
    zt_check (s_expect (pipes->out, "meanwhile\n"));
    zt_check_int (write (pipes->in, "don", 3), 3);
    zt_check (zc_io_puts ("still"));
    zt_check (s_expect (pipes->out, "still\n"));
    zt_check_int (write (pipes->in, "ald\nsecond\n\nlast", 16), 16);
    zt_check_down (ref, "normal");
    char *line = zc_io_gets (NULL);
    zt_check (line && strcmp (line, "second") == 0);
    line = zc_io_gets (NULL);
    zt_check (line && strcmp (line, "") == 0);
    close (pipes->in);
    pipes->in = -1;
    line = zc_io_gets (NULL);
    zt_check (line && strcmp (line, "last") == 0);
    zt_check (zc_io_gets (NULL) == NULL);
    zt_check (zc_io_gets (NULL) == NULL);
}

START_TEST (the_process_user_reads_lines_until_the_input_ends)
{
    s_run_with_pipes (s_read_through_user);
}
END_TEST

enum { s_big = 300 * 1000 };

static void
s_write_big (void *arg)
{
    char *text = arg;
    zt_check (zc_io_puts (text));
}

//  A full pipe holds up who writes, nobody else; and nothing is torn apart.
static void
s_write_to_a_slow_pipe (void *arg)
{
    s_pipes_t *pipes = arg;
    char *text [2];
    zc_ref_t refs [2];
    for (int i = 0; i < 2; i++) {
        text [i] = zc_alloc (s_big + 1);
        memset (text [i], 'a' + i, s_big);
        zc_spawn_monitor (s_write_big, text [i], &refs [i]);
    }
    int64_t start = zt_now_ms ();
    for (int i = 0; i < 20; i++)
        zc_sleep (1);
    zt_check (zt_now_ms () - start < ZT_LONG);
    char *got = zc_alloc (2 * s_big + 2);
    size_t at = 0;
    while (at < 2 * s_big + 2) {
        ssize_t more = read (pipes->out, got + at, 2 * s_big + 2 - at);
        zt_require (more > 0);
        at += (size_t) more;
    }
    for (int half = 0; half < 2; half++) {
        const char *from = got + half * (s_big + 1);
        for (int i = 1; i < s_big; i++)
            zt_require (from [i] == from [0]);
        zt_check (from [s_big] == '\n');
    }
    for (int i = 0; i < 2; i++)
        zt_check_down (refs [i], "normal");
}

START_TEST (a_slow_pipe_holds_up_nobody_else_and_tears_nothing)
{
    s_run_with_pipes (s_write_to_a_slow_pipe);
}
END_TEST

static int s_file;

//  A closed descriptor and a file cannot be polled: neither may hurt the node.
static void
s_read_what_cannot_be_polled (void *arg)
{
    (void) arg;
    zt_check (lseek (s_file, 0, SEEK_SET) == 0);
    dup2 (s_file, STDIN_FILENO);
    char *line = zc_io_gets (NULL);
    zt_check (line && strcmp (line, "from a file") == 0);
    zc_free (line);
    zt_check (!zc_io_gets (NULL));
    close (STDIN_FILENO);
    zt_check (!zc_io_gets (NULL));
}

START_TEST (input_that_is_a_file_or_closed_is_read_to_its_end)
{
    char path [] = "/tmp/zc_io.XXXXXX";
    s_file = mkstemp (path);
    ck_assert (s_file >= 0 && write (s_file, "from a file\n", 12) == 12);
    unlink (path);
    s_run_with_pipes (s_read_what_cannot_be_polled);
    close (s_file);
}
END_TEST

//  ---- the module Kernel ---------------------------------------------------

#define KERNEL(result, function, ...) \
    do { \
        zc_term_t *zt_args = zc_term_new (__VA_ARGS__); \
        zt_check_term (zc_apply ("Kernel", function, zt_args), result); \
    } while (0)

ZT_TEST (the_module_kernel_computes)
{
    KERNEL ("1", "abs", "[-1]");
    KERNEL ("1.5", "abs", "[-1.5]");
    KERNEL ("9223372036854775808", "abs", "[-9223372036854775808]");
    KERNEL ("3", "length", "[[a, b, c]]");
    KERNEL ("0", "length", "[[]]");
    KERNEL ("2", "length", "['ab']");
    KERNEL ("b", "elem", "[{a, b}, 1]");
    KERNEL ("1", "hd", "[[1, 2]]");
    KERNEL ("[2]", "tl", "[[1, 2]]");
    KERNEL ("2", "max", "[1, 2]");
    KERNEL ("1", "min", "[1, 2]");
    KERNEL ("atom", "max", "[atom, 7]");
    KERNEL ("\"{:a, [1]}\"", "inspect", "[{a, [1]}]");
    KERNEL ("true", "is_atom", "[a]");
    KERNEL ("false", "is_pid", "[a]");
    KERNEL ("6", "apply", "[Kernel, max, [6, 5]]");
}

ZT_TEST (the_module_kernel_knows_process_and_node)
{
    zc_term_t *none = zc_term_new ("[]");
    zt_check_term (zc_apply ("Kernel", "self", none), "~p", zc_self ());
    zt_check_term (zc_apply ("Kernel", "node", none), "~a", zc_node_self ());
    KERNEL ("nonode@nohost", "node", "[~p]", zc_self ());
    KERNEL ("hello", "send", "[~p, hello]", zc_self ());
    zt_check (zc_receive (0, "hello"));
    zc_register ("kernel_test", zc_self ());
    KERNEL ("again", "send", "[kernel_test, again]");
    zt_check (zc_receive (0, "again"));
}

static void
s_call_kernel (void *arg)
{
    const char *function = arg;
    zc_term_t *args = strcmp (function, "elem") == 0? zc_term_new ("[{a}, 1]")
                                                    : zc_term_new ("[bad]");
    zc_apply ("Kernel", function, args);
}

ZT_TEST (bad_arguments_of_kernel_functions_end_with_badarg)
{
    zt_check_end (s_call_kernel, "abs", "{badarg, [{erlang, abs, [bad], [argument: {1, \"not a number\"}]}]}");
    zt_check_end (s_call_kernel, "hd", "{badarg, [{erlang, hd, [bad], [argument: {1, \"not a nonempty list\"}]}]}");
    zt_check_end (s_call_kernel, "length", "{badarg, [{erlang, length, [bad], [argument: {1, \"not a list\"}]}]}");
    zt_check_end (s_call_kernel, "elem", "{badarg, [{erlang, element, [2, {a}], [argument: {1, \"out of range\"}]}]}");
    zt_check_end (s_call_kernel, "exit", "bad");
    zt_check_end (s_call_kernel, "no_such", "{undef, [{Kernel, no_such, [bad], []}]}");
}

ZT_MAIN ("io",
    output_goes_to_the_group_leader_as_whole_requests,
    a_spawned_function_writes_to_the_leader_of_its_caller,
    a_line_is_read_through_the_group_leader_without_its_line_feed,
    flush_prints_what_it_takes,
    an_io_call_does_not_disturb_the_mailbox,
    a_dead_group_leader_fails_the_io_call_not_the_process,
    a_group_leader_that_dies_during_the_call_fails_it,
    an_error_or_a_foreign_answer_is_no_success,
    the_process_user_writes_to_standard_output,
    the_process_user_reads_lines_until_the_input_ends,
    a_slow_pipe_holds_up_nobody_else_and_tears_nothing,
    input_that_is_a_file_or_closed_is_read_to_its_end,
    the_module_kernel_computes,
    the_module_kernel_knows_process_and_node,
    bad_arguments_of_kernel_functions_end_with_badarg)
