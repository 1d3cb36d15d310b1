//  zc_net_kernel_options.c - the options of net_kernel:monitor_nodes/2

#include "zc_net_kernel.h"

static int
s_node_type (const zc_term_t *type)
{
    if (zc_term_match (type, "visible"))
        return ZC_WATCH_TYPE | ZC_WATCH_VISIBLE;
    if (zc_term_match (type, "hidden"))
        return ZC_WATCH_TYPE | ZC_WATCH_HIDDEN;
    if (zc_term_match (type, "all"))
        return ZC_WATCH_TYPE | ZC_WATCH_VISIBLE | ZC_WATCH_HIDDEN;
    return 0;
}

static zc_term_t *
s_bad_value (const zc_term_t *type)
{
    return zc_term_new ("{error, {bad_option_value, {node_type, ~t}}}", type);
}

//  One option of a list. *type collects node types that differ.
//  Returns  false: unknown
static bool
s_take_option (const zc_term_t *option, int *wants, zc_term_t **type, zc_term_t **error)
{
    zc_term_t *value;
    if (zc_term_match (option, "nodedown_reason"))
        *wants |= ZC_WATCH_REASON;
    else
    if (zc_term_match (option, "connection_id"))
        *wants |= ZC_WATCH_ID;
    else
    if (zc_term_match (option, "{node_type, ~t}", &value)) {
        if (!*error && !s_node_type (value))
            *error = s_bad_value (value);
        if (!*error && *type && !zc_term_equal (*type, value))
            *error = zc_term_new ("{error, {option_value_mismatch, [{node_type, ~t}, "
                                  "{node_type, ~t}]}}", *type, value);
        zc_term_destroy (type);
        *type = value;
    }
    else
        return false;
    return true;
}

static zc_term_t *
s_prepend (zc_term_t *list, const zc_term_t *item)
{
    zc_term_t *longer = zc_term_new ("[~t | ~t]", item, list);
    zc_term_destroy (&list);
    return longer;
}

static zc_term_t *
s_list_options (const zc_term_t *options, int *wants)
{
    zc_term_t *unknown = zc_term_new ("[]"), *type = NULL, *error = NULL;
    for (size_t i = zc_term_length (options); i > 0; i--) {
        zc_term_t *option = zc_term_element (options, i - 1);
        if (!s_take_option (option, wants, &type, &error))
            unknown = s_prepend (unknown, option);
        zc_term_destroy (&option);
    }
    if (zc_term_length (unknown)) {
        zc_term_destroy (&error);
        error = zc_term_new ("{error, {unknown_options, ~t}}", unknown);
    }
    *wants |= type? s_node_type (type): ZC_WATCH_VISIBLE;
    if (zc_term_length (options))
        *wants |= ZC_WATCH_LIST;
    zc_term_destroy (&type);
    zc_term_destroy (&unknown);
    return error;
}

static zc_term_t *
s_map_options (const zc_term_t *options, int *wants)
{
    zc_term_t *type = NULL;
    size_t known = 0;
    bool flag;
    *wants = ZC_WATCH_MAP;
    if (zc_term_match (options, "%{nodedown_reason: ~o}", &flag)) {
        *wants |= flag? ZC_WATCH_REASON: 0;
        known++;
    }
    if (zc_term_match (options, "%{connection_id: ~o}", &flag)) {
        *wants |= flag? ZC_WATCH_ID: 0;
        known++;
    }
    known += zc_term_match (options, "%{node_type: ~t}", &type);
    zc_term_t *error = NULL;
    if (known != zc_term_length (options))
        error = zc_term_new ("{error, {unknown_options, ~t}}", options);
    else
    if (type && !s_node_type (type))
        error = s_bad_value (type);
    *wants |= type? s_node_type (type): ZC_WATCH_VISIBLE;
    zc_term_destroy (&type);
    return error;
}

//  Does this list end in []?
static bool
s_is_proper (const zc_term_t *list)
{
    const uint8_t *at = zc_term_data (list);
    if (*at != 108)                 //  the other forms always do
        return true;
    uint32_t count = zc_get_u32 (at + 1);
    for (at += 5; count; count--)
        at += zc_skip (at);
    return *at == 106;
}

zc_term_t *
zc_net_kernel_options (const zc_term_t *options, int *wants)
{
    *wants = 0;
    if (zc_term_type (options) == ZC_MAP)
        return s_map_options (options, wants);
    if (zc_term_type (options) == ZC_LIST && s_is_proper (options))
        return s_list_options (options, wants);
    return zc_term_new ("{error, {invalid_options, ~t}}", options);
}
