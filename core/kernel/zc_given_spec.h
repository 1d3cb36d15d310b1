//  zc_given_spec.h - children of supervisors, as they are given by name
//
//  %{id: …, start: …}, Module, or {Module, Arg}.

#ifndef ZC_GIVEN_SPEC_H_INCLUDED
#define ZC_GIVEN_SPEC_H_INCLUDED

#include "zc_given.h"
#include "zc_supervisor.h"

//  A child's spec, a new term; the same of one that a supervisor can take. What is none is
//  the exit {badarg, {invalid_child_spec, Term}}.
zc_term_t *zc_given_child (const zc_term_t *term);
zc_term_t *zc_given_spec (const zc_term_t *term);

//  child_spec (Child, Overrides): with other values for some keys.
//  Elixir  Supervisor.child_spec/2
zc_term_t *zc_given_override (const zc_term_t *args);

#endif
