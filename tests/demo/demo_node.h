//  demo_node.h - one node of the demo

#ifndef DEMO_NODE_H_INCLUDED
#define DEMO_NODE_H_INCLUDED

//  Be the node `name` until the input ends or somebody stops it. Returns the
//  exit status.
int demo_node (const char *name, const char *cookie);

#endif
