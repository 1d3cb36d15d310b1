//  zc_lib_helpers.h - see zc_lib_helpers.c

#ifndef ZC_LIB_HELPERS_H_INCLUDED
#define ZC_LIB_HELPERS_H_INCLUDED

#include "zc_module.h"

zc_function_t zc_helper_flush, zc_helper_pid, zc_helper_i;

#endif
