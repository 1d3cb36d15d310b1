//  zc_pg2.c - named groups on top of pg
//
//  Two groups of the scope pg2_groups make one of these:
//
//      {group, Name}     the processes `pg2` of all nodes that have it
//      {member, Name}    its members
//
//  So its being there, and its members, are views that pg keeps on every node, and
//  reading asks nobody. Since a process joins pg on its own node, changes are calls
//  of create_here … leave_here on the nodes that they concern.

#include "zcluster.h"
#include "process/zc_hooks.h"

static const char s_scope [] = "pg2_groups";

//  ---- start ---------------------------------------------------------------

//  pg2:keep (Starter, Ref): the process `pg2`, which stands for its node. It ends
//  with its scope. Several can be on their way to be it: each answers only when both
//  are there, whoever made them.
static zc_term_t *
s_keep (const zc_term_t *args)
{
    zc_pid_t starter;
    zc_ref_t ref;
    if (!zc_term_match (args, "[~p, ~r]", &starter, &ref))
        zc_error ("{badarg, [{pg2, keep, ~t, []}]}", args);
    bool first = zc_register ("pg2", zc_self ());
    zc_pg_start (s_scope);
    if (first)
        zc_link (zc_whereis (s_scope));
    zc_send (starter, "{~r, started}", ref);
    if (first)
        zc_sleep (-1);
    return NULL;
}

void
zc_pg2_start (void)
{
    if (!zc_pid_is_null (zc_whereis (s_scope)))
        return;
    zc_ref_t ref = zc_make_ref ();
    zc_node_spawn (NULL, "pg2", "keep", "[~p, ~r]", zc_self (), ref);
    const zc_format_t started = ZC_CASE ("{~r, started}", ref);
    zc_receive_quietly (-1, 1, &started, NULL);
}

//  ---- what happens on the nodes concerned ---------------------------------

static zc_term_t *
s_create_here (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0);
    zc_pg2_start ();
    zc_term_t *here = zc_pg_local_members (s_scope, "{group, ~t}", group);
    if (zc_term_length (here) == 0)
        zc_pg_join (s_scope, zc_whereis ("pg2"), "{group, ~t}", group);
    return NULL;
}

static zc_term_t *
s_delete_here (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0);
    zc_pg2_start ();
    zc_pg_leave_list (s_scope, zc_pg_local_members (s_scope, "{group, ~t}", group), "{group, ~t}",
                      group);
    zc_pg_leave_list (s_scope, zc_pg_local_members (s_scope, "{member, ~t}", group),
                      "{member, ~t}", group);
    return NULL;
}

static zc_pid_t
s_member (const zc_term_t *args, const char *function, zc_term_t **group)
{
    zc_pid_t pid;
    if (!zc_term_match (args, "[~t, ~p]", group, &pid))
        zc_error ("{badarg, [{pg2, ~a, ~t, []}]}", function, args);
    return pid;
}

static zc_term_t *
s_join_here (const zc_term_t *args)
{
    zc_term_t *group;
    zc_pid_t pid = s_member (args, "join", &group);
    zc_pg2_start ();
    zc_pg_join (s_scope, pid, "{member, ~t}", group);
    zc_term_destroy (&group);       //  on its own node it runs in who asks
    return NULL;
}

static zc_term_t *
s_leave_here (const zc_term_t *args)
{
    zc_term_t *group;
    zc_pid_t pid = s_member (args, "leave", &group);
    zc_pg2_start ();
    zc_pg_leave (s_scope, pid, "{member, ~t}", group);
    zc_term_destroy (&group);
    return NULL;
}

//  ---- changes -------------------------------------------------------------

//  Who has asked other nodes for a change sees it here: what their scopes told ours
//  came before their answers, so ours, asked for anything now, has taken it in.
static void
s_take_in (void)
{
    zc_pg_demonitor (s_scope, zc_make_ref ());
}

static void
s_everywhere (const char *function, zc_format_t group)
{
    zc_term_t *name = zc_term_build (group), *done = zc_rpc_multicall (NULL, "pg2", function, -1,
                                                                       "[~t]", name);
    zc_term_destroy (&done);
    zc_term_destroy (&name);
    s_take_in ();
}

void
zc_pg2_create_format (zc_format_t group)
{
    s_everywhere ("create_here", group);
}

void
zc_pg2_delete_format (zc_format_t group)
{
    s_everywhere ("delete_here", group);
}

//  Is there such a group, as far as this node knows?
static bool
s_exists (const zc_term_t *group)
{
    zc_pg2_start ();
    zc_term_t *nodes = zc_pg_members (s_scope, "{group, ~t}", group);
    bool exists = zc_term_length (nodes) > 0;
    zc_term_destroy (&nodes);
    return exists;
}

//  On the process's node. If that is gone, so is the process.
static bool
s_there (const char *function, zc_pid_t pid, zc_format_t group)
{
    zc_term_t *name = zc_term_build (group);
    if (zc_pid_is_null (pid))
        zc_error ("{badarg, [{pg2, ~a, [~t, ~p], []}]}", function, name, pid);
    bool exists = s_exists (name);
    if (exists) {
        zc_term_t *done = zc_rpc_call (zc_node_of (pid), "pg2", function, -1, "[~t, ~p]", name,
                                       pid);
        zc_term_destroy (&done);
        if (pid.node)
            s_take_in ();
    }
    zc_term_destroy (&name);
    return exists;
}

