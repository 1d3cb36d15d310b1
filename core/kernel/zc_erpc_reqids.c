//  zc_erpc_reqids.c - the module `erpc`: collections of requests, each with a label
//
//  A collection is a map, as Erlang's: %{Spawn => [Mark | Label]}, where [Mark | Spawn] is
//  a request as a term. In C an array does that (zc_erpc_wait_any), whose indexes are
//  the labels; so here a map is made an array, and an array a map.
//  A response is told as {Response, Label, Collection}, and an exception has that for a
//  reason.                                        Erlang  erpc:reqids_new/0 and so on

#include "zc_remote.h"
#include "zc_args.h"
#include "term/zc_walk.h"

typedef struct {
    size_t count;
    zc_erpc_request_t *requests;    //  {0}: no longer in it
    zc_term_t **labels;
} s_reqids_t;

//  ---- a map, an array -----------------------------------------------------

//  One request and its label, at a key of a map, which its value follows.
static bool
s_read_one (s_reqids_t *self, const uint8_t *key)
{
    zc_erpc_request_t *request = &self->requests [self->count];
    zc_term_t *spawn = zc_result (key), *value = zc_result (key + zc_skip (key));
    bool good = zc_term_match (spawn, "~r", &request->spawn)
             && zc_term_match (value, "[~r | ~t]", &request->mark, &self->labels [self->count]);
    self->count += good;
    zc_term_destroy (&spawn);
    zc_term_destroy (&value);
    return good;
}

static bool
s_read (const zc_term_t *map, s_reqids_t *self)
{
    if (zc_term_type (map) != ZC_MAP)
        return false;
    size_t size = zc_term_length (map);
    *self = (s_reqids_t) {0, zc_alloc ((size + 1) * sizeof *self->requests),
                          zc_alloc ((size + 1) * sizeof *self->labels)};
    const uint8_t **keys = zc_map_keys (zc_term_data (map));
    bool good = true;
    while (good && self->count < size)
        good = s_read_one (self, keys [self->count]);
    zc_release (keys);
    return good;
}

static s_reqids_t
s_reqids (const zc_term_t *args, size_t index, const char *function)
{
    s_reqids_t self;
    if (!s_read (zc_term_element (args, index), &self))
        zc_remote_badarg ("erpc", function, args);
    return self;
}

static zc_term_t *
s_map (const s_reqids_t *self)
{
    zc_terms_t pairs = {0};
    for (size_t i = 0; i < self->count; i++)
        if (!zc_ref_equal (self->requests [i].spawn, (zc_ref_t) {0}))
            zc_terms_add (&pairs, zc_term_new ("{~r, [~r | ~t]}", self->requests [i].spawn,
                                               self->requests [i].mark, self->labels [i]));
    return zc_list_map (zc_terms_list (&pairs));
}

bool
zc_erpc_is_reqids (const zc_term_t *term)
{
    s_reqids_t reqids;
    return s_read (term, &reqids);
}

//  ---- collecting ----------------------------------------------------------

zc_term_t *
zc_erpc_reqids_new (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("%{}");
}

//  reqids_add (Request, Label, Collection); one that is in it already is badarg.
zc_term_t *
zc_erpc_reqids_add (const zc_term_t *args)
{
    s_reqids_t all = s_reqids (args, 2, "reqids_add");
    zc_erpc_request_t *request = &all.requests [all.count];
    if (!zc_erpc_request_of (zc_term_element (args, 0), request))
        zc_remote_badarg ("erpc", "reqids_add", args);
    for (size_t i = 0; i < all.count; i++)
        if (zc_ref_equal (all.requests [i].spawn, request->spawn))
            zc_remote_badarg ("erpc", "reqids_add", args);
    all.labels [all.count++] = zc_term_element (args, 1);
    return s_map (&all);
}

zc_term_t *
zc_erpc_reqids_size (const zc_term_t *args)
{
    return zc_term_new ("~i", s_reqids (args, 0, "reqids_size").count);
}

zc_term_t *
zc_erpc_reqids_to_list (const zc_term_t *args)
{
    s_reqids_t all = s_reqids (args, 0, "reqids_to_list");
    zc_terms_t list = {0};
    for (size_t i = 0; i < all.count; i++)
        zc_terms_add (&list, zc_term_new ("{~t, ~t}", zc_erpc_request_term (all.requests [i]),
                                          all.labels [i]));
    return zc_terms_list (&list);
}

//  ---- responses -----------------------------------------------------------

//  What [Collection, Timeout, Delete] and [Message, Collection, Delete] have in common.
typedef struct {
    s_reqids_t all;
    zc_term_t *map;
    bool deletes;
} s_wait_t;

static s_wait_t
s_wait_of (const zc_term_t *args, size_t index, const char *function)
{
    s_wait_t wait = {.all = s_reqids (args, index, function),
                     .map = zc_term_element (args, index)};
    if (!zc_term_match (zc_term_element (args, 2), "~o", &wait.deletes))
        zc_remote_badarg ("erpc", function, args);
    return wait;
}

//  The response to the request at `index` has come.
static zc_term_t *
s_told (s_wait_t *wait, size_t index, zc_class_t class, zc_term_t *result, const char *format)
{
    wait->all.requests [index] = (zc_erpc_request_t) {0};
    zc_term_t *map = wait->deletes? s_map (&wait->all): wait->map;
    zc_term_t *label = wait->all.labels [index];
    if (class != ZC_VALUE)
        zc_erpc_end (class, zc_term_new ("{~t, ~t, ~t}", result, label, map));
    return zc_term_build (ZC_FORMAT (format, result, label, map));
}

//  The first response, told as `format` has it. NULL: none in the time.
static zc_term_t *
s_first (s_wait_t *wait, const zc_term_t *args, const char *function, const char *format)
{
    *wait = s_wait_of (args, 0, function);
    int ms = zc_remote_timeout (zc_term_element (args, 1), "erpc", function, args);
    if (!wait->all.count)
        return zc_term_new ("no_request");
    zc_class_t class;
    zc_term_t *result;
    int index = zc_erpc_wait_any (wait->all.requests, wait->all.count, ms, &class, &result);
    return index < 0? NULL: s_told (wait, (size_t) index, class, result, format);
}

//  After a time-out all of them are given up.
zc_term_t *
zc_erpc_reqids_receive (const zc_term_t *args)
{
    s_wait_t wait;
    zc_term_t *told = s_first (&wait, args, "receive_response", "{~t, ~t, ~t}");
    if (told)
        return told;
    for (size_t i = 0; i < wait.all.count; i++)
        zc_erpc_give_up (wait.all.requests [i]);
    return zc_erpc_end (ZC_ERROR, zc_term_new ("{erpc, timeout}"));
}

//  After a time-out all of them stay.
zc_term_t *
zc_erpc_reqids_wait (const zc_term_t *args)
{
    s_wait_t wait;
    zc_term_t *told = s_first (&wait, args, "wait_response", "{{response, ~t}, ~t, ~t}");
    return told? told: zc_term_new ("no_response");
}

//  check_response (Message, Collection, Delete)
zc_term_t *
zc_erpc_reqids_check (const zc_term_t *args)
{
    s_wait_t wait = s_wait_of (args, 1, "check_response");
    zc_term_t *message = zc_term_element (args, 0), *result;
    zc_class_t class;
    for (size_t i = 0; i < wait.all.count; i++)
        if (zc_erpc_check_response (message, wait.all.requests [i], &class, &result))
            return s_told (&wait, i, class, result, "{{response, ~t}, ~t, ~t}");
    return zc_term_new ("~a", wait.all.count? "no_response": "no_request");
}
