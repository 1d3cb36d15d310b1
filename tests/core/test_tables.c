//  test_tables.c - node-local tables: one process writes, all read

#include "zc_test.h"

//  Terms of a test live until its process ends.
static zc_term_t *
s_term (const char *text)
{
    zc_term_t *term = zc_term_parse (text, NULL);
    zt_require (term != NULL);
    return term;
}

ZT_TEST (what_is_put_in_a_table_can_be_looked_up)
{
    zt_require (zc_table_new ("ducks"));
    zc_table_insert ("ducks", s_term (":donald"), s_term ("{1, \"quack\"}"));
    zc_table_insert ("ducks", s_term ("{:todo_list, \"bob\"}"), s_term ("[1, 2]"));
    zt_check_term (zc_table_lookup ("ducks", s_term (":donald")), "{1, \"quack\"}");
    zt_check_term (zc_table_lookup ("ducks", s_term ("{:todo_list, \"bob\"}")), "[1, 2]");
    zt_check (zc_table_lookup ("ducks", s_term (":daisy")) == NULL);
    zt_check (zc_table_lookup ("geese", s_term (":donald")) == NULL);
    zt_check_int (zc_table_size ("ducks"), 2);
    zt_check_int (zc_table_size ("geese"), 0);
}

static void
s_match_data (void *arg)
{
    const void *data;
    size_t size;
    zc_table_match (arg, ZC_FORMAT ("donald"), "~b", &data, &size);
}

static void
s_match_wrongly (void *arg)
{
    zc_table_match (arg, ZC_FORMAT ("{donald"), "_");
}

ZT_TEST (looking_up_and_taking_apart_is_one_step)
{
    int number = 0;
    const char *text = NULL;
    zt_require (zc_table_new ("ducks"));
    zc_table_insert ("ducks", s_term (":donald"), s_term ("{1, \"quack\"}"));
    zt_check (zc_table_match ("ducks", ZC_FORMAT ("donald"), "{~i, ~s}", &number, &text));
    zt_check (number == 1 && strcmp (text, "quack") == 0);
    zc_table_insert ("ducks", s_term (":donald"), s_term ("{2, \"gone\"}"));
    zt_check (strcmp (text, "quack") == 0);             //  good until the next receive
    zt_check (!zc_table_match ("ducks", ZC_FORMAT ("~s", "donald"), "_"));
    zt_check (!zc_table_match ("ducks", ZC_FORMAT ("donald"), "{~i, nothing}", &number));
    zt_check (!zc_table_match ("geese", ZC_FORMAT ("donald"), "_"));
    zt_check_int (number, 1);
    zt_check_end (s_match_data, "ducks", "{badarg, _}");
    zt_check_end (s_match_wrongly, "ducks", "{badarg, _}");
}

ZT_TEST (a_second_insert_replaces_the_first)
{
    zt_require (zc_table_new ("t"));
    zc_table_insert ("t", s_term ("1"), s_term (":old"));
    zc_table_insert ("t", s_term ("1"), s_term (":new"));
    zc_table_insert ("t", s_term ("1.0"), s_term (":float"));   //  another key, as in a set
    zt_check_term (zc_table_lookup ("t", s_term ("1")), "new");
    zt_check_term (zc_table_lookup ("t", s_term ("1.0")), "float");
    zt_check_int (zc_table_size ("t"), 2);
}

ZT_TEST (remove_takes_out_and_tells)
{
    zt_require (zc_table_new ("t"));
    zc_table_insert ("t", s_term (":a"), s_term ("1"));
    zt_check (zc_table_remove ("t", s_term (":a")));
    zt_check (!zc_table_remove ("t", s_term (":a")));
    zt_check (zc_table_lookup ("t", s_term (":a")) == NULL);
    zt_check_int (zc_table_size ("t"), 0);
}

ZT_TEST (a_table_lists_all_its_entries)
{
    enum { COUNT = 5000 };
    zt_require (zc_table_new ("t"));
    for (int i = 0; i < COUNT; i++) {
        zc_term_t *key = zc_term_new ("{key, ~i}", i), *value = zc_term_new ("~i", 2 * i);
        zc_table_insert ("t", key, value);
        zc_term_destroy (&key);
        zc_term_destroy (&value);
    }
    zt_check_int (zc_table_size ("t"), COUNT);
    zt_check_int (zc_term_length (zc_table_keys ("t")), zc_table_size ("t"));
    zc_term_t *list = zc_table_to_list ("t"), *rest = zc_term_dup (list);
    zt_check_int (zc_term_length (list), COUNT);
    bool *seen = zc_alloc (COUNT);
    int key, value, count = 0;
    for (zc_term_t *next; zc_term_match (rest, "[{{key, ~i}, ~i} | ~t]", &key, &value, &next);
         rest = next, count++) {
        zc_term_destroy (&rest);
        zt_require (key >= 0 && key < COUNT && value == 2 * key && !seen [key]);
        seen [key] = true;
        if (count == 50)                    //  the rest by lookups: a list is walked slowly
            break;
    }
    for (int i = 0; i < COUNT; i += 7) {
        zc_term_t *name = zc_term_new ("{key, ~i}", i), *found = zc_table_lookup ("t", name);
        zt_check_term (found, "~i", 2 * i);
        zc_term_destroy (&found);
        zc_term_destroy (&name);
    }
    for (int i = 0; i < COUNT; i++) {
        zc_term_t *name = zc_term_new ("{key, ~i}", i);
        zt_check (zc_table_remove ("t", name));
        zc_term_destroy (&name);
    }
    zt_check_int (zc_table_size ("t"), 0);
}

