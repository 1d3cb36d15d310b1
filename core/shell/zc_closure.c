//  zc_closure.c - see zc_closure.h
//
//  The table hangs on the node's core, and is touched by who has the baton; what is in it
//  does not change. It is bounded: the oldest goes, and is compiled again if need be.

#include "zc_closure.h"
#include "zc_eval_error.h"
#include "process/zc_hooks.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"
#include "base/zc_limits.h"

//  Size, arity, unique, index and number of free ones before the module's name; then two
//  numbers that mean something to Erlang only.
enum { s_head = 30, s_free_at = 26, s_parts = 6, s_pid_size = 15 };
static const uint8_t s_module [] = "\x77\x08" "erl_eval" "\x61\x00\x61\x00";
enum { s_module_size = sizeof s_module - 1, s_before_pid = s_head + s_module_size };

//  ---- making --------------------------------------------------------------

static void
s_put_names (zc_buffer_t *out, const zc_closure_source_t *source)
{
    size_t list = zc_list_open (out);
    for (uint32_t i = 0; i < source->count; i++)
        zc_encode_atom (out, source->names [i]);
    zc_list_close (out, list, source->count, false);
}

//  A head without its size, Erlang's module, no pid yet; then what it is compiled from.
void
zc_closure_describe (zc_buffer_t *out, const zc_closure_source_t *source)
{
    zc_buffer_u8 (out, ZC_TAG_NEW_FUN);
    zc_buffer_u32 (out, 0);
    zc_buffer_u8 (out, (uint8_t) source->arity);
    size_t unique = out->size;
    zc_buffer_u64 (out, 0);
    zc_buffer_u64 (out, 0);
    zc_buffer_u32 (out, 0);
    zc_buffer_u32 (out, s_parts);
    zc_buffer_put (out, s_module, s_module_size);
    size_t code = out->size;
    zc_encode_binary (out, source->text, source->size);
    s_put_names (out, source);
    zc_encode_atom (out, source->place.module? source->place.module: "nil");
    zc_encode_binary (out, source->place.file, strlen (source->place.file));
    zc_encode_int (out, source->line);
    uint64_t digest = zc_hash_bytes (out->data + code, out->size - code);
    zc_put_u64 (out->data + unique, digest);
    zc_put_u64 (out->data + unique + 8, zc_hash_mix (digest));
}

zc_bytes_t *
zc_closure_new (const zc_bytes_t *description, zc_bytes_t *const *values, uint32_t count)
{
    zc_buffer_t out = {0};
    zc_bytes_begin (&out);
    size_t start = out.size;
    zc_buffer_put (&out, description->data, s_before_pid);
    zc_encode_pid (&out, zc_self ());
    zc_buffer_put (&out, description->data + s_before_pid, description->size - s_before_pid);
    bool bytes = true;
    size_t list = zc_list_open (&out);
    for (uint32_t i = 0; i < count; i++) {
        zc_buffer_put (&out, values [i]->data, values [i]->size);
        bytes = bytes && values [i]->data [0] == ZC_TAG_SMALL_INT;
    }
    zc_list_close (&out, list, count, bytes);
    zc_put_u32 (out.data + start + 1, (uint32_t) (out.size - start - 1));
    return zc_bytes_end (&out);
}

//  ---- taking apart --------------------------------------------------------

static bool
s_are_names (const uint8_t *data, uint32_t *count)
{
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, data) || cursor.bytes)
        return data [0] == ZC_TAG_NIL && (*count = 0, true);
    *count = cursor.left;
    for (; cursor.left; zc_cursor_next (&cursor))
        if (!zc_is_atom (zc_cursor_item (&cursor)))
            return false;
    return *zc_cursor_tail (&cursor) == ZC_TAG_NIL;
}

//  The next part; NULL and on to nothing where it is not of this kind.
static bool
s_part (const uint8_t **at, const uint8_t **part, bool good)
{
    *part = *at;
    *at += zc_skip (*at);
    return good;
}

bool
zc_closure_open (zc_closure_t *self, const uint8_t *function)
{
    if (function [0] != ZC_TAG_NEW_FUN || zc_get_u32 (function + s_free_at) != s_parts
    ||  memcmp (function + s_head, s_module, 10) != 0)
        return false;
    *self = (zc_closure_t) {.arity = function [5]};
    const uint8_t *at = function + s_head;
    for (int i = 0; i < 4; i++)                         //  module, two numbers, pid
        at += zc_skip (at);
    uint32_t count = 0;
    zc_cursor_t values;
    self->code = at;
    bool good = s_part (&at, &self->text, at [0] == ZC_TAG_BINARY)
        && s_part (&at, &self->names, s_are_names (at, &count))
        && s_part (&at, &self->module, zc_is_atom (at))
        && s_part (&at, &self->file, at [0] == ZC_TAG_BINARY)
        && s_part (&at, &self->line, at [0] == ZC_TAG_SMALL_INT || at [0] == ZC_TAG_INT);
    self->code_size = (size_t) (at - self->code);
    self->values = at;
    return good && zc_cursor_open (&values, at) && values.left == count;
}

