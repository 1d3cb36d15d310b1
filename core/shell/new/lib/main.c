//  main.c - the program: a node with Chat.Application on it, until a signal ends it

#include <zcluster.h>

int
main (int argc, char **argv)
{
    return zc_application_main ("Chat.Application", "config/chat.cfg", argc, argv);
}
