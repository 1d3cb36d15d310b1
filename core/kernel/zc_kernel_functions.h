//  zc_kernel_functions.h - the functions of `Kernel` and `erlang`, family by family
//
//  The tables zc_kernel_module.c, zc_erlang_module.c and zc_process_module.c list them
//  under the names that they have there. As in Elixir, a failure names the module erlang.

#ifndef ZC_KERNEL_FUNCTIONS_H_INCLUDED
#define ZC_KERNEL_FUNCTIONS_H_INCLUDED

#include "zc_module.h"

//  zc_kernel_numbers.c
zc_function_t zc_kernel_plus, zc_kernel_minus, zc_kernel_add, zc_kernel_subtract,
    zc_kernel_multiply, zc_kernel_divide, zc_kernel_div, zc_kernel_rem, zc_kernel_power,
    zc_kernel_abs, zc_kernel_round, zc_kernel_trunc, zc_kernel_floor, zc_kernel_ceil,
    zc_kernel_max, zc_kernel_min;

//  zc_kernel_compare.c
zc_function_t zc_kernel_equal, zc_kernel_not_equal, zc_kernel_same, zc_kernel_not_same,
    zc_kernel_less, zc_kernel_greater, zc_kernel_less_equal, zc_kernel_greater_equal,
    zc_kernel_not, zc_kernel_bang, zc_kernel_and, zc_kernel_or,
    zc_kernel_is_atom, zc_kernel_is_binary, zc_kernel_is_bitstring, zc_kernel_is_boolean,
    zc_kernel_is_exception, zc_kernel_is_float, zc_kernel_is_function, zc_kernel_is_integer,
    zc_kernel_is_list, zc_kernel_is_map, zc_kernel_is_map_key, zc_kernel_is_nil,
    zc_kernel_is_number, zc_kernel_is_pid, zc_kernel_is_port, zc_kernel_is_reference,
    zc_kernel_is_struct, zc_kernel_is_tuple;

//  zc_kernel_terms.c
zc_function_t zc_kernel_append, zc_kernel_subtract_list, zc_kernel_hd, zc_kernel_tl,
    zc_kernel_length, zc_kernel_elem, zc_kernel_put_elem, zc_kernel_tuple_size,
    zc_kernel_map_size, zc_kernel_byte_size, zc_kernel_bit_size, zc_kernel_binary_part,
    zc_kernel_concat, zc_kernel_in, zc_kernel_range, zc_kernel_range_step,
    zc_kernel_tuple_to_list, zc_kernel_list_to_tuple, zc_erlang_element, zc_erlang_setelement;

//  zc_kernel_text.c
zc_function_t zc_kernel_inspect, zc_kernel_to_string, zc_kernel_to_charlist,
    zc_erlang_atom_to_binary, zc_erlang_atom_to_list, zc_erlang_binary_to_atom,
    zc_erlang_list_to_atom, zc_erlang_binary_to_integer, zc_erlang_list_to_integer,
    zc_erlang_integer_to_binary, zc_erlang_integer_to_list, zc_erlang_binary_to_list,
    zc_erlang_list_to_binary, zc_erlang_binary_to_term, zc_erlang_term_to_binary,
    zc_erlang_pid_to_list, zc_erlang_list_to_pid;

//  zc_kernel_calls.c
zc_function_t zc_kernel_apply, zc_kernel_spawn, zc_kernel_spawn_link, zc_kernel_spawn_monitor,
    zc_kernel_exit, zc_kernel_throw, zc_kernel_raise, zc_kernel_function_exported,
    zc_kernel_tap, zc_kernel_then, zc_erlang_error;

//  zc_kernel_process.c
zc_function_t zc_kernel_self, zc_kernel_make_ref, zc_kernel_send, zc_process_send,
    zc_kernel_exit_process, zc_erlang_send_after, zc_process_send_after,
    zc_process_cancel_timer, zc_process_sleep, zc_erlang_is_alive_pid,
    zc_process_list, zc_process_flag, zc_process_alias, zc_process_unalias,
    zc_process_group_leader, zc_erlang_group_leader, zc_process_set_group_leader,
    zc_process_info_of, zc_erlang_process_info;

//  zc_kernel_bonds.c
zc_function_t zc_process_link, zc_process_unlink, zc_process_monitor, zc_erlang_monitor,
    zc_process_demonitor, zc_process_register, zc_erlang_register, zc_process_unregister,
    zc_erlang_unregister, zc_process_whereis, zc_erlang_whereis, zc_process_registered;

//  zc_kernel_nodes.c
zc_function_t zc_kernel_node, zc_kernel_node_of, zc_erlang_is_alive, zc_erlang_nodes,
    zc_erlang_get_cookie, zc_erlang_set_cookie, zc_erlang_disconnect_node,
    zc_erlang_monitor_node;

//  zc_kernel_time.c
zc_function_t zc_erlang_monotonic_time, zc_erlang_system_time, zc_erlang_convert_time_unit,
    zc_erlang_unique_integer;

//  zc_code_module.c
zc_function_t zc_code_has_old, zc_code_is_in_old;

#endif
