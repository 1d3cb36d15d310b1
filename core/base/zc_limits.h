//  zc_limits.h - every limit of the core, in one place

#ifndef ZC_LIMITS_H_INCLUDED
#define ZC_LIMITS_H_INCLUDED

enum {
    //  terms
    ZC_ATOM_MAX = 255,                  //  characters of an atom
    ZC_ATOM_BYTES_MAX = 1020,           //  its bytes in UTF-8
    ZC_TERM_DEPTH_MAX = 512,            //  nesting; deeper ones are refused
    ZC_TERM_SIZE_MAX = 1 << 30,         //  bytes of one term
    ZC_INTEGER_MAX = 64 * 1024,         //  bytes of an integer that is computed
    ZC_NODE_NAMES_MAX = 65536,          //  node names a node will ever remember

    //  processes
    ZC_STACK_SIZE = 256 * 1024,         //  bytes of a process's stack, guard included
    ZC_STACK_GUARD = 64 * 1024,         //  unmapped bytes at its end
    ZC_STACK_RESERVE = 32 * 1024,       //  what the core may need of it in a call
    ZC_STACK_SLAB = 64,                 //  stacks mapped at once
    ZC_STACK_CACHE = 16384,             //  free stacks kept with their pages
    ZC_PROCESSES_MAX = 1 << 20,         //  processes of one node
    ZC_CALL_BUDGET = 2000,              //  core calls before a process gives way
    ZC_RUN_BATCH = 64,                  //  processes run between two looks at the network
    ZC_WATCH_MS = 5,                    //  the watchdog's period: expels after 5 to 10 ms
    ZC_BUSY_WAIT_US = 200,              //  how long the scheduler looks for work before it sleeps
    ZC_BUSY_WAIT_MAX_US = 1000000,      //  … at most
    ZC_CROWDED_US = 1000,               //  a look that takes so long: the processors are wanted …
    ZC_CROWDED_PAUSE_MS = 200,          //  … and it is not tried again for this time
    ZC_BEHAVED_CALLS = 64,              //  quick calls after which an expelled process is back
    ZC_DETACHED_MAX = 256,              //  threads for processes off the scheduler

    //  code
    ZC_OBJECT_MAX = 16 << 20,           //  bytes of a module's object
    ZC_COMPILE_MS = 120000,             //  limit of a run of the compiler
    ZC_COMPILE_TEXT_MAX = 64 * 1024,    //  bytes of its messages that are kept

    //  shell
    ZC_SCRIPT_DEPTH_MAX = 100,          //  levels of a text's tree: who recurses has a stack of 160 KiB
    ZC_SCRIPT_DIGITS_MAX = 16384,       //  of a number in a text
    ZC_CLOSURES_MAX = 4096,             //  compiled fns a node keeps
    ZC_SCRIPT_FRAMES_MAX = 200000,      //  calls in calls of a script
    ZC_SCRIPT_VALUES_MAX = 8 << 20,     //  values on its stack
    ZC_SCRIPT_NESTED_MAX = 100,         //  scripts that run inside functions in C that …
    ZC_SCRIPT_STACK_MIN = 64 * 1024,    //  bytes of stack that such a one must find
    ZC_SCRIPT_STEPS = 4000,             //  calls before a script gives way

    //  cluster
    ZC_LOAD_REPORT_MS = 250,            //  how often a node tells its load
    ZC_CATCH_UP_MS = 100,               //  when a slow node is sent what it did not take
    ZC_TOMBSTONE_MS = 24 * 3600 * 1000, //  life of the mark of a deleted variable
    ZC_CLOCK_AHEAD_MS = 60000,          //  a clock so far ahead of the own is reported
    ZC_JOIN_MIN_MS = 500,               //  pause before a node is dialled again, doubled …
    ZC_JOIN_MAX_MS = 30000,             //  … up to this; times a random 0.5 to 1
    ZC_JOIN_TRIES = 40,                 //  a lost node is given up after these (18 minutes)

    //  network
    ZC_FRAME_MAX = 64 * 1024,           //  bytes of signals in one frame
    ZC_IO_BUSY_BYTES = 32 * 1024,       //  in or out at once: I/O threads need the processors
    ZC_FRAGMENT_FRAME_MAX = 128 * 1024, //  bytes of a frame that carries fragments
    ZC_STRANGERS_MAX = 1024,            //  connections that have not said anything; the oldest
                                        //  goes; less where descriptors are few, but always
    ZC_STRANGERS_FEW = 16,              //  room for these
    ZC_STRANGERS_LEAST = 4,             //  or, when one has got one of the last descriptors,
    ZC_DESCRIPTORS_LAST = 8,            //  which these are, for these
    ZC_PORTMAP_LINE_MAX = 512,          //  bytes of a line to or from the port map
    ZC_PORTMAP_NAMES_MAX = 1024,        //  nodes of one host that are listed
    ZC_PORTMAP_GUESTS_MAX = 64,         //  strangers it serves at a time; the oldest goes
    ZC_PORTMAP_GUEST_MS = 5000,         //  limit of one stranger's visit
    ZC_PORTMAP_TURN_MS = 1000,          //  how often a node asks whether it is its turn
    ZC_PORTMAP_RETRY_MS = 250,          //  a client tries again beside a server that is silent
    ZC_PORTMAP_TRIES_MAX = 32,          //  its connections for one question
    ZC_NODE_NAME_MAX = 255
};

#endif
