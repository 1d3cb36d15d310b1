//  book.c - exercise 8.1: what each function has to do stands in book.h
//
//  On zc_process.h and zc_node.h. Not on zc_global.h, which is what you build.

#include "book.h"

//  your code: what stands in a book, and the body of its process, which takes one message after
//  the other: of those who ask, and DOWNs

void
book_start (void)
{
    //  your code: spawn it, and give it a name, the same on each node
}

bool
book_register (const char *name, zc_pid_t pid)
{
    (void) name;
    (void) pid;
    //  your code: ask the books; in which order?
    return false;
}

zc_pid_t
book_whereis (const char *name)
{
    (void) name;
    //  your code: ask the book of this node
    return ZC_PID_NONE;
}
