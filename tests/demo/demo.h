//  demo.h - the chapters of the demo, in the order in which they are told
//
//  They are written against demo_stage.h (nodes: told, expected) and demo_story.h
//  (what the reader sees). Each goes on from where the one before has left the nodes.

#ifndef DEMO_H_INCLUDED
#define DEMO_H_INCLUDED

#define NODE1 "node1@localhost"     //  cookie duck, as node2 and node3
#define NODE2 "node2@localhost"
#define NODE3 "node3@localhost"
#define NODE4 "node4@localhost"     //  cookie another_cookie
#define ALEX "alex@localhost"       //  cookie secret_token, as the next two
#define KATE "kate@localhost"
#define MOEBI "moebi@localhost"

//  Start a node, as a step.
void demo_start_node (const char *name, const char *cookie);

//  demo_nodes.c: nodes and processes
void demo_starting_a_cluster (void);
void demo_communicating (void);
void demo_local_names (void);
void demo_links_and_monitors (void);
void demo_cookies (void);

//  demo_services.c: what all nodes know together
void demo_global_names (void);
void demo_groups (void);
void demo_a_node_dies (void);
void demo_other_services (void);

//  demo_chat.c: tasks on other nodes
void demo_io (void);
void demo_chat (void);

//  demo_code.c: where code runs, and how it gets there. duck: the path of its source
void demo_balanced_runs (void);
void demo_quacking_duck (const char *duck);

#endif
