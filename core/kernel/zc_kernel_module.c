//  zc_kernel_module.c - the module `Kernel`: what can be called by name on every node
//
//  So that a first remote call has something to call:
//      zc_rpc_call ("node2@localhost", "Kernel", "abs", "[~i]", -1)
//  The shell's operators are these functions, and so is its `in`: 1 in [1, 2].
//  The functions are in zc_kernel_*.c, family by family (zc_kernel_functions.h).
//                                                                   Elixir  Kernel

#include "zc_kernel_functions.h"

ZC_MODULE_NAMED (kernel, "Kernel",
    {"+", 1, zc_kernel_plus}, {"-", 1, zc_kernel_minus}, {"+", 2, zc_kernel_add},
    {"-", 2, zc_kernel_subtract}, {"*", 2, zc_kernel_multiply}, {"/", 2, zc_kernel_divide},
    {"**", 2, zc_kernel_power}, {"div", 2, zc_kernel_div}, {"rem", 2, zc_kernel_rem},
    {"abs", 1, zc_kernel_abs}, {"round", 1, zc_kernel_round}, {"trunc", 1, zc_kernel_trunc},
    {"floor", 1, zc_kernel_floor}, {"ceil", 1, zc_kernel_ceil},
    {"==", 2, zc_kernel_equal}, {"!=", 2, zc_kernel_not_equal}, {"===", 2, zc_kernel_same},
    {"!==", 2, zc_kernel_not_same}, {"<", 2, zc_kernel_less}, {">", 2, zc_kernel_greater},
    {"<=", 2, zc_kernel_less_equal}, {">=", 2, zc_kernel_greater_equal},
    {"max", 2, zc_kernel_max}, {"min", 2, zc_kernel_min}, {"in", 2, zc_kernel_in}, {"not", 1, zc_kernel_not},
    {"!", 1, zc_kernel_bang}, {"and", 2, zc_kernel_and}, {"or", 2, zc_kernel_or},
    {"is_atom", 1, zc_kernel_is_atom}, {"is_binary", 1, zc_kernel_is_binary},
    {"is_bitstring", 1, zc_kernel_is_bitstring}, {"is_boolean", 1, zc_kernel_is_boolean},
    {"is_exception", 1, zc_kernel_is_exception}, {"is_exception", 2, zc_kernel_is_exception},
    {"is_float", 1, zc_kernel_is_float}, {"is_function", 1, zc_kernel_is_function},
    {"is_function", 2, zc_kernel_is_function}, {"is_integer", 1, zc_kernel_is_integer},
    {"is_list", 1, zc_kernel_is_list}, {"is_map", 1, zc_kernel_is_map},
    {"is_map_key", 2, zc_kernel_is_map_key}, {"is_nil", 1, zc_kernel_is_nil},
    {"is_number", 1, zc_kernel_is_number}, {"is_pid", 1, zc_kernel_is_pid},
    {"is_port", 1, zc_kernel_is_port}, {"is_reference", 1, zc_kernel_is_reference},
    {"is_struct", 1, zc_kernel_is_struct}, {"is_struct", 2, zc_kernel_is_struct},
    {"is_tuple", 1, zc_kernel_is_tuple},
    {"++", 2, zc_kernel_append}, {"--", 2, zc_kernel_subtract_list}, {"hd", 1, zc_kernel_hd},
    {"tl", 1, zc_kernel_tl}, {"length", 1, zc_kernel_length}, {"elem", 2, zc_kernel_elem},
    {"put_elem", 3, zc_kernel_put_elem}, {"tuple_size", 1, zc_kernel_tuple_size},
    {"map_size", 1, zc_kernel_map_size}, {"byte_size", 1, zc_kernel_byte_size},
    {"bit_size", 1, zc_kernel_bit_size}, {"binary_part", 3, zc_kernel_binary_part},
    {"<>", 2, zc_kernel_concat}, {"..", 2, zc_kernel_range}, {"..//", 3, zc_kernel_range_step},
    {"inspect", 1, zc_kernel_inspect}, {"inspect", 2, zc_kernel_inspect},
    {"to_string", 1, zc_kernel_to_string}, {"to_charlist", 1, zc_kernel_to_charlist},
    {"apply", 2, zc_kernel_apply}, {"apply", 3, zc_kernel_apply}, {"tap", 2, zc_kernel_tap},
    {"then", 2, zc_kernel_then}, {"function_exported?", 3, zc_kernel_function_exported},
    {"exit", 1, zc_kernel_exit}, {"throw", 1, zc_kernel_throw}, {"raise", 1, zc_kernel_raise},
    {"raise", 2, zc_kernel_raise},
    {"self", 0, zc_kernel_self}, {"node", 0, zc_kernel_node}, {"node", 1, zc_kernel_node_of},
    {"send", 2, zc_kernel_send}, {"make_ref", 0, zc_kernel_make_ref},
    {"spawn", 1, zc_kernel_spawn}, {"spawn", 3, zc_kernel_spawn},
    {"spawn_link", 1, zc_kernel_spawn_link}, {"spawn_link", 3, zc_kernel_spawn_link},
    {"spawn_monitor", 1, zc_kernel_spawn_monitor}, {"spawn_monitor", 3, zc_kernel_spawn_monitor});
