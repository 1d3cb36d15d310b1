//  test_help.c - the shell's help: complete, true, and in both languages

#include "zc_test.h"
#include "shell/zc_help.h"

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
    both_languages_have_the_same_entries_and_no_empty_text)
