//  test_helper.h - what the tests share
//
//      TEST (hello_answers) { check (zc_term_match (answer, "world")); }
//      TESTS (&hello_answers)
//
//  A test is a process of a node without a name. The first check that fails ends it.

#ifndef TEST_HELPER_H_INCLUDED
#define TEST_HELPER_H_INCLUDED

#include <zcluster.h>
#include <stdio.h>

typedef struct {
    const char *name;
    zc_body_t *body;
} test_t;

#define TEST(name) \
    static void test_##name (void *arg); \
    static const test_t name = {#name, test_##name}; \
    static void test_##name (void *arg __attribute__ ((unused)))

#define check(condition) \
    do { \
        if (!(condition)) { \
            printf ("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
            zc_exit ("test_failed"); \
        } \
    } while (0)

static inline int
test_run (const test_t *const *tests, size_t count)
{
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        zc_node_t *node = zc_node_new (NULL, NULL);
        int rc = zc_run (node, tests [i]->body, NULL);
        zc_node_destroy (&node);
        printf ("%s %s\n", rc? "not ok": "ok", tests [i]->name);
        failed |= rc;
    }
    return failed;
}

#define TESTS(...) \
    int \
    main (void) \
    { \
        const test_t *const tests [] = {__VA_ARGS__}; \
        return test_run (tests, sizeof tests / sizeof *tests); \
    }

#endif
