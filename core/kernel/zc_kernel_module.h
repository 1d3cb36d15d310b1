//  zc_kernel_module.h - what the module `Kernel` shares with other services

#ifndef ZC_KERNEL_MODULE_H_INCLUDED
#define ZC_KERNEL_MODULE_H_INCLUDED

#include "zc_term.h"

//  Is it a list that ends in []?
bool zc_kernel_proper (const zc_term_t *list);

#endif