bool
zc_pg2_join_format (zc_pid_t pid, zc_format_t group)
{
    return s_there ("join_here", pid, group);
}

bool
zc_pg2_leave_format (zc_pid_t pid, zc_format_t group)
{
    return s_there ("leave_here", pid, group);
}

//  ---- reads ---------------------------------------------------------------

//  pg has who joined last first, pg2 who joined first.
static zc_term_t *
s_turned (zc_term_t **list_p)
{
    size_t count;
    zc_term_t **items = zc_term_elements (*list_p, &count);
    zc_terms_t turned = {0};
    while (count > 0)
        zc_terms_add (&turned, items [--count]);
    zc_free (items);
    zc_term_destroy (list_p);
    return zc_terms_list (&turned);
}

static zc_term_t *
s_members (const zc_term_t *group, bool local)
{
    if (!s_exists (group))
        return NULL;
    zc_term_t *members = local? zc_pg_local_members (s_scope, "{member, ~t}", group)
                              : zc_pg_members (s_scope, "{member, ~t}", group);
    return s_turned (&members);
}

zc_term_t *
zc_pg2_members_format (zc_format_t group)
{
    zc_term_t *name = zc_term_build (group), *members = s_members (name, false);
    zc_term_destroy (&name);
    return members;
}

zc_term_t *
zc_pg2_local_members_format (zc_format_t group)
{
    zc_term_t *name = zc_term_build (group), *members = s_members (name, true);
    zc_term_destroy (&name);
    return members;
}

zc_term_t *
zc_pg2_which_groups (void)
{
    zc_pg2_start ();
    zc_term_t *all = zc_pg_which_groups (s_scope), *name;
    zc_terms_t groups = {0};
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (all, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{group, ~t}", &name))
            zc_terms_add (&groups, name);
    zc_term_destroy (&all);
    return zc_terms_list (&groups);
}

//  One element of a list of pids, drawn at random; {0} of an empty one.
static zc_pid_t
s_draw (const zc_term_t *pids)
{
    zc_pid_t pid = {0};
    size_t count = zc_term_length (pids);
    zc_term_t *item = count? zc_term_element (pids, zc_random ((uint32_t) count)): NULL;
    if (item)
        zc_term_match (item, "~p", &pid);
    zc_term_destroy (&item);
    return pid;
}

zc_pid_t
zc_pg2_closest_pid_format (zc_format_t group)
{
    zc_pid_t pid = {0};
    zc_term_t *name = zc_term_build (group);
    for (int local = 1; local >= 0 && zc_pid_is_null (pid); local--) {
        zc_term_t *members = s_members (name, local);
        if (members)
            pid = s_draw (members);
        zc_term_destroy (&members);
    }
    zc_term_destroy (&name);
    return pid;
}

//  ---- by name -------------------------------------------------------------

static zc_term_t *
s_no_such_group (const zc_term_t *group)
{
    return zc_term_new ("{error, {no_such_group, ~t}}", group);
}

static zc_term_t *
s_start (const zc_term_t *args)
{
    (void) args;
    zc_pg2_start ();
    return zc_term_new ("{ok, ~p}", zc_whereis ("pg2"));
}

static zc_term_t *
s_create (const zc_term_t *args)
{
    zc_pg2_create ("~t", zc_term_element (args, 0));
    return NULL;
}

static zc_term_t *
s_delete (const zc_term_t *args)
{
    zc_pg2_delete ("~t", zc_term_element (args, 0));
    return NULL;
}

static zc_term_t *
s_join (const zc_term_t *args)
{
    zc_term_t *group;
    zc_pid_t pid = s_member (args, "join", &group);
    return zc_pg2_join (pid, "~t", group)? NULL: s_no_such_group (group);
}

static zc_term_t *
s_leave (const zc_term_t *args)
{
    zc_term_t *group;
    zc_pid_t pid = s_member (args, "leave", &group);
    return zc_pg2_leave (pid, "~t", group)? NULL: s_no_such_group (group);
}

static zc_term_t *
s_get_members (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0), *members = s_members (group, false);
    return members? members: s_no_such_group (group);
}

static zc_term_t *
s_get_local_members (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0), *members = s_members (group, true);
    return members? members: s_no_such_group (group);
}

static zc_term_t *
s_get_closest_pid (const zc_term_t *args)
{
    zc_term_t *group = zc_term_element (args, 0);
    zc_pid_t pid = zc_pg2_closest_pid ("~t", group);
    if (!zc_pid_is_null (pid))
        return zc_term_new ("~p", pid);
    return s_exists (group)? zc_term_new ("{error, {no_process, ~t}}", group)
                           : s_no_such_group (group);
}

static zc_term_t *
s_which_groups (const zc_term_t *args)
{
    (void) args;
    return zc_pg2_which_groups ();
}

ZC_MODULE_NAMED (pg2, "pg2", {"keep", 2, s_keep}, {"create_here", 1, s_create_here},
    {"delete_here", 1, s_delete_here}, {"join_here", 2, s_join_here},
    {"leave_here", 2, s_leave_here}, {"start", 0, s_start}, {"create", 1, s_create},
    {"delete", 1, s_delete}, {"join", 2, s_join}, {"leave", 2, s_leave},
    {"get_members", 1, s_get_members}, {"get_local_members", 1, s_get_local_members},
    {"get_closest_pid", 1, s_get_closest_pid}, {"which_groups", 0, s_which_groups});
