//  fuzz_eval.c - text that claims to be Elixir, evaluated
//
//  What has to hold: whatever the text does, the process that evaluates it can be ended,
//  and its node lives on and answers. A text that runs on is interrupted, then killed.

#include "fuzz.h"
#include "zcluster.h"
#include "shell/zc_eval.h"

enum { PATIENCE_MS = 20, ANSWER_MS = 60000 };

typedef struct {
    char *text;
    atomic_bool interrupt;
} s_input_t;

static void
s_evaluate (void *arg)
{
    s_input_t *input = arg;
    zc_term_t *binding = zc_term_new ("%{n: 1, list: [1, {2, a}], map: %{k: v}}"), *result;
    zc_eval_options_t options = {.interrupt = &input->interrupt};
    zc_class_t end = zc_eval (input->text, &options, &binding, &result);
    fuzz_check (zc_term_type (binding) == ZC_MAP);
    fuzz_check (end == ZC_VALUE || end == ZC_ERROR || end == ZC_EXIT || end == ZC_THROW);
    char *text = zc_term_str (result);
    zc_free (text);
}

//  Until it has ended, in one way or another.
static void
s_wait (s_input_t *input, zc_pid_t pid, zc_ref_t ref)
{
    if (zc_receive (PATIENCE_MS, "{:DOWN, ~r, process, _, _}", ref))
        return;
    atomic_store (&input->interrupt, true);
    if (zc_receive (PATIENCE_MS, "{:DOWN, ~r, process, _, _}", ref))
        return;
    zc_exit_process (pid, "kill");
    fuzz_check (zc_receive (ANSWER_MS, "{:DOWN, ~r, process, _, _}", ref));
}

//  What the text has spawned.
static void
s_end_others (void)
{
    zc_term_t *pids = zc_processes ();
    size_t at = 0;
    zc_pid_t pid;
    for (zc_term_t *item; (item = zc_term_next (pids, &at)); zc_term_destroy (&item)) {
        fuzz_check (zc_term_match (item, "~p", &pid));
        if (zc_pid_equal (pid, zc_self ()))
            continue;
        zc_ref_t ref = zc_monitor (pid);
        zc_exit_process (pid, "kill");
        fuzz_check (zc_receive (ANSWER_MS, "{:DOWN, ~r, process, _, _}", ref));
    }
    zc_term_destroy (&pids);
}

//  One node for all inputs; its threads are to have ended when memory is looked over.
static zc_node_t *s_node;

static void
s_stop_node (void)
{
    zc_node_destroy (&s_node);
}

static void
s_start_node (void)
{
    zc_node_options_t options = {.containment = ZC_CONTAIN_FATAL, .log_level = ZC_LOG_NONE};
    s_node = zc_node_new (&options, NULL);
    atexit (s_stop_node);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    fuzz_input_t input = {data, size};
    s_input_t arg = {.text = fuzz_text (&input)};
    if (!s_node)
        s_start_node ();
    zc_attach (s_node);
    zc_ref_t ref;
    zc_pid_t pid = zc_spawn_monitor (s_evaluate, &arg, &ref);
    s_wait (&arg, pid, ref);
    s_end_others ();
    zc_detach ();
    free (arg.text);
    return 0;
}
