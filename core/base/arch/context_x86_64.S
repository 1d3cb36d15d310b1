//  void zc_context_swap (void **from, void *to)
//  rdi: where to put our stack pointer, rsi: the stack pointer to go on with.
//  The way back is a jump, not a ret: the processor would mispredict each ret.
//  Loading the floating-point control words is slow: only where they differ.
#if defined (__x86_64__)
    .text
    .globl  zc_context_swap
    .type   zc_context_swap, @function
zc_context_swap:
    .cfi_startproc
    pushq   %rbp
    pushq   %rbx
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    subq    $8, %rsp
    stmxcsr (%rsp)
    fnstcw  4(%rsp)
    movq    %rsp, (%rdi)
    movl    (%rsp), %eax
    movzwl  4(%rsp), %ecx           // two bytes: what lies above them is not ours
    movq    %rsi, %rsp
    cmpl    (%rsp), %eax
    jne     1f
    cmpw    4(%rsp), %cx
    je      2f
1:  ldmxcsr (%rsp)
    fldcw   4(%rsp)
2:  addq    $8, %rsp
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbx
    popq    %rbp
    popq    %rcx
    jmp     *%rcx
    .cfi_endproc
    .size   zc_context_swap, .-zc_context_swap

    .globl  zc_context_start
    .type   zc_context_start, @function
zc_context_start:
    .cfi_startproc
    .cfi_undefined rip              // back traces end here
    movq    %r13, %rdi
    call    *%r12
    ud2
    .cfi_endproc
    .size   zc_context_start, .-zc_context_start
#endif
    .section .note.GNU-stack, "", @progbits
