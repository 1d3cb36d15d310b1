//  test_help.c - the shell's help: complete, true, and in both languages

#include "zc_test.h"
#include "shell/zc_help.h"

#include <ctype.h>
#include <glob.h>

//  ---- usage ---------------------------------------------------------------

ZT_TEST (help_is_found_by_module_function_and_arity)
{
    char *text = zc_help_for ("Node.connect", ZC_ENGLISH);
    zt_require (text);
    zt_check (strncmp (text, "\n* Node.connect(node)\n\n    ", 27) == 0);
    zc_free (text);
    zt_check ((text = zc_help_for ("Node.connect/1", ZC_ENGLISH)) != NULL);
    zt_check (zc_help_for ("Node.connect/2", ZC_ENGLISH) == NULL);
    zt_check (zc_help_for ("Node.conn", ZC_ENGLISH) == NULL);
    zt_check (zc_help_for ("Nothing", ZC_ENGLISH) == NULL);
    zt_check ((text = zc_help_for (":global.trans/2", ZC_SPANISH)) != NULL);
    zt_check ((text = zc_help_for ("abs", ZC_ENGLISH)) && strstr (text, "* Kernel.abs(number)"));
    zt_check ((text = zc_help_for ("nl", ZC_ENGLISH)) && strstr (text, "* IEx.Helpers.nl(module)"));
    zt_check ((text = zc_help_for ("+/2", ZC_ENGLISH)) && strstr (text, "* Kernel.+(left, right)"));
    zt_check ((text = zc_help_for ("receive", ZC_ENGLISH)) && strstr (text, "after"));
}

ZT_TEST (a_module_s_help_lists_its_functions)
{
    char *text = zc_help_for ("Task", ZC_ENGLISH);
    zt_require (text);
    zt_check (strstr (text, "    Task.await(") != NULL);
    zt_check (strstr (text, "Task.Supervisor.") == NULL);
    zt_check (zc_help_for ("IEx.Helpers", ZC_SPANISH) != NULL);
}

//  ---- the language --------------------------------------------------------

static void
s_locale (const char *all, const char *messages, const char *lang)
{
    setenv ("LC_ALL", all, 1);
    setenv ("LC_MESSAGES", messages, 1);
    setenv ("LANG", lang, 1);
}

ZT_TEST (the_locale_chooses_the_language)
{
    s_locale ("", "", "");
    zt_check_int (zc_help_language (), ZC_ENGLISH);
    s_locale ("", "", "es_MX.UTF-8");
    zt_check_int (zc_help_language (), ZC_SPANISH);
    zt_check (strstr (zc_help_text ("leaving"), "Ctrl-D") != NULL);
    s_locale ("", "en_US.UTF-8", "es_MX.UTF-8");
    zt_check_int (zc_help_language (), ZC_ENGLISH);
    s_locale ("es", "en_US.UTF-8", "C");
    zt_check_int (zc_help_language (), ZC_SPANISH);
}

//  ---- complete and true ---------------------------------------------------

//  What is called by the library itself; and what has its help under Elixir's names
//  (h :erlang says so), or under a shorter one.
static const char *const s_inner [] = {
    ":erlang.", ":erl_eval.", ":elixir_module.", ":erpc.execute_call", ":pg.scope", ":pg2.keep", ":pg2.create_here",
    ":pg2.delete_here", ":pg2.join_here", ":pg2.leave_here", "Task.Supervised",
    "IEx.Server", "IEx.Evaluator", "Cluster.Subprocess", "NodeCluster.dial", "Cluster.LoadBalancer", NULL
};

static bool
s_is_inner (const char *name)
{
    for (size_t i = 0; s_inner [i]; i++)
        if (strncmp (name, s_inner [i], strlen (s_inner [i])) == 0)
            return true;
    return false;
}

//  Node, :global: as they are written.
static void
s_written (const char *atom, char *name, size_t size)
{
    bool alias = strncmp (atom, "Elixir.", 7) == 0;
    snprintf (name, size, "%s%s", alias? "": ":", alias? atom + 7: atom);
}

static void
s_check_module (const char *atom)
{
    char module [300], name [700];
    s_written (atom, module, sizeof module);
    zc_term_t *exports = zc_module_exports (atom), *pair;
    size_t at = 0;
    while ((pair = zc_term_next (exports, &at))) {
        const char *function;
        int arity;
        zc_term_match (pair, "{~a, ~i}", &function, &arity);
        snprintf (name, sizeof name, "%s.%s/%d", module, function, arity);
        for (int language = 0; language < 2 && !s_is_inner (name); language++) {
            char *text = zc_help_for (name, (zc_language_t) language);
            if (!text)
                zt_fail ("no help in %s: %s", language? "es.txt": "en.txt", name);
            zc_free (text);
        }
        zc_term_destroy (&pair);
    }
    zc_term_destroy (&exports);
}

ZT_TEST (each_function_of_the_module_table_has_help_in_both_languages)
{
    zc_term_t *loaded = zc_code_all_loaded (), *pair;
    size_t at = 0;
    while ((pair = zc_term_next (loaded, &at))) {
        const char *atom;
        if (zc_term_match (pair, "{~a, _}", &atom))
            s_check_module (atom);
        zc_term_destroy (&pair);
    }
    zc_term_destroy (&loaded);
}

