//  pond.cc - the same from C++: every kind of argument, a module, a crash
//
//  test_install.sh builds it as C++17 with the compilers there are.

#include <zcluster.h>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

static zc_term_t *
s_quack (const zc_term_t *args)
{
    int times = 0;
    zc_term_match (args, "[~i]", &times);
    return zc_term_new ("{quacked, ~i}", times);
}
ZC_MODULE (Duck, {"quack", 1, s_quack});

//  ---- formats and patterns ------------------------------------------------

static void
s_all_kinds ()
{
    char text [] = "text";
    unsigned char bytes [] = {1, 2};
    zc_pid_t pid = zc_self (), pid2;
    zc_ref_t ref = zc_make_ref (), ref2;
    zc_term_t *inner = zc_term_new ("[1, 2]"), *inner2;
    zc_term_t *term = zc_term_new ("{~i, ~i, ~f, ~o, ~s, ~a, ~b, ~p, ~r, ~t}", short (-7), 9u, 1.5f,
                                   true, text, "atom", bytes, sizeof bytes, pid, ref, inner);
    signed char small;
    unsigned long wide;
    double real;
    bool flag;
    const char *string, *atom;
    const void *data;
    size_t size;
    bool matched = zc_term_match (term, "{~i, ~i, ~f, ~o, ~s, ~a, ~b, ~p, ~r, ~t}", &small, &wide,
                                  &real, &flag, &string, &atom, &data, &size, &pid2, &ref2, &inner2);
    bool same = matched && small == -7 && wide == 9 && real == 1.5 && flag && !strcmp (string, text)
             && !strcmp (atom, "atom") && size == 2 && !memcmp (data, bytes, 2)
             && zc_pid_equal (pid, pid2) && zc_ref_equal (ref, ref2) && zc_term_equal (inner, inner2);
    zc_io_puts (same? "all kinds: in and out": "all kinds: not what went in");
}

static void
s_adder (void *)
{
    zc_pid_t from;
    int a, b;
    while (zc_receive_any (-1, ZC_CASE ("stop"), ZC_CASE ("{add, ~p, ~i, ~i}", &from, &a, &b)) == 1)
        zc_send (from, "{sum, ~i}", a + b);
}

static void
s_messages ()
{
    int sum;
    zc_pid_t adder = zc_spawn (s_adder, nullptr);
    zc_send (adder, "{add, ~p, 2, ~i}", zc_self (), 3);
    if (zc_receive (-1, "{sum, ~i}", &sum))
        zc_io_format ("sum: %d\n", sum);
    zc_send (adder, "stop");
    zc_register ("main", zc_self ());
    zc_send_name_after (0, "main", "tick");
    zc_receive (-1, "tick");
}

//  ---- how processes end ---------------------------------------------------

static void
s_catch (void *)
{
    try {
        throw std::runtime_error ("caught");
    }
    catch (const std::exception &error) {
        std::string text = error.what ();       //  a call may block: not in here
    }
    zc_exit ("{shutdown, caught}");
}

static void
s_throw (void *)
{
    throw 1;
}

static void
s_report (const char *what, zc_body_t *body)
{
    zc_ref_t ref;
    zc_term_t *reason = nullptr;
    zc_spawn_monitor (body, nullptr, &ref);
    zc_receive (-1, "{:DOWN, ~r, process, _, ~t}", ref, &reason);
    const char *where;
    if (zc_term_match (reason, "{signal, abrt, ~s}", &where))
        zc_io_format ("%s: aborted\n", what);
    else
        zc_io_format ("%s: %s\n", what, zc_term_str (reason));
}

static void
s_main (void *)
{
    s_all_kinds ();
    s_messages ();
    zc_io_inspect (zc_apply ("Duck", "quack", zc_term_new ("[~i]", 3)));
    s_report ("exception", s_catch);
    s_report ("uncaught", s_throw);
}

int
main ()
{
    zc_node_options_t options = {};
    options.log_level = ZC_LOG_NONE;
    zc_node_t *node = zc_node_new (&options, nullptr);
    int status = zc_run (node, s_main, nullptr);
    zc_node_destroy (&node);
    return status;
}
