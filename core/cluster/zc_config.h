//  zc_config.h - the inside of an application's settings
//
//      zc_config.c         file and environment, as text
//      zc_config_node.c    what the text means for a node

#ifndef ZC_CONFIG_H_INCLUDED
#define ZC_CONFIG_H_INCLUDED

#include "zc_application.h"

//  In the place of a line's number.
enum { ZC_ENVIRONMENT = -1 };

typedef struct {
    char *path;                     //  "chat/room"
    char *value;                    //  NULL: a heading
    int line;
} zc_setting_t;

struct zc_config_t {
    char *path;                     //  of the file
    char *error;
    size_t count;
    zc_setting_t *settings;
    zc_node_options_t node;
    char *names;                    //  the text that `list` points into
    const char **list;
    const char *const *nodes;
};

//  The settings of a node, NULL after the last.
extern const char *const zc_config_names [];

//  Fill `node` and `nodes` out of the settings. false: something is wrong, see `error`.
bool zc_config_understand (zc_config_t *self);

//  The variable of the environment for a setting: ZCLUSTER_PORT_RANGE for port_range.
void zc_config_variable (const char *name, char *text, size_t size);

//  Set the error; returns false. line 0: of the file as a whole.
bool zc_config_wrong (zc_config_t *self, int line, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

#endif