//  ---- the table -----------------------------------------------------------

typedef struct s_entry_t s_entry_t;
struct s_entry_t {
    zc_hash_item_t hash;
    s_entry_t *next;                //  the next younger one
    zc_bytes_t *code;
    uint32_t arity;
    zc_program_t *program;
};

typedef struct {
    zc_hash_t entries;
    s_entry_t *oldest, **youngest;
} s_table_t;

static void
s_drop_oldest (s_table_t *self)
{
    s_entry_t *entry = self->oldest;
    self->oldest = entry->next;
    if (!self->oldest)
        self->youngest = &self->oldest;
    zc_hash_remove (&self->entries, &entry->hash);
    zc_program_destroy (&entry->program);
    zc_bytes_destroy (&entry->code);
    zc_release (entry);
}

static void
s_release (void *annex)
{
    s_table_t *self = annex;
    while (self->oldest)
        s_drop_oldest (self);
    zc_hash_clear (&self->entries);
    zc_release (self);
}

//  Inside the core.
static s_table_t *
s_table (zc_core_t *core)
{
    void **place = zc_core_annex (core, s_release);
    if (!*place) {
        s_table_t *self = zc_calloc (sizeof *self);
        self->youngest = &self->oldest;
        *place = self;
    }
    return *place;
}

static s_entry_t *
s_find (const s_table_t *self, const zc_closure_t *closure, uint64_t key)
{
    zc_hash_item_t *item = zc_hash_find (&self->entries, key);
    for (; item; item = zc_hash_next (item)) {
        s_entry_t *entry = zc_container_of (item, s_entry_t, hash);
        if (entry->code->size == closure->code_size && entry->arity == closure->arity
        &&  memcmp (entry->code->data, closure->code, closure->code_size) == 0)
            return entry;
    }
    return NULL;
}

static void
s_add (s_table_t *self, const zc_closure_t *closure, uint64_t key, const zc_program_t *program)
{
    if (s_find (self, closure, key))
        return;                     //  somebody else was quicker
    if (self->entries.count >= ZC_CLOSURES_MAX)
        s_drop_oldest (self);
    s_entry_t *entry = zc_calloc (sizeof *entry);
    entry->code = zc_bytes_new (closure->code, closure->code_size);
    entry->arity = closure->arity;
    entry->program = zc_program_dup (program);
    *self->youngest = entry;
    self->youngest = &entry->next;
    zc_hash_add (&self->entries, &entry->hash, key);
}

//  ---- compiling -----------------------------------------------------------

static char *
s_copy (const char *text, size_t size)
{
    char *copy = zc_block_new (size + 1, NULL);
    memcpy (copy, text, size);
    return copy;
}

static zc_program_t *
s_compile (const zc_closure_t *closure)
{
    size_t module_size, text_size = zc_get_u32 (closure->text + 1);
    const char *module = zc_atom_text (closure->module, &module_size);
    zc_integer_t line = {.small = 1};
    zc_read_integer (closure->line, &line);
    char *file = s_copy ((const char *) closure->file + 5, zc_get_u32 (closure->file + 1));
    char *module_name = s_copy (module, module_size);
    bool nowhere = zc_atom_is (closure->module, "nil");
    zc_place_t place = {.file = file, .module = nowhere? NULL: module_name, .prompt = nowhere};
    zc_program_t *program = zc_compile_or_raise ((const char *) closure->text + 5, text_size,
        (uint32_t) line.small, &place, closure->names, zc_compile_closure);
    zc_block_free (module_name);
    zc_block_free (file);
    return program;
}

void
zc_closure_find (const zc_closure_t *self, zc_program_t **program_p)
{
    uint64_t key = zc_hash_bytes (self->code, self->code_size);
    s_entry_t *entry = s_find (s_table (zc_core_enter ()), self, key);
    *program_p = entry? zc_program_dup (entry->program): NULL;
    zc_core_leave ();
    if (*program_p)
        return;
    *program_p = s_compile (self);
    if ((*program_p)->functions [0]->arity != self->arity)      //  a text of something else
        zc_error ("{badarg, []}");
    s_add (s_table (zc_core_enter ()), self, key, *program_p);
    zc_core_leave ();
}
