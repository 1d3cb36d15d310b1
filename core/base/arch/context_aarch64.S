//  void zc_context_swap (void **from, void *to)
//  x0: where to put our stack pointer, x1: the stack pointer to go on with.
#if defined (__aarch64__)
    .text
    .globl  zc_context_swap
    .type   zc_context_swap, %function
zc_context_swap:
    .cfi_startproc
    sub     sp, sp, #160
    stp     d8,  d9,  [sp, #0]
    stp     d10, d11, [sp, #16]
    stp     d12, d13, [sp, #32]
    stp     d14, d15, [sp, #48]
    stp     x19, x20, [sp, #64]
    stp     x21, x22, [sp, #80]
    stp     x23, x24, [sp, #96]
    stp     x25, x26, [sp, #112]
    stp     x27, x28, [sp, #128]
    stp     x29, x30, [sp, #144]
    mov     x9, sp
    str     x9, [x0]
    mov     sp, x1
    ldp     d8,  d9,  [sp, #0]
    ldp     d10, d11, [sp, #16]
    ldp     d12, d13, [sp, #32]
    ldp     d14, d15, [sp, #48]
    ldp     x19, x20, [sp, #64]
    ldp     x21, x22, [sp, #80]
    ldp     x23, x24, [sp, #96]
    ldp     x25, x26, [sp, #112]
    ldp     x27, x28, [sp, #128]
    ldp     x29, x30, [sp, #144]
    add     sp, sp, #160
    br      x30
    .cfi_endproc
    .size   zc_context_swap, .-zc_context_swap

    .globl  zc_context_start
    .type   zc_context_start, %function
zc_context_start:
    .cfi_startproc
    .cfi_undefined x30              // back traces end here
    mov     x0, x20
    blr     x19
    brk     #1
    .cfi_endproc
    .size   zc_context_start, .-zc_context_start
#endif
    .section .note.GNU-stack, "", %progbits
