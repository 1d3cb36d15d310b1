//  zcluster.h - all of the library
#ifndef ZCLUSTER_H_INCLUDED
#define ZCLUSTER_H_INCLUDED

#define ZCLUSTER_VERSION_MAJOR 0
#define ZCLUSTER_VERSION_MINOR 1
#define ZCLUSTER_VERSION_PATCH 0
#define ZCLUSTER_VERSION_TEXT "0.1.0"

#include "zc_term.h"
#include "zc_list.h"
#include "zc_function.h"
#include "zc_process.h"
#include "zc_module.h"
#include "zc_code.h"
#include "zc_table.h"
#include "zc_io.h"
#include "zc_gen_server.h"
#include "zc_supervisor.h"
#include "zc_task.h"
#include "zc_registry.h"
#include "zc_node.h"
#include "zc_erpc.h"
#include "zc_rpc.h"
#include "zc_pg.h"
#include "zc_pg2.h"
#include "zc_net_adm.h"
#include "zc_global.h"
#include "zc_load_balancer.h"
#include "zc_run_sync.h"
#include "zc_variable.h"
#include "zc_application.h"

#endif