//  Split "Chat.Room.say" or ":global.send" at the dot before the function.
static void
s_split (const zc_help_entry_t *entry, size_t size, char module [300], char function [300])
{
    char name [300];
    snprintf (name, sizeof name, "%.*s", (int) size, entry->head);
    char *dot = name + size - 1;    //  not the dots of an operator's own
    while (dot > name && !(*dot == '.' && dot [-1] != '.'))
        dot--;
    snprintf (module, 300, "%.*s", (int) (dot - name), name);
    snprintf (function, 300, "%s", dot + 1);
}

ZT_TEST (help_names_only_functions_that_exist)
{
    for (int language = 0; language < 2; language++) {
        zc_help_entry_t entry = {0};
        while (zc_help_next ((zc_language_t) language, &entry)) {
            zc_help_head_t head = zc_help_head (&entry);
            char module [300], function [300];
            if (head.most < 0)
                continue;
            s_split (&entry, head.name_size, module, function);
            for (int arity = head.least; arity <= head.most; arity++)
                if (!zc_function_exported (module + (*module == ':'), function, (unsigned) arity))
                    zt_fail ("help names %s.%s/%d, which does not exist", module, function, arity);
        }
    }
}

//  ---- one documentation ---------------------------------------------------

//  What functions in C stand for that a shell does not have under that name: Erlang's own
//  libraries, and what takes a function of C. h :erlang tells of Kernel and Process.
static const char *const s_only_c [] = {
    ":erlang.", ":ets.", ":io.", ":lists.", ":maps.", ":rand.", "Application.get_env/2",
    NULL
};

//  Functions that were looked up.
static int s_looked_up;

static void
s_look_up (const char *header, const char *name)
{
    for (size_t i = 0; s_only_c [i]; i++)
        if (strncmp (name, s_only_c [i], strlen (s_only_c [i])) == 0)
            return;
    for (int language = 0; language < 2; language++) {
        char *text = zc_help_for (name, (zc_language_t) language);
        if (!text)
            zt_fail ("%s names %s, of which %s says nothing", header, name, language? "es.txt": "en.txt");
        zc_free (text);
    }
    s_looked_up++;
}

//  Node.connect/1, Node.disconnect/1   pg:get_members/2, get_local_members/2   pg2:get/1,2: the
//  module of one is that of those after it.
static void
s_look_up_all (const char *header, const char *text)
{
    char module [100] = "", name [400];
    for (const char *at = text; *at; at++) {
        size_t size = strspn (at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:?!");
        const char *end = at + size, *dot = end;
        if (!size || *end != '/' || !isdigit ((unsigned char) end [1])) {
            at += size? size - 1: 0;
            continue;
        }
        while (dot > at && dot [-1] != '.' && dot [-1] != ':')
            dot--;
        if (dot > at)
            snprintf (module, sizeof module, "%s%.*s.", dot [-1] == ':'? ":": "", (int) (dot - 1 - at), at);
        for (at = end + 1; isdigit ((unsigned char) *at); at += at [1] == ',' && isdigit ((unsigned char) at [2])? 2: 1)
            if (*module) {
                snprintf (name, sizeof name, "%s%.*s/%c", module, (int) (end - dot), dot, *at);
                s_look_up (header, name);
            }
        at--;
    }
}

//  The comments of the headers end with the function of Elixir or Erlang that each is: that
//  function has help. So what is added to the interface is not forgotten in the shell.
ZT_TEST (what_the_headers_name_has_help)
{
    glob_t headers;
    zt_require (glob ("core/include/zc_*.h", 0, NULL, &headers) == 0);
    for (size_t i = 0; i < headers.gl_pathc; i++) {
        FILE *file = fopen (headers.gl_pathv [i], "re");
        char line [500];
        while (file && fgets (line, sizeof line, file)) {
            const char *elixir = strstr (line, "Elixir  "), *erlang = strstr (line, "Erlang  ");
            if (strstr (line, "//") && (elixir || erlang))
                s_look_up_all (headers.gl_pathv [i], elixir? elixir: erlang);
        }
        fclose (file);
    }
    globfree (&headers);
    zt_check (s_looked_up > 90);
}

ZT_TEST (both_languages_have_the_same_entries_and_no_empty_text)
{
    zc_help_entry_t english = {0}, spanish = {0};
    while (zc_help_next (ZC_ENGLISH, &english)) {
        bool more = zc_help_next (ZC_SPANISH, &spanish);
        size_t names = zc_help_head (&english).name_size;
        if (!more || names != zc_help_head (&spanish).name_size
        ||  memcmp (english.head, spanish.head, names) != 0) {
            zt_fail ("en.txt has %.*s where es.txt has %.*s", (int) english.head_size, english.head,
                     more? (int) spanish.head_size: 0, more? spanish.head: "");
            return;
        }
        zt_check (english.text_size > 1 && spanish.text_size > 1);
    }
    zt_check (!zc_help_next (ZC_SPANISH, &spanish));
}

ZT_MAIN ("help",
    help_is_found_by_module_function_and_arity,
    a_module_s_help_lists_its_functions,
    the_locale_chooses_the_language,
    each_function_of_the_module_table_has_help_in_both_languages,
    help_names_only_functions_that_exist,
    what_the_headers_name_has_help,
    both_languages_have_the_same_entries_and_no_empty_text)