static void
s_make_table (void *arg)
{
    zt_check (zc_table_new ("owned"));
    zc_table_insert ("owned", s_term (":k"), s_term (":v"));
    zc_send (*(zc_pid_t *) arg, "made");
    zc_receive (-1, "stop");
}

ZT_TEST (a_table_name_is_taken_until_its_owner_ends)
{
    zc_pid_t self = zc_self ();
    static const char *const ends [] = {"stop", "kill", "crash"};
    for (int i = 0; i < 3; i++) {
        zc_ref_t ref;
        zc_pid_t owner = zc_spawn_monitor (s_make_table, &self, &ref);
        zt_require (zc_receive (ZT_LONG, "made"));
        zt_check (!zc_table_new ("owned"));
        zt_check_term (zc_table_lookup ("owned", s_term (":k")), "v");  //  any process reads
        if (i == 0)
            zc_send (owner, "stop");
        else
            zc_exit_process (owner, "~a", ends [i]);
        zt_check (zt_down (ref) != NULL);
        zt_check (zc_table_lookup ("owned", s_term (":k")) == NULL);
    }
    zt_check (zc_table_new ("owned"));
    zt_check (zc_table_delete ("owned"));
    zt_check (!zc_table_delete ("owned"));
    zt_check (zc_table_new ("owned"));
}

static void
s_insert_foreign (void *arg)
{
    (void) arg;
    zc_table_insert ("private", s_term (":a"), s_term ("2"));
}

static void
s_remove_foreign (void *arg)
{
    (void) arg;
    zc_table_remove ("private", s_term (":a"));
}

static void
s_insert_nowhere (void *arg)
{
    (void) arg;
    zc_table_insert ("nowhere", s_term (":a"), s_term ("2"));
}

ZT_TEST (only_the_owner_writes)
{
    zt_require (zc_table_new ("private"));
    zc_table_insert ("private", s_term (":a"), s_term ("1"));
    zt_check_end (s_insert_foreign, NULL, "{badarg, _}");
    zt_check_end (s_remove_foreign, NULL, "{badarg, _}");
    zt_check_end (s_insert_nowhere, NULL, "{badarg, _}");
    zt_check_term (zc_table_lookup ("private", s_term (":a")), "1");
}

//  Readers on threads of their own see whole entries while the owner writes.
static void
s_read_all_the_time (void *arg)
{
    atomic_bool *stop = arg;
    zc_term_t *key = s_term (":pair");
    while (!atomic_load (stop)) {
        int a = 0, b = 1;
        zc_term_t *value = zc_table_lookup ("shared", key);
        zt_require (value && zc_term_match (value, "{~i, ~i}", &a, &b));
        zt_require (zt_check_int (a, b));
        zc_term_destroy (&value);
        zc_yield ();
    }
}

ZT_TEST (readers_see_whole_entries_while_the_owner_writes)
{
    atomic_bool stop = false;
    zt_require (zc_table_new ("shared"));
    zc_table_insert ("shared", s_term (":pair"), s_term ("{0, 0}"));
    zc_ref_t refs [4];
    for (int i = 0; i < 4; i++)
        zc_spawn_monitor (s_read_all_the_time, &stop, &refs [i]);
    for (int i = 0; i < 2000; i++) {
        zc_term_t *value = zc_term_new ("{~i, ~i}", i, i);
        zc_table_insert ("shared", s_term (":pair"), value);
        zc_term_destroy (&value);
        if (i % 50 == 0)
            zc_yield ();
    }
    atomic_store (&stop, true);
    for (int i = 0; i < 4; i++)
        zt_check_down (refs [i], "normal");
}

ZT_MAIN ("tables",
    what_is_put_in_a_table_can_be_looked_up,
    looking_up_and_taking_apart_is_one_step,
    a_second_insert_replaces_the_first,
    remove_takes_out_and_tells,
    a_table_lists_all_its_entries,
    a_table_name_is_taken_until_its_owner_ends,
    only_the_owner_writes,
    readers_see_whole_entries_while_the_owner_writes)
