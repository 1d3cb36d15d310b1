//  zc_process_module.c - the module `Process`                        Elixir  Process

#include "zc_kernel_functions.h"

ZC_MODULE_NAMED (process, "Process",
    {"alive?", 1, zc_erlang_is_alive_pid}, {"list", 0, zc_process_list},
    {"info", 1, zc_process_info_of}, {"info", 2, zc_process_info_of},
    {"link", 1, zc_process_link}, {"unlink", 1, zc_process_unlink},
    {"monitor", 1, zc_process_monitor}, {"demonitor", 1, zc_process_demonitor},
    {"demonitor", 2, zc_process_demonitor}, {"register", 2, zc_process_register},
    {"unregister", 1, zc_process_unregister}, {"whereis", 1, zc_process_whereis},
    {"registered", 0, zc_process_registered}, {"send", 3, zc_process_send},
    {"exit", 2, zc_kernel_exit_process}, {"flag", 2, zc_process_flag},
    {"send_after", 3, zc_process_send_after}, {"send_after", 4, zc_process_send_after},
    {"cancel_timer", 1, zc_process_cancel_timer}, {"sleep", 1, zc_process_sleep},
    {"group_leader", 0, zc_process_group_leader},
    {"group_leader", 2, zc_process_set_group_leader}, {"alias", 0, zc_process_alias},
    {"unalias", 1, zc_process_unalias});
