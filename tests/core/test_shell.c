//  test_shell.c - the shell on a terminal: typed at, interrupted, printed over

#include "zt_pty.h"

#include <sys/ioctl.h>

static zt_pty_t s;

static void
s_start (const char *setting)
{
    zt_pty_start (&s, setting, zt_program (), "--sname", "alex@localhost", "--cookie", "duck", NULL);
    zt_pty_await (&s, "zcluster(alex@localhost)1> ");
}

static int
s_leave (void)
{
    zt_pty_type (&s, "\004");
    return zt_pty_end (&s);
}

#define shows(text, part) \
    ck_assert_msg (strstr (text, part) != NULL, "no \"%s\" in: %s", part, s_last)

static const char *s_last;
#define ask(line, until) (s_last = zt_pty_ask (&s, line, until))

//  ---- usage ---------------------------------------------------------------

START_TEST (a_session_is_read_evaluated_and_printed)
{
    s_start ("NO_COLOR=1");
    shows (ask ("1 + 2", "2> "), "\n3\r\n");
    shows (ask ("x = %{duck: \"quack\"}", "3> "), "\n%{duck: \"quack\"}\r\n");
    shows (ask ("x.duck", "4> "), "\n\"quack\"\r\n");
    shows (ask ("1 / 0", "4> "), "\n** (ArithmeticError) bad argument in arithmetic expression");
    shows (ask ("exit(:boom)", "4> "), "\n** (exit) :boom\r\n");
    shows (ask ("v(1) + v()", "4> "), "** (ArithmeticError)");
    shows (ask ("v(1) + 1", "5> "), "\n4\r\n");
    shows (ask ("|> Kernel.+(3)", "6> "), "\n7\r\n");
    shows (ask ("v(99)", "6> "), "** (RuntimeError) v(99) is out of bounds");
    shows (ask ("i 1..3", "7> "), "\nData type\r\n  Range\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (what_is_missing_is_logged_only_where_a_process_ends_of_it)
{
    s_start ("NO_COLOR=1");
    shows (ask ("Duck.swim()", "1> "), "** (UndefinedFunctionError) function Duck.swim/0 is undefined");
    ck_assert (strstr (s_last, "[error]") == NULL);
    shows (ask (":rpc.call(node(), Duck, :swim, [])", "2> "), "{:badrpc, {:EXIT, {:undef, ");
    ck_assert (strstr (s_last, "[error]") == NULL);
    ask ("spawn(fn -> Duck.swim() end)", "ends: function Duck.swim/0 is undefined");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (without_a_name_the_prompt_has_only_a_number)
{
    zt_pty_start (&s, NULL, zt_program (), NULL);
    zt_pty_await (&s, "\nzcluster(1)> ");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (results_have_colours_unless_they_are_not_wanted)
{
    s_start (NULL);
    shows (ask ("{:a, 1}", "2> "), "\033[36m:a\033[33m, 1}\033[0m");
    shows (ask ("foo()", "2> "), "\033[31m** (CompileError)");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_text_goes_on_until_it_is_whole)
{
    s_start ("NO_COLOR=1");
    ask ("Enum.map([1, 2], fn n ->", "...(alex@localhost)1> ");
    ask ("  n * 2", "...(alex@localhost)1> ");
    shows (ask ("end)", "2> "), "\n[2, 4]\r\n");
    ask ("{1,", "...(alex@localhost)2> ");
    shows (ask ("#iex:break", "zcluster(alex@localhost)2> "),
           "** (TokenMissingError) iex:2: incomplete expression");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

//  ---- keys ----------------------------------------------------------------

START_TEST (lines_are_edited_with_the_usual_keys)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "13\033[D2");                          //  left
    shows (ask ("", "2> "), "\n123\r\n");
    zt_pty_type (&s, "23\0011\005" "4\177");                //  home, end, backspace
    shows (ask ("", "3> "), "\n123\r\n");
    zt_pty_type (&s, "1 + x\027");                          //  a word back
    shows (ask ("1", "4> "), "\n2\r\n");
    zt_pty_type (&s, "\"a\303\261\303\241\177\177\303\251\"");      //  ñ and á are one key each
    shows (ask ("", "5> "), "\n\"a\303\251\"\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (pasted_lines_are_read_one_by_one)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "a = 1\rb = fn ->\r\t\ta + 1\rend\rb.()\r");
    shows (zt_pty_await (&s, "4> "), "\n2\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (bytes_that_are_no_text_do_no_harm)
{
    s_start ("NO_COLOR=1");
    zt_pty_type_bytes (&s, "\"\377\376\303\"", 5);
    shows (ask ("", "2> "), "\n\"\357\277\275\357\277\275\357\277\275\"\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_very_long_line_is_a_line)
{
    enum { LONG = 9000 };
    static char line [LONG + 20];
    s_start ("NO_COLOR=1");
    memset (line, '1', LONG);
    strcpy (line + LONG, "; 42");
    shows (ask (line, "2> "), "\n42\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (names_are_completed)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "Node.disc\t");
    zt_pty_await (&s, "onnect");
    shows (ask ("(:nobody@localhost)", "2> "), "\nfalse\r\n");
    zt_pty_type (&s, ":alex@\t");
    zt_pty_await (&s, "localhost");
    shows (ask ("", "3> "), "\n:alex@localhost\r\n");
    ask ("mallards = %{quack: 1}", "4> ");
    zt_pty_type (&s, "mall\t");
    zt_pty_await (&s, "ards");
    zt_pty_type (&s, ".q\t");
    zt_pty_await (&s, "uack");
    shows (ask ("", "5> "), "\n1\r\n");
    zt_pty_type (&s, "Node.\t");
    zt_pty_await (&s, "connect/1 ");
    zt_pty_await (&s, "zcluster(alex@localhost)5> Node.");
    ck_assert_int_eq ((zt_pty_type (&s, "\003"), zt_pty_await (&s, "5> "), s_leave ()), 0);
}
END_TEST

//  ---- history -------------------------------------------------------------

START_TEST (lines_come_back_from_one_session_to_the_next)
{
    char folder [] = "/tmp/zc_shell_XXXXXX", setting [100];
    ck_assert (mkdtemp (folder) != NULL);
    snprintf (setting, sizeof setting, "ZCLUSTER_HISTORY=%s/history", folder);
    s_start (setting);
    ask ("111 + 1", "2> ");
    ask ("222 + 2", "3> ");
    zt_pty_type (&s, "\033[A\033[A");                       //  up, up
    zt_pty_await (&s, "111 + 1");
    shows (ask ("", "4> "), "112");
    ck_assert_int_eq (s_leave (), 0);
    s_start (setting);
    zt_pty_type (&s, "\033[A\033[A");
    zt_pty_await (&s, "222 + 2");
    shows (ask ("", "2> "), "224");
    ck_assert_int_eq (s_leave (), 0);
    ck_assert_int_eq (unlink (setting + strlen ("ZCLUSTER_HISTORY=")), 0);
    ck_assert_int_eq (rmdir (folder), 0);
}
END_TEST

START_TEST (a_history_that_cannot_be_written_is_no_hindrance)
{
    s_start ("ZCLUSTER_HISTORY=/proc/nowhere/history");
    ask ("333 + 3", "2> ");
    zt_pty_type (&s, "\033[A");
    zt_pty_await (&s, "333 + 3");
    shows (ask ("", "3> "), "336");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

//  ---- interrupts ----------------------------------------------------------

//  Evaluate what does not end, wait until it runs, and interrupt it.
static void
s_interrupt (const char *line)
{
    ask (line, "runs\r\n");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "** (EXIT) interrupted");
    zt_pty_await (&s, "2> ");
}

START_TEST (ctrl_c_stops_what_is_evaluated_and_no_more)
{
    s_start ("NO_COLOR=1");
    ask ("me = self()", "2> ");
    s_interrupt ("f = fn f -> f.(f) end; IO.puts(\"runs\"); f.(f)");
    shows (ask ("me == self()", "3> "), "\ntrue\r\n");
    ask ("v(1)", "4> ");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (ctrl_c_ends_a_wait_and_variables_stay)
{
    s_start ("NO_COLOR=1");
    ask ("me = self()", "2> ");
    s_interrupt ("IO.puts(\"runs\"); receive do :never -> 1 end");
    shows (ask ("is_pid(me)", "3> "), "\ntrue\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (ctrl_c_ends_a_long_way_through_a_range)
{
    static const char *const ways [] = {"Enum.each(1..1_000_000_000_000, &Kernel.abs/1)",
                                        "Enum.map(1..1_000_000_000_000, fn n -> n end)",
                                        "Enum.max(1..1_000_000_000_000)"};
    char line [100];
    s_start ("NO_COLOR=1");
    ask ("me = self()", "2> ");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        snprintf (line, sizeof line, "IO.puts(\"runs\"); %s", ways [i]);
        s_interrupt (line);
    }
    shows (ask ("me == self()", "3> "), "\ntrue\r\n");     //  it was not killed
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (ctrl_c_gives_up_a_line)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "1 + ");
    zt_pty_await (&s, "1 + ");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "zcluster(alex@localhost)1> ");
    ask ("{1,", "...(alex@localhost)1> ");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "zcluster(alex@localhost)1> ");
    shows (ask ("2", "2> "), "\n2\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_second_ctrl_c_at_an_empty_prompt_leaves)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "again leaves");
    zt_pty_await (&s, "1> ");
    ask ("1", "2> ");                                       //  not in a row
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "again leaves");
    zt_pty_await (&s, "2> ");
    zt_pty_type (&s, "\003");
    ck_assert_int_eq (zt_pty_end (&s), 0);
}
END_TEST

START_TEST (a_link_that_ends_the_evaluator_leaves_the_shell)
{
    s_start ("NO_COLOR=1");
    ask ("x = 7", "2> ");
    ask ("spawn_link(fn -> exit(:oops) end); Process.sleep(:infinity)", "** (EXIT from #PID<0.");
    zt_pty_await (&s, ">) shell process exited with reason: :oops\r\n");
    zt_pty_await (&s, "2> ");
    shows (ask ("x", "3> "), "\n7\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_terminal_that_is_killed_ends_the_program)
{
    s_start ("NO_COLOR=1");
    zt_pty_type (&s, "Process.exit(Process.group_leader(), :kill)\r");
    zt_pty_await (&s, "the shell has ended: :killed");
    ck_assert_int_eq (zt_pty_end (&s), 1);
}
END_TEST

//  ---- beside others -------------------------------------------------------

START_TEST (what_others_print_does_not_garble_the_line)
{
    s_start ("NO_COLOR=1");
    ask ("f = fn f -> IO.puts(\"from elsewhere\"); Process.sleep(100); f.(f) end", "2> ");
    ask ("p = spawn(fn -> f.(f) end)", "3> ");
    zt_pty_type (&s, "100 + 2");
    zt_pty_await (&s, "100 + 2\r\033[Jfrom elsewhere\r\nzcluster(alex@localhost)3> 100 + 2");
    shows (ask ("3", "4> "), "\n123\r\n");
    ask ("Process.exit(p, :kill)", "5> ");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_line_of_several_rows_is_not_garbled_either)
{
    static const struct winsize narrow = {.ws_row = ZT_PTY_ROWS, .ws_col = 20};
    s_start ("NO_COLOR=1");
    ask ("f = fn f -> IO.puts(\"from elsewhere\"); Process.sleep(100); f.(f) end", "2> ");
    ask ("p = spawn(fn -> f.(f) end)", "3> ");
    zt_pty_type (&s, "100 + ");
    zt_pty_await (&s, "100 + ");
    ck_assert_int_eq (ioctl (s.fd, TIOCSWINSZ, &narrow), 0);    //  while it is typed
    zt_pty_await (&s, "\r\033[1A\033[Jfrom elsewhere\r\n");
    zt_pty_type (&s, "12345678901234");                        //  on a third row
    zt_pty_await (&s, "\r\033[2A\033[Jfrom elsewhere\r\n");
    ask ("", "4> ");
    shows (ask ("v(3) == 12345678901334", "true"), "true");
    ask ("Process.exit(p, :kill)", "5> ");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (standard_error_does_not_garble_the_line_either)
{
    s_start ("NO_COLOR=1");
    ask ("f = fn f -> IO.puts(:stderr, \"an error\"); Process.sleep(100); f.(f) end", "2> ");
    ask ("p = spawn(fn -> f.(f) end)", "3> ");
    zt_pty_type (&s, "100 + 2");
    zt_pty_await (&s, "100 + 2\r\033[Jan error\r\nzcluster(alex@localhost)3> 100 + 2");
    shows (ask ("3", "4> "), "\n123\r\n");
    ask ("Process.exit(p, :kill)", "5> ");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (standard_error_elsewhere_is_not_on_the_terminal)
{
    char line [300];
    snprintf (line, sizeof line, "exec %s 2> /dev/null", zt_program ());
    zt_pty_start (&s, "NO_COLOR=1", "bash", "-c", line, NULL);
    zt_pty_await (&s, "\nzcluster(1)> ");
    shows (ask ("IO.puts(:stderr, \"an error\")", "(2)> "), "\n:ok\r\n");
    ck_assert (strstr (s_last, "\nan error") == NULL);
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (code_can_ask_for_a_line)
{
    s_start ("NO_COLOR=1");
    ask ("IO.gets(\"name? \")", "name? ");
    shows (ask ("Donald", "2> "), "\n\"Donald\\n\"\r\n");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_terminal_that_can_do_nothing_will_do)
{
    s_start ("TERM=dumb");
    shows (ask ("{:a, 1}", "2> "), "\n{:a, 1}\r\n");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "again leaves");
    zt_pty_await (&s, "2> ");
    ask ("IO.puts(\"runs\"); receive do :never -> 1 end", "runs\r\n");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "** (EXIT) interrupted");
    zt_pty_await (&s, "2> ");
    ck_assert (strchr (s.text, '\033') == NULL);
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

START_TEST (a_node_in_the_background_has_no_shell)
{
    char line [600];
    snprintf (line, sizeof line, "%s --sname alex@localhost --cookie duck & wait", zt_program ());
    zt_pty_start (&s, NULL, "bash", "-m", "-c", line, NULL);
    zt_pty_await (&s, "alex@localhost is up");
    snprintf (line, sizeof line, "%s stop alex@localhost --cookie duck", zt_program ());
    ck_assert_int_eq (system (line), 0);
    ck_assert_int_eq (zt_pty_end (&s), 0);
}
END_TEST

START_TEST (help_speaks_the_language_of_the_locale)
{
    s_start ("LC_ALL=es_MX.UTF-8");
    shows (ask ("h Node.connect", "2> "), "Conecta con un nodo");
    ck_assert_int_eq (s_leave (), 0);
    s_start ("LC_ALL=C");
    shows (ask ("h Node.connect/1", "2> "), "Connect to a node");
    shows (ask ("h", "3> "), "IEx.Helpers.nl(module)");
    shows (ask ("h Nothing.at_all", "4> "), "No documentation was found for Nothing.at_all");
    ck_assert_int_eq (s_leave (), 0);
}
END_TEST

//  ---- elsewhere -----------------------------------------------------------

static zt_pty_t s_remote;

//  A node with a shell of its own, and a shell on it.
static void
s_start_remsh (void)
{
    zt_pty_start (&s_remote, NULL, zt_program (), "--sname", "kate@localhost", "--cookie", "duck",
                  NULL);
    zt_pty_await (&s_remote, "1> ");
    zt_pty_start (&s, "NO_COLOR=1", zt_program (), "remsh", "kate@localhost", "--cookie", "duck",
                  NULL);
    zt_pty_await (&s, "rem(kate@localhost)1> ");
}

static int
s_leave_remote (void)
{
    zt_pty_type (&s_remote, "\004");
    return zt_pty_end (&s_remote);
}

START_TEST (a_remote_shell_evaluates_there_and_prints_here)
{
    s_start_remsh ();
    shows (ask ("node()", "2> "), "\n:kate@localhost\r\n");
    shows (ask ("spawn_monitor(fn -> IO.puts(\"here\") end); receive do {:DOWN, _, _, _, _} -> 1 end",
                "3> "), "here\r\n");
    zt_pty_type (&s, "Node.conn\t");
    zt_pty_await (&s, "ect");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "3> ");
    ask ("IO.puts(\"runs\"); receive do :never -> 1 end", "runs\r\n");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "** (EXIT) interrupted");
    zt_pty_await (&s, "3> ");
    ck_assert_int_eq (s_leave (), 0);
    ck_assert_int_eq (s_leave_remote (), 0);
}
END_TEST

START_TEST (a_remote_shell_whose_node_is_killed_ends)
{
    s_start_remsh ();
    kill (s_remote.pid, SIGKILL);
    zt_pty_await (&s, "the shell has ended: :noconnection");
    ck_assert_int_eq (zt_pty_end (&s), 1);
    ck_assert_int_eq (zt_pty_end (&s_remote), 128 + SIGKILL);
}
END_TEST

START_TEST (a_remote_shell_whose_node_is_frozen_can_be_left)
{
    s_start_remsh ();
    kill (s_remote.pid, SIGSTOP);
    zt_pty_type (&s, "1\r");
    int64_t end = zt_now_ms () + ZT_LONG;
    while (zt_now_ms () < end && zt_pty_read (&s, 300))
        ;
    zt_pty_type (&s, "\003");
    while (kill (s.pid, 0) == 0 && waitpid (s.pid, NULL, WNOHANG) == 0 && zt_now_ms () < end) {
        zt_pty_read (&s, 300);
        if (write (s.fd, "\003", 1) < 0)
            break;
    }
    ck_assert (zt_now_ms () < end);
    close (s.fd);
    kill (s_remote.pid, SIGCONT);
    ck_assert_int_eq (s_leave_remote (), 0);
}
END_TEST

START_TEST (a_node_that_is_paused_or_killed_does_not_hold_up_the_prompt)
{
    zt_pty_start (&s_remote, NULL, zt_program (), "--sname", "kate@localhost", "--cookie", "duck",
                  NULL);
    zt_pty_await (&s_remote, "1> ");
    s_start ("NO_COLOR=1");
    shows (ask ("Node.connect(:kate@localhost)", "2> "), "\ntrue\r\n");
    ask ("pid = Node.spawn(:kate@localhost, fn -> Process.sleep(:infinity) end)", "3> ");
    kill (s_remote.pid, SIGSTOP);
    waitpid (s_remote.pid, NULL, WUNTRACED);                //  until all its threads stand still
    shows (ask (":rpc.call(:kate@localhost, Kernel, :abs, [-1], 300)", "4> "), "{:badrpc, :timeout}");
    shows (ask ("GenServer.call(pid, :x, 300)", "4> "), "** (EXIT) time out");
    zt_pty_type (&s, ":kate@\t");
    zt_pty_await (&s, "localhost");
    shows (ask ("", "5> "), "\n:kate@localhost\r\n");
    ask ("IO.puts(\"runs\"); :rpc.call(:kate@localhost, Kernel, :abs, [-1])", "runs\r\n");
    zt_pty_type (&s, "\003");
    zt_pty_await (&s, "** (EXIT) interrupted");
    zt_pty_await (&s, "5> ");
    ask ("IO.puts(\"runs\"); GenServer.call(pid, :x, :infinity)", "runs\r\n");
    kill (s_remote.pid, SIGKILL);
    zt_pty_await (&s, "** (EXIT) no connection to kate@localhost");
    zt_pty_await (&s, "5> ");
    ck_assert_int_eq (s_leave (), 0);
    ck_assert_int_eq (zt_pty_end (&s_remote), 128 + SIGKILL);
}
END_TEST

static void
s_tear_down (void)
{
    if (s.pid > 0)
        kill (s.pid, SIGKILL);
    if (s_remote.pid > 0)
        kill (s_remote.pid, SIGKILL);
}

ZT_MAIN_WITH ("shell", NULL, s_tear_down,
    a_session_is_read_evaluated_and_printed,
    what_is_missing_is_logged_only_where_a_process_ends_of_it,
    without_a_name_the_prompt_has_only_a_number,
    results_have_colours_unless_they_are_not_wanted,
    a_text_goes_on_until_it_is_whole,
    lines_are_edited_with_the_usual_keys,
    pasted_lines_are_read_one_by_one,
    bytes_that_are_no_text_do_no_harm,
    a_very_long_line_is_a_line,
    names_are_completed,
    lines_come_back_from_one_session_to_the_next,
    a_history_that_cannot_be_written_is_no_hindrance,
    ctrl_c_stops_what_is_evaluated_and_no_more,
    ctrl_c_ends_a_wait_and_variables_stay,
    ctrl_c_ends_a_long_way_through_a_range,
    ctrl_c_gives_up_a_line,
    a_second_ctrl_c_at_an_empty_prompt_leaves,
    a_link_that_ends_the_evaluator_leaves_the_shell,
    a_terminal_that_is_killed_ends_the_program,
    what_others_print_does_not_garble_the_line,
    a_line_of_several_rows_is_not_garbled_either,
    standard_error_does_not_garble_the_line_either,
    standard_error_elsewhere_is_not_on_the_terminal,
    code_can_ask_for_a_line,
    a_terminal_that_can_do_nothing_will_do,
    a_node_in_the_background_has_no_shell,
    help_speaks_the_language_of_the_locale,
    a_remote_shell_evaluates_there_and_prints_here,
    a_remote_shell_whose_node_is_killed_ends,
    a_remote_shell_whose_node_is_frozen_can_be_left,
    a_node_that_is_paused_or_killed_does_not_hold_up_the_prompt)
