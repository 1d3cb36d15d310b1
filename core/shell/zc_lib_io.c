//  zc_lib_io.c - the module `IO`                                          Elixir  IO
//
//  Devices are :stdio, the group leader's terminal; :stderr, this program's; a process that
//  speaks the io protocol (zc_io.c); a name of one.

#include "zc_lib.h"
#include "zc_io.h"
#include "term/zc_chardata.h"


//  Write what a buffer has to a device, and clear it.
static void
s_write_to (const zc_term_t *device, zc_term_t *text)
{
    zc_pid_t pid = ZC_PID_NONE;
    const char *name, *data = (const char *) zc_term_data (text) + 5;
    size_t size = zc_term_length (text);
    if (zc_term_match (device, "stderr") || zc_term_match (device, "standard_error"))
        zc_io_write_error (data, size);
    else {
        bool own = zc_term_match (device, "stdio") || zc_term_match (device, "standard_io");
        if (!own && !zc_term_match (device, "~p", &pid) && zc_term_match (device, "~a", &name))
            pid = zc_whereis (name);
        if ((!own && zc_pid_is_null (pid)) || !zc_io_write (pid, data, size))
            zc_error ("{terminated, [{io, put_chars, [~t, unicode, ~t], []}]}", device, text);
    }
    zc_term_destroy (&text);
}

//  [Item] or [Device, Item]: which is the item, a new term; *device, too.
static zc_term_t *
s_open (const zc_term_t *args, zc_term_t **device)
{
    bool given = zc_term_length (args) == 2;
    *device = given? zc_args_term (args, 0): zc_term_new ("stdio");
    return zc_args_term (args, given? 1: 0);
}

//  The text that a list of characters and texts is, or that to_string makes of another
//  value; with a line feed.
static zc_term_t *
s_text (const zc_term_t *item, bool feed)
{
    zc_term_t *text = zc_term_type (item) == ZC_LIST? zc_chardata_binary (zc_term_data (item), false):
                                                      zc_kernel_text_of (zc_term_data (item));
    if (!text)
        zc_fail_badarg ("io:put_chars", zc_term_new ("[stdio, unicode, ~t]", item), 0, NULL);
    if (feed) {
        zc_term_t *line = zc_term_new ("[~t, 10]", text);
        zc_term_destroy (&text);
        text = zc_chardata_binary (zc_term_data (line), false);
        zc_term_destroy (&line);
    }
    return text;
}

//  write (text), write (device, text); puts: with a line feed
static zc_term_t *
s_put (const zc_term_t *args, bool feed)
{
    zc_term_t *device, *item = s_open (args, &device);
    s_write_to (device, s_text (item, feed));
    zc_term_destroy (&device);
    zc_term_destroy (&item);
    return NULL;
}

static zc_term_t *
s_write (const zc_term_t *args)
{
    return s_put (args, false);
}

static zc_term_t *
s_puts (const zc_term_t *args)
{
    if (zc_term_length (args) == 0)
        return zc_io_puts ("")? NULL: zc_term_new ("{error, terminated}");
    return s_put (args, true);
}

//  Print a value as a prompt does, its label before it.
static void
s_inspect_to (const zc_term_t *device, const zc_term_t *item, const zc_term_t *options)
{
    size_t at = 0;
    zc_term_t *label = NULL;
    for (zc_term_t *option; !label && (option = zc_term_next (options, &at)); zc_term_destroy (&option))
        zc_term_match (option, "{label, ~t}", &label);
    zc_term_t *before = label? s_text (label, false): NULL;
    zc_term_t *all = zc_term_new ("[{pretty, true} | ~t]", options);
    zc_buffer_t out = {0};
    if (before) {
        zc_buffer_put (&out, zc_term_data (before) + 5, zc_term_length (before));
        zc_buffer_put (&out, ": ", 2);
    }
    zc_kernel_print (&out, zc_term_data (item), all);
    zc_buffer_u8 (&out, '\n');
    zc_term_t *text = zc_result_text (out.data, out.size);
    zc_buffer_clear (&out);
    s_write_to (device, text);
    zc_term_destroy (&all);
    zc_term_destroy (&before);
    zc_term_destroy (&label);
}

//  inspect (item), inspect (item, options), inspect (device, item, options): the item
static zc_term_t *
s_inspect (const zc_term_t *args)
{
    size_t count = zc_term_length (args);
    zc_term_t *device = count == 3? zc_args_term (args, 0): zc_term_new ("stdio");
    zc_term_t *item = zc_args_term (args, count == 3? 1: 0);
    zc_term_t *options = count == 1? zc_term_new ("[]"): zc_args_term (args, count - 1);
    if (zc_list_length (options) < 0)
        zc_fail ("function_clause", "IO:inspect", args);
    s_inspect_to (device, item, options);
    zc_term_destroy (&options);
    zc_term_destroy (&device);
    return item;
}

//  gets (prompt), gets (device, prompt): the line with its line feed, or eof
static zc_term_t *
s_gets (const zc_term_t *args)
{
    zc_pid_t pid = ZC_PID_NONE;
    zc_term_t *device, *prompt = s_open (args, &device), *text = s_text (prompt, false);
    zc_term_match (device, "~p", &pid);
    zc_term_t *line = zc_io_read_line (pid, text);
    zc_term_destroy (&text);
    zc_term_destroy (&prompt);
    zc_term_destroy (&device);
    return line? line: zc_term_new ("{error, terminated}");
}

ZC_MODULE_NAMED (io, "IO", {"write", 1, s_write}, {"write", 2, s_write}, {"puts", 0, s_puts},
    {"puts", 1, s_puts}, {"puts", 2, s_puts}, {"inspect", 1, s_inspect},
    {"inspect", 2, s_inspect}, {"inspect", 3, s_inspect}, {"gets", 1, s_gets}, {"gets", 2, s_gets});
