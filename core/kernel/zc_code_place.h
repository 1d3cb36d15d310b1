//  zc_code_place.h - a node's own folder for the code it runs
//
//      $TMPDIR/zcluster-code-UID-XXXXXX/    only for this user; locked while the node lives
//          quacking_duck-1.so               each version under a path of its own: the
//          quacking_duck-2.so               system's loader knows objects by their path
//
//  The files stay as long as the node, for reports and debuggers. What nodes leave
//  behind that were killed, the next one that makes a folder removes.

#ifndef ZC_CODE_PLACE_H_INCLUDED
#define ZC_CODE_PLACE_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>

typedef struct zc_code_place_t zc_code_place_t;

//  A path in the folder of the caller's node that nobody has had yet, for a file
//  named after `name` (its folder and what follows its last dot left out). The first
//  call makes the folder.
//  Returns  the path, the caller's (zc_free); NULL: no folder, *error says why (the
//           caller's too)
char *zc_code_place_path (const char *name, const char *suffix, char **error);

//  Write a file so that at no time a part of it stands under its name: it is written as
//  `path`.part-XXXXXX, locked meanwhile, and renamed. Who is killed while writing leaves such a
//  file in the folder; the next who writes the same path removes it.
//  Returns  NULL, or why not (the caller's)
char *zc_code_place_write (const char *path, const void *data, size_t size);

//  A text, printf-style; the caller's (zc_free).
char *zc_code_text (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

//  At the end of a node: remove the folder and all in it.
void zc_code_place_destroy (zc_code_place_t **self_p);

#endif
