//  zc_code_spread.h - the receiving end of zc_code_spread

#ifndef ZC_CODE_SPREAD_H_INCLUDED
#define ZC_CODE_SPREAD_H_INCLUDED

#include "zc_term.h"

//  code:load_for_nl/3, [Module, File, Binary]: ends the calling process with the
//  reason `loaded` or {error, Reason}.
zc_term_t *zc_code_load_for_nl (const zc_term_t *args);

#endif
