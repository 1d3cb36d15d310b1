//  zc_load_balancer_use.c - who asks the load balancer, and its module
//
//      zcluster call node1@localhost LoadBalancer get_node

#include "zc_servers.h"
#include "zc_module.h"

#include <string.h>

static const char *const s_ways [] = {"round_robin", "least_loaded", "random_two"};

zc_start_t
zc_load_balancer_start_link (void)
{
    return zc_gen_server_start_link (&zc_load_balancer_server, NULL, ZC_LOAD_BALANCER);
}

char *
zc_load_balancer_choose (zc_balance_t how, const zc_term_t *avoid)
{
    zc_term_t *none = avoid? NULL: zc_term_new ("[]");
    zc_term_t *answer = zc_gen_server_call (ZC_LOAD_BALANCER, ZC_INFINITY, "{get_node, ~a, ~t}",
                                            s_ways [how], avoid? avoid: none);
    const char *node;
    bool found = !zc_term_match (answer, "nil") && zc_term_match (answer, "~a", &node);
    char *copy = found? zc_strdup (node): NULL;
    zc_term_destroy (&answer);
    zc_term_destroy (&none);
    return copy;
}

char *
zc_load_balancer_get_node (void)
{
    return zc_load_balancer_choose (ZC_ROUND_ROBIN, NULL);
}

zc_term_t *
zc_load_balancer_loads (void)
{
    return zc_gen_server_call (ZC_LOAD_BALANCER, ZC_INFINITY, "loads");
}

//  ---- by name -------------------------------------------------------------

bool
zc_balance_from_text (const char *text, zc_balance_t *how)
{
    for (size_t i = 0; i < sizeof s_ways / sizeof *s_ways; i++)
        if (strcmp (text, s_ways [i]) == 0) {
            *how = (zc_balance_t) i;
            return true;
        }
    return false;
}

static zc_term_t *
s_start_link (const zc_term_t *args)
{
    (void) args;
    return zc_start_to_term (zc_load_balancer_start_link ());
}

//  [], or [How]
static zc_term_t *
s_get_node (const zc_term_t *args)
{
    zc_balance_t how = ZC_ROUND_ROBIN;
    const char *text;
    if (zc_term_length (args) > 0
    && (!zc_term_match (args, "[~a]", &text) || !zc_balance_from_text (text, &how)))
        zc_exit ("{badarg, ~t}", args);
    return zc_term_new ("~a", zc_load_balancer_choose (how, NULL));
}

static zc_term_t *
s_loads (const zc_term_t *args)
{
    (void) args;
    return zc_load_balancer_loads ();
}

#define EXPORTS \
    {"start_link", 0, s_start_link}, {"start_link", 1, s_start_link}, {"get_node", 0, s_get_node}, {"get_node", 1, s_get_node}, \
    {"loads", 0, s_loads}
//  The course notes call it by an alias.
ZC_MODULE_NAMED (load_balancer, "LoadBalancer", EXPORTS);
ZC_MODULE_NAMED (cluster_load_balancer, "Cluster.LoadBalancer", EXPORTS);
