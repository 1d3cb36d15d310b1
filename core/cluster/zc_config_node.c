//  zc_config_node.c - what the settings mean for a node
//
//  Each setting has a function that takes its text. What a node would refuse is refused
//  here, with the line in which it stands.

#include "zc_config.h"
#include "base/zc_check.h"
#include "dist/zc_cookie.h"
#include "dist/zc_nodename.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- values --------------------------------------------------------------

//  A whole number up to a character. NULL: it is none, or not within the limits.
static const char *
s_number (const char *text, long min, long max, int *number)
{
    char *end;
    if (*text < '0' || *text > '9')
        return NULL;
    long value = strtol (text, &end, 10);
    *number = (int) value;
    return value >= min && value <= max? end: NULL;
}

//  Index of a word; -1: none of them.
static int
s_word (const char *text, const char *const *words)
{
    for (int i = 0; words [i]; i++)
        if (strcmp (text, words [i]) == 0)
            return i;
    return -1;
}

//  Each returns NULL, or what is wanted.
typedef const char *(s_take_t) (zc_config_t *self, const char *text);

static const char *
s_long_names (zc_config_t *self, const char *text)
{
    int value = s_word (text, (const char *const []) {"false", "true", NULL});
    self->node.long_names = value == 1;
    return value < 0? "true or false": NULL;
}

static const char *
s_name (zc_config_t *self, const char *text)
{
    zc_nodename_t name;
    self->node.name = text;
    return zc_nodename_own (&name, text, self->node.long_names);
}

static const char *
s_cookie (zc_config_t *self, const char *text)
{
    self->node.cookie = text;
    return zc_cookie_valid (text)? NULL: "1 to 255 printable characters without space";
}

static const char *
s_bind (zc_config_t *self, const char *text)
{
    self->node.bind = text;
    return NULL;
}

static const char *
s_port_range (zc_config_t *self, const char *text)
{
    zc_node_options_t *node = &self->node;
    const char *at = s_number (text, 1, 65535, &node->port_min);
    bool good = at && *at == '-' && (at = s_number (at + 1, 1, 65535, &node->port_max)) && !*at
             && node->port_min <= node->port_max;
    return good? NULL: "two ports, as in 9100-9109";
}

static const char *
s_ticktime (zc_config_t *self, const char *text)
{
    int seconds;
    const char *end = s_number (text, 1, INT_MAX / 1000, &seconds);
    if (!end || *end)
        return "a number of seconds";
    self->node.tick_ms = seconds * 1000;
    return NULL;
}

static const char *
s_busy_wait (zc_config_t *self, const char *text)
{
    int microseconds;
    const char *end = s_number (text, 0, ZC_BUSY_WAIT_MAX_US, &microseconds);
    if (!end || *end)
        return "microseconds, 0 (never) to 1000000";
    self->node.busy_wait_us = microseconds? microseconds: -1;
    return NULL;
}

static const char *
s_security (zc_config_t *self, const char *text)
{
    int value = s_word (text, (const char *const []) {"curve", "plain", NULL});
    self->node.security = value == 1? ZC_SECURITY_PLAIN: ZC_SECURITY_CURVE;
    return value < 0? "curve or plain": NULL;
}

static const char *
s_log (zc_config_t *self, const char *text)
{
    int value = s_word (text, (const char *const []) {"debug", "info", "notice", "warning",
                                                      "error", "none", NULL});
    self->node.log_level = (zc_log_level_t) (value + ZC_LOG_DEBUG);
    return value < 0? "debug, info, notice, warning, error or none": NULL;
}

//  Names with spaces or commas between. They must be of our own kind, or they can never
//  be connected to.
static const char *
s_nodes (zc_config_t *self, const char *text)
{
    size_t count = 0;
    char *rest;
    self->names = zc_copy_text (text);
    self->list = zc_calloc ((strlen (text) / 2 + 2) * sizeof *self->list);
    for (char *name = strtok_r (self->names, " ,", &rest); name; name = strtok_r (NULL, " ,", &rest)) {
        zc_nodename_t peer;
        const char *error = zc_nodename_peer (&peer, name, self->node.long_names);
        if (error)
            return error;
        self->list [count++] = name;
    }
    self->nodes = self->list;
    return NULL;
}

//  ---- all of them ---------------------------------------------------------

//  In the order in which they are looked at: what names mean depends on the first.
const char *const zc_config_names [] = {
    "long_names", "name", "cookie", "nodes", "bind", "port_range", "ticktime", "busy_wait",
    "security", "log", NULL};
static s_take_t *const s_takes [] = {
    s_long_names, s_name, s_cookie, s_nodes, s_bind, s_port_range, s_ticktime, s_busy_wait,
    s_security, s_log};

//  Of the first level, a heading is the application's own.
static bool
s_check_known (zc_config_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        const zc_setting_t *setting = &self->settings [i];
        if (setting->value && !strchr (setting->path, '/')
        &&  s_word (setting->path, zc_config_names) < 0)
            return zc_config_wrong (self, setting->line, "no such setting: %s (the application's "
                                    "own stand indented under a heading)", setting->path);
    }
    return true;
}

static bool
s_take (zc_config_t *self, size_t index)
{
    for (size_t i = 0; i < self->count; i++) {
        const zc_setting_t *setting = &self->settings [i];
        if (strcmp (setting->path, zc_config_names [index]) != 0)
            continue;
        const char *value = setting->value? setting->value: "";
        s_take_t *take = s_takes [index];
        const char *error = take (self, value);
        char name [64];
        snprintf (name, sizeof name, "%s", setting->path);
        if (setting->line == ZC_ENVIRONMENT)
            zc_config_variable (setting->path, name, sizeof name);
        if (error)
            return zc_config_wrong (self, setting->line, "%s = %s: %s", name, value, error);
    }
    return true;
}

bool
zc_config_understand (zc_config_t *self)
{
    static const char *const none [] = {NULL};
    self->nodes = none;
    if (!s_check_known (self))
        return false;
    for (size_t i = 0; zc_config_names [i]; i++)
        if (!s_take (self, i))
            return false;
    if (*self->nodes && !self->node.name)
        return zc_config_wrong (self, 0, "nodes can be joined by a node with a name");
    return true;
}
